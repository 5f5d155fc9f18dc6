"""What was searched: the passages found for a question, and what became of them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from assistant.desktop import look, words
from assistant.desktop.widgets import Label, button, column, row, shown, tool_tip
from assistant.engine.citations import quotation
from assistant.engine.types import Answer, Document, Hit
from assistant.engine.whereabouts import Whereabouts

_LONGEST_TIP = 600


class SearchedView(QWidget):
    """A line that opens a table of passages; choosing one asks for its page."""

    citation_clicked = Signal(object)
    page_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.toggle = button(
            self.tr("What was searched"), "search", tip=self.tr("Show what was found, and how")
        )
        self.toggle.setCheckable(True)
        self.summary = Label("", "muted", look.SMALL)
        tips = {
            self.tr("Passage"): self.tr("Where it stands"),
            self.tr("Words"): self.tr("Its place among what was found by words"),
            self.tr("Meaning"): self.tr("Its place among what was found by meaning"),
            self.tr("Answers"): self.tr("How likely it answers, read together with the question"),
            self.tr("Model"): self.tr("Whether the model was given it"),
        }
        self.table = _Table(tips)
        self.ask_page = button(
            self.tr("And the page that is shown?"), tip=self.tr("Tell what became of the page on the right")
        )
        self.told = Label("", scale=look.SMALL)
        self._answer: Answer | None = None
        self._hits: tuple[Hit, ...] = ()
        self._summary = ""
        head = row(self.toggle)
        head.addStretch()
        foot = row(self.ask_page)
        foot.addStretch()
        self.setLayout(column(head, self.summary, self.table, foot, self.told))
        self.ask_page.clicked.connect(self._ask_page)
        self.toggle.toggled.connect(self._unfold)
        self.table.cellActivated.connect(self._choose)
        self.table.cellClicked.connect(self._choose)
        self._unfold(False)

    def fill(self, answer: Answer, documents: int) -> None:
        """Show what was found for an answer among so many documents, 0 where that is no longer known."""
        self._answer, self._hits = answer, answer.passages
        text = self.tr("Searched {0} for “{1}”. The passages answer it with a confidence of {2}.")
        place = words.count(documents, "document") if documents else self.tr("your documents")
        self._summary = text.format(place, answer.standalone, f"{answer.confidence:.0%}")
        seen = len(self._hits) if answer.kind == "answered" else 0
        self.table.fill([self._cells(number, hit, seen) for number, hit in enumerate(self._hits, 1)],
                        [hit.passage.text for hit in self._hits])  # fmt: skip
        self.toggle.setChecked(answer.kind == "not in documents" and not answer.quotations)
        self._unfold(self.toggle.isChecked())

    def _cells(self, number: int, hit: Hit, seen: int) -> list[str]:
        passage = hit.passage
        place = f"[{number}] {passage.title}, {words.page(passage.page, passage.label)}"
        answers = "" if hit.relevance is None else words.likely(hit.relevance)
        shown_to = self.tr("yes") if number <= seen else self.tr("no")
        return [place, _rank(hit.by_words), _rank(hit.by_meaning), answers, shown_to]

    def _unfold(self, open_: bool) -> None:
        self.summary.say(self._summary if open_ and self._hits else "")
        self.table.setVisible(open_ and bool(self._hits))
        self.ask_page.setVisible(open_ and self._answer is not None)
        self.told.setVisible(open_ and bool(self.told.text()))

    def tell(self, document: Document, page: int, found: Whereabouts) -> None:
        """Say what became of a page."""
        self.told.say(words.whereabouts(document, page, found))

    def _ask_page(self) -> None:
        if self._answer is not None:
            self.page_asked.emit(self._answer, self)

    def _choose(self, row: int) -> None:
        hit = self._hits[row]
        span = (hit.passage.start, hit.passage.end)
        self.citation_clicked.emit(quotation(row + 1, hit, span))


class _Table(QTableWidget):
    """As high as its rows."""

    def __init__(self, tips: Mapping[str, str]) -> None:
        super().__init__(0, len(tips))
        for place, (name, tip) in enumerate(tips.items()):
            cell = QTableWidgetItem(name)
            cell.setToolTip(tip)
            self.setHorizontalHeaderItem(place, cell)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setAccessibleName(self.tr("What was searched"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def fill(self, rows: Sequence[Sequence[str]], tips: Sequence[str]) -> None:
        """Show rows of text, each with a tip."""
        self.setRowCount(len(rows))
        for number, (texts, tip) in enumerate(zip(rows, tips, strict=True)):
            for place, text in enumerate(texts):
                cell = QTableWidgetItem(shown(text))
                cell.setToolTip(tool_tip(tip[:_LONGEST_TIP]))
                if place:
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.setItem(number, place, cell)
        height = self.horizontalHeader().sizeHint().height() + sum(map(self.rowHeight, range(len(rows))))
        self.setFixedHeight(height + 2 * self.frameWidth())


def _rank(place: int | None) -> str:
    return "–" if place is None else str(place)
