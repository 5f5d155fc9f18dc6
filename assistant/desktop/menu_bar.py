"""What stands in the menus of the window."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from assistant.desktop.menus import Entry

if TYPE_CHECKING:
    from assistant.desktop.window import Window


def entries(window: "Window") -> dict[str, list[Entry | None]]:
    """Return the menus of the window."""
    tr, library, page = window.tr, window.library, window.page
    preferences, leave = QAction.MenuRole.PreferencesRole, QAction.MenuRole.QuitRole
    return {
        tr("&File"): [
            Entry(tr("Add files…"), library.choose_files, "Ctrl+O"),
            Entry(tr("Add folder…"), library.choose_folder, "Ctrl+Shift+O"),
            None,
            Entry(tr("Settings…"), window.dialogs.change_settings, "Ctrl+,", preferences),
            Entry(tr("Quit"), window.close, "Ctrl+Q", leave),
        ],
        tr("&Library"): [
            Entry(tr("About this document…"), window.show_facts, "Ctrl+I"),
            Entry(tr("Collections…"), window.show_collections, "Ctrl+K"),
            Entry(tr("Show in folder"), library.show_folder),
            Entry(tr("Remove documents"), library.want_removal),
            None,
            Entry(tr("Test my library…"), window.dialogs.test, "Ctrl+T"),
        ],
        tr("&Conversation"): [
            Entry(tr("Ask"), window.conversation.box.setFocus, "Ctrl+L"),
            Entry(tr("Stop answering"), window.asking.stop),
            Entry(tr("New conversation"), window.asking.renew, "Ctrl+N"),
            Entry(tr("Conversations…"), window.dialogs.show_history, "Ctrl+H"),
        ],
        tr("&Page"): [
            Entry(tr("Previous page"), partial(page.turn, -1), "Ctrl+PgUp"),
            Entry(tr("Next page"), partial(page.turn, 1), "Ctrl+PgDown"),
            Entry(tr("Previous citation"), partial(page.go_to_citation, -1), "Alt+PgUp"),
            Entry(tr("Next citation"), partial(page.go_to_citation, 1), "Alt+PgDown"),
            Entry(tr("Find in this document"), page.search, "Ctrl+F"),
            Entry(tr("Small pictures of all pages"), page.tools.thumbs.click, "F9"),
            None,
            Entry(tr("Copy text"), page.view.copy, "Ctrl+Shift+C"),
            Entry(tr("Ask about the selected text"), page.ask_about_selection, "Ctrl+Shift+L"),
            Entry(tr("Open in the system's viewer"), page.open_outside),
            None,
            Entry(tr("Larger"), page.tools.larger.click, "Ctrl++"),
            Entry(tr("Smaller"), page.tools.smaller.click, "Ctrl+-"),
            Entry(tr("Fit the width"), page.area.fit_width, "Ctrl+0"),
            Entry(tr("Turn to the right"), page.area.rotate, "Ctrl+R"),
        ],
        tr("&Help"): [
            Entry(tr("Manual"), window.helping.show_manual, "F1"),
            Entry(tr("Keyboard shortcuts"), window.helping.show_shortcuts),
            Entry(tr("Privacy"), window.helping.show_privacy),
            Entry(tr("Diagnostics…"), window.helping.show_diagnostics),
            Entry(tr("About PDF Assistant"), window.helping.show_about, role=QAction.MenuRole.AboutRole),
        ],
    }
