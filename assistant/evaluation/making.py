"""A person's own documents → a question set: proposals that they look through before anything is measured.

Answerable questions come from definitions, cells of tables, plain statements and headings; each is kept only
where the cross-encoder, shown the page, finds the answer where it was taken from. Questions that have no
answer cross what two documents speak of, and are kept only where no passage holds all their words.
"""

import random
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.reader import Judge
from assistant.engine.terms import question_terms, stems_in
from assistant.engine.types import Document, Passage
from assistant.evaluation.proposals import Proposal, propose
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress, progress

UNANSWERABLE = 0.3
"""The share of questions that the documents do not answer."""

FROM_A_DOCUMENT = 60
"""As many passages of a document are looked at."""

LIKELY = 0.0
"""The cross-encoder's logit from which a passage answers."""

NEAR = 20
"""As many passages that share words with a question without an answer are looked at."""

TRIES = 12
"""Crossings tried for one question without an answer."""


@dataclass(frozen=True, slots=True)
class Made:
    """The question set, the last event of making it."""

    questions: tuple[Question, ...]


def make(assistant: Assistant, count: int, seed: int = 0) -> Generator[Progress | Made, None, None]:
    """Make up to count questions; the last event is Made. Raises UsageError where the library is empty."""
    documents = assistant.documents()
    if not documents:
        raise UsageError("There is no document to make questions from.", "Add some first.")
    draw = random.Random(seed)
    wanted = round(count * (1 - UNANSWERABLE))
    started = time.monotonic()
    kept: list[tuple[Document, Proposal]] = []
    for document, proposal in islice(_verified(assistant, documents, draw), wanted):
        kept.append((document, proposal))
        yield progress(len(kept), count, started)
    answerable = [
        Question(each.question, each.answer, True, Path(document.path).name, each.page)
        for document, each in kept
    ]
    crossed = list(islice(_crossed(assistant, kept, draw), count - wanted))
    yield Progress(count, count, 0.0)
    yield Made((*answerable, *crossed))


def _verified(
    assistant: Assistant, documents: Sequence[Document], draw: random.Random
) -> Iterator[tuple[Document, Proposal]]:
    """Yield proposals of every document in turn, of one document a kind after the other, none asked twice."""
    judge = assistant.parts.cross_encoder.judge
    seen: set[str] = set()
    sources = [(each, _proposals(assistant, each, draw)) for each in draw.sample(documents, len(documents))]
    while sources:
        for source in list(sources):
            document, proposals = source
            for proposal, passage in proposals:
                key = proposal.question.casefold()
                if key not in seen and _is_found(proposal, passage, judge):
                    seen.add(key)
                    yield document, proposal
                    break
            else:
                sources.remove(source)


def _proposals(
    assistant: Assistant, document: Document, draw: random.Random
) -> Iterator[tuple[Proposal, Passage]]:
    passages = assistant.parts.index.passages_of(document.id)
    chosen = draw.sample(passages, min(FROM_A_DOCUMENT, len(passages)))
    found = [(each, passage) for passage in chosen for each in propose(passage)]
    by_kind: dict[str, list[tuple[Proposal, Passage]]] = {}
    for pair in found:
        by_kind.setdefault(pair[0].kind, []).append(pair)
    while any(by_kind.values()):
        for pairs in by_kind.values():
            if pairs:
                yield pairs.pop(0)


def _is_found(proposal: Proposal, passage: Passage, judge: Judge) -> bool:
    """Tell whether the cross-encoder answers a question with words from where it was taken."""
    judgement = judge(proposal.question, [(passage.context, passage.text)])[0]
    if judgement.relevance < LIKELY or not judgement.spans:
        return False
    best = judgement.spans[0]
    return best.start < proposal.end and proposal.start < best.end


def _crossed(
    assistant: Assistant, kept: Sequence[tuple[Document, Proposal]], draw: random.Random
) -> Iterator[Question]:
    """Yield questions about a thing of one page that only another document speaks of."""
    several = len({document.id for document, _ in kept}) > 1
    seen: set[str] = set()
    for first, one in draw.sample(kept, len(kept)):
        for _ in range(TRIES):
            second, other = draw.choice(kept)
            apart = first.id != second.id if several else one.page != other.page
            text = f"What is said about “{one.thing}” for “{other.thing}”?"
            if apart and text not in seen and not _is_spoken_of(assistant, text):
                seen.add(text)
                yield Question(text, "", False)
                break


def _is_spoken_of(assistant: Assistant, question: str) -> bool:
    """Tell whether a passage holds all words of a question."""
    index = assistant.parts.index
    asked = stems_in(question)
    near = index.passages([id for id, _ in index.by_words(question_terms(question, ["en"]), None, NEAR)])
    return any(asked <= stems_in(each.text) for each in near.values())
