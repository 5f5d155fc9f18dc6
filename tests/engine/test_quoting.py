import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.quoting import LONGEST, Quoting

PASSAGES = [
    "Full-time staff get 25 days\nof annual leave.",
    "Der Vertrag endet am 31. März – ohne Kündigung.",
]


def by_bytes(text: str) -> list[tuple[int, bytes]]:
    """Every byte is a token: the worst that a tokenizer does to a letter."""
    return [(byte, bytes([byte])) for byte in text.encode()]


def following(text: str, passages: list[str] = PASSAGES) -> Quoting:
    quoting = Quoting(passages, by_bytes)
    for _, piece in by_bytes(text):
        quoting.accept(piece)
    return quoting


@pytest.mark.parametrize("opening", ["“", '"'])
def test_an_open_quotation_goes_on_as_a_passage_does(opening: str) -> None:
    quoting = following(f"It says {opening}Full-time staff get")
    assert quoting.may_follow(b" 25 days of")
    assert not quoting.may_follow(b" 30")


def test_it_may_end_where_its_words_stand_and_not_before_any() -> None:
    assert following("“25 days").may_follow("” [1].".encode())
    assert not following("“").may_follow("”".encode())
    assert not following("“25 da").may_follow("zzling”".encode())


def test_outside_of_quotations_everything_may_follow() -> None:
    for text in ("", "Plain words", "“25 days” and then", '"25 days" and then'):
        assert following(text).may_follow(b" anything")


def test_without_passages_nothing_is_bound() -> None:
    assert following("He said “", passages=[]).may_follow(b"anything")


def test_where_the_model_proposes_nothing_that_may_the_passage_goes_on_or_the_quotation_ends() -> None:
    assert following("“25 days of annual").forced() == ord(" ")
    ended = following("“of annual leave.")
    assert ended.forced() == "”".encode()[0]
    ended.accept("”".encode()[:1])
    assert ended.forced() == "”".encode()[1]


def test_a_quotation_ends_at_last() -> None:
    quoting = following("“a", ["a" * 5 * LONGEST])
    for _ in range(2 * LONGEST):
        if not quoting.is_open:
            break
        piece = b"a" if quoting.may_follow(b"a") else bytes([quoting.forced()])
        quoting.accept(piece)
    assert not quoting.is_open


@given(some.lists(some.text(min_size=1, max_size=40), min_size=1, max_size=3), some.randoms())
def test_what_a_wild_model_writes_in_quotation_marks_stands_in_a_passage(
    passages: list[str], draw: object
) -> None:
    quoting = following("“", passages)
    written = b""
    for _ in range(200):
        proposed = bytes([draw.choice(range(256))])  # type: ignore[attr-defined]
        piece = proposed if quoting.may_follow(proposed) else bytes([quoting.forced()])
        quoting.accept(piece)
        written += piece
        if not quoting.is_open:
            break
    quote = written.partition("”".encode())[0].strip()
    assert quoting.is_open or any(quote in f" {' '.join(text.split())} ".encode() for text in passages)
