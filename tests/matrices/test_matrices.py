"""The matrices see what they look for: planted losses are found, errors that are no sentence counted."""

from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from tests.matrices import crashes, mutants
from tests.matrices.work import step


@pytest.fixture
def papers(assistant: Assistant, tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("replace", "ask", "add"):
        step(assistant, name, 0, folder)
    return folder


def wrong(assistant: Assistant, *done: tuple[int, str]) -> list[str]:
    return list(crashes.find_wrong(assistant, list(done)))


def test_a_library_that_is_as_it_should_be_passes(assistant: Assistant, papers: Path) -> None:
    step(assistant, "replace", 1, papers)
    step(assistant, "ask", 1, papers)
    assert wrong(assistant, (1, "replace"), (1, "ask")) == []


def test_lost_passages_are_found(assistant: Assistant, papers: Path) -> None:
    document = assistant.documents()[0]
    assistant.parts.index.replace(document.id, assistant.parts.index.passages_of(document.id)[1:])
    assert any("not whole" in each for each in wrong(assistant, (0, "replace"), (0, "ask"), (0, "add")))


def test_a_lost_answer_and_a_lost_document_are_found(assistant: Assistant, papers: Path) -> None:
    step(assistant, "remove", 0, papers)
    assistant.conversations.remove(assistant.conversations.all()[0].id)
    found = wrong(
        assistant, (1, "replace"), (1, "ask"), (1, "add"), (1, "remove"), (2, "replace"), (2, "ask")
    )
    assert any("answers are kept" in each for each in found)
    step(assistant, "replace", 3, papers)
    assert any("version" in each for each in wrong(assistant, (1, "replace"), (1, "ask")))


def test_an_error_that_is_no_sentence_counts_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: Path) -> None:
        raise ZeroDivisionError

    assert mutants.run(tmp_path, 20) == 0
    monkeypatch.setattr(mutants, "read_header", fail)
    assert mutants.run(tmp_path, 20) == 20


def test_the_library_survives_a_few_kills(tmp_path: Path, embedder_folder: Path) -> None:
    assert crashes.run(tmp_path, embedder_folder, 3) == 0
