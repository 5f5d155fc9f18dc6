import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.citations import check_answer, quotation
from assistant.engine.matching import PageText, normalise
from assistant.engine.types import Citation, Hit, Sentence
from tests.fakes import make_passage

LEAVE = make_passage(
    "Full-time staff get 25 days of annual leave. Unused days lapse at the end of March.", "a" * 64, 3
)
SICK = make_passage("Sick pay lasts for six weeks. A certificate is due on the fourth day.", "b" * 64, 7)
SHOWN = [Hit(LEAVE, 1.0, 1), Hit(SICK, 0.9, 2)]
PAGES = {(each.document, each.page): PageText.of_passages([each]) for each in (LEAVE, SICK)}


def check(text: str) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    return check_answer(text, SHOWN, lambda document, page: PAGES[document, page])


def test_a_quote_that_stands_on_its_page_is_verified_with_boxes() -> None:
    _, (sentence,), (citation,) = check("The handbook says “25 days of annual leave” [1].")
    assert (sentence.support, sentence.citations) == ("supported", (1,))
    assert (citation.verdict, citation.document, citation.page) == ("verified", LEAVE.document, 3)
    assert len(citation.boxes) == 1


def test_a_quote_with_a_wrong_number_is_near_and_says_which() -> None:
    _, (sentence,), (citation,) = check("It says “Full-time staff get 30 days of annual leave” [1].")
    assert (sentence.support, citation.verdict) == ("near", "near")
    assert "30" in citation.differences[0]


def test_an_invented_quote_is_shown_as_not_found() -> None:
    _, (sentence,), (citation,) = check("It says “employees may bring their dogs” [2].")
    assert (sentence.support, citation.verdict, citation.boxes) == ("unsupported", "not found", ())


def test_a_quote_of_another_passage_gets_the_right_number() -> None:
    _, (sentence,), (citation,) = check("It says “Sick pay lasts for six weeks” [1].")
    assert (citation.number, citation.verdict, sentence.citations) == (2, "verified", (2,))


def test_a_cited_sentence_is_backed_by_the_words_of_the_page() -> None:
    _, (sentence,), (citation,) = check("Unused days lapse at the end of March. [1]")
    assert sentence.support == "supported"
    assert citation.quote == "Unused days lapse at the end of March."
    assert citation.verdict == "verified"


def test_a_sentence_without_a_marker_finds_its_passage() -> None:
    _, (sentence,), (citation,) = check("The certificate is due on the fourth day.")
    assert (sentence.support, citation.number) == ("supported", 2)


@pytest.mark.parametrize(
    "text", ["Staff get 26 days of annual leave [1].", "The moon is made of cheese.", "Dogs are welcome [2]."]
)
def test_a_sentence_that_the_passages_do_not_say_is_unsupported(text: str) -> None:
    _, (sentence,), citations = check(text)
    assert sentence.support == "unsupported"
    assert all(citation.verdict == "not found" for citation in citations)


def test_markers_that_name_nothing_shown_are_taken_out() -> None:
    text, sentences, citations = check("Leave is 25 days [1, 9]. Sick pay lasts for six weeks [7].")
    assert text == "Leave is 25 days [1]. Sick pay lasts for six weeks."
    assert {number for sentence in sentences for number in sentence.citations} <= {1, 2}
    assert all(citation.number in (1, 2) for citation in citations)


def test_a_marker_after_the_stop_belongs_to_the_sentence_before_it() -> None:
    text, sentences, _ = check("Sick pay lasts for six weeks. [2] Unused days lapse at the end of March. [1]")
    assert text == "Sick pay lasts for six weeks [2]. Unused days lapse at the end of March [1]."
    assert [sentence.citations for sentence in sentences] == [(2,), (1,)]


def test_a_quotation_is_the_pages_own_text() -> None:
    found = quotation(2, SHOWN[1], (0, 29))
    assert (found.quote, found.verdict, found.number) == ("Sick pay lasts for six weeks.", "verified", 2)


WORDS = some.sampled_from(
    [
        "Sick pay",
        "lasts",
        "“six weeks.",
        "”",
        "[1]",
        "[2]",
        "[99]",
        "25 days",
        ".",
        "annual leave",
        "\n",
        '"',
        "lapse",
    ]
)


@given(some.lists(WORDS, max_size=25).map(" ".join) | some.text(max_size=100))
def test_whatever_a_model_writes_no_citation_names_what_was_not_shown_or_lies(text: str) -> None:
    clean, sentences, citations = check(text)
    assert all(0 <= each.start < each.end <= len(clean) for each in sentences)
    for citation in citations:
        assert citation.number in (1, 2)
        hit = SHOWN[citation.number - 1]
        if citation.verdict == "verified" and "..." not in normalise(citation.quote).text:
            held = normalise(hit.passage.text).text.casefold()
            assert normalise(citation.quote).text.casefold() in held
