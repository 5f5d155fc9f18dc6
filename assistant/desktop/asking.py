"""Connects the conversation panel with the calls that answer."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from assistant.desktop.contract import Engine
from assistant.desktop.conversation_panel import ConversationPanel
from assistant.desktop.job import Queue, once
from assistant.desktop.languages import sentence
from assistant.desktop.opinion_bar import GOOD
from assistant.engine.errors import AssistantError
from assistant.engine.events import Answered, AskEvent
from assistant.engine.types import Answer, AnswerMode, Scope


class Asking(QObject):
    """One question at a time; choosing a model waits its turn too, so that no answer loses its model."""

    model_settled = Signal()

    def __init__(self, panel: ConversationPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self.panel = panel
        self.queue = Queue(self)
        self.conversation: int | None = None
        self.answering = False
        self.queue.happened.connect(self._follow)
        self.queue.failed.connect(self._fail)
        self.queue.idle.connect(self._settle)
        panel.asked.connect(self.ask)
        panel.stopped.connect(self.stop)
        panel.renewed.connect(self.renew)
        panel.model_chosen.connect(self.use_model)
        panel.mode_chosen.connect(self.use_mode)
        panel.opinion_given.connect(self.keep_opinion)

    def ask(self, question: str, scope: Scope) -> None:
        """Answer a question in this conversation."""
        if self.engine is not None and not self.answering:
            self.answering = True
            self.panel.begin(question)
            self.queue.start(partial(self.engine.ask, question, scope, self.conversation))

    def stop(self) -> None:
        """Stop the answer; for the user that is at once, whatever the engine still has to end."""
        if self.answering:
            self.queue.cancel()
            self.panel.halt()
            self._settle()

    def renew(self) -> None:
        """Begin a new conversation."""
        self.stop()
        self.conversation = None
        self.panel.clear()

    def go_on_with(self, number: int, answers: Sequence[Answer]) -> None:
        """Show a conversation that was kept; the next question belongs to it."""
        self.renew()
        self.conversation = number
        for answer in answers:
            self.panel.show_kept(answer)

    def forget(self, number: int) -> None:
        """Begin a new conversation where this one is shown, which is no longer there."""
        if number == self.conversation:
            self.renew()

    def use_model(self, name: str) -> None:
        """Answer with another model from now on."""
        if self.engine is not None:
            self.panel.warn("")
            self.queue.start(partial(once, partial(self.engine.use_model, name)))

    def use_mode(self, mode: AnswerMode) -> None:
        """Let a model write more or less from now on."""
        if self.engine is not None:
            self.engine.use_mode(mode)

    def keep_opinion(self, answer: Answer, verdict: str, correction: str) -> None:
        """Keep what the user thinks of an answer, or forget it."""
        if self.engine is not None and verdict:
            self.engine.opinions.put(answer, verdict == GOOD, correction)
        elif self.engine is not None:
            self.engine.opinions.remove(answer)

    def _follow(self, event: AskEvent | None) -> None:
        if event is None:
            self.model_settled.emit()
            return
        self.panel.follow(event)
        if isinstance(event, Answered):
            self.conversation = event.answer.conversation
            self._settle()

    def _fail(self, error: AssistantError) -> None:
        if self.answering:
            self.panel.fail(error)
            self._settle()
        else:
            self.panel.warn(sentence(error))
            self.model_settled.emit()

    def _settle(self) -> None:
        if self.answering:
            self.answering = False
            self.panel.be_ready(True)
