"""While a quotation is open in an answer, only words that go on in a passage may follow; pure."""

from collections.abc import Callable, Sequence

LONGEST = 500
"""Bytes after which a quotation must end."""

_CLOSING = {"“".encode(): "”".encode(), b'"': b'"'}
_LONGEST_MARK = 3
_AHEAD = 24
"""Letters of a passage that are turned into tokens to find the next one."""

Tokens = Callable[[str], list[tuple[int, bytes]]]
"""Text → its tokens, each with its bytes."""


class Quoting:
    """Follows an answer, byte by byte, and knows what may come next.

    A token may hold half a letter, so everything is compared as UTF-8. White space in passages counts as
    one blank.
    """

    def __init__(self, passages: Sequence[str], tokens: Tokens) -> None:
        self._passages = [f" {' '.join(text.split())} ".encode() for text in passages]
        self._tokens = tokens
        self._end = b""
        self._quoted = b""
        self._before = b""

    @property
    def is_open(self) -> bool:
        """Whether a quotation has begun and not ended."""
        return bool(self._end)

    def may_follow(self, piece: bytes) -> bool:
        """Tell whether a piece keeps the open quotation one of the passages' own words, or ends it there."""
        if not self.is_open:
            return True
        text = self._quoted + piece
        if self._end in text:
            return self._is_whole(text[: text.index(self._end)])
        begun = self._begun_mark(text)
        if begun and self._is_whole(text[:-begun]):
            return True
        return bool(piece) and len(text) <= LONGEST and self._stands(text)

    def forced(self) -> int:
        """Return the token that must come where the model proposes none that may."""
        begun = self._begun_mark(self._quoted)
        half = _half_letter(self._quoted)
        rest = b"" if begun and self._is_whole(self._quoted[:-begun]) else self._rest(half)
        if rest.strip() and (len(self._quoted) <= LONGEST or half):
            return self._token_after(rest[: 4 * _AHEAD].decode("utf-8", "ignore")[:_AHEAD], half)
        return self._token_after(self._end.decode(), begun)

    def accept(self, piece: bytes) -> None:
        """Take a piece of the answer."""
        if self.is_open:
            self._quoted += piece
            if self._end in self._quoted:
                rest = self._quoted[self._quoted.index(self._end) + len(self._end) :]
                self._end = self._quoted = self._before = b""
                self.accept(rest)
            return
        text = self._before + piece
        marks = [(text.index(mark), mark) for mark in _CLOSING if mark in text]
        if not marks or not self._passages:
            self._before = text[-_LONGEST_MARK + 1 :]
            return
        place, mark = min(marks)
        self._end, self._before = _CLOSING[mark], b""
        self.accept(text[place + len(mark) :])

    def _begun_mark(self, text: bytes) -> int:
        """Return how many bytes of the closing mark a text ends with."""
        sizes = range(len(self._end) - 1, 0, -1)
        return next((size for size in sizes if text.endswith(self._end[:size])), 0)

    def _is_whole(self, quoted: bytes) -> bool:
        return bool(quoted.strip()) and not _half_letter(quoted) and self._stands(quoted.strip())

    def _stands(self, quoted: bytes) -> bool:
        begins_whole = quoted[:1] < b"\x80" or quoted[:1] >= b"\xc0"
        return begins_whole and any(quoted in passage for passage in self._passages)

    def _rest(self, half: int) -> bytes:
        """Return what follows in the first passage that goes on, from the letter of which half is written."""
        for passage in self._passages:
            place = passage.find(self._quoted)
            if place >= 0 and passage[place + len(self._quoted) :].strip():
                return passage[place + len(self._quoted) - half :]
        return b""

    def _token_after(self, text: str, written: int) -> int:
        """Return the token of a text that comes after so many of its bytes."""
        tokens = self._tokens(text)
        done = 0
        for token, piece in tokens:
            if done >= written:
                return token
            done += len(piece)
        return tokens[-1][0]


def _half_letter(text: bytes) -> int:
    """Return how many bytes of a letter that is not whole a text ends with."""
    for size in range(1, min(4, len(text)) + 1):
        first = text[-size]
        if first >= 0xC0:
            whole = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            return size if size < whole else 0
        if first < 0x80:
            return 0
    return 0
