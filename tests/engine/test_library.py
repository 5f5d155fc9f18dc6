import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine.errors import BadLibraryError, UsageError
from assistant.engine.formats import FORMAT
from assistant.engine.library import Library
from assistant.engine.types import Answer, Document, Facts, PageReport

REPORT = (PageReport(1, "i", "text", 120, 0), PageReport(2, "1", "no text", 0, 3))
HANDBOOK = Document("a" * 64, "/docs/handbook.pdf", "Handbook", 2, "words", "2026-11-21", 7, REPORT)
EDITED = replace(HANDBOOK, id="b" * 64, passages=9)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def answer(text: str) -> Answer:
    return Answer("Why?", "Why so?", "quotations", text, (), (), (), (), 0.9, "none", 7, 0)


def test_a_document_comes_back_as_it_was_put_in(library: Library) -> None:
    library.put_document(HANDBOOK)
    assert library.documents() == [HANDBOOK]
    assert library.document(HANDBOOK.id) == HANDBOOK
    assert library.document("c" * 64) is None


def test_an_edited_file_takes_the_place_and_the_collections_of_its_older_version(library: Library) -> None:
    library.put_document(HANDBOOK)
    library.put_in_collection("staff", HANDBOOK.id)
    library.put_document(EDITED, replaced=HANDBOOK.id)
    assert library.documents("staff") == [EDITED]
    assert library.document_at("/docs/handbook.pdf") == EDITED.id


def test_what_the_user_corrected_stays_true_of_the_edited_file(library: Library) -> None:
    library.put_document(HANDBOOK)
    library.correct_facts(HANDBOOK.id, "Our handbook", Facts(organisation="Contoso"))
    library.put_document(EDITED, replaced=HANDBOOK.id)
    kept = library.document(EDITED.id)
    assert kept is not None
    assert (kept.title, kept.facts.organisation) == ("Our handbook", "Contoso")
    library.put_document(replace(EDITED, id="c" * 64, title="New"), replaced=EDITED.id)
    assert library.documents()[0].title == "Our handbook"


def test_what_the_program_read_is_read_anew_from_the_edited_file(library: Library) -> None:
    library.put_document(HANDBOOK)
    library.put_document(replace(EDITED, title="New", facts=Facts(kind="report")), replaced=HANDBOOK.id)
    assert [(each.title, each.facts.kind) for each in library.documents()] == [("New", "report")]


def test_putting_a_document_again_keeps_its_collections(library: Library) -> None:
    library.put_document(HANDBOOK)
    library.put_in_collection("staff", HANDBOOK.id)
    library.put_document(replace(HANDBOOK, state="complete"))
    assert [each.state for each in library.documents("staff")] == ["complete"]


def test_a_moved_file_is_known_at_its_new_place_only(library: Library) -> None:
    library.put_document(HANDBOOK)
    library.put_place("/new/handbook.pdf", HANDBOOK.id, gone=["/docs/handbook.pdf"])
    assert library.places(HANDBOOK.id) == ["/new/handbook.pdf"]
    assert library.documents()[0].path == "/new/handbook.pdf"


def test_a_removed_document_leaves_places_and_collections(library: Library) -> None:
    library.put_document(HANDBOOK)
    library.put_in_collection("staff", HANDBOOK.id)
    library.remove_document(HANDBOOK.id)
    assert (library.documents(), library.documents("staff")) == ([], [])
    assert library.document_at(HANDBOOK.path) == ""


def test_an_unknown_collection_or_conversation_is_a_sentence(library: Library) -> None:
    with pytest.raises(UsageError, match="no collection"):
        library.documents("nothing")
    with pytest.raises(UsageError, match="no conversation"):
        library.conversations.turns(4)


def test_files_wait_in_their_order_each_once(library: Library) -> None:
    library.queue.put(["/b.pdf", "/a.pdf", "/b.pdf"], "staff")
    library.queue.put(["/c.pdf"], "")
    assert library.queue.waiting() == [("/b.pdf", "staff"), ("/a.pdf", "staff"), ("/c.pdf", "")]
    library.queue.remove(["/a.pdf"])
    assert [path for path, _ in library.queue.waiting()] == ["/b.pdf", "/c.pdf"]


def test_a_conversation_keeps_its_turns_in_order(library: Library) -> None:
    number = library.conversations.start("Why?")
    library.conversations.put(number, answer("Because."))
    library.conversations.put(number, answer("Once more."))
    assert [turn.answer for turn in library.conversations.turns(number)] == ["Because.", "Once more."]
    assert library.conversations.last() == number


def test_hostile_names_are_values_and_never_sql(library: Library) -> None:
    name = "'; DROP TABLE documents; --"
    library.put_document(replace(HANDBOOK, title=name))
    library.put_in_collection(name, HANDBOOK.id)
    assert library.documents(name)[0].title == name


def test_the_library_is_used_from_several_threads(library: Library) -> None:
    def put(number: int) -> None:
        library.put_document(replace(HANDBOOK, id=f"{number:064}", path=f"/{number}.pdf"))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.documents()) == 8


def test_what_was_kept_is_there_after_opening_again(library: Library, tmp_path: Path) -> None:
    library.put_document(HANDBOOK)
    library.put_measured("rate", 61.5)
    library.close()
    again = Library(tmp_path)
    assert again.documents() == [HANDBOOK]
    assert again.measured("rate") == 61.5


def test_only_the_user_may_read_the_library(library: Library) -> None:
    assert library.file.stat().st_mode & 0o077 == 0


def test_a_library_of_a_newer_program_is_refused(library: Library, tmp_path: Path) -> None:
    library.close()
    with sqlite3.connect(library.file) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(BadLibraryError, match="newer"):
        Library(tmp_path)


def test_a_damaged_library_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"no database at all, but long enough to be read" * 40)
    with pytest.raises(BadLibraryError, match="cannot be read or changed"):
        Library(tmp_path)


@pytest.mark.parametrize("damage", ["", "{", "[[", "7", '[["a", 1, 2, 3, 4, 5, 6, 7, 8, 9]]'])
def test_a_document_whose_report_and_facts_are_damaged_is_still_listed(library: Library, damage: str) -> None:
    library.put_document(Document("e" * 64, "/e.pdf", "E", 1, "complete", "2026-11-21", 1))
    with library.database.transaction() as write:
        write("UPDATE documents SET report = ?", (damage,))
        write("UPDATE facts SET facts = ?", (damage,))
    assert [(each.title, each.report) for each in library.documents() if each.title == "E"] == [("E", ())]
