"""Text → sentence spans, aware of abbreviations, numbers, quotes and scripts without capitals; pure."""

import re

_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”）]*|[؟।]+|\n")
_OPENING = re.compile(r"[\"'“‘«(\[]*(?:[A-Z0-9]|[^\W\d_a-z])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Inc|Ltd|Co|Corp|No|Nos|Nr|Sec|Art|Fig"
    r"|Tab|Eq|Ch|Vol|pp?|cf|vs|etc|approx|ca|bzw|usw|Abs|Ziff|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.$"
)
_NUMBERING = re.compile(r"(?:^|\n)\s*(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)\.$")
_LOOK_BACK = 12


def spans(text: str) -> list[tuple[int, int]]:
    """Return the half-open spans of a text's sentences, trimmed, in order; they hold all but white space.

    A newline always ends a sentence, since it stands between blocks, rows and list lines only.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if _ends(text, start, stop):
            _put(found, text, start, stop.end())
            start = stop.end()
    _put(found, text, start, len(text))
    return found


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    if not stop.group().startswith("."):
        return True
    before = text[max(start, stop.start() - _LOOK_BACK) : stop.start() + 1]
    if _NUMBERING.search(text[start : stop.start() + 1]) or _ABBREVIATION.search(before):
        return False
    return bool(_OPENING.match(text, stop.end() + 1)) or not text[stop.end() :].strip()


def _put(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    if part.strip():
        left = len(part) - len(part.lstrip())
        found.append((start + left, start + len(part.rstrip())))
