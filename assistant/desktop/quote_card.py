"""A quotation under its question: what the page says, and where; a click shows the page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from assistant.desktop import look, words
from assistant.desktop.languages import tr
from assistant.desktop.widgets import Label, column, row, shown
from assistant.engine.types import Citation

_BAR = 3


class QuoteCard(QAbstractButton):
    """A button that holds a quotation."""

    def __init__(self, citation: Citation) -> None:
        super().__init__()
        self.citation = citation
        number = Label(f"[{citation.number}]", bold=True)
        number.setWordWrap(False)
        place = Label(words.place(citation), "muted", look.SMALL)
        mark, role, meaning = words.VERDICTS[citation.verdict]
        verdict = Label(mark, role, bold=True)
        verdict.setWordWrap(False)
        head = row(number, place, verdict)
        head.setStretch(1, 1)
        for label in (number, place, verdict):
            head.setAlignment(label, Qt.AlignmentFlag.AlignTop)
        answer = Label(words.answer(citation), bold=True)
        layout = column(head, answer, Label(f"“{words.in_line(citation.quote)}”"), space=4)
        layout.setContentsMargins(14, 8, 10, 8)
        self.setLayout(layout)
        for label in self.findChildren(Label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._furnish(tr(meaning))

    def _furnish(self, sentence: str) -> None:
        citation = self.citation
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self.tr("{0}. Click to see it on the page.").format(sentence))
        self.setAccessibleName(f"[{citation.number}] {shown(words.place(citation))}")
        self.setAccessibleDescription(f"{sentence}. {shown(citation.quote)}")
        copy = QAction(self.tr("Copy quotation"), self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card behind its labels."""
        colours = look.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.isDown() or self.isChecked()
        edge = colours.accent if self.hasFocus() or self.isChecked() else colours.line
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(colours.hover if lit else colours.card))
        frame = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, look.RADIUS, look.RADIUS)
        painter.fillRect(5, 10, _BAR, self.height() - 20, QColor(colours.accent))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"“{self.citation.quote}” ({words.place(self.citation)})")
