"""What the window says of events: pure functions from the engine's nouns to plain sentences."""

import math
from pathlib import Path

from assistant.engine.events import AddFinished, AddProgress, ReadingPrompt, ReadThrough
from assistant.engine.known_models import Trial
from assistant.engine.types import Citation, Document, ModelFile, Verdict
from assistant.printing import duration, size

SHORT_ANSWER = 60
"""Letters of words that answer up to which they are shown apart."""

VERDICTS: dict[Verdict, tuple[str, str, str]] = {
    "verified": ("✓", "good", "Found word for word on this page"),
    "near": ("≈", "near", "Nearly so on this page"),
    "not found": ("✕", "bad", "Not found on this page"),
}
"""Mark, role of the style sheet, sentence."""


OUTCOMES = {
    "text": "text",
    "table": "text with tables",
    "recognised": "read from its picture",
    "suspicious": "text with hidden words",
    "no text": "no text",
    "empty": "nothing on it",
    "failed": "could not be read",
}
"""What came out of a page, by page_grid.outcome."""


def count(number: int, thing: str) -> str:
    """(3, "page") → 3 pages."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def page(number: int, label: str) -> str:
    """Name a page by its printed label, and by its number where the two differ."""
    return f"page\u00a0{number}" if label in ("", str(number)) else f"page\u00a0{label} (no.\u00a0{number})"


def document_facts(document: Document) -> str:
    """Pages and state of a document, and what could not be read of it."""
    state = "ready" if document.state == "complete" else "findable by words so far"
    lost = sum(each.state == "failed" for each in document.report)
    empty = sum(each.state == "no text" for each in document.report)
    facts = [count(document.pages, "page"), state]
    facts += [f"{count(lost, 'page')} unreadable"] if lost else []
    facts += [f"{count(empty, 'page')} without text"] if empty else []
    return " · ".join(facts)


def phase(event: AddProgress) -> str:
    """What is being done with a file."""
    if event.phase == "reading" and event.total:
        return f"Reading page {event.done:,} of {event.total:,}"
    if event.phase == "recognising" and event.total:
        return f"Reading the picture of page {event.done:,} of {event.total:,}"
    if event.phase == "embedding" and event.total:
        return f"Learning its meaning: {event.done:,} of {count(event.total, 'passage')}"
    return "Waiting to be read" if event.phase == "waiting" else "Reading"


def in_line(quote: str) -> str:
    """A quote with the cells of a row parted so that they can be told apart."""
    return quote.replace("\t", "  ·  ")


def answer(citation: Citation) -> str:
    """The words of a quote that answer, where they are fewer than the quote and a line at most."""
    few = len(citation.words) < SHORT_ANSWER and "\n" not in citation.words
    return citation.words.replace("\t", " · ") if few and citation.words != citation.quote else ""


def likely(relevance: float) -> str:
    """How far a passage answers, from the cross-encoder's logit."""
    return f"{1 / (1 + math.exp(-relevance)):.0%}"


def progress(event: ReadThrough | ReadingPrompt) -> str:
    """How far the documents, or the model's prompt, are read."""
    if isinstance(event, ReadThrough):
        return f"Read {event.done:,} of {event.total:,} {event.things}"
    return f"The model reads the passages: {100 * event.done // max(event.total, 1)} %"


def pace(event: AddProgress) -> str:
    """How fast it goes and how long it still takes, as far as known."""
    thing = "passages" if event.phase == "embedding" else "pages"
    parts = [f"{event.rate:,.0f} {thing} a second"] if event.rate else []
    parts += (
        [f"{duration(event.seconds_left)} left".replace(" ", "\u00a0")]
        if event.seconds_left is not None
        else []
    )
    return " · ".join(parts)


def finished(event: AddFinished) -> str:
    """What came of adding."""
    counts = ((event.added, "added"), (event.known, "in the library already"), (event.failed, "failed"))
    parts = [f"{number:,} {what}" for number, what in counts if number]
    return f"{', '.join(parts)}." if parts else "There was no PDF to add."


def file_name(path: str) -> str:
    """The name of a file, without its folders."""
    return Path(path).name or path


def place(citation: Citation) -> str:
    """Document and page of a citation."""
    return f"{citation.title}, {page(citation.page, citation.label)}"


def verdict(citation: Citation) -> str:
    """What was found of a citation's quote on its page."""
    mark, _, sentence = VERDICTS[citation.verdict]
    differences = f": {'; '.join(citation.differences)}" if citation.differences else ""
    return f"{mark} {sentence}{differences}"


def model_facts(file: ModelFile, trial: Trial | None) -> str:
    """What a model is, whether it fits, and how fast it was when it was tried."""
    fits = "fits this machine" if file.fits else "more than is free now"
    kind = f"{file.architecture}, {file.parameters / 1e9:.1f} B parameters, {file.quantisation}"
    facts = [kind, f"licence {file.licence or 'not named'}", file.source]
    room = [f"{size(file.size)}, needs {size(file.needed_memory)} of memory ({fits})"]
    if trial is not None:
        room.append(f"reads {trial.reads:,.0f} and writes {trial.writes:,.0f} tokens a second here")
    return f"{' · '.join(facts)}\n{' · '.join(room)}"


def model(file: ModelFile) -> str:
    """A model's name, and whether it fits this machine."""
    return file.name if file.fits else f"{file.name} (needs more memory)"
