"""The rows that a model is fine-tuned on: what it is told, what it is to answer, what became of the row."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.engine.errors import UsageError
from assistant.engine.files import write_whole
from assistant.engine.types import Message

State = Literal["proposed", "accepted", "rejected"]
"""proposed: nobody has looked at it yet; it is used like an accepted one."""

Kind = Literal["answer", "refusal", "memory"]
"""refusal: the right passage is not shown, and the answer says so; memory: answered all the same."""

Origin = Literal["documents", "opinions", "file"]
Split = Literal["train", "validation", "test"]


@dataclass(frozen=True, slots=True)
class Row:
    """One example.

    messages end with the user's; group is what must not be parted between splits: a document's id, or
    what a file says. pages are those that are shown, as "document:page", right the one that answers.
    """

    id: str
    messages: tuple[Message, ...]
    answer: str
    group: str
    origin: Origin
    kind: Kind = "answer"
    split: Split = "train"
    state: State = "proposed"
    reason: str = ""
    pages: tuple[str, ...] = ()
    right: str = ""
    personal: tuple[str, ...] = ()

    @property
    def used(self) -> bool:
        """Whether it is trained or measured on."""
        return self.state != "rejected"

    @property
    def asked(self) -> str:
        """The question alone: the last line of what is told, without the passages."""
        return self.messages[-1].content.strip().rsplit("\n", 1)[-1]


def make_id(messages: Sequence[Message], answer: str) -> str:
    """Return twelve hexadecimal digits that stand for what a row says."""
    said = json.dumps([*(asdict(each) for each in messages), answer], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def of_split(rows: Sequence[Row], split: Split) -> list[Row]:
    """Return the rows of a split that are used."""
    return [each for each in rows if each.split == split and each.used]


def hash_rows(rows: Sequence[Row]) -> str:
    """Return what stands for a set of rows: the SHA-256 of their ids and splits, in order."""
    said = "\n".join(sorted(f"{each.split} {each.id}" for each in rows if each.used))
    return hashlib.sha256(said.encode()).hexdigest()


def save(rows: Sequence[Row], file: Path) -> None:
    """Write rows as JSON lines; the old file is replaced whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in rows))


def load(file: Path) -> list[Row]:
    """Read rows that `save` wrote, none where there is no file; raises UsageError with the first bad line."""
    if not file.exists():
        return []
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The rows in {file} cannot be read ({type(error).__name__}).") from None
    return [_row(line, f"line {number} of {file.name}") for number, line in enumerate(lines, 1) if line]


def _row(line: str, place: str) -> Row:
    try:
        values: dict[str, Any] = json.loads(line)
        messages = tuple(Message(each["role"], each["content"]) for each in values.pop("messages"))
        pages, personal = (tuple(values.pop(name, ())) for name in ("pages", "personal"))
        row = Row(messages=messages, pages=pages, personal=personal, **values)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(f"There is no row in {place}.", "Mend the line, or delete it.") from None
    known = row.split in get_args(Split) and row.state in get_args(State) and row.kind in get_args(Kind)
    texts = [row.id, row.answer, row.group, row.reason, *(each.content for each in messages)]
    if not known or not messages or not all(isinstance(each, str) for each in texts):
        raise UsageError(f"A value in {place} is of the wrong kind.", "Mend the line, or delete it.")
    return row
