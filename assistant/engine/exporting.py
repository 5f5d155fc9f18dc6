"""A conversation → Markdown with numbered sources, in which foreign text stays plain; pure."""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from assistant.engine.types import Answer, Citation, Document

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@/=])")
_VERDICTS = {
    "verified": "found word for word",
    "near": "nearly so on the page",
    "not found": "not found on the page",
}


def to_markdown(title: str, answers: Iterable[Answer], documents: Sequence[Document]) -> str:
    """Return questions and answers, each with its sources: document, page, quote and what was found of it."""
    files = {each.id: PurePath(each.path).name for each in documents}
    parts = [f"# {_plain(title)}"]
    for answer in answers:
        parts += [f"## {_plain(answer.question)}", _plain(answer.text)]
        if answer.citations:
            parts.append("\n".join(_source(each, files) for each in answer.citations))
        if answer.kind == "answered":
            parts.append(f"*Written by {_plain(answer.model)}*")
    return "\n\n".join(parts) + "\n"


def _source(citation: Citation, files: dict[str, str]) -> str:
    file = files.get(citation.document, "")
    place = f"{_plain(citation.title)}{f' ({_plain(file)})' if file else ''}, page {citation.page}"
    quote = _plain(citation.quote.replace("\n", " ").replace("\t", " "))
    return f"- \\[{citation.number}\\] {place}: “{quote}” ({_VERDICTS[citation.verdict]})"


def _plain(text: str) -> str:
    """Return text in which nothing is markup, a link or a picture."""
    printable = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return _MARKS.sub(r"\\\1", printable)
