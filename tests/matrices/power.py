"""Power that goes away: the program is killed, and what it had not synced is lost too, some of it or all.

Files written since their last sync are cut where the first lost byte was, or hold zeroes there, or are as
they were written, in combinations: a system may have brought some of them to the disk and others not.
"""

import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from tests.matrices import crashes, shim
from tests.matrices.work import marker, write_pdf

SEED = 5
LONGEST = 5.0

Lost = dict[int, list[tuple[int, int]]]
"""Inode → the ranges, offset and length, that were written since its last sync."""


def run(place: Path, embedder: Path, points: int) -> int:
    """Cut the power at so many points; return at how many something was wrong, and print both."""
    start, papers = crashes.make_start(place, embedder)
    draw = random.Random(SEED)
    failed, hit = 0, Counter[str]()
    for point in range(points):
        folder, log = place / f"point-{point}", place / "log"
        shutil.copytree(start, folder, symlinks=True)
        write_pdf(papers / "a.pdf", marker(0))
        log.unlink(missing_ok=True)
        seconds = draw.uniform(0, LONGEST)
        done, _ = crashes.kill(folder, papers, seconds, environment=shim.environment(folder, log))
        hit += lose(folder, unsynced(log), draw)
        wrong = list(crashes.look(folder, done))
        failed += bool(wrong)
        for text in wrong:
            sys.stdout.write(f"point {point}, after {done[-1:]}: {text}\n")
        shutil.rmtree(folder)
    sys.stdout.write(f"power: {points} points tried, {dict(hit)}, {failed} failed\n")
    return failed


def unsynced(log: Path) -> Lost:
    """Return what was written and not synced, by the shim's log."""
    lost: Lost = {}
    if not log.exists():
        return lost
    for line in log.read_text().splitlines():
        what, inode, offset, length = line.split()
        if what == "W":
            lost.setdefault(int(inode), []).append((int(offset), int(length)))
        else:
            # A sync brings all to the disk, and an inode that is used anew has nothing on it yet.
            lost[int(inode)] = []
    return {inode: ranges for inode, ranges in lost.items() if ranges}


def lose(folder: Path, lost: Lost, draw: random.Random) -> Counter[str]:
    """Take away what was not synced, or some of it; return how many files were cut, zeroed and kept."""
    how = draw.choice(("all cut", "all zeroed", "mixed"))
    hit = Counter[str]()
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or not file.is_file() or file.stat().st_ino not in lost:
            continue
        ranges = lost[file.stat().st_ino]
        ways = {"all cut": ["cut"], "all zeroed": ["zeroed"], "mixed": ["cut", "zeroed", "kept"]}
        way = draw.choice(ways[how])
        hit[way] += 1
        with file.open("r+b") as stream:
            if way == "cut":
                stream.truncate(min(min(offset for offset, _ in ranges), file.stat().st_size))
            elif way == "zeroed":
                for offset, length in ranges:
                    stream.seek(offset)
                    stream.write(bytes(max(0, min(length, file.stat().st_size - offset))))
    return hit
