"""Events, answers and lists → text for a terminal."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.engine.events import (
    AddEvent,
    AddProgress,
    DocumentAdded,
    DocumentFailed,
    DocumentKnown,
    FindableByWords,
    Notice,
)
from assistant.engine.opinions import Opinion
from assistant.engine.types import (
    Answer,
    Citation,
    Conversation,
    Disagreement,
    Document,
    Hit,
    ModelFile,
    Place,
    Section,
)

if TYPE_CHECKING:
    from assistant.finetune.tuning import Prepared
    from assistant.finetune.versions import Card

Paint = Callable[[str, str], str]
"""(text, name of a colour) → text."""

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_VERDICTS = {
    "verified": ("green", "found word for word"),
    "near": ("yellow", "nearly so on the page"),
    "not found": ("red", "not found on the page"),
}
_REMARKS = {"near": "Nearly supported", "unsupported": "Not supported by your documents"}


def in_colour(text: str, colour: str) -> str:
    """Paint for a terminal that shows colours."""
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m"


def in_black(text: str, colour: str) -> str:
    """Paint for everything else: leaves the text as it is."""
    return text


def plain(text: str) -> str:
    """Return a text without control characters, so that no document or model steers the terminal."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in text)


def duration(seconds: float) -> str:
    """Return a length of time in words a person would use."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def size(count: float) -> str:
    """Return a number of bytes with its unit."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def progress(event: AddProgress) -> str:
    """Return where a file stands, for a line that is written over."""
    line = f"{Path(event.path).name}: {event.phase}"
    if event.total:
        thing = "passage" if event.phase == "embedding" else "page"
        line += f" {thing} {event.done} of {event.total}, {event.rate:.0f} a second"
    return line if event.seconds_left is None else f"{line}, {duration(event.seconds_left)} left in all"


def added(event: AddEvent, paint: Paint) -> str:
    """Return the line that an event of adding leaves behind, "" for none."""
    match event:
        case Notice(text):
            return plain(text)
        case FindableByWords(document):
            name = plain(Path(document.path).name)
            return f"{name}: findable by words, {document.pages} pages{_gaps(document)}"
        case DocumentAdded(document, replaced):
            what = "complete, in place of its older version" if replaced else "complete"
            return paint(f"{plain(Path(document.path).name)}: {what}, {document.passages} passages", "green")
        case DocumentKnown(_, path, moved):
            what = "known already, at its new place" if moved else "known already"
            return f"{plain(Path(path).name)}: {what}"
        case DocumentFailed(path, _, reason, advice):
            return paint(plain(f"{path}: {reason} {advice}".strip()), "red")
    return ""


def documents(shown: Sequence[Document]) -> str:
    """Return a table of documents."""
    rows = [
        f"{each.id[:8]}  {each.pages:>5} pages  {each.state:<8}  {plain(each.title)}  ({plain(each.path)})"
        for each in shown
    ]
    return "\n".join(rows)


def facts(document: Document, sections: Sequence[Section] = ()) -> str:
    """Return what a document is, a line for each thing known, then its sections with their pages."""
    told = dataclasses.asdict(document.facts) | {"years": ", ".join(map(str, document.facts.years))}
    lines = [f"{name:<14}{value}" for name, value in {"title": document.title, **told}.items() if value]
    tree = [f"{'  ' * each.level}{each.title}  {each.page}" for each in sections]
    return plain("\n".join([*lines, *(["sections", *tree] if tree else [])]))


def places(found: Sequence[Place]) -> str:
    """Return where a text stands, a line each."""
    return plain("\n".join(f"page {_page(each.page, each.label)}: …{each.line}…" for each in found))


def hits(found: Sequence[Hit], paint: Paint) -> str:
    """Return what a search found, best first."""
    return "\n\n".join(_hit(hit, paint) for hit in found)


def sources(answer: Answer, paint: Paint) -> str:
    """Return each citation of an answer with its quote and what was found on the page."""
    return "\n".join(citation(each, paint) for each in answer.citations)


def conversations(found: Sequence[Conversation]) -> str:
    """Return a table of conversations."""
    rows = [f"{each.id:>5}  {each.last[:16]}  {each.turns:>3} questions  {each.title}" for each in found]
    return plain("\n".join(rows))


def turn(answer: Answer) -> str:
    """Return a question with its answer and sources."""
    return "\n".join([plain(f"? {answer.question}"), plain(answer.text), sources(answer, in_black)]).rstrip()


def citation(each: Citation, paint: Paint) -> str:
    """Return a citation: number, document and page, quote, verdict."""
    colour, verdict = _VERDICTS[each.verdict]
    if each.differences:
        verdict += f" ({'; '.join(each.differences)})"
    place = f"[{each.number}] {each.title}, page {_page(each.page, each.label)}"
    quote = plain(each.quote)
    if each.words and each.words != each.quote:
        quote = quote.replace(plain(each.words), paint(plain(each.words), "bold"), 1)
    return f"{paint(plain(place), 'bold')}: {paint(plain(verdict), colour)}\n    “{quote}”"


def disagreements(answer: Answer, paint: Paint) -> str:
    """Return where the documents that are cited contradict each other."""
    return "\n".join(paint(plain(disagreement(each)), "yellow") for each in answer.disagreements)


def opinions(held: Sequence[Opinion]) -> str:
    """List opinions: what was thought of which question, and the corrected answer."""
    lines = []
    for each in held:
        lines.append(f"{'good' if each.good else 'bad '}  {each.answer.standalone}")
        lines += [f"      {each.correction}"] if each.correction else []
    return plain("\n".join(lines))


def disagreement(each: Disagreement) -> str:
    """Return what two cited quotes say differently."""
    one, other = (
        f"[{number}] says “{words}”" if words else f"[{number}] does not"
        for number, words in ((each.first, each.said), (each.second, each.instead))
    )
    return f"Your documents disagree: {one}, {other}."


def remarks(answer: Answer, paint: Paint) -> str:
    """Return the sentences of an answer that the documents do not bear out."""
    lines = [
        paint(f"{_REMARKS[each.support]}: {plain(answer.text[each.start : each.end])}", "yellow")
        for each in answer.sentences
        if each.support in _REMARKS
    ]
    return "\n".join(lines)


def setting(name: str, value: object, about: Mapping[str, object]) -> str:
    """Return a setting with its value and what it does."""
    return plain(f"{name} = {value}\n    {about['explanation']}")


def models(found: Sequence[ModelFile], in_use: str) -> str:
    """Return a table of models; the one in use is marked."""
    rows = []
    for each in found:
        mark = "*" if in_use in (each.name, each.path) else " "
        fits = "fits" if each.fits else "does not fit this machine's memory now"
        facts = f"{each.architecture}, {each.parameters / 1e9:.2f} B parameters, {each.quantisation}"
        more = f"context {each.context_length}, {size(each.size)}, needs {size(each.needed_memory)}: {fits}"
        rows.append(
            f"{mark} {each.name}  ({facts}, {more}, licence {each.licence or 'not named'}; {each.source})"
        )
    return plain("\n".join(rows))


def _hit(hit: Hit, paint: Paint) -> str:
    passage = hit.passage
    place = f"{hit.rank}. {passage.title}, page {_page(passage.page, passage.label)}"
    heading = f" · {passage.heading}" if passage.heading else ""
    ranks = f"by words {hit.by_words or '–'}, by meaning {hit.by_meaning or '–'}"
    return f"{paint(plain(place + heading), 'bold')}  {paint(f'({ranks})', 'dim')}\n{plain(passage.text)}"


def _page(number: int, label: str) -> str:
    return str(number) if label in ("", str(number)) else f"{number} (“{label}”)"


def _gaps(document: Document) -> str:
    """Return which pages hold no text or could not be read."""
    parts = []
    for state, words in (("no text", "no text on page"), ("failed", "could not read page")):
        numbers = [page.number for page in document.report if page.state == state]
        if numbers:
            parts.append(f"; {words} {_ranges(numbers)}")
    return "".join(parts)


def _ranges(numbers: Sequence[int]) -> str:
    """[1, 2, 3, 7] → 1–3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def forecast(prepared: "Prepared") -> list[str]:
    """Return what a training is made from and what it takes, a line each."""
    takes, base = prepared.estimate, prepared.base
    refused = sum(not each.used for each in prepared.rows)
    licence = base.licence or "not named"
    memory = f"{takes.memory / 1e9:.1f} GB of memory ({prepared.memory / 1e9:.1f} GB free)"
    steps = f"at most {takes.steps} steps, about {duration(takes.seconds)}"
    return [
        f"Base: {base.name}, {base.architecture}, {base.parameters / 1e6:.1f} M weights, licence {licence}",
        f"Examples: {len(prepared.rows) - refused} used, {refused} refused",
        f"On {prepared.device}: {steps}, {memory}, {takes.disk / 1e9:.1f} GB of disk",
    ]


def card(card: "Card", missing: int) -> str:
    """Return a tuned model as a line; missing is how many of its documents are gone."""
    told = f" · {missing} of its documents are no longer in the library" if missing else ""
    count = sum(card.rows.values())
    made = card.made[:16].replace("T", " ")
    return plain(f"{card.id:>3}  {card.name}  {made}  from {card.base}, {count} examples{told}")
