import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.conversations import Conversations
from assistant.engine.errors import UsageError
from assistant.engine.exporting import to_markdown
from assistant.engine.library import Library
from assistant.engine.restoring import restore
from assistant.engine.types import Answer, Disagreement, Hit, Sentence
from tests.desktop.fakes import HANDBOOK, QUOTED, SECOND, make_answer
from tests.fakes import make_passage

FULL = make_answer(
    "Twenty days [1].", [Sentence(0, 16, "supported", (1,))],
    passages=(Hit(make_passage("Staff get twenty days."), 2.0, 1, by_words=1, answer=(0, 5)),),
    disagreements=(Disagreement(1, 2, "20", "25"),), timings={"found": 0.1},
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Library(tmp_path).conversations


def test_an_answer_comes_back_as_it_was_shown(kept: Conversations) -> None:
    number = kept.start("How many days?")
    kept.put(number, FULL)
    assert kept.answers(number) == [FULL]


def test_conversations_are_listed_newest_first_and_found_by_their_words(kept: Conversations) -> None:
    first, second = kept.start("Leave"), kept.start("Übersicht")
    kept.put(first, FULL)
    kept.put(first, replace(FULL, question="And in the second year?"))
    assert {each.id for each in kept.all()} == {first, second}
    assert [(each.title, each.turns) for each in kept.all("SECOND year")] == [("Leave", 2)]
    assert [each.title for each in kept.all("übersicht")] == ["Übersicht"]
    assert kept.all("holiday") == []


def test_a_conversation_is_renamed_and_deleted(kept: Conversations) -> None:
    number = kept.start("Why?")
    kept.put(number, FULL)
    kept.rename(number, "Annual leave")
    assert [each.title for each in kept.all()] == ["Annual leave"]
    kept.remove(number)
    assert kept.all() == []
    for call in (kept.turns, kept.answers, kept.remove):
        with pytest.raises(UsageError, match=f"no conversation {number}"):
            call(number)


def test_an_answer_of_an_older_program_gets_defaults_and_of_a_newer_one_loses_what_is_unknown() -> None:
    values = asdict(FULL) | {"hologram": True}
    del values["disagreements"]
    assert restore(Answer, values) == replace(FULL, disagreements=())


def test_an_export_names_document_page_and_quote() -> None:
    text = to_markdown("Leave", [replace(FULL, citations=(QUOTED, SECOND))], [HANDBOOK])
    assert text.startswith("# Leave\n\n## How many days?")
    assert "Employee Handbook (Employee Handbook\\.pdf), page 4" in text
    assert "found word for word" in text
    assert "nearly so on the page" in text


@given(some.text(alphabet="![](){}<>`*_~|#&:/@=\\abc.-+\n\t\x1b", max_size=60))
def test_text_of_a_document_is_never_markup_in_an_export(text: str) -> None:
    made = to_markdown("t", [replace(FULL, text=text, citations=(), kind="quotations")], [])
    body = made.partition("## How many days?\n\n")[2]
    assert not re.search(r"(?<!\\)(?:\\\\)*[!\[\]<>`*_~|#&:/@]", body)


@pytest.mark.parametrize("details", ["", "{", "[]", "null", '{"question": 1}', '{"quotations": 5}'])
def test_an_answer_whose_details_are_damaged_still_shows_its_text(tmp_path: Path, details: str) -> None:
    library = Library(tmp_path)
    number = library.conversations.start("How long is the lease?")
    library.conversations.put(number, make_answer("Three years [1]."))
    with library.database.transaction() as write:
        write("UPDATE turns SET details = ?", (details,))
    [answer] = library.conversations.answers(number)
    assert answer.text == "Three years [1]."
    assert answer.citations == ()
