"""The buttons above a page."""

from PySide6.QtWidgets import QToolButton, QWidget

from assistant.desktop.page_area import STEP, PageArea
from assistant.desktop.widgets import row, tool_button


class PageTools(QWidget):
    """Buttons that turn pages, go through citations, search, zoom and turn; thumbs can be switched on."""

    def __init__(self, area: PageArea) -> None:
        super().__init__()
        tr = self.tr
        self.back = tool_button("<", "page-previous", tr("Previous page (Ctrl+PgUp)"))
        self.on = tool_button(">", "page-next", tr("Next page (Ctrl+PgDown)"))
        self.cited_before = tool_button("↑", "citation-previous", tr("Previous citation (Alt+PgUp)"))
        self.cited_next = tool_button("↓", "citation-next", tr("Next citation (Alt+PgDown)"))
        self.thumbs = tool_button(tr("Pages"), "thumbnails", tr("Show small pictures of all pages (F9)"))
        self.thumbs.setCheckable(True)
        self.seek = tool_button(tr("Find"), "search", tr("Find in this document (Ctrl+F)"))
        self.smaller = tool_button("−", "zoom-out", tr("Zoom out (Ctrl+−)"))
        self.larger = tool_button("+", "zoom-in", tr("Zoom in (Ctrl++)"))
        self.fit = tool_button(tr("Fit"), "fit-width", tr("Fit the width (Ctrl+0)"))
        self.turn = tool_button(tr("Turn"), "rotate", tr("Turn the page to the right (Ctrl+R)"))
        self.citing = (self.cited_before, self.cited_next)
        self.own: tuple[QToolButton, ...] = (self.thumbs, self.back, self.on, self.seek, self.smaller,
                                             self.larger, self.fit, self.turn)  # fmt: skip
        layout = row(self.thumbs, *self.citing, *self.own[1:], space=4)
        layout.addStretch()
        self.setLayout(layout)
        self.smaller.clicked.connect(lambda: area.zoom_by(1 / STEP))
        self.larger.clicked.connect(lambda: area.zoom_by(STEP))
        self.fit.clicked.connect(area.fit_width)
        self.turn.clicked.connect(area.rotate)

    def allow(self, page: int, pages: int) -> None:
        """Say which page of how many is shown; 0 of 0 allows nothing."""
        for each in self.own:
            each.setEnabled(pages > 0)
        self.back.setEnabled(page > 1)
        self.on.setEnabled(page < pages)

    def allow_citations(self, place: int, count: int) -> None:
        """Say which of how many citations is shown, counted from 0; they are offered if there are several."""
        for each in self.citing:
            each.setVisible(count > 1)
        self.cited_before.setEnabled(place > 0)
        self.cited_next.setEnabled(place + 1 < count)
