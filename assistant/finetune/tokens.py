"""Rows → tokens, as they will stand when the model answers through llama.cpp; answers alone are learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engine import template
from assistant.engine.errors import UsageError
from assistant.engine.types import Message

UNLEARNED = -100
"""The label that torch's cross-entropy leaves out."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The tokens of a row, and how many at their start are the prompt's, which are not learned."""

    tokens: list[int]
    prompt: int


class Writer:
    """Turns messages into tokens with a base's tokenizer and template.

    The text of documents and users never becomes a control token: contents are cut without them.
    """

    def __init__(self, tokenizer: Any, form: str) -> None:  # noqa: ANN401
        """Take a tokenizer of transformers, and the chat template. Raises UsageError where that fails."""
        self._tokenizer = tokenizer
        self._form = form
        self._special = {"bos_token": tokenizer.bos_token or "", "eos_token": tokenizer.eos_token or ""}
        first = tokenizer("", add_special_tokens=True)["input_ids"][:1]
        self._first = first if first == [tokenizer.bos_token_id] else []
        self._end = self._answer_end()

    def write(self, messages: Sequence[Message], answer: str) -> Learned:
        """Return the tokens of a row."""
        prompt = self.prompt(messages)
        return Learned([*prompt, *self._cut(answer, control=False), *self._end], len(prompt))

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens up to where the answer begins. Raises UsageError."""
        pieces = self._pieces(messages)
        tokens = [token for each in pieces for token in self._cut(each.text, control=each.is_template)]
        return tokens if tokens[:1] == self._first else [*self._first, *tokens]

    def _pieces(self, messages: Sequence[Message]) -> list[template.Piece]:
        for said in (messages, template.fold_system(messages)):
            try:
                return template.render(self._form, said, self._special)
            except ValueError as error:
                reason = str(error)
        raise UsageError(f"The base cannot be trained: {reason}.", "Take another base.")

    def _cut(self, text: str, control: bool) -> list[int]:
        given = {"add_special_tokens": False, "split_special_tokens": not control}
        tokens: list[int] = self._tokenizer(text, **given)["input_ids"]
        return tokens

    def _answer_end(self) -> list[int]:
        """Return the token that ends an answer: what the template writes behind one, else the tokenizer's."""
        asked = Message("user", "a")
        try:
            pieces = template.render(self._form, [asked, Message("assistant", "b")], self._special)
        except ValueError:
            pieces = []
        after = pieces[-1].text if pieces and pieces[-1].is_template else ""
        special = set(self._tokenizer.all_special_ids)
        ends = [token for token in self._cut(after, control=True) if token in special]
        return ends[:1] or [self._tokenizer.eos_token_id]
