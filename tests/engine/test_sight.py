import numpy as np
import pytest

from assistant.engine.sight import Picture, Sight, are_unpainted, covers


def span(**more: object) -> dict[str, object]:
    return {"size": 10.0, "bbox": (10, 10, 60, 20), "color": 0, "alpha": 255, "char_flags": 16, **more}


def sight(grey: int = 255, scan: bool = False) -> Sight:
    return Sight(100, 100, scan, lambda: Picture(np.full((200, 200), grey, np.uint8), 2.0))


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({}, True),
        ({"char_flags": 32}, True),
        ({"char_flags": 8}, False),
        ({"alpha": 0}, False),
        ({"size": 0.5}, False),
        ({"bbox": (200, 10, 260, 20)}, False),
        ({"color": 0xFFFFFF}, False),
        ({"color": 0xFEFEFE}, False),
        ({"color": 0xC0C0C0}, True),
    ],
)
def test_what_a_reader_sees_on_white_paper(more: dict[str, object], seen: bool) -> None:
    assert sight().sees(span(**more)) is seen


def test_white_is_seen_on_dark_and_invisible_text_on_a_scan() -> None:
    assert sight(grey=40).sees(span(color=0xFFFFFF))
    assert sight(scan=True).sees(span(char_flags=0))


def test_a_scan_is_invisible_text_on_pictures_that_cover_the_page() -> None:
    assert are_unpainted([span(char_flags=0)] * 10)
    assert not are_unpainted([span(char_flags=0)] * 5 + [span()] * 5)
    assert not are_unpainted([])
    assert covers([(0, 0, 100, 40), (0, 40, 100, 80)], 100, 100)
    assert not covers([(0, 0, 30, 30), (500, 500, 900, 900)], 100, 100)
