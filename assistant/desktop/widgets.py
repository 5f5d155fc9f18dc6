"""Small widgets that every panel uses; whatever text they are given, they show it as plain text."""

import html
import re
import unicodedata
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.desktop import icons, look

_JOINERS = "\u200c\u200d"
_Button = TypeVar("_Button", QPushButton, QToolButton)


def shown(text: str) -> str:
    """Return text of a document, file or model as it may be shown, letter for letter.

    Control characters and those that turn the direction of writing become spaces.
    """
    return "".join(
        " "
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in "\n\t" + _JOINERS
        else letter
        for letter in text
    )


def direction(text: str) -> Qt.LayoutDirection:
    """Return how a text is written, by its first letter that tells."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
        if kind == "L":
            break
    return Qt.LayoutDirection.LeftToRight


def tool_tip(text: str) -> str:
    """Return text for a tool tip; Qt would take one that looks like markup for markup."""
    return f"<qt>{html.escape(shown(text)).replace(chr(10), '<br>')}</qt>"


class Label(QLabel):
    """Text that is plain whatever it holds; long words break instead of widening the window."""

    def __init__(self, text: str = "", role: str = "", scale: float = 1.0, bold: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", role)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(bold)
        self.setFont(font)
        self._write(text)
        # Shown before it has a parent, it would be a window of its own for a moment and take the focus.
        if not text:
            self.hide()

    def say(self, text: str) -> None:
        """Show a text; an empty one takes no room."""
        self._write(text)
        self.setVisible(bool(text))

    def _write(self, text: str) -> None:
        self.setText(re.sub(r"(\S{24})", "\\1\u200b", shown(text)))
        self.setLayoutDirection(direction(text))

    def play(self, role: str) -> None:
        """Take another role in the style sheet."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)


class OneLine(QWidget):
    """One line of plain text, shortened in the middle where it does not fit."""

    def __init__(self, text: str = "", bold: bool = False) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(bold)
        self.setFont(font)
        self.text = ""
        self.say(text)

    def say(self, text: str) -> None:
        """Show a text, the whole of it in the tool tip."""
        self.text = shown(text).replace("\n", " ")
        self.setToolTip(tool_tip(text) if text else "")
        self.setAccessibleName(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        """One line, of any width."""
        return QSize(80, QFontMetrics(self.font()).height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setLayoutDirection(direction(self.text))
        fits = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, fits)


def dress(widget: QWidget, role: str) -> None:
    """Give a widget a role of the style sheet, background and all."""
    widget.setProperty("role", role)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def button(text: str, icon: str = "", role: str = "", tip: str = "") -> QPushButton:
    """Return a button with a text."""
    made = QPushButton(text)
    made.setProperty("role", role)
    return _furnish(made, icon, tip or text)


def dialog_buttons(kinds: QDialogButtonBox.StandardButton) -> QDialogButtonBox:
    """Return the standard buttons of a dialog, without the style's pictures."""
    made = QDialogButtonBox(kinds)
    for each in made.buttons():
        each.setIcon(QIcon())
    return made


def tool_button(text: str, icon: str, tip: str) -> QToolButton:
    """Return a small button: an icon if there is one, else its text."""
    made = QToolButton()
    made.setText(text)
    return _furnish(made, icon, tip)


def picture(icon: str, side: int) -> QLabel:
    """Return an icon as a picture, empty if it is not there."""
    made = QLabel()
    made.setPixmap(icons.icon(icon, look.current().muted).pixmap(side, side) if icon else QPixmap())
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def column(*parts: QWidget | QLayout, margin: int = 0, space: int = look.SPACE) -> QVBoxLayout:
    """Stack widgets and layouts."""
    layout = QVBoxLayout()
    return _fill(layout, parts, margin, space)


def row(*parts: QWidget | QLayout, margin: int = 0, space: int = look.SPACE) -> QHBoxLayout:
    """Put widgets and layouts side by side."""
    layout = QHBoxLayout()
    return _fill(layout, parts, margin, space)


def scroller(content: QWidget, role: str = "panel") -> QScrollArea:
    """Let a widget of any height scroll."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    dress(content, role)
    area.viewport().setAutoFillBackground(False)
    return area


def clear(layout: QLayout) -> None:
    """Delete the widgets of a layout."""
    while (place := layout.takeAt(0)) is not None:
        if (widget := place.widget()) is not None:
            widget.hide()
            widget.deleteLater()


_Box = TypeVar("_Box", QVBoxLayout, QHBoxLayout)


def _fill(layout: _Box, parts: tuple[QWidget | QLayout, ...], margin: int, space: int) -> _Box:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(space)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def _furnish(made: _Button, icon: str, tip: str) -> _Button:
    made.setToolTip(tool_tip(tip))
    made.setAccessibleName(tip)
    if icon:
        icons.put(made, icon)
    return made
