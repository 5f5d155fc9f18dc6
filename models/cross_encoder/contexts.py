"""Training rows as the program shows passages: behind the name of their document and a heading.

The program puts such a context before every passage, and people name documents in their questions ("of Acme
in FY2018") or say what the answer should look like. The rows have none of it.
"""

import random
from collections.abc import Sequence
from dataclasses import replace

from models.cross_encoder.cloze import find_gaps
from models.cross_encoder.rows import Example, Part

SEPARATOR = " · "

KINDS = (
    "10-K",
    "10-Q",
    "annual report",
    "report",
    "handbook",
    "agreement",
    "policy",
    "manual",
    "paper",
    "guide",
)
HEADED = 0.5
"""How often a heading stands in the context as well."""

SAME = 0.5
"""How often all passages of a question are of one document."""

ASKED_FOR = (
    "{question} ({name})",
    "{question} ({about})",
    "According to {about}, {question}",
    "In {name}'s {year} {kind}: {question}",
    "{name}: {question}",
    "{question} Answer for {name} in {year}.",
    "For {name}, FY{year}: {question}",
)
FORM = (
    "Answer in one sentence.",
    "Give the figure in millions.",
    "Round to two decimals.",
    "Please quote the passage.",
    "Use the details of the document.",
    "If it is not stated, say so.",
    "Explain briefly.",
)
NAMED, WITH_FORM = 0.5, 0.2
"""How often a question names its document, and how often it says what the answer should look like."""


def names_in(parts: Sequence[Part]) -> list[str]:
    """Return the names of persons, places and things in parts, for documents to be called by."""
    found = {gap.text for part in parts for gap in find_gaps(part) if gap.kind == "name"}
    return sorted(name for name in found if 4 <= len(name) <= 40)


def dress(example: Example, names: Sequence[str], draw: random.Random) -> Example:
    """Return an example whose passages have contexts; the right one's name may stand in the question."""
    name, year, kind = draw.choice(names), draw.randint(1998, 2026), draw.choice(KINDS)
    same, headed = draw.random() < SAME, draw.random() < HEADED
    abouts = [
        _about(name if same or not place else draw.choice(names), year, kind, draw)
        for place in range(len(example.passages))
    ]
    contexts = [SEPARATOR.join([about, draw.choice(names)] if headed else [about]) + ". " for about in abouts]
    question = example.question
    if draw.random() < NAMED:
        form = draw.choice(ASKED_FOR)
        question = form.format(question=question, name=name, about=abouts[0], year=year, kind=kind)
    if draw.random() < WITH_FORM:
        question = f"{question} {draw.choice(FORM)}"
    passages = tuple(context + text for context, text in zip(contexts, example.passages, strict=True))
    moved = len(contexts[0])
    answer = (example.answer[0] + moved, example.answer[1] + moved) if example.answer else None
    return replace(example, question=question, passages=passages, answer=answer)


def _about(name: str, year: int, kind: str, draw: random.Random) -> str:
    joined = "".join(name.split())
    return draw.choice(
        (name, f"{name} {year}", f"{name} {year} {kind}", f"{joined}_{year}_{kind}", f"{name} {kind}")
    )
