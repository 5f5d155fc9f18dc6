"""Messages → tokens → words: prefix reuse, the sampling loop, drafts verified in one batch."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine import drafting, template
from assistant.engine.errors import BadModelError
from assistant.engine.quoting import Quoting
from assistant.engine.sampling import Sampler
from assistant.engine.types import Message

SEQUENCE = 0
ABORTED = 2
"""What llama_decode returns when the abort callback ended it."""

PROGRESS_SECONDS = 0.1


class StoppedError(Exception):
    """The request was cancelled while llama.cpp computed."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """llama.cpp's module, and its pointers to a model and to the context that computes with it."""

    library: Any
    model: Any
    state: Any


class Writing:
    """One loaded model with the tokens that its memory (KV cache) holds."""

    def __init__(self, loaded: Loaded, batch: int, cancelled: Callable[[], bool]) -> None:
        self.library = library = loaded.library
        self.model = loaded.model
        self.state = loaded.state
        self.vocab = library.llama_model_get_vocab(loaded.model)
        self.held: list[int] = []
        self.batch_size = batch
        self.cancelled = cancelled
        self._batch = library.llama_batch_init(batch, 0, 1)

    def answer(
        self, messages: Sequence[Message], most: int, seed: int, passages: Sequence[str]
    ) -> Iterator[dict[str, Any]]:
        """Read the messages and write up to `most` tokens, yielding progress, text and at last figures."""
        prompt = self.prompt(messages)
        room = int(self.library.llama_n_ctx(self.state))
        if len(prompt) + 16 > room:
            raise BadModelError(
                f"The question and its passages ({len(prompt)} tokens) do not fit the model's context."
            )
        started = time.monotonic()
        try:
            reused = self._reuse(prompt)
            yield {"read": reused, "total": len(prompt), "reused": reused}
            yield from self._read(prompt, reused)
            read_seconds = time.monotonic() - started
            quoting = Quoting(passages, self._with_pieces)
            sampler = Sampler(seed, len(passages), self.piece, quoting)
            written = 0
            for text, count in self._write(prompt, min(most, room - len(prompt)), sampler):
                written += count
                yield {"text": text}
            yield {
                "done": True,
                "read": len(prompt) - reused,
                "reused": reused,
                "written": written,
                "read_seconds": read_seconds,
                "write_seconds": time.monotonic() - started - read_seconds,
            }
        except StoppedError:
            return

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of messages; text of documents and users never becomes a control token."""
        tokens: list[int] = []
        for piece in self._pieces(messages):
            tokens += self.tokenize(piece.text, control=piece.is_template)
        first = self.library.llama_vocab_bos(self.vocab)
        if self.library.llama_vocab_get_add_bos(self.vocab) and tokens[:1] != [first]:
            tokens.insert(0, first)
        return tokens

    def tokenize(self, text: str, control: bool) -> list[int]:
        """Return the tokens of a text; control tells whether "<|…|>" in it may become a control token."""
        data = text.encode("utf-8", "replace")
        size = len(data) + 8
        buffer = (self.library.llama_token * size)()
        count = self.library.llama_tokenize(self.vocab, data, len(data), buffer, size, False, control)
        if count < 0:
            raise BadModelError("A text cannot be turned into the model's tokens.")
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for; none for a control token."""
        buffer = bytes(256)
        count = self.library.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, False)
        return buffer[: max(count, 0)]

    def logits_behind(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the logits (vocabulary,) behind the last of some tokens."""
        self._forget_from(0)
        for start in range(0, len(tokens), self.batch_size):
            self._decode(tokens[start : start + self.batch_size], all_logits=False)
        return self._logits(-1)

    def surprise(self, messages: Sequence[Message], answer: str) -> tuple[float, int]:
        """Return the sum of -ln p of an answer's tokens behind the messages, and how many they are."""
        prompt = self.prompt(messages)
        tokens = [*prompt, *self.tokenize(answer, control=False)]
        if len(tokens) > int(self.library.llama_n_ctx(self.state)):
            raise BadModelError(f"A row of {len(tokens)} tokens does not fit the model's context.")
        self._forget_from(0)
        total = 0.0
        for first in range(0, len(tokens) - 1, self.batch_size):
            part = tokens[first : min(first + self.batch_size, len(tokens) - 1)]
            self._decode(part, all_logits=True)
            for place in range(max(len(prompt) - 1, first), first + len(part)):
                scores = self._logits(place - first).astype(np.float64)
                total += float(np.logaddexp.reduce(scores) - scores[tokens[place + 1]])
        return total, len(tokens) - len(prompt)

    def _with_pieces(self, text: str) -> list[tuple[int, bytes]]:
        return [(token, self.piece(token)) for token in self.tokenize(text, control=False)]

    def _pieces(self, messages: Sequence[Message]) -> list[template.Piece]:
        raw = self.library.llama_model_chat_template(self.model, None)
        own = raw.decode("utf-8", "replace") if raw else template.PLAIN
        tokens = {
            "bos_token": self._special(self.library.llama_vocab_bos(self.vocab)),
            "eos_token": self._special(self.library.llama_vocab_eos(self.vocab)),
        }
        for form, said in ((own, messages), (own, template.fold_system(messages))):
            with contextlib.suppress(ValueError):
                return template.render(form, said, tokens)
        return template.render(template.PLAIN, messages, tokens)

    def _special(self, token: int) -> str:
        text = self.library.llama_vocab_get_text(self.vocab, token) if token >= 0 else b""
        return (text or b"").decode("utf-8", "replace")

    def _reuse(self, prompt: Sequence[int]) -> int:
        """Keep what memory holds of the prompt's beginning; return how many tokens that is."""
        same = 0
        while same < min(len(self.held), len(prompt) - 1) and self.held[same] == prompt[same]:
            same += 1
        return self._forget_from(same)

    def _forget_from(self, place: int) -> int:
        memory = self.library.llama_get_memory(self.state)
        if not self.library.llama_memory_seq_rm(memory, SEQUENCE, place, -1):
            # Recurrent and sliding-window memories cannot give up a part.
            self.library.llama_memory_clear(memory, True)
            place = 0
        del self.held[place:]
        return place

    def _read(self, prompt: Sequence[int], done: int) -> Iterator[dict[str, Any]]:
        reused, last = done, time.monotonic()
        while done < len(prompt):
            part = prompt[done : done + self.batch_size]
            self._decode(part, all_logits=False)
            done += len(part)
            if time.monotonic() - last > PROGRESS_SECONDS or done == len(prompt):
                yield {"read": done, "total": len(prompt), "reused": reused}
                last = time.monotonic()

    def _write(self, prompt: Sequence[int], most: int, sampler: Sampler) -> Iterator[tuple[str, int]]:
        """Yield (text, tokens); every draft is checked against what the model itself would write."""
        tokens = list(prompt)
        logits = [self._logits(-1)]
        left = most
        draft: list[int] = []
        while left > 0:
            accepted: list[int] = []
            ended = False
            for place, scores in enumerate(logits):
                token = sampler.choose(scores)
                ended = bool(self.library.llama_vocab_is_eog(self.vocab, token)) or len(accepted) == left
                if ended:
                    break
                sampler.accept(token)
                accepted.append(token)
                if place >= len(draft) or draft[place] != token:
                    break
            tokens += accepted
            left -= len(accepted)
            kept = len(tokens) - 1 if accepted and not ended else len(tokens)
            yield sampler.take_text(), len(accepted)
            if ended or left <= 0:
                break
            self._forget_from(min(kept, len(self.held)))
            draft = drafting.propose(tokens, min(drafting.PROPOSED, left))
            self._decode([tokens[-1], *draft], all_logits=True)
            logits = [self._logits(place) for place in range(len(draft) + 1)]
        yield sampler.rest(), 0

    def _decode(self, tokens: Sequence[int], all_logits: bool) -> None:
        """Compute tokens behind those held; raises StoppedError when cancelled."""
        batch = self._batch
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place] = token
            batch.pos[place] = len(self.held) + place
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = SEQUENCE
            batch.logits[place] = all_logits or place == len(tokens) - 1
        result = self.library.llama_decode(self.state, batch)
        if result == 0:
            self.held += tokens
            return
        self._forget_from(len(self.held))
        if result == ABORTED or self.cancelled():
            raise StoppedError
        raise BadModelError(f"llama.cpp could not compute the answer (code {result}).")

    def _logits(self, place: int) -> NDArray[np.float32]:
        pointer = self.library.llama_get_logits_ith(self.state, place)
        count = self.library.llama_vocab_n_tokens(self.vocab)
        return np.ctypeslib.as_array(pointer, shape=(count,)).copy()
