"""Coverage-guided fuzzing: python -m tests.fuzz RUNS [TARGET…]

Each target runs in a process of its own, under atheris (libFuzzer). What breaks one is written to
tests/fuzz/found, where the tests find it from then on.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from assistant import paths
from tests.tiny_model import write_model

FOUND = Path(__file__).parent / "found"
LONGEST = {"gguf": 30_000}
LONGEST_TEXT = 2000
SLOWEST = 10
"""Seconds after which an execution counts as hanging."""


def seeds(name: str, folder: Path) -> None:
    """Write what the fuzzer starts from."""
    samples = paths.samples_folder()
    if name == "gguf":
        whole = write_model(folder / "tiny.gguf").read_bytes()
        (folder / "tiny.gguf").write_bytes(whole[: LONGEST["gguf"]])
        (folder / "small.gguf").write_bytes(whole[:400])
    elif name == "questions":
        for number, line in enumerate((samples / "questions.jsonl").read_text("utf-8").splitlines()[:20]):
            (folder / str(number)).write_text(line)
    elif name == "examples":
        (folder / "a").write_text('{"question": "Who?", "answer": "They.", "context": "They did."}')
        turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
        (folder / "b").write_text(json.dumps({"messages": turns}))
        (folder / "c").write_text("question,answer\nWho?,They.\n")
    elif name == "settings":
        (folder / "a").write_text('{"model": "none", "passages": 6, "refuse_below": 45}')
    elif name == "quotes":
        (folder / "a").write_text("two ... days\x1fAfter two or three days, the ﬁrst “days” end-\ning.")
    else:
        (folder / "a").write_text('It says “25 days of annual leave” [1], [2]. "six weeks" [9] ‘…’ [1, 2]')


def main(runs: int, names: list[str]) -> int:
    """Fuzz the targets, one after the other; return 1 where one broke."""
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            seeds(name, Path(place))
            given = [
                place,
                f"-runs={runs}",
                f"-max_len={LONGEST.get(name, LONGEST_TEXT)}",
                f"-timeout={SLOWEST}",
                f"-artifact_prefix={FOUND}/{name}-",
                "-seed=1",
                "-print_final_stats=1",
                "-verbosity=0",
            ]
            done = subprocess.run(
                [sys.executable, "-m", "tests.fuzz.one", name, *given],
                env={**os.environ, "TMPDIR": place},
                capture_output=True,
                text=True,
            )
        told = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        sys.stdout.write(f"{name}: {''.join(told)}, {'broke' if done.returncode else '0 failed'}\n")
        if done.returncode:
            failed += 1
            sys.stdout.write(done.stdout[-3000:] + done.stderr[-3000:] + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    from tests.fuzz.targets import TARGETS

    sys.exit(main(int(sys.argv[1]), sys.argv[2:] or list(TARGETS)))
