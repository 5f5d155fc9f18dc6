"""One question and what became of it: quotations at once, then the answer, or why there is none."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assistant import printing
from assistant.desktop import look, words
from assistant.desktop.address_box import AddressBox
from assistant.desktop.answer_view import AnswerView
from assistant.desktop.languages import localised, sentence, tr
from assistant.desktop.opinion_bar import OpinionBar
from assistant.desktop.quote_card import QuoteCard
from assistant.desktop.searched_view import SearchedView
from assistant.desktop.widgets import Label, column, row, tool_button
from assistant.engine.errors import AssistantError
from assistant.engine.events import (
    Answered,
    AnswerText,
    AskEvent,
    Found,
    LoadingModel,
    Notice,
    Quoted,
    ReadingPrompt,
    ReadThrough,
    Understood,
)
from assistant.engine.types import Answer, Citation

SECTIONS_SHOWN = 3


class TurnView(QWidget):
    """Shows the events of one question as they come."""

    citation_clicked = Signal(object, object)
    again_wanted = Signal(str, bool)
    page_asked = Signal(object, object)
    edit_wanted = Signal(str)

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = Label(question, "question", bold=True)
        self.question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status = Label(self.tr("Searching…"), "muted", look.SMALL)
        self.notices = _column()
        self.quoted = Label(self.tr("In your documents"), bold=True)
        self.cards = _column()
        self.heading = Label(self.tr("Answer"), bold=True)
        self.answer = AnswerView()
        self.legend = Label("", "muted", look.SMALL)
        self.searched = SearchedView()
        self.refusal = Label(bold=True)
        self.disagreements = Label("", "near", bold=True)
        parts = (self.question, self.notices, self.quoted, self.cards, self.heading, self.answer)
        self.tools = QWidget()
        self._make_tools()
        more = (self.disagreements, self.refusal, self.status, self.legend, self.searched, self.tools)
        self.setLayout(column(*parts, *more))
        self.tools.hide()
        for part in (self.quoted, self.heading, self.answer, self.legend, self.searched):
            part.hide()
        self._citations: tuple[Citation, ...] = ()
        self._documents = 0
        self._asked = question
        self._shown: Answer | None = None
        self.answer.citation_clicked.connect(self._click_marker)
        self.answer.address_clicked.connect(lambda address: AddressBox(address, self.window()).open())
        self.searched.citation_clicked.connect(self._click)
        self.searched.page_asked.connect(self.page_asked)

    def follow(self, event: AskEvent) -> None:
        """Show what happened."""
        match event:
            case Notice(text):
                self._note(localised(text))
            case Understood(question, standalone) if standalone != question:
                self._note(self.tr("Understood as: {0}").format(standalone))
            case Found():
                self._say_found(event)
            case Quoted(quotations, nearest):
                self._quote(quotations, nearest)
            case ReadThrough() | LoadingModel() | ReadingPrompt():
                self.status.say(words.progress(event))
            case AnswerText(text):
                self._write(text)
            case Answered(answer):
                self._finish(answer)

    def fail(self, error: AssistantError) -> None:
        """Show why there is no answer and what to do."""
        self.answer.settle()
        self._end_early()
        self.status.play("bad")
        self.status.say(sentence(error))

    def stop(self) -> None:
        """Show that the user stopped it; what came so far stays."""
        self.answer.settle()
        self._end_early()
        self.status.say(self.tr("Stopped."))

    def _end_early(self) -> None:
        self.copy.setEnabled(False)
        self.opinion.setEnabled(False)
        self.tools.show()

    def _make_tools(self) -> None:
        self.copy = tool_button(self.tr("Copy"), "copy", self.tr("Copy the answer with its sources"))
        self.again = tool_button(self.tr("Ask again"), "again", self.tr("Ask this question again"))
        self.edit = tool_button(self.tr("Edit"), "edit", self.tr("Change the question and ask it anew"))
        tip = self.tr("Ask again: prefer nothing that the question names, and look for its own words only")
        self.alike = tool_button(self.tr("Without preference"), "search", tip)
        self.alike.hide()
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(lambda: self.again_wanted.emit(self._asked, False))
        self.alike.clicked.connect(lambda: self.again_wanted.emit(self._asked, True))
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(self._asked))
        self.opinion = OpinionBar()
        layout = row(self.copy, self.again, self.edit, self.alike, self.opinion, space=4)
        layout.insertStretch(4)
        self.tools.setLayout(layout)

    def _copy(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(printing.turn(self._shown))

    def _say_found(self, found: Found) -> None:
        passages, documents = (
            words.count(len(found.hits), "passage"),
            words.count(found.documents, "document"),
        )
        text = self.tr("{0} found in {1}; looking for the words that answer…")
        self.status.say(text.format(passages, documents))
        self._documents = found.documents
        if found.sections:
            titles = ", ".join(f"“{title}”" for title in found.sections[:SECTIONS_SHOWN])
            self._note(self.tr("Preferred: the pages of {0}, which the question names.").format(titles))
        if found.named:
            preferred = words.count(len(found.preferred), "document")
            named = ", ".join(found.named)
            self._note(self.tr("Preferred: {0} that the question names ({1}).").format(preferred, named))
        if found.looked_for:
            self._note(self.tr("Looked for: {0}").format(found.looked_for))
        if found.also:
            self._note(self.tr("Also looked for: {0}.").format("; ".join(found.also)))
        self.alike.setVisible(bool(found.sections or found.named or found.also or found.looked_for))

    def _note(self, text: str) -> None:
        _add(self.notices, Label(text, "muted", look.SMALL))

    def _quote(self, quotations: Sequence[Citation], nearest: bool) -> None:
        title = self.tr("Nearest in your documents") if nearest else self.tr("In your documents")
        self.quoted.say(title)
        self.quoted.setVisible(bool(quotations))
        for citation in quotations:
            card = QuoteCard(citation)
            card.clicked.connect(self._click_card)
            _add(self.cards, card)
        self._citations = tuple(quotations)

    def _write(self, text: str) -> None:
        self.heading.show()
        self.answer.show()
        self.status.say(self.tr("Writing…"))
        self.answer.write(text)

    def _finish(self, answer: Answer) -> None:
        self.disagreements.say("\n".join(map(words.disagreement, answer.disagreements)))
        self._citations = (*answer.citations, *answer.quotations)
        if answer.kind == "answered":
            self.status.say("")
            self.answer.finish(answer)
            self._explain(answer)
        elif answer.kind == "quotations":
            self.status.say(self.tr("These are the words of your documents; no model wrote an answer."))
        else:
            unsure = self.tr("Your documents do not plainly answer this. What is nearest may not be meant.")
            self.refusal.say(unsure if answer.quotations else localised(answer.text))
            self.status.say(self.tr("Try other words, or add the documents that do."))
        self._shown = answer
        self.opinion.show_answer(answer)
        self.opinion.setEnabled(True)
        self.copy.setEnabled(True)
        self.tools.show()
        self.searched.setVisible(bool(answer.passages))
        self.searched.fill(answer, self._documents)
        written = answer.kind == "answered"
        self.heading.setVisible(written)
        self.answer.setVisible(written)

    def _explain(self, answer: Answer) -> None:
        meanings = {each.support: words.SUPPORTS[each.support] for each in answer.sentences}
        self.legend.say("   ".join(f"{mark} {tr(meaning)}." for mark, meaning in meanings.values()))

    def _click_card(self) -> None:
        card = self.sender()
        if isinstance(card, QuoteCard):
            self._click(card.citation)

    def _click_marker(self, number: int) -> None:
        for citation in self._citations:
            if citation.number == number:
                self._click(citation)
                return

    def _click(self, citation: Citation) -> None:
        places = {(each.document, each.page, each.quote): each for each in (*self._citations, citation)}
        self.citation_clicked.emit(citation, tuple(places.values()))


def _column() -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(look.SPACE)
    made.hide()
    return made


def _add(place: QWidget, widget: QWidget) -> None:
    layout = place.layout()
    if layout is not None:
        layout.addWidget(widget)
    place.show()
