import errno
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assistant import wiring
from assistant.engine import index as index_module
from assistant.engine.errors import BadLibraryError, EmbedderMismatchError, IndexDamagedError
from assistant.engine.index import Index
from assistant.engine.lance import LanceTable
from assistant.engine.rows import to_passage, to_row
from assistant.engine.terms import question_terms
from tests.fakes import FakeEmbedder, make_passage

HANDBOOK, CONTRACT = "a" * 64, "c" * 64
LEAVE = make_passage("Full-time staff get 25 days of annual leave.", HANDBOOK)
SICK = make_passage("Sick pay lasts for six weeks.", HANDBOOK, page=2)
LIABILITY = make_passage("Liability is capped at 500,000 euros per year.", CONTRACT)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path / "index", FakeEmbedder())  # type: ignore[arg-type]
    made.replace(HANDBOOK, [LEAVE, SICK])
    made.replace(CONTRACT, [LIABILITY])
    return made


def open_again(index: Index) -> Index:
    return Index(index.folder, FakeEmbedder())  # type: ignore[arg-type]


def by_words(index: Index, question: str, within: Sequence[str] | None = None) -> list[str]:
    return [id for id, _ in index.by_words(question_terms(question, ["en"]), within, 10)]


def give_vectors(index: Index, *documents: str) -> None:
    for document in documents:
        missing = index.missing_vectors(document)
        index.set_vectors([id for id, _ in missing], index.embedder.encode([text for _, text in missing]))


def test_passages_are_found_by_words_as_soon_as_they_are_in(index: Index) -> None:
    assert by_words(index, "How many days of leave?")[0] == LEAVE.id
    assert by_words(index, "liability caps") == [LIABILITY.id]


def test_a_passage_comes_back_as_it_was_put_in(index: Index) -> None:
    assert index.passages([LEAVE.id, "unknown"]) == {LEAVE.id: LEAVE}
    assert index.page(HANDBOOK, 2) == [SICK]


def test_the_heading_is_searched_but_not_part_of_the_text(index: Index) -> None:
    assert set(by_words(index, "handbook")) == {LEAVE.id, SICK.id, LIABILITY.id}


def test_meaning_finds_nothing_until_the_vectors_are_there(index: Index) -> None:
    question = index.embedder.encode_question("annual leave days")
    assert index.by_meaning(question, None, 10) == []
    give_vectors(index, HANDBOOK)
    assert {id for id, _ in index.by_meaning(question, None, 10)} == {LEAVE.id, SICK.id}
    best, similarity = index.by_meaning(question, None, 10)[0]
    assert best == LEAVE.id
    assert similarity == pytest.approx(float(index.vectors([LEAVE.id])[LEAVE.id] @ question), abs=1e-5)
    assert index.missing_vectors(HANDBOOK) == []
    assert [id for id, _ in index.missing_vectors(CONTRACT)] == [LIABILITY.id]


def test_a_search_within_a_document_finds_nothing_of_another(index: Index) -> None:
    give_vectors(index, HANDBOOK, CONTRACT)
    question = index.embedder.encode_question("annual leave")
    assert by_words(index, "days liability", within=[CONTRACT]) == [LIABILITY.id]
    assert [id for id, _ in index.by_meaning(question, [CONTRACT], 10)] == [LIABILITY.id]
    assert by_words(index, "days liability", within=[]) == []


def test_a_new_version_takes_the_place_of_the_old_one_in_one_commit(index: Index) -> None:
    edited = "b" * 64
    new = make_passage("Full-time staff get 30 days of annual leave.", edited)
    index.replace(edited, [new], instead_of=HANDBOOK)
    assert index.documents() == {edited, CONTRACT}
    assert by_words(index, "sick pay weeks") == []
    assert by_words(index, "25 annual leave")[0] == new.id


def test_replacing_a_document_again_leaves_one_copy(index: Index) -> None:
    index.replace(HANDBOOK, [LEAVE])
    assert index.count() == 2


def files(index: Index) -> set[Path]:
    return {file for file in index.folder.rglob("*") if file.is_file() and file.suffix != ".json"}


def files_with(index: Index, marker: str) -> set[Path]:
    return {file for file in files(index) if marker.encode() in file.read_bytes()}


def test_a_removed_document_is_gone_from_every_file(index: Index) -> None:
    marker, document = "xylophonequartz", "e" * 64
    many = [make_passage(f"Clause {place} is long.", CONTRACT, 2, 30 * place) for place in range(100)]
    index.replace(CONTRACT, [LIABILITY, *many])
    index.replace(document, [make_passage(f"The {marker} clause.", document)])
    give_vectors(index, HANDBOOK, CONTRACT, document)
    index.tidy(keep=timedelta(0))
    written = files(index)
    assert files_with(index, marker)
    assert files_with(index, document)
    index.remove(document)
    index.tidy(keep=timedelta(0))
    assert by_words(index, marker) == []
    assert files_with(index, marker) == files_with(index, document) == set()
    # Terms are stored in a form of their own; so no file may be left from when the document was there.
    assert files(index) & written == set()
    assert by_words(index, "annual leave")[0] == LEAVE.id
    assert len(index.vectors([LEAVE.id, LIABILITY.id, many[9].id])) == 3


def test_the_text_of_an_older_version_is_gone_from_every_file(index: Index) -> None:
    assert files_with(index, "six weeks")
    index.replace("b" * 64, [make_passage("Short.", "b" * 64)], instead_of=HANDBOOK)
    index.tidy(keep=timedelta(0))
    assert files_with(index, "six weeks") == set()


def test_the_last_document_can_be_forgotten_too(index: Index) -> None:
    for document in (HANDBOOK, CONTRACT):
        index.remove(document)
    index.tidy(keep=timedelta(0))
    assert (index.count(), by_words(index, "leave"), files_with(index, "leave")) == (0, [], set())
    index.replace(HANDBOOK, [LEAVE])
    assert by_words(index, "leave") == [LEAVE.id]


def test_forgetting_takes_an_index_that_was_set_aside_along(index: Index) -> None:
    aside = index.set_aside()
    index.replace(CONTRACT, [LIABILITY])
    index.tidy()
    assert aside.exists()
    index.tidy(keep=timedelta(0))
    assert not aside.exists()
    assert index.count() == 1


def test_another_program_start_finds_what_is_there(index: Index) -> None:
    again = open_again(index)
    assert again.documents() == {HANDBOOK, CONTRACT}
    assert by_words(again, "sick pay")[0] == SICK.id


def test_an_index_of_another_embedder_is_refused_with_a_sentence(index: Index) -> None:
    other = FakeEmbedder()
    other.identity = "other-2"
    with pytest.raises(EmbedderMismatchError, match="fake-1"):
        Index(index.folder, other).count()  # type: ignore[arg-type]


def test_an_index_of_a_newer_program_is_refused(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "FORMAT", 0)
    with pytest.raises(BadLibraryError, match="newer"):
        open_again(index).documents()


# Rows of tables

REPORT = "d" * 64
FLOWS = make_passage("(in millions)\t2018\nPurchases of equipment\t(1,577)\nDividends paid\t(3,193)", REPORT)
LONG = make_passage("Equipment is described. Purchases are planned. " * 3, REPORT, page=2)


def by_rows(index: Index, question: str, within: Sequence[str] | None = None) -> list[str]:
    return [id for id, _ in index.by_rows(question_terms(question, ["en"]), within, 10)]


def test_a_row_of_a_table_brings_its_passage_and_prose_brings_none(index: Index) -> None:
    index.replace(REPORT, [FLOWS, LONG])
    assert by_rows(index, "purchases of equipment 2018") == [FLOWS.id]
    assert by_rows(index, "purchases", within=[CONTRACT]) == []
    assert by_rows(index, "sick pay weeks") == []
    # Of many words a row must hold three: "equipment" alone tells little.
    assert by_rows(index, "who cleans the equipment of the kitchen staff") == []
    assert index.count() == 5


def test_rows_go_with_the_passages_that_have_them(index: Index) -> None:
    index.replace(REPORT, [FLOWS])
    newer = "f" * 64
    index.replace(newer, [make_passage("No table any more.", newer)], instead_of=REPORT)
    assert by_rows(index, "dividends") == []
    index.replace(REPORT, [FLOWS])
    index.remove(REPORT)
    assert by_rows(index, "dividends") == []


def test_a_row_of_a_removed_document_is_gone_from_every_file(index: Index) -> None:
    marker = "xylophonequartz"
    index.replace(REPORT, [make_passage(f"Plan\tDental\n{marker}\tyes", REPORT)])
    index.tidy(keep=timedelta(0))
    assert by_rows(index, marker)
    written = files(index)
    index.remove(REPORT)
    index.tidy(keep=timedelta(0))
    assert files_with(index, marker) == files_with(index, REPORT) == set()
    assert files(index) & written == set()


def test_an_index_of_an_older_program_finds_no_rows_until_they_are_made(index: Index) -> None:
    index.replace(REPORT, [FLOWS])
    shutil.rmtree(index.folder / "rows.lance")
    older = open_again(index)
    assert by_rows(older, "dividends") == []
    assert not older.indices_are_whole()
    older.make_indices_anew()
    assert older.indices_are_whole()
    assert by_rows(older, "dividends") == [FLOWS.id]


def test_in_an_index_of_an_older_program_a_new_document_brings_the_rows_of_all(index: Index) -> None:
    index.replace(REPORT, [FLOWS])
    shutil.rmtree(index.folder / "rows.lance")
    older = open_again(index)
    older.replace("e" * 64, [make_passage("Room\tFloor\nOffice\tfirst", "e" * 64)])
    assert by_rows(older, "dividends") == [FLOWS.id]
    assert len(by_rows(older, "office")) == 1


@pytest.mark.parametrize("damage", ["torn", "gone"])
def test_damaged_rows_are_made_anew_from_the_passages(index: Index, damage: str) -> None:
    index.replace(REPORT, [FLOWS])
    index.tidy()
    for file in index.folder.glob("rows.lance/data/*"):
        file.write_bytes(file.read_bytes()[:20]) if damage == "torn" else file.unlink()
    for file in index.folder.glob("rows.lance/_indices/*/*"):
        file.unlink()
    again = open_again(index)
    with pytest.raises(IndexDamagedError):
        by_rows(again, "dividends")
    assert not again.indices_are_whole()
    again.make_indices_anew()
    assert by_rows(again, "dividends") == [FLOWS.id]


def test_rows_whose_passages_a_kill_kept_out_find_nothing_and_are_forgotten(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(passage: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(index_module, "to_row", die)
        with pytest.raises(KeyboardInterrupt):
            index.replace(REPORT, [FLOWS])
    assert index.documents() == {HANDBOOK, CONTRACT}
    assert index.passages(by_rows(index, "dividends")) == {}
    index.tidy(keep=timedelta(0))
    assert by_rows(index, "dividends") == []


# Several windows


def test_what_another_process_does_is_seen_at_once(index: Index) -> None:
    other = open_again(index)
    assert other.count() == 3
    new = make_passage("Overtime is paid double.", "e" * 64)
    other.replace("e" * 64, [new])
    assert by_words(index, "overtime") == [new.id]
    other.remove(HANDBOOK)
    other.tidy(keep=timedelta(0))
    assert index.passages([LEAVE.id, new.id]) == {new.id: new}
    assert index.documents() == {CONTRACT, "e" * 64}


# Damage


def test_a_damaged_index_is_named_and_can_be_set_aside(index: Index) -> None:
    for manifest in index.folder.rglob("*.manifest"):
        manifest.write_bytes(b"torn")
    before = sorted(index.folder.rglob("*"))
    again = open_again(index)
    with pytest.raises(IndexDamagedError):
        again.count()
    assert sorted(index.folder.rglob("*")) == before
    assert again.set_aside().exists()
    assert again.count() == 0


@pytest.mark.parametrize("damage", ["torn", "gone", "scrambled"])
def test_damaged_passages_are_named_not_shown(index: Index, damage: str) -> None:
    for file in index.folder.glob("passages.lance/data/*"):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] if damage == "torn" else bytes(b ^ 85 for b in whole))
        if damage == "gone":
            file.unlink()
    again = open_again(index)
    with pytest.raises(IndexDamagedError, match="index"):
        again.documents()
    with pytest.raises(IndexDamagedError):
        again.passages([LEAVE.id])


def test_a_damaged_word_index_is_named(index: Index) -> None:
    index.tidy()
    for file in index.folder.glob("passages.lance/_indices/*/*"):
        file.unlink()
    with pytest.raises(IndexDamagedError):
        by_words(open_again(index), "annual leave")


def test_a_torn_newest_manifest_costs_the_last_commit_only(index: Index) -> None:
    newest = min(index.folder.rglob("*.manifest"))
    newest.write_bytes(b"torn")
    again = open_again(index)
    assert again.documents() == {HANDBOOK}
    again.replace(CONTRACT, [LIABILITY])
    assert by_words(again, "liability") == [LIABILITY.id]


def test_an_index_that_was_being_made_when_the_program_died_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*given: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "passages.lance" / "data").mkdir(parents=True)
    made = Index(tmp_path, FakeEmbedder())  # type: ignore[arg-type]
    with monkeypatch.context() as broken:
        broken.setattr(LanceTable, "_index", die)
        with pytest.raises(KeyboardInterrupt):
            made.count()
    made.replace(HANDBOOK, [LEAVE])
    assert by_words(open_again(made), "annual leave") == [LEAVE.id]


def test_an_index_on_a_full_disk_is_named_and_stays_readable(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(BadLibraryError, match="could not be changed") as raised:
        index.replace(HANDBOOK, [SICK])
    assert not isinstance(raised.value, IndexDamagedError)
    assert "disk" in raised.value.advice
    monkeypatch.undo()
    assert open_again(index).count() >= 1


def test_an_index_whose_files_are_gone_is_damaged_when_it_is_changed(index: Index) -> None:
    data = index.folder / "passages.lance" / "data"
    data.rename(data.with_name("aside"))
    data.write_bytes(b"not a folder")
    with pytest.raises(IndexDamagedError):
        index.replace(HANDBOOK, [SICK])


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("LanceError(IO): Too many open files (os error 24)", True),
        ("No such file (os error 2)", False),
        ("torn", False),
    ],
)
def test_what_the_system_refused_for_now_is_not_taken_for_damage(
    index: Index, monkeypatch: pytest.MonkeyPatch, text: str, refused: bool
) -> None:
    def fail(table: LanceTable) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(LanceTable, "table", fail)
    with pytest.raises(BadLibraryError) as raised:
        index.count()
    assert isinstance(raised.value, IndexDamagedError) is not refused


def test_a_commit_reaches_the_disk(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = set()
    monkeypatch.setattr(os, "fsync", lambda file: synced.add(os.fstat(file).st_ino))
    before = {file.stat().st_ino for file in index.folder.rglob("*")}
    index.replace("e" * 64, [make_passage("New.", "e" * 64)])
    new = {file.stat().st_ino for file in index.folder.rglob("*") if file.is_file()} - before
    assert new
    assert new <= synced


# Words


def test_a_question_without_content_finds_nothing_by_words(index: Index) -> None:
    index.replace("e" * 64, [make_passage("What is it that we do?", "e" * 64)])
    for question in ("", "   ", "What is it that we do?", "?!…", "\0"):
        assert by_words(index, question) == []


def test_endings_case_and_accents_do_not_matter(index: Index) -> None:
    index.replace(
        "e" * 64, [make_passage("Les employés reçoivent des Wäschegutscheine; licences expire.", "e" * 64)]
    )
    for question in ("employes recoivent", "WASCHEGUTSCHEINE", "expiring licence"):
        assert by_words(index, question) == [f"{'e' * 16}-1-0"]


@pytest.mark.parametrize(
    "text", ["年休假为二十五天。", "Haftungsbeschränkung für Schäden", "الإجازة السنوية خمسة وعشرون يوما"]
)
def test_words_of_other_languages_are_found(index: Index, text: str) -> None:
    index.replace("f" * 64, [make_passage(text, "f" * 64)])
    assert by_words(index, text)[0] == make_passage(text, "f" * 64).id


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.text(max_size=60) | some.sampled_from(['"', "a AND (b", "text:*", "'; DROP", "leave^2 ~ +-", "\0"])
)
def test_a_question_is_never_syntax(index: Index, question: str) -> None:
    assert set(by_words(index, question)) <= {LEAVE.id, SICK.id, LIABILITY.id}
    assert by_rows(index, question) == []
    assert set(by_words(index, question, within=[question])) == set()


def test_a_long_word_list_and_many_documents_are_searched(index: Index) -> None:
    within = [f"{number:064}" for number in range(3000)] + [CONTRACT]
    assert by_words(index, "liability " * 300, within=within) == [LIABILITY.id]
    assert by_words(index, " ".join(f"liability{n}" for n in range(5000)), within=within) == []


def test_a_document_of_many_passages_comes_back_whole(index: Index) -> None:
    document = "e" * 64
    many = [
        make_passage(f"Clause {place} of the contract.", document, 1, place * 40) for place in range(1200)
    ]
    index.replace(document, many[::-1])
    missing = index.missing_vectors(document)
    assert len(missing) == 1200
    for half in (missing[:600], missing[600:]):
        index.set_vectors([id for id, _ in half], index.embedder.encode([text for _, text in half]))
    assert index.page(document, 1) == many
    ids = [passage.id for passage in many]
    assert index.passages(ids) == dict(zip(ids, many, strict=True))
    vectors = index.vectors(ids)
    own = index.embedder.encode([f"{many[7].context}\n{many[7].text}"])[0]
    assert len(vectors) == 1200
    assert np.allclose(vectors[many[7].id], own)
    assert len(index.by_meaning(own, None, 50)) == 50


def test_a_document_without_passages_leaves_none_of_its_older_version(index: Index) -> None:
    index.replace("e" * 64, [], instead_of=HANDBOOK)
    assert index.documents() == {CONTRACT}


def test_new_text_loses_the_vector_of_the_old_one(index: Index) -> None:
    give_vectors(index, HANDBOOK)
    index.replace(HANDBOOK, [replace(LEAVE, text="Nothing is as it was.")])
    assert index.vectors([LEAVE.id]) == {}
    assert len(index.missing_vectors(HANDBOOK)) == 1


def test_a_passage_that_was_changed_on_disk_is_left_out(index: Index) -> None:
    index._passages.table().update(values={"text": "Full-time staff get 99 days."})  # noqa: SLF001
    assert index.passages([LEAVE.id]) == {}
    assert index.page(HANDBOOK, 1) == []


@pytest.mark.parametrize("field", ["document", "page", "context", "start", "word_ends", "boxes"])
def test_a_change_in_any_field_of_a_row_is_noticed(field: str) -> None:
    row = to_row(LEAVE)
    assert to_passage(row) == LEAVE
    changed = row[field] + (
        ["1"] if isinstance(row[field], list) else "x" if isinstance(row[field], str) else 1
    )
    assert to_passage({**row, field: changed}) is None


@pytest.mark.skipif(sys.platform != "linux", reason="counts what Linux lists in /proc")
def test_tidying_keeps_no_file_open_that_it_gave_up(stocked: Path) -> None:
    index = wiring.open_assistant(stocked).parts.index

    def search_and_tidy() -> int:
        index.by_words(["leav", "warranti", "deliveri"], None, 5)
        index.tidy(timedelta(0))
        held = list(Path("/proc/self/fd").iterdir())
        return sum(str(index.folder) in str(each.readlink()) for each in held if each.is_symlink())

    first = search_and_tidy()
    assert [search_and_tidy() for _ in range(5)][-1] <= first
