import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.assistant import Assistant
from assistant.engine.sections import label_of, labels_asked, named, sections_of
from assistant.engine.types import Block, Page, Scope, Section
from tests.conftest import SAMPLES


def page(number: int, *headings: tuple[int, str]) -> Page:
    text, blocks = "", []
    for level, title in headings:
        blocks.append(Block(len(text), len(text) + len(title), "heading", level))
        text += f"{title}\n"
    return Page(number, str(number), 600, 800, text, (), tuple(blocks), "text")


PAGES = [
    page(1, (1, "1 Scope")),
    page(2, (1, "2 Duties"), (2, "2.1 Notice")),
    page(3),
    page(4, (1, "3 Term")),
]


def test_headings_make_the_tree_where_there_are_no_bookmarks() -> None:
    assert sections_of([], PAGES) == (
        Section(1, "1 Scope", 1, 2), Section(1, "2 Duties", 2, 4),
        Section(2, "2.1 Notice", 2, 4), Section(1, "3 Term", 4, 4),
    )  # fmt: skip


def test_bookmarks_are_taken_where_there_are_enough() -> None:
    outline = [(1, "One", 1), (2, "Two", 2), (1, "Three", 3), (1, "Nowhere", 0), (1, "Beyond", 99)]
    assert [(each.title, each.page, each.last) for each in sections_of(outline, PAGES)] == [
        ("One", 1, 3), ("Two", 2, 3), ("Three", 3, 4)]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Item 7A. Market risk", "item 7a"),
        ("4.2 Termination", "section 4.2"),
        ("§ 12 Kündigung", "section 12"),
        ("ARTICLE III", "article iii"),
        ("Anhang B: Preise", "annex b"),
        ("Overview", ""),
        ("2019", ""),
        ("", ""),
    ],
)
def test_a_section_is_known_by_its_number(title: str, label: str) -> None:
    assert label_of(title) == label


def test_a_question_names_sections_by_number_or_by_title() -> None:
    tree = [("d", Section(1, "Item 7A. Market risk", 3, 5)), ("d", Section(1, "Dental care benefits", 6, 8)),
            ("d", Section(1, "Overview", 1, 2))]  # fmt: skip
    assert labels_asked("What do clause 4.2 and § 7 say?") == ["section 4.2", "section 7"]
    assert named("What does Item 7A say of rates?", tree) == tree[:1]
    assert named("What does the section on dental care benefits say?", tree) == tree[1:2]
    assert named("What does “Dental care benefits” say?", tree) == tree[1:2]
    assert named("Which benefits are there for dental care?", tree) == []
    assert named("Give me an overview of care.", tree) == []


@given(some.lists(some.tuples(some.integers(1, 6), some.text(max_size=9), some.integers(-1, 6)), max_size=30))
def test_any_outline_makes_sections_that_lie_in_the_document(outline: list[tuple[int, str, int]]) -> None:
    for each in sections_of(outline, PAGES):
        assert 1 <= each.page <= each.last <= 4


def test_a_section_that_is_named_comes_first_and_can_be_undone(samples: Assistant) -> None:
    question = "What does section 10 of the contract say about the end of the year?"
    found = samples.search(question)
    assert found.sections
    contract = samples.find_document("supply-contract.pdf")
    named_pages = [s for s in samples.sections(contract.id) if s.title in found.sections]
    first = found.hits[0].passage
    assert any(s.page <= first.page <= s.last for s in named_pages)
    assert samples.search(question, Scope(alike=True)).sections == ()


def test_sections_are_kept_with_their_document(assistant: Assistant) -> None:
    list(assistant.add([SAMPLES / "supply-contract.pdf"]))
    (contract,) = assistant.documents()
    tree = assistant.sections(contract.id)
    assert len(tree) > 5
    assert any("Term and termination" in each.title for each in tree)
    assistant.remove(contract.id)
    assert assistant.sections(contract.id) == []
