"""What the window says of events: pure functions from the engine's nouns to plain sentences."""

import math
from pathlib import Path

from assistant.desktop.languages import later, tr
from assistant.engine.events import AddFinished, AddProgress, LoadingModel, ReadingPrompt, ReadThrough
from assistant.engine.known_models import Trial
from assistant.engine.types import Citation, Disagreement, Document, ModelFile, Support, Verdict
from assistant.engine.whereabouts import Whereabouts
from assistant.printing import duration, size

SHORT_ANSWER = 60
"""Letters of words that answer up to which they are shown apart."""

VERDICTS: dict[Verdict, tuple[str, str, str]] = {
    "verified": ("✓", "good", later("Found word for word on this page")),
    "near": ("≈", "near", later("Nearly so on this page")),
    "not found": ("✕", "bad", later("Not found on this page")),
}
"""Mark, role of the style sheet, sentence."""

SUPPORTS: dict[Support, tuple[str, str]] = {
    "supported": ("✓", later("The cited page says this")),
    "near": ("≈", later("The cited page says nearly this; compare the wording")),
    "unsupported": ("?", later("Your documents do not bear this sentence out")),
}
"""Mark and meaning of how a sentence stands."""

OUTCOMES = {
    "text": later("text"),
    "table": later("text with tables"),
    "recognised": later("read from its picture"),
    "suspicious": later("text with hidden words"),
    "no text": later("no text"),
    "empty": later("nothing on it"),
    "failed": later("could not be read"),
}
"""What came out of a page, by page_grid.outcome."""

THINGS = {
    "document": (later("{0} document"), later("{0} documents")),
    "example": (later("{0} example"), later("{0} examples")),
    "file": (later("{0} file"), later("{0} files")),
    "hidden word": (later("{0} hidden word"), later("{0} hidden words")),
    "more request": (later("{0} more request"), later("{0} more requests")),
    "other file": (later("{0} other file"), later("{0} other files")),
    "page": (later("{0} page"), later("{0} pages")),
    "passage": (later("{0} passage"), later("{0} passages")),
    "question": (later("{0} question"), later("{0} questions")),
    "quote": (later("{0} quote"), later("{0} quotes")),
    "table": (later("{0} table"), later("{0} tables")),
    "word": (later("{0} word"), later("{0} words")),
}
"""What is counted: one of it, and several."""


def count(number: int, thing: str) -> str:
    """(3, "page") → 3 pages."""
    one, several = THINGS[thing]
    return tr(one if number == 1 else several).format(f"{number:,}")


def page(number: int, label: str) -> str:
    """Name a page by its printed label, and by its number where the two differ."""
    if label in ("", str(number)):
        return tr("page\u00a0{0}").format(number)
    return tr("page\u00a0{0} (no.\u00a0{1})").format(label, number)


def page_title(number: int, label: str) -> str:
    """Name a page as the first words of a line."""
    name = page(number, label)
    return name[:1].upper() + name[1:]


def document_facts(document: Document) -> str:
    """Pages and state of a document, and what could not be read of it."""
    state = tr("ready") if document.state == "complete" else tr("findable by words so far")
    lost = sum(each.state == "failed" for each in document.report)
    empty = sum(each.state == "no text" for each in document.report)
    facts = [count(document.pages, "page"), state]
    facts += [tr("{0} unreadable").format(count(lost, "page"))] if lost else []
    facts += [tr("{0} without text").format(count(empty, "page"))] if empty else []
    return " · ".join(facts)


def phase(event: AddProgress) -> str:
    """What is being done with a file."""
    done, total = f"{event.done:,}", f"{event.total:,}"
    if event.phase == "reading" and event.total:
        return tr("Reading page {0} of {1}").format(done, total)
    if event.phase == "recognising" and event.total:
        return tr("Reading the picture of page {0} of {1}").format(done, total)
    if event.phase == "embedding" and event.total:
        return tr("Learning its meaning: {0} of {1}").format(done, count(event.total, "passage"))
    return tr("Waiting to be read") if event.phase == "waiting" else tr("Reading")


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


def progress(event: ReadThrough | ReadingPrompt | LoadingModel) -> str:
    """How far the documents, or the model's prompt, are read."""
    if isinstance(event, ReadThrough):
        told = tr("Read {0} of {1} pages") if event.things == "pages" else tr("Read {0} of {1} passages")
        return told.format(f"{event.done:,}", f"{event.total:,}")
    if isinstance(event, LoadingModel):
        return tr("Loading the model: {0} %").format(round(100 * event.share))
    return tr("The model reads the passages: {0} %").format(100 * event.done // max(event.total, 1))


def pace(event: AddProgress) -> str:
    """How fast it goes and how long it still takes, as far as known."""
    rate = tr("{0} passages a second") if event.phase == "embedding" else tr("{0} pages a second")
    parts = [rate.format(f"{event.rate:,.0f}")] if event.rate else []
    if event.seconds_left is not None:
        left = tr("{0} left").format(duration(event.seconds_left))
        parts.append(left.replace(" ", "\u00a0"))
    return " · ".join(parts)


def whereabouts(document: Document, number: int, found: Whereabouts) -> str:
    """What became of a page in a search."""
    labels = {each.number: each.label for each in document.report}
    place = f"{document.title}, {page(number, labels.get(number, ''))}"
    told = {
        "shown": tr("{0} was found and is shown as [{1}].").format(place, found.number),
        "behind": tr("{0} was found, but other passages answer better.").format(place),
        "not found": tr("{0} was not among the first that words or meaning find.").format(place),
        "no text": tr("Nothing of {0} is searched: no text was read there.").format(place),
    }[found.outcome]
    if found.relevance is None:
        return told
    facts = tr("Its place by words: {0}, by meaning: {1}; it answers with {2}.")
    ranks = [str(each) if each else tr("beyond 1,000") for each in (found.by_words, found.by_meaning)]
    return f"{told} {facts.format(*ranks, likely(found.relevance))}"


def finished(event: AddFinished) -> str:
    """What came of adding."""
    counts = (
        (event.added, tr("{0} added")),
        (event.known, tr("{0} in the library already")),
        (event.failed, tr("{0} failed")),
    )
    parts = [what.format(f"{number:,}") for number, what in counts if number]
    return f"{', '.join(parts)}." if parts else tr("There was no PDF to add.")


def disagreement(each: Disagreement) -> str:
    """What two cited quotes say differently."""
    one, other = (
        tr("[{0}] says “{1}”").format(number, said) if said else tr("[{0}] does not").format(number)
        for number, said in ((each.first, each.said), (each.second, each.instead))
    )
    return tr("Your documents disagree: {0}, {1}.").format(one, other)


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
    return f"{mark} {tr(sentence)}{differences}"


def model_facts(file: ModelFile, trial: Trial | None) -> str:
    """What a model is, whether it fits, and how fast it was when it was tried."""
    fits = tr("fits this machine") if file.fits else tr("more than is free now")
    kind = tr("{0}, {1} B parameters, {2}")
    licence = tr("licence {0}").format(file.licence) if file.licence else tr("licence not named")
    billions = f"{file.parameters / 1e9:.1f}"
    facts = [kind.format(file.architecture, billions, file.quantisation), licence, file.source]
    needs = tr("{0}, needs {1} of memory ({2})")
    room = [needs.format(size(file.size), size(file.needed_memory), fits)]
    if trial is not None:
        speed = tr("reads {0} and writes {1} tokens a second here")
        room.append(speed.format(f"{trial.reads:,.0f}", f"{trial.writes:,.0f}"))
    return f"{' · '.join(facts)}\n{' · '.join(room)}"


def model(file: ModelFile) -> str:
    """A model's name, and whether it fits this machine."""
    return file.name if file.fits else tr("{0} (needs more memory)").format(file.name)
