"""The command line as a person uses it: words in, text and exit code out."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.engine.library import Library
from tests.conftest import SAMPLES, SHARED, open_library

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, embedder_folder: Path) -> str:
    folder = tmp_path_factory.mktemp("cli") / "data"
    assistant = open_library(folder, embedder_folder)
    list(assistant.add([SAMPLES / "staff-handbook.pdf"], collection="staff"))
    list(assistant.add([SAMPLES / "supply-contract.pdf"], collection="contracts"))
    assistant.close()
    return str(folder)


def run(data: str, *words: str) -> int:
    return main(["--data-dir", data, *words])


def test_an_answer_prints_its_quote_document_and_page(data: str, capsys: Captured) -> None:
    assert run(data, "ask", "How is liability limited per calendar year?") == 0
    out = capsys.readouterr().out
    assert "500,000 pounds" in out
    assert "page 9" in out
    assert "found word for word" in out
    assert "\x1b" not in out


def test_what_is_not_in_the_documents_exits_with_3(data: str, capsys: Captured) -> None:
    assert run(data, "ask", "Who painted the Mona Lisa?") == 3
    assert capsys.readouterr().out.strip() == "Your documents do not answer this."


def test_a_list_of_what_no_document_mentions_says_so_once(data: str, capsys: Captured) -> None:
    assert run(data, "ask", "List all unicorns") == 3
    told = "No sentence of your documents holds these words: unicorns. Try other words.\n"
    assert capsys.readouterr().out == told


def test_json_tells_everything_about_an_answer(data: str, capsys: Captured) -> None:
    assert run(data, "ask", "--json", "How is liability limited per calendar year?") == 0
    answer = json.loads(capsys.readouterr().out)
    citation = answer["citations"][0]
    assert (citation["verdict"], citation["page"]) == ("verified", 9)
    assert len(citation["boxes"][0]) == 4
    assert {"rank", "by_words", "by_meaning", "score"} <= answer["passages"][0].keys()
    assert answer["timings"].keys() == {"found", "quoted", "answered"}


def test_a_question_comes_from_standard_input(
    data: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("How is liability limited per calendar year?\n"))
    assert run(data, "ask", "-") == 0


def test_a_search_stays_in_its_collection(data: str, capsys: Captured) -> None:
    assert run(data, "search", "--json", "--collection", "contracts", "-k", "3", "notice") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["documents"] == 1
    assert len(found["hits"]) == 3


def test_documents_and_collections_are_listed(data: str, capsys: Captured) -> None:
    assert run(data, "documents") == 0
    assert "Staff Handbook" in capsys.readouterr().out
    assert run(data, "collections", "--json") == 0
    assert json.loads(capsys.readouterr().out) == ["contracts", "staff"]


@pytest.mark.parametrize(
    "words",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "why?", "--collection", "nothing"],
        ["ask", "why?", "--document", "nothing"],
        ["ask", "why?", "-k", "0"],
        ["ask", "why?", "--model", "no-such-model"],
        ["fly"],
        ["evaluate", "/nowhere.jsonl"],
        ["remove", "nothing"],
    ],
)
def test_wrong_usage_exits_with_2_and_a_sentence(data: str, capsys: Captured, words: list[str]) -> None:
    assert run(data, *words) == 2
    assert len(capsys.readouterr().err.strip()) > 10


def test_a_file_that_cannot_be_added_exits_with_1(data: str, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "no.pdf").write_text("no PDF")
    assert run(data, "add", str(tmp_path)) == 1
    assert "It is not a PDF file" in capsys.readouterr().err


def test_a_document_is_added_and_removed(tmp_path: Path, embedder_folder: Path, capsys: Captured) -> None:
    open_library(tmp_path / "data", embedder_folder).close()
    assert run(str(tmp_path / "data"), "add", str(SAMPLES / "supply-contract.pdf")) == 0
    assert "complete" in capsys.readouterr().err
    assert run(str(tmp_path / "data"), "remove", "supply-contract") == 0
    assert run(str(tmp_path / "data"), "documents", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_models_are_listed_shown_and_chosen(
    tmp_path: Path, tiny_model: Path, embedder_folder: Path, capsys: Captured
) -> None:
    data = tmp_path / "data"
    open_library(data, embedder_folder).close()
    (data / "models").mkdir()
    (data / "models" / "tiny.gguf").symlink_to(tiny_model)
    assert run(str(data), "models") == 0
    assert "tiny" in capsys.readouterr().out
    assert run(str(data), "models", "show", "--json", str(tiny_model)) == 0
    assert json.loads(capsys.readouterr().out)["architecture"] == "llama"
    assert run(str(data), "models", "use", "tiny") == 0
    assert json.loads((data / "settings.json").read_text())["model"] == "tiny"
    assert run(str(data), "models", "use", "none") == 0


def test_a_question_set_is_measured(data: str, tmp_path: Path, capsys: Captured) -> None:
    lines = (SAMPLES / "questions.jsonl").read_text().splitlines()
    rows = [line for line in lines if "supply-contract" in line][:4] + lines[-4:]
    (tmp_path / "few.jsonl").write_text("\n".join(rows))
    assert run(data, "evaluate", "--json", str(tmp_path / "few.jsonl")) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert report["quotes_verified"] == 1.0
    assert report["hit_at"]["5"] == 1.0
    assert report["refusal_recall"] >= 0.75
    assert run(data, "runs") == 0
    assert "few.jsonl" in capsys.readouterr().out


def test_ways_to_part_documents_and_several_models_are_measured_side_by_side(
    data: str, tmp_path: Path, tiny_model: Path, capsys: Captured
) -> None:
    lines = (SAMPLES / "questions.jsonl").read_text().splitlines()
    row = next(line for line in lines if "supply-contract" in line)
    (tmp_path / "one.jsonl").write_text(row)
    assert run(data, "evaluate", str(tmp_path / "one.jsonl"), "--ways", "structure,pages") == 0
    shown = capsys.readouterr().out
    assert shown.count("structure (") == shown.count("pages (") == 2
    models = ["--model", "none", "--model", str(tiny_model)]
    assert run(data, "evaluate", str(tmp_path / "one.jsonl"), *models) == 0
    assert "rerank, tiny" in capsys.readouterr().out
    assert run(data, "evaluate", str(tmp_path / "one.jsonl"), "--ways", "guess") == 2


def test_the_doctor_looks_at_everything(data: str, capsys: Captured) -> None:
    run(data, "doctor", "--json")
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert {"processor", "memory", "disk", "embedder", "library", "models", "llama.cpp"} <= checks.keys()
    assert checks["embedder"]["well"]
    assert checks["library"]["well"]


def test_the_version_is_told(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pdf-assistant 0.")


@pytest.mark.timeout(300)
def test_killed_while_adding_it_goes_on_at_the_next_start(tmp_path: Path, embedder_folder: Path) -> None:
    data = tmp_path / "data"
    open_library(data, embedder_folder).close()
    command = [sys.executable, "-m", "assistant", "--data-dir", str(data), "add"]
    library = Library(data)
    for pause in (0.1, 0.8, 1.6):
        adding = subprocess.Popen([*command, str(SAMPLES)], stderr=subprocess.DEVNULL)
        # On a busy machine it may take seconds until there is something to go on with.
        while adding.poll() is None and not (library.queue.waiting() or library.documents()):
            time.sleep(0.02)
        time.sleep(pause)
        adding.send_signal(signal.SIGKILL)
        adding.wait()
        whole = open_library(data, embedder_folder)
        for document in whole.documents():
            pages = {
                hit.passage.page for hit in whole.search("the").hits if hit.passage.document == document.id
            }
            assert len(document.report) == document.pages
            assert max(pages, default=1) <= document.pages
        whole.close()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    whole = open_library(data, embedder_folder)
    assert [document.state for document in whole.documents()] == ["complete"] * 3
    assert sum(document.passages for document in whole.documents()) == whole.parts.index.count()
    assert whole.waiting() == []
    whole.close()


@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not here")
def test_pdfs_of_many_languages_are_added(tmp_path: Path, embedder_folder: Path, capsys: Captured) -> None:
    open_library(tmp_path / "data", embedder_folder).close()
    files = [str(file) for file in (SHARED / "documents").glob("*cheatsheet*.pdf")]
    assert run(str(tmp_path / "data"), "add", *files) == 0


def test_a_library_is_tested_with_questions_of_its_own(data: str, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "own.jsonl"
    assert run(data, "test", str(file), "--count", "6") == 0
    assert len(file.read_text("utf-8").splitlines()) == 6
    assert "Look them through" in capsys.readouterr().err
    assert run(data, "test", str(file)) == 0
    out = capsys.readouterr().out
    assert all(arm in out for arm in ("words", "meaning", "hybrid", "rerank"))
    assert "surely better" in out.lower()
    assert "hit@k: share of answerable questions" in out
    assert run(data, "test", str(file), "--count", "9") == 0
    assert f"The questions in {file} are used. For new ones, delete or move" in capsys.readouterr().err
    assert len(file.read_text("utf-8").splitlines()) == 6


def test_settings_are_shown_and_changed(tmp_path: Path, capsys: Captured) -> None:
    data = str(tmp_path)
    assert run(data, "settings", "refuse_below", "45") == 0
    assert "What refusing costs" in capsys.readouterr().out
    assert run(data, "settings", "--json") == 0
    assert json.loads(capsys.readouterr().out)["refuse_below"] == 45
    assert run(data, "settings", "refuse_below", "often") == 2
    assert "is no number" in capsys.readouterr().err
    assert run(data, "settings", "ocr_languages", "klingon") == 2
    assert "codes of three letters joined by +" in capsys.readouterr().err
    assert run(data, "settings", "ocr_languages", "eng+chi_sim") == 0
    assert run(data, "settings", "hologram") == 2
    assert run(data, "settings", "hologram", "1") == 2
    assert "no setting “hologram”" in capsys.readouterr().err


def test_conversations_are_listed_shown_renamed_exported_and_deleted(
    data: str, tmp_path: Path, capsys: Captured
) -> None:
    run(data, "ask", "How is liability limited per calendar year?")
    capsys.readouterr()
    assert run(data, "conversations", "--json", "--words", "liability") == 0
    number = str(json.loads(capsys.readouterr().out)[0]["id"])
    assert run(data, "conversations", "rename", number, "Liability") == 0
    assert run(data, "conversations", "show", number) == 0
    assert "500,000 pounds" in capsys.readouterr().out
    file = tmp_path / "talk.md"
    assert run(data, "conversations", "export", number, str(file)) == 0
    assert file.read_text("utf-8").startswith("# Liability")
    assert run(data, "conversations", "export", number, str(file)) == 2
    assert "is there already" in capsys.readouterr().err
    assert run(data, "conversations", "remove", number) == 0
    assert run(data, "conversations", "show", number) == 2


def test_a_text_is_found_in_a_document(data: str, capsys: Captured) -> None:
    assert run(data, "find", "supply-contract.pdf", "FORCE MAJEURE") == 0
    assert "page 8: …" in capsys.readouterr().out
    assert run(data, "find", "supply-contract.pdf", "penguin") == 3


def test_documents_move_between_collections(tmp_path: Path, embedder_folder: Path, capsys: Captured) -> None:
    assistant = open_library(tmp_path / "data", embedder_folder)
    list(assistant.add([SAMPLES / "supply-contract.pdf"]))
    assistant.close()
    data, name = str(tmp_path / "data"), "supply-contract.pdf"
    assert run(data, "collections", "put", "Old", name) == 0
    assert "Put into collection Old: " in capsys.readouterr().err
    assert run(data, "collections", "rename", "Old", "New") == 0
    assert "Collection Old is now called: New" in capsys.readouterr().err
    assert run(data, "documents", "--collection", "New") == 0
    assert name in capsys.readouterr().out
    assert run(data, "collections", "take-out", "New", name) == 0
    assert "Taken out of collection New: " in capsys.readouterr().err
    assert run(data, "collections", "remove", "New") == 0
    assert run(data, "collections", "remove", "New") == 2
    assert "no collection “New”" in capsys.readouterr().err
    assert run(data, "documents") == 0
    assert name in capsys.readouterr().out


def test_a_folder_without_documents_is_no_library_that_answers_nothing(
    tmp_path: Path, capsys: Captured
) -> None:
    assert run(str(tmp_path), "ask", "When does the warranty end?") == 2
    assert "There are no documents yet." in capsys.readouterr().err
