"""Exercises each real part in half a minute on the samples; the packed build runs it too."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant import paths, settings, wiring
from assistant.diagnosis import Check
from assistant.engine.assistant import Assistant
from assistant.engine.confinement import Limits
from assistant.engine.errors import AssistantError
from assistant.engine.events import AddFinished, Answered
from assistant.engine.isolation import Child
from assistant.engine.types import Answer, Message

QUESTION = "How many days of annual leave do full-time employees get?"
FAR_OFF = "Which planet has the most moons?"


def run() -> Iterator[Check]:
    """Go through the main job on the samples in a throw-away library, one check a part."""
    with tempfile.TemporaryDirectory(prefix="pdf-assistant-") as place:
        folder = Path(place)
        embedder = paths.data_folder() / "embedder"
        if embedder.exists():
            (folder / "embedder").symlink_to(embedder)
        assistant = wiring.open_assistant(folder, settings.Settings())
        try:
            yield from _job(assistant)
        finally:
            assistant.close()
    yield _check("window", _window)


def _job(assistant: Assistant) -> Iterator[Check]:
    yield _check("reading and indexing PDFs", lambda: _add(assistant))
    yield _check("search by words and by meaning", lambda: _search(assistant))
    yield _check("verified quotations", lambda: _quote(assistant))
    yield _check("refusal", lambda: _refuse(assistant))
    yield _check("picture of a page", lambda: _render(assistant))
    yield _check("language model", lambda: _generate(assistant))


def _check(name: str, act: Callable[[], str]) -> Check:
    try:
        return Check(name, True, act())
    except (AssistantError, AssertionError) as error:
        return Check(name, False, str(error) or "gave a wrong result", getattr(error, "advice", ""))


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssistantError(otherwise)


def _add(assistant: Assistant) -> str:
    *_, last = assistant.add([paths.samples_folder()])
    _expect(
        isinstance(last, AddFinished) and last.added == 3 and not last.failed, "not every sample was added"
    )
    return f"{sum(each.pages for each in assistant.documents())} pages of 3 documents"


def _search(assistant: Assistant) -> str:
    hits = assistant.search(QUESTION).hits
    _expect(any(hit.by_words for hit in hits), "nothing was found by words")
    _expect(any(hit.by_meaning for hit in hits), "nothing was found by meaning")
    return f"{len(hits)} passages"


def _quote(assistant: Assistant) -> str:
    answer = _ask(assistant, QUESTION)
    _expect(answer.kind == "quotations" and bool(answer.quotations), "no quotation was shown")
    _expect(all(each.verdict == "verified" and each.boxes for each in answer.quotations), "a quote failed")
    return f"{len(answer.quotations)} found word for word on their pages"


def _refuse(assistant: Assistant) -> str:
    answer = _ask(assistant, FAR_OFF)
    _expect(answer.kind == "not in documents", "a question was answered that the samples do not answer")
    return answer.text


def _generate(assistant: Assistant) -> str:
    if assistant.voice is None:
        return "none chosen; llama.cpp " + _offload()
    assistant.voice.model.close()
    *_, last = assistant.voice.model.answer([Message("user", QUESTION)], 8, 0)
    _expect(last is not None, "the model wrote nothing")
    return assistant.model_name


def _offload() -> str:
    child = Child("assistant.engine.llama:handlers", Limits(reply_seconds=60))
    try:
        return "can use a GPU" if child.call("offload") else "works, built for the CPU only"
    finally:
        child.close()


def _render(assistant: Assistant) -> str:
    picture = assistant.render(assistant.documents()[0].id, 1, 1.0)
    _expect(picture.startswith(b"\x89PNG"), "the page was not drawn")
    return f"{len(picture)} bytes of PNG"


def _ask(assistant: Assistant, question: str) -> Answer:
    *_, last = assistant.ask(question, keep=False)
    _expect(isinstance(last, Answered), "asking did not end with an answer")
    return last.answer  # type: ignore[union-attr]


def _window() -> str:
    from assistant.desktop.app import try_window

    return try_window()
