"""A conversation → Markdown or HTML with numbered sources, in which foreign text stays plain."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from assistant.engine.errors import UsageError
from assistant.engine.types import Answer, Box, Citation, Document

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@/=])")
_MARKDOWN = (".md", ".markdown", ".txt")
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


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page to be copied: file, number, boxes to be marked, and what is written below it."""

    path: str
    page: int
    boxes: tuple[Box, ...]
    caption: str


def to_html(title: str, answers: Iterable[Answer], documents: Sequence[Document]) -> str:
    """Return the same as to_markdown in HTML, for typesetting."""
    files = {each.id: PurePath(each.path).name for each in documents}
    parts = [f"<h1>{_escaped(title)}</h1>"]
    for answer in answers:
        parts += [f"<h2>{_escaped(answer.question)}</h2>", f"<p>{_escaped(answer.text)}</p>"]
        for each in answer.citations:
            line = f"[{each.number}] {_place(each, files)}: “{each.quote}” ({_VERDICTS[each.verdict]})"
            parts.append(f'<p class="source">{_escaped(line)}</p>')
        if answer.kind == "answered":
            parts.append(f"<p><i>Written by {_escaped(answer.model)}</i></p>")
    return "".join(parts)


def cited_pages(answers: Iterable[Answer], documents: Sequence[Document]) -> list[CitedPage]:
    """Return every page that has a verified quote, once, in the order in which they are cited."""
    known = {each.id: each for each in documents}
    boxes: dict[tuple[str, int], list[Box]] = {}
    for answer in answers:
        for each in answer.citations:
            if each.verdict == "verified" and each.document in known:
                boxes.setdefault((each.document, each.page), []).extend(each.boxes)
    return [
        CitedPage(known[id].path, page, tuple(dict.fromkeys(places)), f"{known[id].title}, page {page}")
        for (id, page), places in boxes.items()
    ]


def becomes_pdf(file: Path) -> bool:
    """Tell a PDF from a Markdown file by its name; raises UsageError where it is neither."""
    suffix = file.suffix.lower()
    if suffix not in (".pdf", *_MARKDOWN):
        raise UsageError(
            f"A conversation cannot be written as {file.name}.", "Take a name that ends in .md or .pdf."
        )
    return suffix == ".pdf"


def write(file: Path, made: bytes, anew: bool) -> None:
    """Write a file; anew replaces one that is there. Raises UsageError."""
    try:
        with file.open("wb" if anew else "xb") as stream:
            stream.write(made)
    except FileNotFoundError:
        raise UsageError(f"The folder {file.parent} is not there.", "Make it, or choose another.") from None
    except OSError as error:
        reason = "is there already" if isinstance(error, FileExistsError) else "cannot be written"
        raise UsageError(f"{file} {reason}.", "Choose another name.") from None


def _place(citation: Citation, files: dict[str, str]) -> str:
    file = files.get(citation.document, "")
    return f"{citation.title}{f' ({file})' if file else ''}, page {citation.page}"


def _escaped(text: str) -> str:
    printable = "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in text)
    return html.escape(printable).replace("\n", "<br/>")


def _source(citation: Citation, files: dict[str, str]) -> str:
    file = files.get(citation.document, "")
    place = f"{_plain(citation.title)}{f' ({_plain(file)})' if file else ''}, page {citation.page}"
    quote = _plain(citation.quote.replace("\n", " ").replace("\t", " "))
    return f"- \\[{citation.number}\\] {place}: “{quote}” ({_VERDICTS[citation.verdict]})"


def _plain(text: str) -> str:
    """Return text in which nothing is markup, a link or a picture."""
    printable = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return _MARKS.sub(r"\\\1", printable)
