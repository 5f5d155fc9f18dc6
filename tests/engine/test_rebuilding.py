import json
import shutil
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.events import AddFinished, DocumentFailed
from assistant.engine.rebuilding import COMPLETE, next_folder
from tests.conftest import SAMPLES, open_library

QUESTION = "How many days of annual leave do full-time employees get?"


@pytest.fixture
def filled(tmp_path: Path, embedder_folder: Path) -> Iterator[Assistant]:
    """A library with one sample, whose next embedder is the same one that reads fewer tokens."""
    assistant = open_library(tmp_path / "data", embedder_folder)
    list(assistant.add([Path(shutil.copy(SAMPLES / "staff-handbook.pdf", tmp_path))]))

    def prepare_next(source: Path) -> Generator[str, None, None]:
        yield "Preparing…"
        target = shutil.copytree(source, next_folder(assistant.folder, "embedder"))
        card = json.loads((target / "embedder.json").read_text())
        (target / "embedder.json").write_text(json.dumps({**card, "name": "other", "max_tokens": 64}))

    assistant.choices = replace(assistant.choices, prepare_next=prepare_next)
    yield assistant
    assistant.close()


def best(assistant: Assistant) -> str:
    return assistant.search(QUESTION).hits[0].passage.text


def test_another_embedder_indexes_every_document_and_answers_from_then_on(
    filled: Assistant, embedder_folder: Path
) -> None:
    before = filled.parts.index.count()
    *_, last = filled.use_embedder(embedder_folder)
    assert last == AddFinished(1, 0, 0)
    assert filled.parts.embedder.identity.startswith("other")
    assert filled.parts.index.count() > before
    assert "26 days" in best(filled)
    again = open_library(filled.folder, embedder_folder)
    assert "26 days" in best(again)
    again.close()


def test_questions_are_answered_while_the_new_index_is_made(filled: Assistant, embedder_folder: Path) -> None:
    for number, _ in enumerate(filled.use_embedder(embedder_folder)):
        if number in (1, 5):
            assert "26 days" in best(filled)


def test_cancelling_keeps_the_old_index_and_leaves_nothing_behind(
    filled: Assistant, embedder_folder: Path
) -> None:
    working = filled.use_embedder(embedder_folder)
    for _ in range(4):
        next(working)
    working.close()
    assert "26 days" in best(filled)
    assert not list(filled.folder.glob("*.next"))


def test_a_kill_while_it_swaps_is_made_good_at_the_next_start(
    filled: Assistant, embedder_folder: Path
) -> None:
    for event in filled.use_embedder(embedder_folder):
        if isinstance(event, AddFinished):
            break
    assert (filled.folder / COMPLETE).exists()
    shutil.rmtree(filled.folder / "embedder", ignore_errors=True)
    (filled.folder / "embedder").unlink(missing_ok=True)
    next_folder(filled.folder, "embedder").rename(filled.folder / "embedder")
    again = open_library(filled.folder, embedder_folder)
    assert again.parts.embedder.identity.startswith("other")
    assert "26 days" in best(again)
    again.close()


def test_a_document_that_is_gone_is_named_and_the_rest_go_on(
    filled: Assistant, embedder_folder: Path
) -> None:
    Path(filled.documents()[0].path).unlink()
    events = list(filled.use_embedder(embedder_folder))
    assert [type(event).__name__ for event in events if isinstance(event, DocumentFailed)] == [
        "DocumentFailed"
    ]
    assert events[-1] == AddFinished(0, 0, 1)
