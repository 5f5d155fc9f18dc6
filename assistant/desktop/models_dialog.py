"""The models on this machine: which answers now, what fits, how fast it is, how it runs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from assistant.desktop import own_texts, words
from assistant.desktop.contract import NO_MODEL, Engine
from assistant.desktop.help_dialog import HelpDialog
from assistant.desktop.job import Errand, Errands, Queue
from assistant.desktop.languages import localised, sentence
from assistant.desktop.settings_dialog import OF_MODELS, Use
from assistant.desktop.settings_form import SettingsForm
from assistant.desktop.widgets import Label, button, column, row, scroller, shown
from assistant.engine.errors import AssistantError
from assistant.engine.events import LoadingModel, Notice, ReadingPrompt
from assistant.engine.known_models import Trial
from assistant.engine.model_files import NAMED
from assistant.engine.types import ModelFile
from assistant.settings import Settings

_MODEL = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT, _LIST = 700, 640, 190


class ModelsDialog(QDialog):
    """changed tells the settings that are kept now, and what of them counts from the next start on."""

    changed = Signal(object, list)

    def __init__(self, engine: Engine, settings: Settings, use: Use, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.engine, self.settings = engine, settings
        self._use = use
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Models on this machine"))
        self.list.setMinimumHeight(_LIST)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = Label("", "muted")
        self.form = SettingsForm(settings, OF_MODELS, {})
        self.errands, self.queue = Errands(self), Queue(self)
        self._arrange()
        self._connect()
        self.read()

    def read(self) -> None:
        """Look for models again."""
        self.state.play("muted")
        self.state.say(self.tr("Looking for models…"))
        self.errands.run("models", Errand(partial(_look, self.engine), self._fill, self._complain))

    def add(self, file: Path) -> None:
        """Keep a GGUF file in the list, where it lies."""
        self._do(lambda: self.engine.known_models.put(file))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop a trial."""
        self.done(0)

    def done(self, result: int) -> None:
        """Stop a trial."""
        self.queue.cancel()
        self.errands.cancel()
        super().done(result)

    def _arrange(self) -> None:
        tr = self.tr
        self.use = button(tr("Answer with this"), role="first", tip=tr("This model answers from now on"))
        self.try_it = button(tr("Try it"), tip=tr("Load it and measure how fast it reads and writes"))
        self.stop = button(tr("Stop"), "stop")
        self.add_file = button(tr("Add a file…"), "add", tip=tr("A GGUF file; it is used where it lies"))
        self.drop = button(tr("Take off the list"), tip=tr("The file stays where it is"))
        self.where = button(
            tr("Where to get one"), tip=tr("What to look for, how large, under which licence")
        )
        self.adapter = button(tr("Choose an adapter…"), tip=tr("A GGUF LoRA file, for example of your own"))
        self.keep = button(tr("Save"), tip=tr("Run the model so from now on"))
        self.away = button(tr("Close"))
        tools = row(self.use, self.try_it, self.stop, self.drop)
        tools.addStretch()
        more = row(self.add_file, self.where)
        more.addStretch()
        foot = row(self.adapter, self.keep, self.away)
        foot.insertStretch(1)
        area = scroller(self.form, "")
        how = Label(tr("How the model runs"), bold=True)
        layout = column(self.list, self.state, tools, more, how, area, foot, margin=16)
        layout.setStretchFactor(area, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self.stop.hide()

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._follow_choice)
        self.list.itemActivated.connect(self._choose)
        self.use.clicked.connect(self._choose)
        self.try_it.clicked.connect(self._try)
        self.stop.clicked.connect(self.queue.cancel)
        self.add_file.clicked.connect(self._add)
        self.drop.clicked.connect(self._drop)
        self.where.clicked.connect(self._tell_where)
        self.adapter.clicked.connect(self._choose_adapter)
        self.keep.clicked.connect(self._save)
        self.away.clicked.connect(self.accept)
        self.queue.happened.connect(self._follow)
        self.queue.failed.connect(self._complain)
        self.queue.idle.connect(self._rest)

    def _fill(self, found: tuple[Sequence[ModelFile], dict[str, Trial], str]) -> None:
        models, trials, in_use = found
        chosen = self._current()
        self.list.clear()
        why = self.tr("No model is needed; your documents speak for themselves.")
        self._add_line(f"{self.tr('Quotations only')}\n{why}", None, in_use == NO_MODEL)
        for each in models:
            told = f"{each.name}\n{words.model_facts(each, trials.get(each.path))}"
            self._add_line(told, each, in_use in (each.name, each.path))
            if chosen is not None and each.path == chosen.path:
                self.list.setCurrentRow(self.list.count() - 1)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        none_found = self.tr("No model was found on this machine. Add a GGUF file, or drop one here.")
        self.state.say("" if models else none_found)

    def _add_line(self, told: str, model: ModelFile | None, in_use: bool) -> None:
        line = QListWidgetItem(shown(told))
        line.setData(_MODEL, model)
        font = line.font()
        font.setBold(in_use)
        line.setFont(font)
        self.list.addItem(line)
        if in_use:
            self.list.setCurrentItem(line)

    def _current(self) -> ModelFile | None:
        line = self.list.currentItem()
        model: ModelFile | None = line.data(_MODEL) if line is not None else None
        return model

    def _follow_choice(self) -> None:
        model = self._current()
        self.try_it.setEnabled(model is not None and not self.queue.busy)
        self.drop.setVisible(model is not None and model.source == NAMED)

    def _choose(self) -> None:
        model = self._current()
        self._keep(replace(self.settings, model=_name(model) if model else NO_MODEL))

    def _save(self) -> None:
        try:
            chosen = self.form.chosen()
        except AssistantError as error:
            self._complain(error)
        else:
            self._keep(replace(chosen, model=self.settings.model))

    def _keep(self, settings: Settings) -> None:
        try:
            later = self._use(settings)
        except AssistantError as error:
            self._complain(error)
            return
        self.settings = self.form.settings = settings
        self.changed.emit(settings, later)
        self.read()

    def _try(self) -> None:
        model = self._current()
        if model is not None and not self.queue.busy:
            self.stop.show()
            self.try_it.setEnabled(False)
            self.state.play("muted")
            self.state.say(self.tr("Loading {0}…").format(shown(model.name)))
            self.queue.start(partial(self.engine.try_model, _name(model)))

    def _follow(self, event: object) -> None:
        if isinstance(event, Notice):
            self.state.say(localised(event.text))
        elif isinstance(event, ReadingPrompt | LoadingModel):
            self.state.say(words.progress(event))
        elif isinstance(event, Trial):
            self.read()

    def _rest(self) -> None:
        self.stop.hide()
        self._follow_choice()

    def _complain(self, error: AssistantError) -> None:
        self.state.play("bad")
        self.state.say(sentence(error))

    def _add(self) -> None:
        title, kinds = self.tr("Add a model"), self.tr("Models (*.gguf)")
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if path:
            self.add(Path(path))

    def _drop(self) -> None:
        model = self._current()
        if model is not None:
            self._do(lambda: self.engine.known_models.remove(model.path))

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except AssistantError as error:
            self._complain(error)
        else:
            self.read()

    def _choose_adapter(self) -> None:
        title, kinds = self.tr("Choose an adapter"), self.tr("Adapters (*.gguf)")
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        editor = self.form.fields["adapter"]
        if path and isinstance(editor, QLineEdit):
            editor.setText(path)

    def _tell_where(self) -> None:
        HelpDialog(self.tr("Where to get a model"), own_texts.where_models(), "", self).open()


def _look(engine: Engine) -> tuple[Sequence[ModelFile], dict[str, Trial], str]:
    return engine.models(), engine.known_models.trials(), engine.model_name


def _name(model: ModelFile) -> str:
    """What a model is called in the settings: its path where the user named it, since names may be taken."""
    return model.path if model.source == NAMED else model.name
