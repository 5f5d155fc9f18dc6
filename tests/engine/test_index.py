from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assistant.engine.errors import EmbedderMismatchError, IndexDamagedError
from assistant.engine.index import Index
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


def by_words(index: Index, question: str, within: Sequence[str] | None = None) -> list[str]:
    return [id for id, _ in index.by_words(question, within, 10)]


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


def test_a_removed_document_is_gone_from_every_file(index: Index) -> None:
    marker = "xylophonequartz"
    index.replace("e" * 64, [make_passage(f"The {marker} clause.", "e" * 64)])
    give_vectors(index, HANDBOOK, CONTRACT, "e" * 64)
    index.tidy()
    index.remove("e" * 64)
    index.tidy(keep=timedelta(0))
    assert by_words(index, marker) == []
    files = [file for file in index.folder.rglob("*") if file.is_file()]
    assert not [file for file in files if marker.encode() in file.read_bytes()]
    assert by_words(index, "annual leave")[0] == LEAVE.id


def test_another_program_start_finds_what_is_there(index: Index) -> None:
    again = Index(index.folder, FakeEmbedder())  # type: ignore[arg-type]
    assert again.documents() == {HANDBOOK, CONTRACT}
    assert by_words(again, "sick pay")[0] == SICK.id


def test_an_index_of_another_embedder_is_refused_with_a_sentence(index: Index) -> None:
    other = FakeEmbedder()
    other.identity = "other-2"
    with pytest.raises(EmbedderMismatchError, match="fake-1"):
        Index(index.folder, other).count()  # type: ignore[arg-type]


def test_a_damaged_index_is_named_and_can_be_set_aside(index: Index) -> None:
    for manifest in index.folder.rglob("*.manifest"):
        manifest.write_bytes(b"torn")
    again = Index(index.folder, FakeEmbedder())  # type: ignore[arg-type]
    with pytest.raises(IndexDamagedError):
        again.count()
    assert again.set_aside().exists()
    assert again.count() == 0


def test_a_torn_newest_manifest_costs_the_last_commit_only(index: Index) -> None:
    newest = max(index.folder.rglob("*.manifest"), key=lambda file: file.stat().st_mtime_ns)
    newest.write_bytes(b"torn")
    again = Index(index.folder, FakeEmbedder())  # type: ignore[arg-type]
    assert again.documents() == {HANDBOOK}


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
    assert set(by_words(index, question, within=[question])) == set()


def test_a_long_word_list_and_many_documents_are_searched(index: Index) -> None:
    within = [f"{number:064}" for number in range(3000)] + [CONTRACT]
    assert by_words(index, "liability " * 300, within=within) == [LIABILITY.id]


def test_a_passage_that_was_changed_on_disk_is_left_out(index: Index) -> None:
    index.replace(HANDBOOK, [replace(LEAVE, words=LEAVE.words)])
    table = index._table()  # noqa: SLF001
    table.update(values={"text": "Full-time staff get 99 days."})
    assert index.passages([LEAVE.id]) == {}
