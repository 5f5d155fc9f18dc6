"""Proves that nothing leaves: python -m tests.egress PREPARED_EMBEDDER [SECONDS [BUILT_PROGRAM]]

The demo, the window, an evaluation and a fine-tuning run for 60 seconds each unless told otherwise, without
network, in an empty environment, traced; with a built program (dist/pdf-assistant/pdf-assistant), its demo
and window too. Then a planted connection must be caught by the same trace. Prints what was seen.
"""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assistant.finetune import converters
from tests.egress.trace import Traced, can_trace, trace
from tests.finetune.tiny_base import make_rows, write_base
from tests.tiny_model import write_model

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("demo", "window", "evaluation", "finetuning")
BUILT = ("demo", "window")
PATIENCE = 900.0
"""Seconds that a run may take beyond its time, since tracing is slow."""


@dataclass(frozen=True, slots=True)
class Run:
    """Something to trace: its name, what is done, and the program that does it."""

    name: str
    what: str
    program: tuple[str, ...]


def main(embedder: Path, seconds: float = 60.0, built: Path | None = None) -> int:
    """Trace all of it; return 1 where something reached out, failed, or was not caught."""
    if not can_trace():
        sys.stdout.write("egress: not run, since strace or unshare cannot be used here\n")
        return 1
    ours = (sys.executable, "-m", "assistant")
    runs = [Run(what, what, ours) for what in OURS]
    runs += [Run(f"built {what}", what, (str(built.absolute()),)) for what in BUILT if built]
    wrong = 0
    for run in runs:
        with tempfile.TemporaryDirectory() as place:
            traced = _trace(run, Path(place), embedder, seconds)
        wrong += _tell(run.name, seconds, traced)
    with tempfile.TemporaryDirectory() as place:
        planted = _trace(Run("planted", "planted", ours), Path(place), embedder, 0)
    caught = len(planted.connects) >= 2 and bool(planted.look_ups)
    told = f"{len(planted.connects)} connects, {len(planted.look_ups)} look-ups"
    sys.stdout.write(f"planted: {told}, {'caught' if caught else 'NOT CAUGHT'}\n")
    return 1 if wrong or not caught else 0


def _trace(run: Run, place: Path, embedder: Path, seconds: float) -> Traced:
    prepare(place, run.what, embedder)
    command = [sys.executable, "-m", "tests.egress.work", run.what, str(seconds), str(place), *run.program]
    return trace(command, place, ROOT, seconds + PATIENCE)


def prepare(place: Path, what: str, embedder: Path) -> None:
    """Put what a run needs into its folder."""
    (place / "embedder").symlink_to(embedder.absolute())
    if what in ("demo", "evaluation"):
        write_model(place / "tiny.gguf")
    if what == "finetuning":
        write_base(place / "base", width=64)
        rows = [
            {"question": row.messages[0].content, "answer": row.answer, "document": row.group}
            for row in make_rows(80, 3)
        ]
        (place / "mine.jsonl").write_text("\n".join(map(json.dumps, rows)))
        kept = ROOT / ".pytest_cache" / "d" / "finetuning" / converters.default_folder(Path()).name
        (place / "converters").symlink_to(kept)


def _tell(name: str, seconds: float, traced: Traced) -> bool:
    """Print what a run did; return whether that is wrong."""
    for line in (*traced.connects, *traced.look_ups)[:5]:
        sys.stdout.write(f"  {line}\n")
    families = ", ".join(f"{count} to {family}" for family, count in traced.families.items()) or "none"
    told = f"{len(traced.connects)} connects to a network, {len(traced.look_ups)} look-ups"
    sys.stdout.write(
        f"{name}, {seconds:.0f} s, exit {traced.code}: {told}; connects of any kind: {families}\n"
    )
    sys.stdout.flush()
    return bool(traced.connects or traced.look_ups or traced.code)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]), *map(float, given[1:2]), *map(Path, given[2:3])))
