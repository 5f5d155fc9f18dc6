"""The main job with its real parts: PyMuPDF in its child, LanceDB, SQLite and the embedder."""

import shutil
from pathlib import Path

import pymupdf
import pytest
from filelock import FileLock

from assistant.engine.assistant import Assistant
from assistant.engine.errors import LibraryBusyError, UsageError
from assistant.engine.events import (
    AddFinished,
    AddProgress,
    Answered,
    DocumentAdded,
    DocumentFailed,
    DocumentKnown,
    FindableByWords,
    Found,
    Notice,
    Queued,
    Quoted,
    Understood,
)
from assistant.engine.matching import find_quote
from assistant.engine.types import Answer, Scope
from tests import pdfs
from tests.conftest import SAMPLES, open_library

LEAVE = "Full-time employees get 26 days of annual leave a year. Leave is requested two weeks ahead."
EDITED = "Full-time employees get 31 days of annual leave a year. Leave is requested two weeks ahead."


def write_pdf(file: Path, *pages: str, **options: str | int) -> Path:
    document = pymupdf.open()
    for text in pages:
        document.new_page().insert_textbox((72, 72, 500, 700), text)
    document.save(file, **options)
    return file


def ask(assistant: Assistant, question: str, **options: object) -> Answer:
    *_, last = assistant.ask(question, **options)  # type: ignore[arg-type]
    assert isinstance(last, Answered)
    return last.answer


def test_a_question_is_answered_by_verified_quotes_of_the_right_page(samples: Assistant) -> None:
    answer = ask(samples, "How many days of annual leave do full-time employees get?")
    best = answer.quotations[0]
    assert answer.kind == "quotations"
    assert (best.title, best.page, best.label) == ("Staff Handbook of Larkspur Instruments", 6, "4")
    assert "26 days of annual leave" in best.quote
    for citation in answer.quotations:
        page = samples.page_text(citation.document, citation.page)
        assert (citation.verdict, find_quote(citation.quote, page).verdict) == ("verified", "verified")
        assert citation.boxes


def test_what_the_documents_do_not_answer_is_said_so(samples: Assistant) -> None:
    answer = ask(samples, "Who painted the Mona Lisa?")
    assert (answer.kind, answer.text) == ("not in documents", "Your documents do not answer this.")
    assert answer.passages


def test_the_events_come_in_the_order_of_the_work(samples: Assistant) -> None:
    kinds = [type(event) for event in samples.ask("How high is the referral bonus?", keep=False)]
    assert kinds == [Understood, Found, Quoted, Answered]


def test_a_cell_of_a_table_is_found_in_its_row(samples: Assistant) -> None:
    answer = ask(samples, "What is the full-day per diem for Belgium?")
    assert any("48 euros" in each.quote and "Belgium" in each.quote for each in answer.quotations)


def test_a_follow_up_stands_alone_by_the_last_questions_words(samples: Assistant) -> None:
    first = ask(samples, "How many days of annual leave do full-time employees get?")
    second = ask(samples, "And for part-time staff?", conversation=first.conversation)
    assert "annual" in second.standalone
    assert second.quotations


def test_a_search_within_a_document_stays_there(samples: Assistant) -> None:
    manual = samples.find_document("product-manual")
    found = samples.search("How long is the warranty?", Scope(document=manual.id))
    assert {hit.passage.document for hit in found.hits} == {manual.id}
    assert found.documents == 1


def test_each_hit_says_which_way_found_it(samples: Assistant) -> None:
    hits = samples.search("liability per calendar year").hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(hit.by_words or hit.by_meaning for hit in hits)


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_an_empty_question_is_refused_with_a_sentence(samples: Assistant, question: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        samples.search(question)


def test_a_question_to_an_empty_library_is_not_answered(assistant: Assistant) -> None:
    assert ask(assistant, "How many days of leave?").kind == "not in documents"


def test_a_file_is_findable_by_words_first_and_complete_at_the_end(
    assistant: Assistant, tmp_path: Path
) -> None:
    file = write_pdf(tmp_path / "leave.pdf", LEAVE)
    words_at_once = []
    kinds = []
    for event in assistant.add([file]):
        kinds.append(type(event))
        if isinstance(event, FindableByWords):
            words_at_once = [hit.passage.text for hit in assistant.search("annual leave", arm="words").hits]
    assert "26 days" in words_at_once[0]
    assert kinds[:2] == [Queued, AddProgress]
    assert kinds.index(FindableByWords) < kinds.index(DocumentAdded)
    assert kinds[-1] is AddFinished
    assert assistant.documents()[0].state == "complete"


def test_the_same_bytes_are_read_once_wherever_they_are(assistant: Assistant, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "leave.pdf", LEAVE)
    list(assistant.add([file]))
    copy = shutil.copy(file, tmp_path / "copy.pdf")
    (event,) = [each for each in assistant.add([Path(copy)]) if isinstance(each, DocumentKnown)]
    assert not event.moved
    file.rename(tmp_path / "renamed.pdf")
    (event,) = [each for each in assistant.add([tmp_path / "renamed.pdf"]) if isinstance(each, DocumentKnown)]
    assert len(assistant.documents()) == 1


def test_an_edited_file_takes_the_place_of_its_older_version(assistant: Assistant, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "leave.pdf", LEAVE)
    list(assistant.add([file], collection="staff"))
    old = assistant.documents()[0].id
    write_pdf(file, EDITED)
    added = [each for each in assistant.add([file]) if isinstance(each, DocumentAdded)]
    assert [each.replaced for each in added] == [old]
    texts = [hit.passage.text for hit in assistant.search("days of annual leave").hits]
    assert len(texts) == 1
    assert "31 days" in texts[0]
    assert len(assistant.documents("staff")) == 1


def test_a_removed_document_is_found_no_more(assistant: Assistant, tmp_path: Path) -> None:
    list(assistant.add([write_pdf(tmp_path / "leave.pdf", LEAVE)]))
    assistant.remove(assistant.documents()[0].id)
    assert assistant.documents() == []
    assert assistant.search("annual leave").hits == ()


def test_bad_files_are_named_and_the_others_go_on(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "page.pdf").write_text("<html><body>no PDF</body></html>")
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7\n" + b"garbage " * 50)
    write_pdf(
        tmp_path / "locked.pdf", LEAVE, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="apples", owner_pw="o"
    )
    write_pdf(tmp_path / "blank.pdf", "")
    write_pdf(tmp_path / "good.pdf", LEAVE)
    events = list(assistant.add([tmp_path, tmp_path / "missing.pdf"]))
    codes = {Path(each.path).name: each.code for each in events if isinstance(each, DocumentFailed)}
    assert codes.pop("torn.pdf") in ("DamagedPdfError", "NotAPdfError")
    assert codes == {
        "empty.pdf": "NotAPdfError",
        "page.pdf": "NotAPdfError",
        "locked.pdf": "PasswordNeededError",
        "blank.pdf": "NoTextError",
        "missing.pdf": "UnreadableFileError",
    }
    assert events[-1] == AddFinished(1, 0, 6)
    assert all(each.reason.endswith(".") for each in events if isinstance(each, DocumentFailed))


def test_a_password_opens_a_file_and_is_kept_nowhere(assistant: Assistant, tmp_path: Path) -> None:
    file = write_pdf(
        tmp_path / "locked.pdf",
        LEAVE,
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        user_pw="quince77",
        owner_pw="o",
    )
    events = assistant.add([file], passwords=["wrong"])
    (refused,) = [each for each in events if isinstance(each, DocumentFailed)]
    assert refused.reason == "The password does not open it."
    *_, last = assistant.add([file], passwords=["wrong", "quince77"])
    assert last == AddFinished(1, 0, 0)
    kept = [each for each in assistant.folder.rglob("*") if each.is_file() and not each.is_symlink()]
    assert not [each for each in kept if b"quince77" in each.read_bytes()]


def test_cancelled_adding_drops_what_waits_and_keeps_what_is_done(
    assistant: Assistant, tmp_path: Path
) -> None:
    files = [write_pdf(tmp_path / f"{number}.pdf", f"{LEAVE} Part {number}.") for number in range(4)]
    adding = assistant.add(files)
    for event in adding:
        if isinstance(event, FindableByWords):
            break
    adding.close()
    assert assistant.waiting() == []
    assert [each.state for each in assistant.documents()] == ["words"]
    list(assistant.add([]))
    assert [each.state for each in assistant.documents()] == ["complete"]


def test_two_programs_do_not_change_one_library_at_once(assistant: Assistant, tmp_path: Path) -> None:
    with FileLock(assistant.folder / "adding.lock"), pytest.raises(LibraryBusyError):
        list(assistant.add([tmp_path]))


def test_a_library_is_there_again_after_a_restart(tmp_path: Path, embedder_folder: Path) -> None:
    first = open_library(tmp_path / "data", embedder_folder)
    list(first.add([write_pdf(tmp_path / "leave.pdf", LEAVE)]))
    first.close()
    second = open_library(tmp_path / "data", embedder_folder)
    assert "26 days" in ask(second, "How many days of annual leave?").quotations[0].quote
    second.close()


def test_a_damaged_index_is_made_again_from_the_documents(tmp_path: Path, embedder_folder: Path) -> None:
    first = open_library(tmp_path / "data", embedder_folder)
    list(first.add([write_pdf(tmp_path / "leave.pdf", LEAVE)], collection="staff"))
    first.close()
    for manifest in (tmp_path / "data" / "index").rglob("*.manifest"):
        manifest.write_bytes(b"torn")
    second = open_library(tmp_path / "data", embedder_folder)
    notices = [event.text for event in second.add([]) if isinstance(event, Notice)]
    assert "damaged" in notices[0]
    assert "26 days" in ask(second, "How many days of annual leave?").quotations[0].quote
    assert [each.state for each in second.documents("staff")] == ["complete"]
    second.close()


def test_a_page_is_drawn(samples: Assistant) -> None:
    handbook = samples.find_document("staff-handbook.pdf")
    assert samples.render(handbook.id, 1, 1.0).startswith(b"\x89PNG")


def test_an_unknown_document_is_a_sentence(samples: Assistant) -> None:
    with pytest.raises(UsageError, match="no document"):
        samples.find_document("nothing like it")


def test_an_answer_with_a_model_is_checked_and_its_seed_kept(
    tmp_path: Path, embedder_folder: Path, tiny_model: Path
) -> None:
    assistant = open_library(
        tmp_path / "data", embedder_folder, model=str(tiny_model), answer_tokens=24, seed=5,
        answer_mode="assisted",
    )  # fmt: skip
    list(assistant.add([SAMPLES / "supply-contract.pdf"]))
    answer = ask(assistant, "How is liability limited per calendar year?")
    assert (answer.kind, answer.model, answer.seed) == ("answered", "tiny", 5)
    assert answer.quotations
    numbers = range(1, len(answer.passages) + 1)
    assert all(citation.number in numbers for citation in answer.citations)
    assistant.close()


def test_a_model_that_cannot_be_loaded_leaves_the_quotations(
    tmp_path: Path, embedder_folder: Path, tiny_model: Path
) -> None:
    broken = tmp_path / "broken.gguf"
    data = tiny_model.read_bytes()
    broken.write_bytes(data.replace(b"blk.1.attn_q.weight", b"blk.1.attn_x.weight"))
    assistant = open_library(tmp_path / "data", embedder_folder, model=str(broken))
    list(assistant.add([SAMPLES / "supply-contract.pdf"]))
    events = list(assistant.ask("How is liability limited per calendar year?"))
    notices = [event.text for event in events if type(event).__name__ == "Notice"]
    assert any("attn_q" in text for text in notices)
    assert isinstance(events[-1], Answered)
    assert events[-1].answer.kind == "quotations"
    assistant.close()


def test_what_is_nearest_to_a_question_in_other_words_is_shown_with_the_refusal(samples: Assistant) -> None:
    *events, last = samples.ask("What is the penalty for late delivery?", keep=False)
    assert isinstance(last, Answered)
    quoted = [event for event in events if isinstance(event, Quoted)]
    assert len(quoted) == 1
    assert quoted[0].nearest == (last.answer.kind == "not in documents")
    assert any("0.5 percent of the price" in each.quote for each in last.answer.quotations)


def test_what_has_nothing_to_do_with_the_documents_is_refused_without_quotations(samples: Assistant) -> None:
    *events, last = samples.ask("What is the capital of France?", keep=False)
    assert isinstance(last, Answered)
    assert (last.answer.kind, last.answer.quotations) == ("not in documents", ())
    assert not [event for event in events if isinstance(event, Quoted)]


def test_an_index_whose_data_are_damaged_is_begun_anew_while_adding(
    tmp_path: Path, embedder_folder: Path
) -> None:
    first, second = (
        pdfs.plain(tmp_path / "a.pdf"),
        pdfs.plain(tmp_path / "b.pdf", ["The rent is due in May."]),
    )
    assistant = open_library(tmp_path / "data", embedder_folder)
    list(assistant.add([first]))
    assistant.close()
    for file in (tmp_path / "data" / "index" / "passages.lance" / "data").glob("*.lance"):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])
    again = open_library(tmp_path / "data", embedder_folder)
    list(again.add([second]))
    assert {Path(each.path).name for each in again.documents()} == {"a.pdf", "b.pdf"}
    assert all(each.state == "complete" for each in again.documents())
    assert again.search("When is the rent due?").hits
    again.close()
