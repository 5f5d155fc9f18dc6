"""What is fuzzed: each takes bytes and raises where a reader of ours does anything but read or refuse."""

import contextlib
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant import settings
from assistant.engine import gguf
from assistant.engine.citations import borne_out, check_answer
from assistant.engine.errors import AssistantError
from assistant.engine.matching import PageText, find_all, find_quote, normalise
from assistant.engine.types import Hit
from assistant.evaluation import questions
from assistant.finetune import importing
from tests.fakes import make_passage

Target = Callable[[bytes], None]

_PLACE = Path(tempfile.gettempdir())
_DIVIDER = "\x1f"

_LEAVE = "Full-time staff get 25 days of annual leave. Unused days lapse in March."
_SICK = "Sick pay lasts for six weeks; a certificate is due on the fourth day."
_SHOWN = [Hit(make_passage(_LEAVE, "a" * 64), 1.0, 1), Hit(make_passage(_SICK, "b" * 64), 0.9, 2)]
_PAGES = {each.passage.document: PageText.of_passages([each.passage]) for each in _SHOWN}


def read_gguf(data: bytes) -> None:
    """A header is read, or refused with a sentence."""
    with contextlib.suppress(AssistantError):
        gguf.read_header(_file("fuzz.gguf", data))


def read_questions(data: bytes) -> None:
    """A question set is read, or refused with a sentence."""
    with contextlib.suppress(AssistantError):
        questions.load(_file("fuzz.jsonl", data))


def read_settings(data: bytes) -> None:
    """Settings are read, or refused with a sentence."""
    file = _file(settings.FILE, data)
    with contextlib.suppress(AssistantError):
        settings.load(file.parent)


def read_examples(data: bytes) -> None:
    """Examples for fine-tuning are read, or refused with a sentence."""
    for name in ("fuzz.jsonl", "fuzz.csv"):
        with contextlib.suppress(AssistantError):
            importing.read(_file(name, data))


def find_quotes(data: bytes) -> None:
    """A quote that is verified stands on the page, where its spans say."""
    quote, _, text = data.decode("utf-8", "replace").partition(_DIVIDER)
    page = PageText(text, ())
    normal = normalise(text)
    assert len(normal.text) == len(normal.offsets)
    assert list(normal.offsets) == sorted(normal.offsets)
    located = find_quote(quote, page)
    for start, end in located.spans:
        assert 0 <= start < end <= len(text)
    if located.verdict == "verified":
        said = "".join(normalise(text[start:end]).text for start, end in located.spans)
        letters = [letter for letter in said.lower() if letter.isalnum()]
        wanted = [letter for letter in normalise(quote).text.lower() if letter.isalnum()]
        assert letters == wanted, (quote, text)
    find_all(quote, page)


def check_answers(data: bytes) -> None:
    """Nothing is cited that was not shown, and no quote is verified that the page does not hold."""
    text, sentences, citations = check_answer(
        data.decode("utf-8", "replace"), _SHOWN, lambda document, page: _PAGES[document]
    )
    assert all(int(each) <= len(_SHOWN) for each in re.findall(r"\[(\d{1,4})\]", text))
    for citation in citations:
        assert 1 <= citation.number <= len(_SHOWN)
        if citation.verdict == "verified":
            held = normalise(_PAGES[citation.document].text).text.lower()
            for part in normalise(citation.quote).text.lower().split("..."):
                assert part.strip(" []") in held
    for sentence in sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
    borne_out(text, sentences, citations)


def _file(name: str, data: bytes) -> Path:
    file = _PLACE / name
    file.write_bytes(data)
    return file


TARGETS: dict[str, Target] = {
    "gguf": read_gguf,
    "questions": read_questions,
    "settings": read_settings,
    "examples": read_examples,
    "quotes": find_quotes,
    "answers": check_answers,
}
