"""Text → the words that carry its content, and their stems; pure."""

import re
from functools import cache, lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")

_STOPWORDS = """
a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing down during each few for from further had has have
having he her here hers him his how i if in into is it its itself just me more most my no nor not of
off on once only or other our out over own please same she should so some such tell than that the
their them then there these they this those through to too under until up upon very was we were what
when where which while who whom whose why will with would you your
"""

STOPWORDS = frozenset(_STOPWORDS.split())


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, in lower case; 3.5 is one word, part-time are two."""
    return [match.group().casefold().replace("’", "'") for match in _WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """Return the words of a text without stopwords, each once, in order."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOPWORDS))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return an English word without its endings (Porter's Snowball); words with digits stay as they are."""
    if any(letter.isdigit() for letter in word):
        return word
    return str(_stemmer().stemWord(word)) or word


@cache
def _stemmer() -> Any:  # noqa: ANN401
    import snowballstemmer

    return snowballstemmer.stemmer("english")
