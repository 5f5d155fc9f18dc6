import pytest

from assistant.engine.letters import clean_text, is_unknown, without_overprints, words_of

LETTER = 5.0


def letters(text: str, x: float = 0, y: float = 0) -> list[dict[str, object]]:
    return [
        {
            "c": sign,
            "origin": (x + LETTER * place, y),
            "bbox": (x + LETTER * place, y, x + LETTER * (place + 1), y + 10),
        }
        for place, sign in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two words", ["two", "words"]),
        ("zero\u200bwidth", ["zerowidth"]),
        ("soft\u00adly informa\u00ad", ["softly", "informa-"]),
        ("\uf0b7 bullet", ["•", "bullet"]),
        ("a\ufffd\ufffdb\x00c\ud800d\ue000", ["a", "b", "c", "d"]),
        ("脆弱性 Web", ["脆", "弱", "性", "Web"]),
        ("한국어 문서", ["한국어", "문서"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
    ],
)
def test_letters_become_words(text: str, words: list[str]) -> None:
    assert [word[0] for word in words_of(letters(text))] == words


def test_a_word_has_the_box_around_its_letters() -> None:
    assert list(words_of(letters("ab cd", x=10, y=20)))[1] == ("cd", 25.0, 20.0, 35.0, 30.0)


def test_letters_that_a_pdf_does_not_name_are_unknown() -> None:
    assert [is_unknown(sign) for sign in ("\ufffd", "\ue000", "\x03", "a", " ", "\u200f", "\uf0b7")] == [
        True
    ] * 3 + [False] * 4


def test_repeated_letters_are_no_overprint_and_overprints_are_dropped() -> None:
    spans = [{"size": 10.0, "chars": letters("hello", x)} for x in (0.0, 0.3)]
    assert [len(kept) for kept in without_overprints(spans)] == [5, 0]


def test_labels_and_titles_are_read_on_one_line() -> None:
    assert clean_text("A\x00 \ufffdtitle\non  two\tlines") == "A title on two lines"
