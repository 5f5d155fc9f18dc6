"""What fuzzing found once stays mended, and each target takes what the fuzzer starts from."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import FOUND, seeds
from tests.fuzz.targets import TARGETS

FINDS = sorted(each for each in FOUND.iterdir() if each.name.partition("-")[0] in TARGETS)


@pytest.mark.parametrize("find", FINDS, ids=lambda find: find.name)
def test_what_was_found_no_longer_breaks_it(find: Path) -> None:
    TARGETS[find.name.partition("-")[0]](find.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_the_fuzzers_seeds_and_bytes_of_no_meaning(name: str, tmp_path: Path) -> None:
    seeds(name, tmp_path)
    for seed in tmp_path.iterdir():
        TARGETS[name](seed.read_bytes())
    for data in (b"", b"\x00" * 100, b"\xff\xfe\xfd", b"[" * 5000, b'{"a":' * 2000):
        TARGETS[name](data)
