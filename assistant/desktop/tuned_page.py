"""The tuned models: what each comes from, how it compares with its base; use it or delete it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from assistant import printing
from assistant.desktop.figures_view import FiguresView
from assistant.desktop.widgets import button, column, row, shown
from assistant.finetune.versions import Card


class TunedPage(QWidget):
    """Shows cards, and the figures of a comparison as a table."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[Card, ...] = ()
        self.list = QListWidget()
        self.use = button(self.tr("Answer with this"), role="first")
        self.compare = button(
            self.tr("Compare with its base"), tip=self.tr("Both answer the examples that were held out")
        )
        self.delete = button(self.tr("Delete…"), tip=self.tr("With its files; the base stays"))
        self.form = QLineEdit()
        self.result = FiguresView(self.tr("What was measured"))
        self._arrange()
        self.list.currentRowChanged.connect(self._choose)

    def fill(self, cards: Sequence[tuple[Card, int]]) -> None:
        """Show the tuned models, each with how many of its documents are gone."""
        self.cards = tuple(card for card, _ in cards)
        self.list.clear()
        self.list.addItems([shown(printing.card(card, missing).strip()) for card, missing in cards])
        if cards:
            self.list.setCurrentRow(len(cards) - 1)
        self._choose()

    def chosen(self) -> Card | None:
        """Return the tuned model that is selected."""
        place = self.list.currentRow()
        return self.cards[place] if 0 <= place < len(self.cards) else None

    def show_figures(self, card: Card | None) -> None:
        """Show the figures that a card holds: base, and tuned."""
        lines = [
            f"{name}: {pair['base']:.3f} → {pair['tuned']:.3f}"
            for name, pair in (card.figures if card else {}).items()
        ]
        none = self.tr("Not compared with its base yet.") if card else self.tr("No model was tuned yet.")
        self.result.setPlainText("\n".join(lines) or none)

    def _choose(self) -> None:
        card = self.chosen()
        for each in (self.use, self.compare, self.delete):
            each.setEnabled(card is not None)
        self.show_figures(card)

    def _arrange(self) -> None:
        self.list.setAccessibleName(self.tr("Tuned models"))
        self.list.setWordWrap(True)
        self.form.setPlaceholderText(self.tr("Form: a pattern or a JSON schema"))
        self.form.setAccessibleName(self.tr("Form of the answers"))
        tools = row(self.use, self.compare, self.form, self.delete)
        tools.setStretch(2, 1)
        layout = column(self.list, tools, self.result, margin=12)
        for each in (self.list, self.result):
            layout.setStretchFactor(each, 1)
        self.setLayout(layout)
