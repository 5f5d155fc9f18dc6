"""Retrieval, fine-tuning, both or neither? Measured on a person's own questions; the counts decide.

Arms: the model alone, the model with the passages that are found, and the same two with a tuned model
where there is one. Failures are sorted by what went wrong.
"""

import dataclasses
import functools
import time
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.engine import prompt
from assistant.engine.asking import NOT_IN_DOCUMENTS, Voice
from assistant.engine.assistant import Assistant
from assistant.engine.model import written
from assistant.engine.types import Hit, Message
from assistant.evaluation.bootstrap import difference
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress, progress
from assistant.evaluation.texts import normal, token_f1
from assistant.finetune.form import Form

Arm = Literal["prompt only", "retrieval", "instructed", "fine-tuned", "both"]
Outcome = Literal["right", "page not found", "found, not used", "wrong form", "should refuse", "not known"]
Needed = Literal["nothing", "retrieval", "instructions", "fine-tuning", "both", "better search"]

ALONE = "Answer the question briefly. If you do not know the answer, write only: " + NOT_IN_DOCUMENTS
CLOSE = 0.6
"""F1 of words from which an answer that does not hold all of the true one's words counts as right."""

TOLERATED = 0.1
"""The share of right answers that may have the wrong form."""

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What an arm answered to a question, and what that is."""

    question: Question
    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Advice:
    """What is needed, why, and all that was measured, by arm."""

    needed: Needed
    reason: str
    arms: Mapping[Arm, tuple[Judged, ...]]


def advise(
    assistant: Assistant,
    voice: Voice,
    questions: Sequence[Question],
    form: Form | None = None,
    instruction: str = "",
    tuned: Voice | None = None,
) -> Generator[Progress | Advice, None, None]:
    """Ask every question in every arm; the last event is Advice. Closing ends it.

    instruction is what a person would tell a model of the form; it makes an arm of its own.
    """
    plan: list[tuple[Arm, Voice, bool, str]] = [
        ("prompt only", voice, False, ""),
        ("retrieval", voice, True, ""),
    ]
    if instruction:
        plan.append(("instructed", voice, True, instruction))
    if tuned is not None:
        plan += [("fine-tuned", tuned, False, ""), ("both", tuned, True, "")]
    started, done, total = time.monotonic(), 0, len(plan) * len(questions)
    names = {each.id: Path(each.path).name for each in assistant.documents()}
    # Several arms show what the same search finds.
    search = functools.cache(lambda asked: assistant.search(asked).hits)
    arms: dict[Arm, list[Judged]] = {}
    for arm, speaker, with_passages, told in plan:
        for question in questions:
            hits = search(question.question) if with_passages else None
            pages = {(names.get(hit.passage.document, ""), hit.passage.page) for hit in hits or ()}
            shown = (question.pdf, question.page) in pages
            arms.setdefault(arm, []).append(_ask(speaker, question, hits, shown, told, form))
            done += 1
            yield progress(done, total, started)
    yield recommend({arm: tuple(judged) for arm, judged in arms.items()})


def recommend(arms: Mapping[Arm, Sequence[Judged]]) -> Advice:
    """Return what follows from what was measured."""
    alone, found = arms["prompt only"], arms["retrieval"]
    gain = difference([_knows(each) for each in found], [_knows(each) for each in alone])
    by_documents = gain.low > 0
    best = found if by_documents else alone
    form_wrong = _misshapen(best) > TOLERATED
    counts = Counter(each.outcome for each in found)
    kept: dict[Arm, tuple[Judged, ...]] = {arm: tuple(judged) for arm, judged in arms.items()}
    between = f"{gain.low:+.0%} to {gain.high:+.0%}"
    told = f"With the passages, {gain.mean:+.0%} of the answers became right ({between})."
    misses = counts["page not found"]
    if misses > len(found) / 3 and misses > counts["found, not used"]:
        text = f"The right page was not found for {misses} of {len(found)} questions: mend the search first."
        return Advice("better search", f"{text} {told}", kept)
    if form_wrong and "instructed" in arms and _misshapen(arms["instructed"]) <= TOLERATED:
        text = "The form was wrong, and telling the model how to answer was enough to put it right."
        return Advice("instructions", f"{text} {told}", kept)
    if form_wrong:
        shapes = f"{_misshapen(best):.0%} of the right answers had the wrong form."
        both: Needed = "both" if by_documents else "fine-tuning"
        return Advice(both, f"{shapes} Fine-tuning teaches a form. {told}", kept)
    if by_documents:
        return Advice(
            "retrieval", f"The answers stand in your documents, and their form is right. {told}", kept
        )
    return Advice("nothing", f"The model answers these questions as it is. {told}", kept)


def describe(advice: Advice) -> str:
    """Return the advice with a table of what was measured, and examples of each failure."""
    outcomes = list(dict.fromkeys(each.outcome for judged in advice.arms.values() for each in judged))
    lines = [f"Needed: {advice.needed}. {advice.reason}", ""]
    lines.append(f"{'':<14}" + "".join(f"{outcome:>18}" for outcome in outcomes))
    for arm, judged in advice.arms.items():
        counts = Counter(each.outcome for each in judged)
        lines.append(f"{arm:<14}" + "".join(f"{counts[outcome]:>18}" for outcome in outcomes))
    for outcome in outcomes:
        if outcome != "right":
            lines += ["", f"{outcome}:", *_examples(advice.arms["retrieval"], outcome)]
    return "\n".join(lines)


def _examples(judged: Iterable[Judged], outcome: Outcome) -> list[str]:
    chosen = [each for each in judged if each.outcome == outcome][:EXAMPLES]
    return [f"    {each.question.question} → {each.text[:120] or '(nothing)'}" for each in chosen]


def _ask(
    voice: Voice, question: Question, hits: Sequence[Hit] | None, shown: bool, told: str, form: Form | None
) -> Judged:
    """Let a model answer, with what was found or, where that is None, alone."""
    if hits is not None:
        messages = prompt.build_messages(question.question, hits)
        passages = [hit.passage.text for hit in hits]
    else:
        messages, passages = [Message("system", ALONE), Message("user", question.question)], []
    if told:
        messages[0] = dataclasses.replace(messages[0], content=f"{messages[0].content} {told}")
    text = written(voice.model.answer(messages, voice.answer_tokens, voice.seed or 0, passages))
    return Judged(question, text, _outcome(question, text, hits is not None, shown, form))


def _outcome(question: Question, text: str, with_passages: bool, shown: bool, form: Form | None) -> Outcome:
    refused = NOT_IN_DOCUMENTS.rstrip(".").casefold() in text.casefold()
    if not question.answerable:
        return "right" if refused else "should refuse"
    if not refused and _holds(text, question.answer):
        return "right" if form is None or form(text) else "wrong form"
    if not with_passages:
        return "not known"
    return "found, not used" if shown else "page not found"


def _holds(text: str, answer: str) -> bool:
    words = normal(text)
    return set(normal(answer)) <= set(words) or token_f1(text, [answer]) >= CLOSE


def _knows(judged: Judged) -> float:
    return float(judged.outcome in ("right", "wrong form"))


def _misshapen(judged: Sequence[Judged]) -> float:
    known = [each for each in judged if _knows(each) and each.question.answerable]
    return sum(each.outcome == "wrong form" for each in known) / len(known) if known else 0.0
