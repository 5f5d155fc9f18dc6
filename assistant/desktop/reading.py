"""Connects the page panel with the calls that draw pages, tell their words and search in them."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from assistant.desktop.contract import Engine
from assistant.desktop.job import Errand, Errands
from assistant.desktop.page_panel import PagePanel, Sight
from assistant.desktop.searched_view import SearchedView
from assistant.engine.errors import AssistantError
from assistant.engine.types import Answer

MOST_KEPT = 24
"""Pictures of pages that are kept, so that going back and forth draws nothing anew."""

THUMBNAIL = 0.2
"""Pixels a point of a small picture."""


class Reading(QObject):
    """Pages are drawn off the UI thread; the engine is set once the library is open."""

    def __init__(self, panel: PagePanel, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self._panel, self._errands = panel, errands
        self._kept: dict[Sight, bytes] = {}
        panel.wanted.connect(self._draw)
        panel.text_wanted.connect(self._read)
        panel.search_wanted.connect(self._find)
        panel.thumbs.wanted.connect(self._draw_small)

    def _draw(self, sight: Sight) -> None:
        if sight in self._kept:
            self._panel.show_picture(sight, self._kept[sight])
        elif self.engine is not None:
            call = partial(self.engine.render, sight.document, sight.page, sight.scale)
            self._errands.run("page", Errand(call, partial(self._show, sight), self._panel.fail))

    def _show(self, sight: Sight, png: bytes) -> None:
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[sight] = png
        self._panel.show_picture(sight, png)

    def _draw_small(self, page: int) -> None:
        document = self._panel.document
        if self.engine is not None and document is not None:
            call = partial(self.engine.render, document.id, page, THUMBNAIL * self._panel.devicePixelRatioF())
            errand = Errand(call, partial(self._show_small, document.id, page),
                            partial(self._show_none, document.id, page))  # fmt: skip
            self._errands.run("thumbnail", errand)

    def _show_small(self, document: str, page: int, png: bytes) -> None:
        picture = QImage()
        picture.loadFromData(png, "PNG")
        self._panel.thumbs.put(document, page, picture)

    def _show_none(self, document: str, page: int, error: AssistantError) -> None:
        self._panel.thumbs.put(document, page, QImage())

    def _read(self, document: str, page: int) -> None:
        if self.engine is not None:
            call = partial(self.engine.page_text, document, page)
            show = partial(self._panel.read, document, page)
            self._errands.run("words", Errand(call, show, self._pass_over))

    def _pass_over(self, error: AssistantError) -> None:
        """Without its words nothing of a page can be selected; why, its picture tells."""

    def tell_whereabouts(self, answer: Answer, view: SearchedView) -> None:
        """Have a view tell what became of the page that is shown in the search for an answer."""
        document, page = self._panel.document, self._panel.page
        if self.engine is not None and document is not None:
            shown = [hit.passage.id for hit in answer.passages]
            call = partial(self.engine.whereabouts, answer.standalone, document.id, page, shown)
            show = partial(view.tell, document, page)
            self._errands.run("whereabouts", Errand(call, show, self._panel.fail))

    def _find(self, document: str, text: str) -> None:
        if self.engine is not None:
            call = partial(self.engine.find, document, text)
            show = partial(self._panel.show_places, document)
            self._errands.run("find", Errand(call, show, self._panel.fail))
