"""Text → its language, by script and by the commonest words; pure. Codes are those of ISO 639-1."""

import re
from collections import Counter

_FEWEST = 3
_LETTERS = 20_000
"""Letters from which the language of a text is plain enough."""

_SCRIPTS = {
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\uac00-\ud7af\u1100-\u11ff]",
    "zh": r"[\u4e00-\u9fff]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
}
_SCRIPT = {code: re.compile(pattern) for code, pattern in _SCRIPTS.items()}

_COMMON = {
    "en": "the of and to in is that for it as with are this be on by not or from which an",
    "de": "der die und das ist nicht ein eine den von mit für auf des dem zu werden sich auch bei",
    "fr": "le la les et des est une dans que pour qui pas sur du au par avec ce cette sont",
    "es": "el la los las y de que en una por con para es del se no al como más su",
    "it": "il di che è la per un una non sono con del della le gli dei nel alla più anche",
    "pt": "o de que e do da em um para com não uma os no se na por mais dos ao",
    "nl": "de het een van en in is dat op te zijn voor met niet aan er om ook als door",
    "tr": "ve bir bu için ile olarak olan da de daha gibi en çok her ya ise veya değil kadar göre",
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")

SCRIPT_SHARE = 0.2
"""Scripts of their own are told by a smaller share of letters, since names and terms stand in Latin ones."""

UNKNOWN = ""


def is_common(word: str, language: str) -> bool:
    """Tell whether a word, in lower case, is one of a language's commonest, which say nothing of a text."""
    return word in _WORDS.get(language, ())


def language_of(text: str) -> str:
    """Return the code of the language that a text is mostly in, "" where that cannot be told."""
    sample = text[:_LETTERS]
    letters = sum(map(str.isalpha, sample))
    for code, pattern in _SCRIPT.items():
        # Japanese is told by its kana before Chinese is by the characters that both have.
        share = SCRIPT_SHARE / 4 if code == "ja" else SCRIPT_SHARE
        if letters and len(pattern.findall(sample)) > share * letters:
            return code
    counts = Counter[str]()
    for word in _WORD.findall(sample.casefold()):
        counts.update(code for code, common in _WORDS.items() if word in common)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= _FEWEST else UNKNOWN
