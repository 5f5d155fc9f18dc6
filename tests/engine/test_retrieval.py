import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.retrieval import diversify, fuse

IDS = some.lists(some.sampled_from("abcdefgh"), unique=True)


def test_a_passage_found_both_ways_comes_before_one_found_one_way() -> None:
    assert next(iter(fuse([["a", "b"], ["c", "b"]], [1, 1]))) == "b"


def test_a_weight_of_nothing_takes_a_ranking_out() -> None:
    assert list(fuse([["a", "b"], ["b", "a"]], [0, 1])) == ["b", "a"]


@given(IDS, IDS)
def test_fusion_names_each_passage_once_best_first(first: list[str], second: list[str]) -> None:
    fused = fuse([first, second], [1, 1])
    assert set(fused) == {*first, *second}
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


def test_a_near_duplicate_of_a_chosen_passage_is_left_out() -> None:
    same, other = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    vectors = {"a": same, "copy": same, "b": other}
    assert diversify({"a": 1.0, "copy": 0.9, "b": 0.5}, vectors, 3, balance=0.9) == ["a", "b"]


def test_a_passage_without_a_vector_is_never_a_duplicate() -> None:
    assert diversify({"a": 1.0, "b": 0.9}, {}, 2, balance=0.9) == ["a", "b"]


def test_novelty_comes_first_when_it_weighs_more() -> None:
    vectors = {
        "a": np.array([1, 0], np.float32),
        "like a": np.array([0.9, 0.436], np.float32),
        "new": np.array([0, 1], np.float32),
    }
    assert diversify({"a": 1.0, "like a": 0.95, "new": 0.6}, vectors, 2, balance=0.3) == ["a", "new"]


@given(some.dictionaries(some.sampled_from("abcdefgh"), some.floats(0.01, 1)), some.integers(0, 10))
def test_never_more_than_asked_for_and_each_once(scores: dict[str, float], count: int) -> None:
    chosen = diversify(scores, {}, count, balance=0.9)
    assert len(chosen) == len(set(chosen)) == min(count, len(scores))
