"""The answer as it is written, then with its sentences marked and its markers as links.

What a model wrote goes in through QTextCursor.insertText alone: Qt never parses it.
"""

import math
import re
from collections.abc import Iterator

from PySide6.QtCore import QByteArray, QSizeF, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from assistant.desktop import look, words
from assistant.desktop.languages import tr
from assistant.desktop.widgets import shown, tool_tip
from assistant.engine.types import Answer, Sentence

REPAINT = 40
"""Milliseconds between two pictures of an answer that is being written: 25 a second."""

_SCHEME = "citation"
_ADDRESS = "address"
LONGEST_QUOTE = 300
_MARKER = re.compile(r"(\[\d{1,4}\])")
_WEB = re.compile(r"https?://[^\s<>\"“”„»«\[\]]{1,2000}(?<![.,;:!?)])")


class AnswerView(QTextBrowser):
    """Text as high as it needs to be; a click on [n] names the citation, one on an address the address.

    Nothing is opened by itself.
    """

    citation_clicked = Signal(int)
    address_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answer"))
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._follow)
        self._pending = ""
        self._addresses: list[str] = []
        self._timer = QTimer(self, singleShot=True, interval=REPAINT)
        self._timer.timeout.connect(self._write_pending)

    def write(self, text: str) -> None:
        """Add a piece of the answer that is being written."""
        self._pending += text
        if not self._timer.isActive():
            self._timer.start()

    def finish(self, answer: Answer) -> None:
        """Show the answer with its sentences marked and its markers as links."""
        self.settle()
        self.clear()
        self._addresses = []
        known = {each.number for each in answer.citations}
        cursor = QTextCursor(self.document())
        place = 0
        for sentence in answer.sentences:
            self._insert(cursor, answer.text[place : sentence.start], QTextCharFormat(), known)
            said = answer.text[sentence.start : sentence.end]
            tip = _tip(sentence, answer)
            self._insert(cursor, said, _sentence_format(sentence, tip), known)
            _insert_mark(cursor, sentence, tip)
            place = sentence.end
        self._insert(cursor, answer.text[place:], QTextCharFormat(), known)

    def settle(self) -> None:
        """Show what came so far."""
        self._timer.stop()
        self._write_pending()

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:
        """Load nothing: no picture, no style sheet, no file."""
        # Given None, QTextDocument would read the file by itself.
        return QByteArray(b"")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the conversation around it."""
        event.ignore()

    def _write_pending(self) -> None:
        text, self._pending = self._pending, ""
        if text:
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(shown(text), QTextCharFormat())

    def _fit(self, size: QSizeF) -> None:
        self.setFixedHeight(math.ceil(size.height()) + 2)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == _SCHEME and link.path().isdigit():
            self.citation_clicked.emit(int(link.path()))
        elif link.scheme() == _ADDRESS and link.path().isdigit() and int(link.path()) < len(self._addresses):
            self.address_clicked.emit(self._addresses[int(link.path())])

    def _insert(self, cursor: QTextCursor, text: str, format: QTextCharFormat, known: set[int]) -> None:
        for piece, number in _pieces(text):
            if number in known:
                cursor.insertText(shown(piece), _link(format, number))
            else:
                self._insert_plain(cursor, piece, format)

    def _insert_plain(self, cursor: QTextCursor, text: str, format: QTextCharFormat) -> None:
        place = 0
        for found in _WEB.finditer(text):
            cursor.insertText(shown(text[place : found.start()]), format)
            cursor.insertText(shown(found[0]), _linked(format, f"{_ADDRESS}:{len(self._addresses)}"))
            self._addresses.append(found[0])
            place = found.end()
        cursor.insertText(shown(text[place:]), format)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Split at markers: (piece, number of the marker or 0); what a quoted text has in brackets is its own."""
    depth = 0
    for piece in _MARKER.split(text):
        if piece:
            yield piece, int(piece[1:-1]) if depth == 0 and _MARKER.fullmatch(piece) else 0
            depth = max(0, depth + piece.count("“") - piece.count("”"))


def _tip(sentence: Sentence, answer: Answer) -> str:
    """Return how a sentence stands, and the quotes that it stands on."""
    cited = [each for each in answer.citations if each.number in sentence.citations]
    lines = [tr(words.SUPPORTS[sentence.support][1])]
    for each in dict.fromkeys(cited):
        quote = words.in_line(each.quote)
        lines.append(f"[{each.number}] “{quote[:LONGEST_QUOTE]}” ({words.place(each)})")
    return tool_tip("\n".join(lines))


def _sentence_format(sentence: Sentence, tip: str) -> QTextCharFormat:
    format = QTextCharFormat()
    format.setToolTip(tip)
    if sentence.support != "supported":
        near = sentence.support == "near"
        style = QTextCharFormat.UnderlineStyle
        format.setUnderlineStyle(style.DotLine if near else style.WaveUnderline)
        format.setUnderlineColor(QColor(look.current().near if near else look.current().bad))
    return format


def _insert_mark(cursor: QTextCursor, sentence: Sentence, tip: str) -> None:
    mark, _ = words.SUPPORTS[sentence.support]
    colours = look.current()
    colour = {"supported": colours.good, "near": colours.near, "unsupported": colours.bad}[sentence.support]
    format = QTextCharFormat()
    format.setToolTip(tip)
    format.setForeground(QColor(colour))
    format.setFontWeight(700)
    cursor.insertText(f"\u00a0{mark}", format)


def _link(format: QTextCharFormat, number: int) -> QTextCharFormat:
    return _linked(format, f"{_SCHEME}:{number}")


def _linked(format: QTextCharFormat, to: str) -> QTextCharFormat:
    link = QTextCharFormat(format)
    link.setAnchor(True)
    link.setAnchorHref(to)
    link.setForeground(QColor(look.current().accent))
    link.setFontUnderline(True)
    return link
