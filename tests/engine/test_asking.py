"""What a model may write: only what the documents bear out, anything marked, or nothing."""

from collections.abc import Generator, Sequence

import pytest

from assistant.engine import asking
from assistant.engine.cross_encoder import Judgement, Span
from assistant.engine.events import AnswerText, AskEvent, Found, Notice
from assistant.engine.matching import PageText
from assistant.engine.model import Completion
from assistant.engine.types import Answer, AnswerMode, Hit, Message
from tests.fakes import make_passage

LEAVE = make_passage("Full-time employees accrue twenty days of annual leave each year.")
TRUE = "Full-time employees accrue twenty days of annual leave [1]."
INVENTED = "Dogs may be brought to any office on Fridays."


class Says:
    """A model that writes the same whatever it is told."""

    name = "parrot"
    context_tokens = 4096

    def __init__(self, text: str) -> None:
        self.text = text
        self.told: list[Message] = []

    def load(self) -> Generator[Notice, None, None]:
        yield from ()

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def answer(
        self, messages: Sequence[Message], most: int, seed: int, passages: Sequence[str] = ()
    ) -> Generator[AnswerText, None, Completion]:
        self.told = list(messages)
        yield AnswerText(self.text)
        return Completion(self.text)


def ask(model: Says, mode: AnswerMode) -> tuple[list[AskEvent], Answer]:
    hit = Hit(LEAVE, 1.0, 1)
    page = PageText.of_passages([LEAVE])
    sources = asking.Sources(lambda _: Found((hit,), 1), lambda *_: page, _judge, 0.3, mode)
    voice = asking.Voice(model, 64, 0)  # type: ignore[arg-type]
    return follow(sources, voice)


def follow(sources: asking.Sources, voice: asking.Voice | None) -> tuple[list[AskEvent], Answer]:
    """Ask about leave, and return all that was told on the way and the answer."""
    asked = asking.ask("How many days of annual leave do employees accrue?", [], sources, voice)
    events = []
    while True:
        try:
            events.append(next(asked))
        except StopIteration as finished:
            return events, finished.value


def _judge(question: str, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
    return [Judgement(6.0, (Span(0, 10, 0.9),)) for _ in pairs]


def confidence(found: Found) -> float:
    """Return how sure it is of the one passage found, which the cross-encoder is unsure of."""
    page = PageText.of_passages([LEAVE])
    sources = asking.Sources(
        lambda _: found, lambda *_: page, lambda *_: [Judgement(0.0, (Span(0, 10, 0.9),))]
    )
    return follow(sources, None)[1].confidence


def notices(events: Sequence[AskEvent]) -> list[str]:
    return [event.text for event in events if isinstance(event, Notice)]


def test_strict_leaves_out_what_no_passage_bears_out_and_says_so() -> None:
    events, answer = ask(Says(f"{TRUE} {INVENTED} {TRUE}"), "strict")
    assert answer.text == f"{TRUE} {TRUE}"
    assert notices(events) == ["One sentence of the model left out: your documents do not say so."]
    assert [answer.text[each.start : each.end] for each in answer.sentences] == [TRUE, TRUE]
    assert {each.support for each in answer.sentences} == {"supported"}
    assert answer.kind == "answered"


def test_strict_falls_back_to_quotations_when_nothing_is_left() -> None:
    events, answer = ask(Says(f"{INVENTED} {INVENTED}"), "strict")
    assert (answer.kind, answer.model) == ("quotations", "none")
    assert answer.quotations
    assert notices(events) == ["2 sentences of the model left out: your documents do not say so."]


def test_assisted_keeps_and_marks_what_the_documents_do_not_say() -> None:
    model = Says(f"{TRUE} {INVENTED} They get 99 more.")
    events, answer = ask(model, "assisted")
    assert answer.text == model.text
    assert [each.support for each in answer.sentences] == ["supported", "unsupported", "unsupported"]
    assert notices(events) == []
    assert "may add what you know" in model.told[0].content


def test_strict_tells_the_model_to_use_the_passages_only() -> None:
    model = Says(TRUE)
    ask(model, "strict")
    assert "Use no other knowledge" in model.told[0].content


def test_it_is_surer_of_a_passage_of_what_the_question_names() -> None:
    hit, own = Hit(LEAVE, 1.0, 1), LEAVE.document
    plain = confidence(Found((hit,), 2))
    assert confidence(Found((hit,), 2, ("another",), by_name=True)) == plain
    assert confidence(Found((hit,), 2, (own,))) == plain
    assert confidence(Found((hit,), 2, (own,), by_name=True)) > plain
    assert confidence(Found((hit,), 1, by_name=True)) > plain


def test_quotations_wakes_no_model() -> None:
    model = Says(TRUE)
    _, answer = ask(model, "quotations")
    assert (answer.kind, model.told) == ("quotations", [])
    assert answer.quotations


@pytest.mark.parametrize("mode", ["strict", "assisted"])
def test_a_model_that_writes_nothing_leaves_the_quotations(mode: AnswerMode) -> None:
    _, answer = ask(Says(""), mode)
    assert (answer.kind, answer.model) == ("quotations", "none")
