"""A task over whole documents → every passage read, then an answer of quotations or of the model's words.

With a model: map (which passages of each part matter, and for what), then reduce (an ordinary answer from
those passages, checked as every answer is).
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.engine import asking, citations, extracts, prompt
from assistant.engine.asking import NOT_IN_DOCUMENTS, Sources, Voice
from assistant.engine.events import AnswerText, AskEvent, Found, Quoted, ReadThrough, Understood
from assistant.engine.extracts import Extract
from assistant.engine.index import Index, Vector
from assistant.engine.library import Library
from assistant.engine.tasks import Task
from assistant.engine.types import Answer, Citation, Document, Hit, Passage, Sentence

KEY_SENTENCES = 8
MOST_SHOWN = 40
MOST_DIFFERENCES = 12

_MARKER = re.compile(r"\[(\d{1,4})\]")

Group = tuple[str, Sequence[Extract]]
"""A line of our own, and the sentences that stand under it."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is read: the documents in scope, their index, and the library that keeps what a model noted."""

    documents: Sequence[Document]
    index: Index
    library: Library


def answer(
    question: str, task: Task, holdings: Holdings, sources: Sources, voice: Voice | None
) -> Generator[AskEvent, None, Answer]:
    """Yield everything on the way to the answer of a task, and return the answer."""
    started = time.monotonic()
    documents = [each for each in holdings.documents if not task.documents or each.id in task.documents]
    yield Understood(question, question)
    passages = yield from _read_through(documents, holdings.index)
    groups = _MAKERS[task.kind](task, documents, passages, holdings.index.vectors)
    made = _answer(question, groups, task)
    yield Found(made.passages, len(documents))
    if made.citations and voice is not None and task.kind in ("summary", "comparison"):
        yield Quoted(made.citations)
        hits = [_hit(passage, 1) for each in documents for passage in passages[each.id]]
        chosen = yield from _map(question, hits, voice, holdings.library)
        shown = replace(made, passages=tuple(chosen) or made.passages, model=voice.model.name)
        made = yield from asking.write(shown, sources, voice)
    elif groups:
        yield AnswerText(made.text)
    return replace(made, timings={"answered": round(time.monotonic() - started, 4)})


def _read_through(
    documents: Sequence[Document], index: Index
) -> Generator[AskEvent, None, dict[str, list[Passage]]]:
    passages, done, total = {}, 0, sum(each.pages for each in documents)
    for document in documents:
        yield ReadThrough(done, total)
        passages[document.id] = index.passages_of(document.id)
        done += document.pages
    yield ReadThrough(done, total)
    return passages


Passages = dict[str, list[Passage]]
Vectors = Callable[[Sequence[str]], dict[str, Vector]]


def _summary(task: Task, documents: Sequence[Document], passages: Passages, vectors: Vectors) -> list[Group]:
    most = max(2, KEY_SENTENCES // max(1, len(documents) // 2))
    return [
        (
            each.title,
            extracts.key_sentences(passages[each.id], vectors([p.id for p in passages[each.id]]), most),
        )
        for each in documents
    ]


def _matches(task: Task, documents: Sequence[Document], passages: Passages, vectors: Vectors) -> list[Group]:
    found = [(each, extracts.matching(passages[each.id], task.subject)) for each in documents]
    held = [(each, extract) for each, extract in found if extract]
    count = sum(len(extract) for _, extract in held)
    pages = len({(extract.passage.document, extract.passage.page) for _, some in held for extract in some})
    words = ", ".join(task.subject)
    head = f"{_many(count, 'sentence')} on {_many(pages, 'page')} of {_many(len(held), 'document')}: {words}."
    if count > MOST_SHOWN:
        head += f" The first {MOST_SHOWN} follow."
    groups: list[Group] = [(head, [])] if held else []
    left = MOST_SHOWN
    for document, some in held:
        shown = some[:left]
        left -= len(shown)
        if shown:
            groups.append((f"{document.title}: {_many(len(some), 'sentence')}", shown))
    return groups


def _comparison(
    task: Task, documents: Sequence[Document], passages: Passages, vectors: Vectors
) -> list[Group]:
    first, second = documents[0], documents[1]
    found = extracts.compare(passages[first.id], passages[second.id])
    names = [Path(each.path).name for each in (first, second)]
    pairs = [each for pair in found.changed[:MOST_DIFFERENCES] for each in pair]
    groups: list[Group] = [(f"Changed, {names[0]} first: {_differing(len(found.changed))}", pairs)]
    for name, only in zip(names, (found.only_first, found.only_second), strict=True):
        groups.append((f"Only in {name}: {_differing(len(only))}", only[:MOST_DIFFERENCES]))
    unread = [_unread(each) for each in (first, second)]
    head = f"Compared: {names[0]} with {names[1]}." + "".join(f" {each}" for each in unread if each)
    shown = [group for group in groups if group[1]]
    return [(head, []), *shown] if shown else []


def _differing(count: int) -> str:
    rest = f" The first {MOST_DIFFERENCES} follow." if count > MOST_DIFFERENCES else ""
    return f"{_many(count, 'sentence')}.{rest}"


def _unread(document: Document) -> str:
    """Return how much of a document could not be compared, "" where all of it was."""
    count = sum(page.state in ("no text", "failed") for page in document.report)
    return f"{_many(count, 'page')} of {Path(document.path).name} could not be read." if count else ""


_MAKERS = {"summary": _summary, "list": _matches, "count": _matches, "comparison": _comparison}


def _answer(question: str, groups: Sequence[Group], task: Task) -> Answer:
    """Write the groups down: each line of ours, under it the sentences as quotations with their markers."""
    hits: dict[str, Hit] = {}
    cited: list[Citation] = []
    sentences: list[Sentence] = []
    text = ""
    for head, some in groups:
        text += "\n" * (2 - text.endswith("\n")) if text else ""
        text += f"{head}\n"
        for extract in some:
            hit = hits.setdefault(extract.passage.id, _hit(extract.passage, len(hits) + 1))
            citation = citations.quotation(hit.rank, hit, (extract.start, extract.end))
            line = f"“{' '.join(citation.quote.split())}” [{hit.rank}]"
            start = len(text) + 1
            text += f"\n{line}"
            sentences.append(Sentence(start, start + len(line), "supported", (hit.rank,)))
            cited.append(citation)
    return Answer(
        question,
        question,
        kind="answered" if groups else "not in documents",
        text=text.strip() or _nothing(task),
        quotations=tuple(cited),
        sentences=tuple(sentences),
        citations=tuple(cited),
        passages=tuple(hits.values()),
        confidence=1.0 if groups else 0.0,
        model="none",
        seed=None,
        left_out=0,
    )


def _nothing(task: Task) -> str:
    """Return what is said where no sentence was found."""
    if task.kind in ("list", "count"):
        return f"No sentence of your documents holds these words: {', '.join(task.subject)}. Try other words."
    return "There are no differences." if task.kind == "comparison" else NOT_IN_DOCUMENTS


def _map(
    question: str, hits: Sequence[Hit], voice: Voice, library: Library
) -> Generator[AskEvent, None, list[Hit]]:
    """Have the model note, part by part, which passages matter; return those, in order."""
    yield from voice.model.load()
    room = voice.model.context_tokens - voice.answer_tokens
    asked = f"{prompt.NOTE} {question}"
    chosen: list[Hit] = []
    start = 0
    while start < len(hits):
        count = max(1, prompt.fit(hits[start:], asked, voice.model.count, room))
        part = hits[start : start + count]
        key = _key(voice.model.name, asked, part)
        numbers = library.noted(key)
        if numbers is None:
            completion = yield from asking.silently(voice, prompt.build_messages(asked, part))
            numbers = sorted({int(number) for number in _MARKER.findall(completion.text)})
            library.put_noted(key, numbers)
        chosen += [part[number - 1] for number in numbers if 0 < number <= len(part)]
        start += count
        yield ReadThrough(start, len(hits), "passages")
    return [replace(hit, rank=rank) for rank, hit in enumerate(chosen, 1)]


def _key(model: str, asked: str, part: Sequence[Hit]) -> str:
    told = json.dumps([model, asked, [(hit.passage.id, hit.passage.text) for hit in part]])
    return hashlib.sha256(told.encode()).hexdigest()


def _hit(passage: Passage, rank: int) -> Hit:
    return Hit(passage, 0.0, rank)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
