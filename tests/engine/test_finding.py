import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.assistant import Assistant
from assistant.engine.finding import find
from tests.fakes import make_passage


def test_every_place_is_found_with_its_boxes_whatever_the_case() -> None:
    passages = [
        make_passage("Leave is leave. Unused leave lapses.", page=1),
        make_passage("No LEAVE.", page=3),
    ]
    found = find("leave", passages)
    assert [each.page for each in found] == [1, 1, 1, 3]
    assert found[0].boxes == (passages[0].words[0].box,)
    assert found[3].line == "No LEAVE."


@pytest.mark.parametrize("text", ["", "  ", "penguin", "[.*"])
def test_what_stands_nowhere_is_not_found(text: str) -> None:
    assert find(text, [make_passage("Leave is leave.")]) == []


@given(some.text(max_size=30), some.text(max_size=4))
def test_any_text_is_searched_without_a_mistake(text: str, sought: str) -> None:
    passage = make_passage(text)
    for place in find(sought, [passage]):
        assert place.page == 1


def test_a_text_is_found_in_a_real_document(samples: Assistant) -> None:
    contract = samples.find_document("supply-contract.pdf")
    found = samples.find(contract.id, "force majeure")
    assert {each.page for each in found} >= {2, 8}
    assert all(each.boxes for each in found)
