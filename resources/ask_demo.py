"""Asks the questions of samples/demo.jsonl with the command given, as a person would type them."""

import json
import subprocess
import sys
from pathlib import Path

ANSWERED, NOT_IN_DOCUMENTS = 0, 3


def main(command: list[str]) -> int:
    """Ask each question; return 1 when one is answered or refused wrongly."""
    wrong = 0
    for line in (Path(__file__).parent / "samples" / "demo.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        print(f'\n$ pdf-assistant ask "{row["question"]}"', flush=True)  # noqa: T201
        code = subprocess.run([*command, "ask", "--model", "none", row["question"]], check=False).returncode
        wrong += code != (ANSWERED if row["answerable"] else NOT_IN_DOCUMENTS)
    print(flush=True)  # noqa: T201
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
