"""Which one is needed, on planted situations: the samples and the real search, a model that acts a part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.engine.asking import Voice
from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.events import AnswerText
from assistant.engine.types import Message
from assistant.evaluation import questions
from assistant.evaluation.questions import Question
from assistant.finetune import advice, considering, form
from assistant.finetune.advice import Advice, Needed
from tests.conftest import SAMPLES

ASKED = [each for each in questions.load(SAMPLES / "questions.jsonl") if each.answerable][:8]
ANSWERS = {each.question: each.answer for each in ASKED}
FORM = r"ANSWER: .+"
INSTRUCTION = "Begin with ANSWER:"


@dataclass
class Actor:
    """A model that knows the answers or needs passages for them, and keeps to the form or does not."""

    knows: bool
    shapes: bool
    obeys: bool = False
    reads: bool = True

    def answer(
        self, messages: Sequence[Message], most: int, seed: int, passages: Sequence[str] = ()
    ) -> Iterator[AnswerText]:
        question = messages[-1].content.rsplit("\n", 1)[-1]
        right = self.knows or (self.reads and bool(passages))
        text = ANSWERS[question] if right else "Your documents do not answer this."
        told = self.obeys and INSTRUCTION in messages[0].content
        yield AnswerText(f"ANSWER: {text}" if self.shapes or told else text)


def advise(assistant: Assistant, actor: Actor, asked: Sequence[Question] = ASKED, told: str = "") -> Advice:
    voice = Voice(actor, 64, 0)  # type: ignore[arg-type]
    *_, last = advice.advise(assistant, voice, asked, form.read(FORM), told)
    assert isinstance(last, Advice)
    return last


@pytest.mark.parametrize(
    ("actor", "needed"),
    [
        (Actor(knows=False, shapes=True), "retrieval"),
        (Actor(knows=True, shapes=False), "fine-tuning"),
        (Actor(knows=False, shapes=False), "both"),
        (Actor(knows=True, shapes=True), "nothing"),
    ],
    ids=["knowledge is missing", "form is wrong", "both", "neither"],
)
def test_what_is_needed_follows_from_what_was_measured(
    samples: Assistant, actor: Actor, needed: Needed
) -> None:
    assert advise(samples, actor).needed == needed


def test_where_telling_is_enough_no_training_is_advised(samples: Assistant) -> None:
    actor = Actor(knows=True, shapes=False, obeys=True)
    assert advise(samples, actor, told=INSTRUCTION).needed == "instructions"


def test_where_the_page_is_not_found_the_search_is_to_be_mended_first(samples: Assistant) -> None:
    elsewhere = [Question(each.question, each.answer, True, each.pdf, 99) for each in ASKED]
    actor = Actor(knows=False, shapes=True, reads=False)
    assert advise(samples, actor, elsewhere).needed == "better search"


def test_failures_are_sorted_and_shown_with_examples(samples: Assistant) -> None:
    found = advise(samples, Actor(knows=False, shapes=False))
    told = advice.describe(found)
    assert "wrong form" in told
    assert ASKED[0].question in told
    assert {each.outcome for each in found.arms["prompt only"]} == {"not known"}


def test_a_question_without_an_answer_should_be_refused(samples: Assistant) -> None:
    asked = [Question("What colour is the moon base?", "", False)]
    ANSWERS[asked[0].question] = "Green."
    found = advise(samples, Actor(knows=True, shapes=True), asked)
    assert [each.outcome for each in found.arms["retrieval"]] == ["should refuse"]
    found = advise(samples, Actor(knows=False, shapes=True, reads=False), asked)
    assert [each.outcome for each in found.arms["retrieval"]] == ["right"]


def test_the_six_questions_speak_for_retrieval_where_material_changes_or_must_not_be_learned() -> None:
    assert considering.consider([True, True, False, True, False, False])[0] == "retrieval"
    assert considering.consider([False, False, True, False, False, True])[0] == "fine-tuning"
    assert considering.consider([True, True, True, False, True, True])[0] == "both"
    assert len(considering.QUESTIONS) == 6


@pytest.mark.parametrize(
    ("answer", "fits"),
    [('{"city": "Ulm"}', True), ('{"city": 3}', False), ("Ulm", False), ("[" * 9000, False)],
)
def test_a_form_can_be_a_json_schema(tmp_path: Path, answer: str, fits: bool) -> None:
    file = tmp_path / "form.json"
    file.write_text('{"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}')
    assert form.read(str(file))(answer) == fits


def test_a_form_that_is_none_is_refused_with_a_sentence() -> None:
    for wrong in ("(unclosed", "/no/such/schema.json"):
        with pytest.raises(UsageError):
            form.read(wrong)
