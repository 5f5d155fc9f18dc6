"""Messages → pieces of a prompt: the template's own text, and contents, which never become control tokens."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engine.bounded import bounded
from assistant.engine.types import Message

PLAIN = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}"
    "<|im_start|>assistant\n"
)
"""Used where a model brings no template, or one that does not work: ChatML, which most models have seen."""


SECONDS, MEMORY = 3.0, 256 << 20
LONGEST = 1 << 20
"""Letters of a template, and of what it makes, without the contents."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a prompt; only the template's own may be read as control tokens."""

    text: str
    is_template: bool


def render(template: str, messages: Sequence[Message], tokens: dict[str, str]) -> list[Piece]:
    """Render a chat template around sentinels that stand for the contents, then part it there.

    tokens are the model's special tokens by the names that templates use. Raises ValueError when the
    template fails, loses a message, or takes more than SECONDS and MEMORY.
    """
    sentinels = [f"content-{secrets.token_hex(16)}" for _ in messages]
    marked = [{"role": each.role, "content": mark} for each, mark in zip(messages, sentinels, strict=True)]
    given = {"messages": marked, "add_generation_prompt": True, **tokens}
    try:
        with bounded(SECONDS, MEMORY):
            text = _environment().from_string(template[:LONGEST]).render(given)
        if len(text) > LONGEST:
            raise ValueError("too long")
    except Exception as error:  # a template is a program: it may fail in any way
        raise ValueError(f"the chat template fails ({type(error).__name__})") from None
    return _part(text, dict(zip(sentinels, (each.content for each in messages), strict=True)))


def fold_system(messages: Sequence[Message]) -> list[Message]:
    """Put the system message in front of the user's, for templates that know no system role."""
    if messages[0].role != "system":
        return list(messages)
    first = Message("user", f"{messages[0].content}\n\n{messages[1].content}")
    return [first, *messages[2:]]


def _part(text: str, contents: dict[str, str]) -> list[Piece]:
    parts = re.split("(" + "|".join(contents) + ")", text)
    if [part for part in parts if part in contents] != list(contents):
        raise ValueError("the chat template loses or repeats a message")
    return [Piece(contents.get(part, part), part not in contents) for part in parts if part]


def _environment() -> Any:  # noqa: ANN401
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(raise_exception=_refuse, strftime_now=lambda form: "")
    return environment


def _refuse(message: str) -> None:
    raise ValueError(message)
