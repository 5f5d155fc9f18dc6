"""Text → the words that carry its content, their stems, and the terms that the word index holds; pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
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

ENGLISH = "en"
_STEMMERS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "ru": "russian",
    "ar": "arabic",
    "tr": "turkish",
}

_UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_RUN = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")

_FISCAL = re.compile(r"\b(?:fy|fiscal(?:\s+year)?)\s*['’]?\s*(?:(\d{4})|(\d{2}))\b", re.IGNORECASE)
_POINTS = re.compile("[\u0591-\u05c7\u064b-\u0652\u0640]")
"""Hebrew and Arabic vowel points, and the stroke that lengthens Arabic letters."""

LONGEST = 60


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, in lower case; 3.5 is one word, part-time are two."""
    return [match.group().casefold().replace("’", "'") for match in _WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """Return the words of a text without stopwords, each once, in order."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOPWORDS))


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = ENGLISH) -> str:
    """Return a word without its endings (Snowball); with digits, or in another language, it stays."""
    if language not in _STEMMERS or any(letter.isdigit() for letter in word):
        return word
    return str(_stemmer(_STEMMERS[language]).stemWord(word)) or word


def stems_in(text: str) -> set[str]:
    """Return the stems of a text's content words, as English."""
    return {stem(word) for word in content_words(text)}


def terms(text: str, language: str) -> list[str]:
    """Return the terms under which a text is found, in order and with repetition.

    Words are stemmed in the text's language; numbers and identifiers stay whole, and those with marks
    inside also stand in parts. Runs of Chinese, Japanese and Korean become pairs of letters. "FY18" and
    "fiscal year 2018" are found as 2018.
    """
    return [each for word in words(with_whole_years(_POINTS.sub("", text))) for each in _of(word, language)]


def question_terms(question: str, languages: Iterable[str]) -> list[str]:
    """Return the terms to look for: the content words as each of the languages stems them, each once."""
    asked = " ".join(content_words(with_whole_years(_POINTS.sub("", question))))
    return list(dict.fromkeys(term for language in languages for term in terms(asked, language)))


def _of(word: str, language: str) -> Iterator[str]:
    for run in _RUN.findall(word[:LONGEST]):
        if _IS_UNSPACED.match(run):
            yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
        else:
            yield stem(_folded(run), language)
            if any(mark in run for mark in ".,") and not run.replace(".", "").replace(",", "").isdigit():
                yield from (stem(_folded(part), language) for part in re.split("[.,]", run) if part)


def _folded(word: str) -> str:
    """Return a Latin word without accents, which questions are often typed without."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return plain if plain.isascii() else word


def with_whole_years(text: str) -> str:
    """Return a text in which "FY18" and "fiscal 2018" are "fiscal year 2018"."""
    return _FISCAL.sub(_year, text)


def _year(match: re.Match[str]) -> str:
    return f"fiscal year {match.group(1) or '20' + match.group(2)}"


@cache
def _stemmer(name: str) -> Any:  # noqa: ANN401
    import snowballstemmer

    return snowballstemmer.stemmer(name)
