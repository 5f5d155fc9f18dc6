"""Index, embedder and cross-encoder in children, the real ones: the same answers, whatever dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from assistant import paths, settings, wiring
from assistant.engine.apart import INDEX, IndexApart, Where, Workers
from assistant.engine.assistant import Assistant
from assistant.engine.errors import BadLibraryError, IndexDamagedError
from assistant.engine.events import AddFinished, AddProgress, Answered
from assistant.engine.isolation import Cancelled, Handler
from tests.conftest import SAMPLES, hold_samples, open_library

QUESTION = "How many days of annual leave do full-time employees get?"


def open_apart(folder: Path, embedder_folder: Path) -> Assistant:
    return open_library(folder, embedder_folder, apart=True)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory, embedder_folder: Path) -> Iterator[Assistant]:
    """A library of the samples whose index and models are in children."""
    yield from hold_samples(tmp_path_factory.mktemp("apart") / "data", embedder_folder, apart=True)


def workers(assistant: Assistant) -> Workers:
    assert isinstance(assistant.parts.index, IndexApart)
    return assistant.parts.index.workers


def test_a_search_finds_the_same_as_in_one_process(apart: Assistant, samples: Assistant) -> None:
    for question in (QUESTION, "What is the cap on damages?", "How often is the wiper replaced?"):
        here, there = samples.search(question), apart.search(question)
        assert [hit.passage for hit in there.hits] == [hit.passage for hit in here.hits]
        assert [hit.score for hit in there.hits] == pytest.approx([hit.score for hit in here.hits])


def test_an_answer_and_the_page_it_cites_are_the_same(apart: Assistant, samples: Assistant) -> None:
    answers = []
    for each in (samples, apart):
        *_, last = each.ask(QUESTION, keep=False)
        assert isinstance(last, Answered)
        answers.append(last.answer)
    here, there = answers
    assert there.text == here.text
    cited = there.citations[0]
    assert cited.quote in apart.page_text(cited.document, cited.page).text


def test_every_method_of_the_index_answers_as_it_does_here(apart: Assistant, samples: Assistant) -> None:
    here, there = samples.parts.index, apart.parts.index
    document = samples.documents()[0].id
    ids = [each.id for each in here.passages_of(document)]
    vector = samples.parts.embedder.encode_question(QUESTION)
    assert there.passages_of(document) == here.passages_of(document)
    assert there.page(document, 2) == here.page(document, 2)
    assert there.passages(ids) == here.passages(ids)
    assert there.documents() == here.documents()
    assert there.count() == here.count()
    assert there.indices_are_whole()
    assert there.missing_vectors(document) == []
    assert there.by_words(["leav"], [document], 5) == here.by_words(["leav"], [document], 5)
    assert dict(there.by_meaning(vector, None, 5)) == pytest.approx(dict(here.by_meaning(vector, None, 5)))
    vectors, known = there.vectors(ids), here.vectors(ids)
    assert vectors.keys() == known.keys()
    assert all(np.allclose(vectors[id], known[id], atol=1e-3) for id in ids)


def test_what_searches_may_be_killed_and_the_next_question_is_answered(apart: Assistant) -> None:
    assert apart.search(QUESTION).hits
    for number in workers(apart).process_ids:
        os.kill(number, signal.SIGKILL)
    assert apart.search(QUESTION).hits


def test_killed_again_and_again_while_it_adds_it_still_ends_whole(
    tmp_path: Path, embedder_folder: Path
) -> None:
    assistant = open_apart(tmp_path / "data", embedder_folder)
    killed = 0
    last: object = None
    for event in assistant.add([SAMPLES]):
        last = event
        if isinstance(event, AddProgress) and killed < 4 and event.done:
            for number in workers(assistant).process_ids:
                os.kill(number, signal.SIGKILL)
                killed += 1
    assert killed >= 2
    assert isinstance(last, AddFinished)
    assert (last.added, last.failed) == (3, 0)
    assert all(each.state == "complete" for each in assistant.documents())
    counted = {each.id: len(assistant.parts.index.passages_of(each.id)) for each in assistant.documents()}
    assert counted == {each.id: each.passages for each in assistant.documents()}
    assistant.close()


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return a handler that ends its process, as a crash in a native library would."""

    def work(where: object, part: int, name: str, given: list[str]) -> Iterator[None]:
        with Path(given[0]).open("a", encoding="utf-8") as calls:
            calls.write(name)
        os._exit(11)
        yield

    return {"work": work}


def test_a_child_that_always_dies_is_asked_twice_and_then_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.engine.apart.CHILD", f"{__name__}:handlers")
    calls = tmp_path / "calls"
    dying = Workers(Where(tmp_path, tmp_path, tmp_path, 1))
    with pytest.raises(BadLibraryError, match="ended unexpectedly") as told:
        dying.ask(INDEX, "x", str(calls))
    assert "repair" in told.value.advice
    assert calls.read_text("utf-8") == "xx"
    dying.close()


def test_a_damaged_index_is_told_apart_as_here_and_mended(tmp_path: Path, embedder_folder: Path) -> None:
    assistant = open_apart(tmp_path / "data", embedder_folder)
    list(assistant.add([SAMPLES / "staff-handbook.pdf"]))
    assistant.close()
    for file in (tmp_path / "data" / "index").rglob("*.manifest"):
        file.write_bytes(b"nothing of the kind")
    again = wiring.open_assistant(tmp_path / "data", settings.Settings(), apart=True)
    with pytest.raises(IndexDamagedError):
        again.parts.index.count()
    list(again.add([]))
    assert again.search(QUESTION).hits
    again.close()


def test_a_question_is_answered_while_the_other_child_is_at_work(apart: Assistant) -> None:
    long = threading.Thread(target=lambda: apart.parts.embedder.encode(["a long text " * 60] * 400))
    long.start()
    while not workers(apart).process_ids:
        time.sleep(0.01)
    assert apart.search(QUESTION).hits
    assert long.is_alive()
    long.join()
    assert len(workers(apart).process_ids) == 2


def test_closing_ends_the_children(tmp_path: Path, embedder_folder: Path) -> None:
    assistant = open_apart(tmp_path / "data", embedder_folder)
    assistant.parts.index.count()
    [number] = workers(assistant).process_ids
    assistant.close()
    assert workers(assistant).process_ids == []
    assert not psutil.pid_exists(number)


PROGRAM = """
import sys
from pathlib import Path
from assistant import settings, wiring
if __name__ == "__main__":
    assistant = wiring.open_assistant(Path(sys.argv[1]), settings.Settings(), apart=True)
    list(assistant.add([Path(sys.argv[2])]))
    *_, last = assistant.ask(sys.argv[3])
    document = assistant.documents()[0].id
    assistant.find(document, "leave")
    assistant.whereabouts(sys.argv[3], document, 1)
    assistant.remove(document)
    assistant.close()
    print(last.answer.kind, sorted({"lancedb", "pyarrow", "onnxruntime", "pymupdf"} & set(sys.modules)))
"""


def test_the_process_of_the_window_never_loads_what_searches(tmp_path: Path, embedder_folder: Path) -> None:
    (tmp_path / "embedder").symlink_to(embedder_folder)
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    words = [sys.executable, str(program), str(tmp_path), str(SAMPLES / "staff-handbook.pdf"), QUESTION]
    environment = {**os.environ, "PYTHONPATH": str(paths.program_folder())}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split(maxsplit=1) == ["quotations", "[]\n"]


def test_what_a_question_needs_is_there_before_the_question(apart: Assistant) -> None:
    for number in workers(apart).process_ids:
        os.kill(number, signal.SIGKILL)
    apart.wake()
    awake = workers(apart).process_ids
    assert len(awake) == 1
    apart.search(QUESTION)
    assert workers(apart).process_ids == awake


def test_a_library_without_documents_wakes_nothing(tmp_path: Path, embedder_folder: Path) -> None:
    assistant = open_apart(tmp_path / "data", embedder_folder)
    assistant.wake()
    assert workers(assistant).process_ids == []
    assistant.close()
