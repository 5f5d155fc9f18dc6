"""The conversation: questions with what was found, the box for the next one, model and scope."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QScrollArea, QVBoxLayout, QWidget

from assistant.desktop import look, words
from assistant.desktop.contract import EVERYTHING, NO_MODEL
from assistant.desktop.question_box import QuestionBox
from assistant.desktop.turn_view import TurnView
from assistant.desktop.widgets import Label, button, clear, column, dress, row, scroller, shown
from assistant.engine.errors import AssistantError
from assistant.engine.events import Answered, AskEvent, Quoted, Understood
from assistant.engine.types import Answer, AnswerMode, Document, ModelFile, Scope


class ConversationPanel(QWidget):
    """Shows a conversation and says what the user asks."""

    asked = Signal(str, object)
    stopped = Signal()
    renewed = Signal()
    model_chosen = Signal(str)
    citation_clicked = Signal(object, object)
    mode_chosen = Signal(str)
    page_asked = Signal(object, object)
    opinion_given = Signal(object, str, str)

    def __init__(self) -> None:
        super().__init__()
        dress(self, "panel")
        self.turn: TurnView | None = None
        self._document: Document | None = None
        self._collections: tuple[str, ...] = ()
        self.box = QuestionBox()
        self.send = button(self.tr("Send"), "send", "first", self.tr("Ask (Enter)"))
        self.stop = button(self.tr("Stop"), "stop", tip=self.tr("Stop answering (Esc)"))
        self.renew = button(self.tr("New"), "new", tip=self.tr("Begin a new conversation"))
        self.models = _combo(self.tr("Who answers"))
        self.scope = _combo(self.tr("Where to look"))
        self.modes = _combo(self.tr("What the model may write"))
        modes = {
            "strict": self.tr("Only what the documents bear out"),
            "assisted": self.tr("Anything, the rest is marked"),
            "quotations": self.tr("Nothing: quotations only"),
        }
        for mode, name in modes.items():
            self.modes.addItem(name, mode)
        self._arrange()
        self._connect()
        self.show_models([], NO_MODEL)
        self.narrow(None)
        self.be_ready(True)

    def begin(self, question: str) -> None:
        """Show a question that is being answered."""
        self._add_turn(question)
        self.box.clear()
        self.be_busy()

    def show_kept(self, answer: Answer) -> None:
        """Show a question that was answered earlier."""
        turn = self._add_turn(answer.question)
        turn.follow(Understood(answer.question, answer.standalone))
        turn.follow(Quoted(answer.quotations, nearest=answer.kind == "not in documents"))
        turn.follow(Answered(answer))

    def follow(self, event: AskEvent) -> None:
        """Show what happened to the question."""
        if self.turn is not None:
            self.turn.follow(event)

    def fail(self, error: AssistantError) -> None:
        """Show why there is no answer."""
        if self.turn is not None:
            self.turn.fail(error)

    def halt(self) -> None:
        """Show that the answer was stopped."""
        if self.turn is not None:
            self.turn.stop()

    def warn(self, text: str) -> None:
        """Say what went wrong apart from a question; "" takes it away."""
        self.message.say(text)

    def clear(self) -> None:
        """Show an empty conversation."""
        clear(self._turns)
        self.turn = None
        self.hint.show()

    def be_busy(self) -> None:
        """A question is being answered: it can be stopped."""
        self.send.hide()
        self.stop.show()
        self.models.setEnabled(False)
        self.modes.setEnabled(False)

    def be_ready(self, ready: bool) -> None:
        """Take the next question, if the library is open."""
        self.stop.hide()
        self.send.show()
        for each in (self.send, self.box, self.models, self.modes, self.scope, self.renew):
            each.setEnabled(ready)

    def show_models(self, models: Sequence[ModelFile], in_use: str) -> None:
        """Offer the models, the one in use chosen."""
        self.models.clear()
        self.models.addItem(self.tr("Quotations only"), NO_MODEL)
        for each in models:
            self.models.addItem(shown(words.model(each)), each.name)
        if self.models.findData(in_use) < 0:
            self.models.addItem(shown(in_use), in_use)
        self.models.setCurrentIndex(self.models.findData(in_use))
        self.modes.setVisible(in_use != NO_MODEL)

    def show_mode(self, mode: AnswerMode) -> None:
        """Show what a model may write."""
        self.modes.setCurrentIndex(self.modes.findData(mode))

    def narrow(self, document: Document | None) -> None:
        """Offer to look in one document only."""
        self._document = document
        self._offer_scopes()

    def offer_collections(self, names: Sequence[str]) -> None:
        """Offer to look in one collection only."""
        self._collections = tuple(names)
        self._offer_scopes()

    def look_in(self, collection: str) -> None:
        """Look in a collection from now on, or with "" in all documents."""
        places = [self.scope.itemData(place) for place in range(self.scope.count())]
        wanted = Scope(collection=collection)
        self.scope.setCurrentIndex(places.index(wanted) if wanted in places else 0)

    def _offer_scopes(self) -> None:
        kept = self.scope.currentData()
        self.scope.clear()
        self.scope.addItem(self.tr("All documents"), EVERYTHING)
        if self._document is not None:
            scope = Scope(document=self._document.id)
            self.scope.addItem(self.tr("Only “{0}”").format(shown(self._document.title)), scope)
            if kept is not None and kept.document:
                self.scope.setCurrentIndex(1)
        for name in self._collections:
            self.scope.addItem(self.tr("Collection “{0}”").format(shown(name)), Scope(collection=name))
            if kept is not None and kept.collection == name:
                self.scope.setCurrentIndex(self.scope.count() - 1)

    def _arrange(self) -> None:
        self.hint = Label(self.tr("Ask a question. The words of your documents that answer it appear here, "
                                  "each with its page."), "muted")  # fmt: skip
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        content = QWidget()
        self._turns = QVBoxLayout()
        self._turns.setSpacing(3 * look.SPACE)
        body = column(self.hint, self._turns, margin=12)
        body.addStretch()
        content.setLayout(body)
        self.area: QScrollArea = scroller(content)
        head = row(Label(self.tr("Conversation"), scale=look.TITLE, bold=True), self.renew)
        head.setStretch(0, 1)
        head.addStrut(look.HEAD)
        head.setContentsMargins(12, 12, 12, 0)
        ask = row(self.box, column(self.send, self.stop))
        self.message = Label("", "bad", look.SMALL)
        foot = column(self.message, ask, row(self.models, self.scope), self.modes, margin=12)
        layout = column(head, self.area, foot, space=0)
        layout.setStretchFactor(self.area, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._at_end = True
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_end)
        bar.valueChanged.connect(self._note_place)
        self.box.sent.connect(self._ask)
        self.send.clicked.connect(self._ask)
        self.stop.clicked.connect(self.stopped)
        self.renew.clicked.connect(self.renewed)
        self.models.activated.connect(self._choose_model)
        self.modes.activated.connect(lambda: self.mode_chosen.emit(self.modes.currentData()))

    def _ask(self) -> None:
        question = self.box.toPlainText().strip()
        if question and self.send.isVisibleTo(self) and self.send.isEnabled():
            self.box.remember(question)
            self.asked.emit(question, self.scope.currentData())

    def _add_turn(self, question: str) -> TurnView:
        self.hint.hide()
        self.turn = TurnView(question)
        self.turn.citation_clicked.connect(self.citation_clicked)
        self.turn.opinion.given.connect(self.opinion_given)
        self.turn.page_asked.connect(self.page_asked)
        self.turn.again_wanted.connect(self._ask_again)
        self.turn.edit_wanted.connect(self._edit)
        self._turns.addWidget(self.turn)
        self._at_end = True
        return self.turn

    def _ask_again(self, question: str, alike: bool) -> None:
        if self.send.isEnabled() and self.send.isVisibleTo(self):
            self.asked.emit(question, replace(self.scope.currentData(), alike=alike))

    def _edit(self, question: str) -> None:
        self.box.setPlainText(question)
        self.box.setFocus()
        self.box.selectAll()

    def ask_about(self, text: str) -> None:
        """Begin a question about a text; where to look is the document that is offered."""
        if self._document is not None:
            self.scope.setCurrentIndex(1)
        self.box.setPlainText(f"“{shown(' '.join(text.split()))}” ")
        self.box.setFocus()
        self.box.moveCursor(QTextCursor.MoveOperation.End)

    def _choose_model(self) -> None:
        self.model_chosen.emit(self.models.currentData())

    def _keep_end(self) -> None:
        if self._at_end:
            self.area.verticalScrollBar().setValue(self.area.verticalScrollBar().maximum())

    def _note_place(self, value: int) -> None:
        self._at_end = value >= self.area.verticalScrollBar().maximum() - 2 * look.SPACE


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    combo.setMinimumContentsLength(12)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo
