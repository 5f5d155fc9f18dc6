"""A person's own examples, as JSON lines or CSV → rows: chats, Alpaca's form, question and answer.

Forms: {"messages": [{"role", "content"}…]} or {"conversations": [{"from", "value"}…]}; Alpaca's
{"instruction", "input", "output"} (Taori et al., 2023); {"question", "answer"} with "context" where wanted.
"document" or "source" tells rows of one origin, which are never parted between splits.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from assistant.engine.errors import UsageError
from assistant.engine.types import Message
from assistant.finetune.raft import SPLITS
from assistant.finetune.rows import Row, Split, make_id

LARGEST = 1 << 30
_ROLES = {"system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}
_SHARES = 1000


def read(file: Path) -> list[Row]:
    """Return the rows of a file. Raises UsageError that names the first line that cannot be used."""
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"{file.name} is larger than a gigabyte.", "Part it into several files.")
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} cannot be read ({type(error).__name__}).", "It must be text in UTF-8."
        ) from None
    lines = _csv(text) if file.suffix.lower() == ".csv" else _json_lines(text)
    rows = [_row(values, f"line {number} of {file.name}") for number, values in lines]
    if not rows:
        raise UsageError(f"There is no example in {file.name}.")
    return rows


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def _csv(text: str) -> Iterator[tuple[int, Any]]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        for values in reader:
            named = {str(name).strip().lower(): value for name, value in values.items() if name}
            yield reader.line_num, named
    except csv.Error:
        yield reader.line_num, None


def _row(values: Any, place: str) -> Row:  # noqa: ANN401
    if not isinstance(values, dict):
        raise UsageError(f"There is no example in {place}: it is not a JSON object, or a damaged row of CSV.")
    messages, answer = _said(values, place)
    if not answer.strip():
        raise UsageError(f"The example in {place} has no answer.", "Complete the line, or delete it.")
    group = str(values.get("document") or values.get("source") or make_id(messages, answer))
    split: Any = values.get("split")
    return Row(
        id=make_id(messages, answer),
        messages=messages,
        answer=answer,
        group=group,
        origin="file",
        split=split if split in get_args(Split) else split_of(group),
    )


def split_of(group: str) -> Split:
    """Return the split of a group: always the same one, in the shares of SPLITS."""
    place = int(hashlib.sha256(group.encode("utf-8", "replace")).hexdigest()[:8], 16) % _SHARES / _SHARES
    for split, share in SPLITS.items():
        if place < share:
            return split
        place -= share
    return "test"


def _said(values: Mapping[str, Any], place: str) -> tuple[tuple[Message, ...], str]:
    turns = values.get("messages") or values.get("conversations")
    if isinstance(turns, list):
        return _chat(turns, place)
    if "instruction" in values:
        given = _text(values, "input", place)
        asked = _text(values, "instruction", place) + (f"\n\n{given}" if given else "")
        return (Message("user", asked),), _text(values, "output", place)
    if "question" in values:
        context = _text(values, "context", place)
        asked = (f"{context}\n\n" if context else "") + _text(values, "question", place)
        return (Message("user", asked),), _text(values, "answer", place)
    raise UsageError(
        f"The form of the example in {place} is not known.",
        "Known are messages, instruction with output, and question with answer.",
    )


def _chat(turns: list[Any], place: str) -> tuple[tuple[Message, ...], str]:
    said: list[Message] = []
    for turn in turns:
        role = _ROLES.get(str(turn.get("role", turn.get("from")))) if isinstance(turn, dict) else None
        text = turn.get("content", turn.get("value")) if isinstance(turn, dict) else None
        if role is None or not isinstance(text, str):
            raise UsageError(f"A message in {place} lacks a known role or its text.")
        said.append(Message(role, text))  # type: ignore[arg-type]
    if len(said) < 2 or said[-1].role != "assistant" or said[-2].role != "user":
        raise UsageError(f"The chat in {place} does not end with a question and its answer.")
    return tuple(said[:-1]), said[-1].content


def _text(values: Mapping[str, Any], name: str, place: str) -> str:
    text = values.get(name) or ""
    if not isinstance(text, str):
        raise UsageError(f"“{name}” in {place} is no text.")
    return text
