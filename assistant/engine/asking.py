"""A question → what was found, quotations at once, then the model's answer with every quote looked up."""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from assistant.engine import citations, disagreements, followups, numbers, prompt, reader, surroundings
from assistant.engine.accounting import asked_of
from assistant.engine.errors import AssistantError
from assistant.engine.events import AskEvent, Found, LoadingModel, Notice, Quoted, Understood
from assistant.engine.matching import PageText
from assistant.engine.model import Completion, Model
from assistant.engine.types import Answer, AnswerMode, Citation, Hit, Message, Sentence, Turn

NOT_IN_DOCUMENTS = "Your documents do not answer this."
NOT_PLAINLY = "Your documents do not plainly answer this."

Asked = Generator[AskEvent, None, Answer]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where an answer comes from: the search, pages by document and number, the cross-encoder.

    refuse_below is the confidence from which the documents are said to answer; mode, how a model may.
    """

    search: Callable[[str], Found]
    page_text: Callable[[str, int], PageText]
    judge: reader.Judge
    refuse_below: float = reader.THRESHOLD
    mode: AnswerMode = "strict"


@dataclass(frozen=True, slots=True)
class Voice:
    """The model that writes, and how: the longest answer in tokens, and the seed."""

    model: Model
    answer_tokens: int
    seed: int


def ask(question: str, history: Sequence[Turn], sources: Sources, voice: Voice | None) -> Asked:
    """Yield everything on the way to an answer and return the answer."""
    started = time.monotonic()
    standalone = yield from _stand_alone(question, history, voice)
    yield Understood(question, standalone)
    found = sources.search(standalone)
    timings = {"found": time.monotonic() - started}
    yield found
    reading = reader.read(standalone, found.hits, sources.judge, _report(standalone, found))
    timings["quoted"] = time.monotonic() - started
    model = voice.model.name if voice else "none"
    answer = Answer(
        question,
        standalone,
        kind="not in documents",
        text=NOT_IN_DOCUMENTS,
        quotations=(),
        sentences=(),
        citations=(),
        passages=found.hits,
        confidence=reading.confidence,
        model=model,
        seed=voice.seed if voice else None,
        left_out=0,
    )
    answers = reading.answers(sources.refuse_below)
    if answers or reading.answers(reader.NEAREST):
        yield Quoted(reading.quotations, nearest=not answers)
        near = replace(answer, text=NOT_PLAINLY, quotations=reading.quotations)
        answer = _quote(answer, reading.quotations) if answers else near
        if voice is not None and sources.mode != "quotations":
            answer = yield from write(answer, sources, voice)
    timings["answered"] = time.monotonic() - started
    return replace(answer, timings={name: round(seconds, 4) for name, seconds in timings.items()})


def _report(question: str, found: Found) -> reader.Report:
    """Return what a question asks of reports: of those that it names by more than a year, or the only one."""
    asked = asked_of(found.looked_for or question)
    there, preferred = frozenset(hit.passage.document for hit in found.hits), frozenset(found.preferred)
    named = (preferred or there) if found.by_name else frozenset()
    reports = there if found.documents == 1 else named & preferred
    return reader.Report(asked.lines, reports, asked.statements, named)


def _stand_alone(
    question: str, history: Sequence[Turn], voice: Voice | None
) -> Generator[AskEvent, None, str]:
    """Make a follow-up question stand alone: by the model if there is one, else by the last one's terms."""
    if not followups.leans_on_history(question, history):
        return question
    carried = followups.carry_over(question, history)
    if voice is None:
        return carried
    try:
        messages = prompt.standalone_messages(history, question)
        completion = yield from silently(voice, messages)
        return followups.accept(completion.text, question, history) or carried
    except AssistantError as error:
        yield Notice(f"The model could not rephrase the question. {error.text}")
        return carried


def silently(voice: Voice, messages: Sequence[Message]) -> Generator[AskEvent, None, Completion]:
    """Let the model write without showing its words; its notices and progress are shown."""
    writing = voice.model.answer(messages, followups.LONGEST, voice.seed)
    while True:
        try:
            event = next(writing)
        except StopIteration as finished:
            completion: Completion = finished.value
            return completion
        if isinstance(event, Notice | LoadingModel):
            yield event


def _quote(answer: Answer, quotations: tuple[Citation, ...]) -> Answer:
    """Return an answer that consists of the quotations."""
    lines, sentences, start = [], [], 0
    for citation in quotations:
        line = f"“{citation.quote}” [{citation.number}]"
        lines.append(line)
        sentences.append(Sentence(start, start + len(line), "supported", (citation.number,)))
        start += len(line) + 1
    return replace(
        answer,
        kind="quotations",
        text="\n".join(lines),
        quotations=quotations,
        sentences=tuple(sentences),
        citations=quotations,
        disagreements=disagreements.find(quotations),
    )


def write(quoted: Answer, sources: Sources, voice: Voice) -> Asked:
    """Let the model answer from the passages; if it fails, the quotations stay the answer."""
    try:
        widened = surroundings.widen(quoted.passages, sources.page_text)
        shown = yield from _fit(replace(quoted, passages=widened), voice)
        messages = prompt.build_messages(quoted.standalone, shown, sources.mode)
        texts = [hit.passage.text for hit in shown]
        writing = voice.model.answer(messages, voice.answer_tokens, voice.seed, texts)
        text = (yield from writing).text
        if sources.mode == "strict":
            text = yield from _known_numbers(text, shown, quoted.standalone)
    except AssistantError as error:
        yield Notice(f"The model could not answer; the quotations stand. {error.sentence}")
        return replace(quoted, model="none", seed=None)
    answer = _check(quoted, text, shown, sources) if text else quoted
    if sources.mode == "strict":
        answer = yield from _borne_out(answer)
    return answer if answer.text and answer is not quoted else replace(quoted, model="none", seed=None)


def _known_numbers(text: str, shown: Sequence[Hit], question: str) -> Generator[AskEvent, None, str]:
    """Leave out sentences with a number from nowhere, and say so."""
    texts = [hit.passage.text for hit in shown]
    known = [f"{hit.passage.title} {hit.passage.context} page {hit.passage.label}" for hit in shown]
    text, unknown = numbers.keep_supported(text, texts, [question, *known])
    if unknown:
        named = ", ".join(dict.fromkeys(each.text for each in unknown))
        yield Notice(f"What the model wrote with {named} was left out: no cited passage has it.")
    return text


def _borne_out(answer: Answer) -> Generator[AskEvent, None, Answer]:
    """Leave out sentences that no passage supports, and say so."""
    text, sentences, cited = citations.borne_out(answer.text, answer.sentences, answer.citations)
    left_out = len(answer.sentences) - len(sentences)
    if answer.kind != "answered" or not left_out:
        return answer
    count = "One sentence" if left_out == 1 else f"{left_out} sentences"
    yield Notice(f"{count} of the model left out: your documents do not say so.")
    return replace(answer, text=text, sentences=sentences, citations=cited)


def _fit(quoted: Answer, voice: Voice) -> Generator[AskEvent, None, tuple[Hit, ...]]:
    yield from voice.model.load()
    room = voice.model.context_tokens - voice.answer_tokens
    count = prompt.fit(quoted.passages, quoted.standalone, voice.model.count, room)
    left_out = len(quoted.passages) - count
    if left_out:
        yield Notice(
            f"{left_out} of {len(quoted.passages)} passages did not fit what the model can see at once."
        )
    return quoted.passages[:count]


def _check(quoted: Answer, written: str, shown: tuple[Hit, ...], sources: Sources) -> Answer:
    left_out = len(quoted.passages) - len(shown)
    if NOT_IN_DOCUMENTS.rstrip(".") in written:
        return replace(quoted, kind="not in documents", text=NOT_IN_DOCUMENTS, sentences=(), citations=())
    text, sentences, cited = citations.check_answer(written, shown, sources.page_text)
    return replace(
        quoted,
        kind="answered",
        text=text,
        sentences=sentences,
        citations=cited,
        disagreements=disagreements.find([*quoted.quotations, *cited]),
        passages=shown,
        left_out=left_out,
    )
