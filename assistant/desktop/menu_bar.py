"""What stands in the menus of the window."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from assistant.desktop.menus import Entry

if TYPE_CHECKING:
    from assistant.desktop.window import Window

Menu = list[Entry | None]
Role = QAction.MenuRole


def entries(window: "Window") -> dict[str, Menu]:
    """Return the menus of the window."""
    tr = window.tr
    return {
        tr("&File"): _file(window),
        tr("&Library"): _library(window),
        tr("&Conversation"): _conversation(window),
        tr("&Page"): _page(window),
        tr("&Help"): _help(window),
    }


def _file(window: "Window") -> Menu:
    tr, library, dialogs = window.tr, window.library, window.dialogs
    return [
        Entry(tr("Add files…"), library.choose_files, "Ctrl+O"),
        Entry(tr("Add folder…"), library.choose_folder, "Ctrl+Shift+O"),
        Entry(tr("Watched folders…"), dialogs.show_watched, "Ctrl+Shift+W"),
        Entry(tr("Files being added…"), window.show_queue, "Ctrl+J"),
        None,
        Entry(tr("Carry to another machine…"), dialogs.carry),
        Entry(tr("Take over a library…"), window.take_over),
        None,
        Entry(tr("Models…"), dialogs.show_models, "Ctrl+M"),
        Entry(tr("Settings…"), dialogs.change_settings, "Ctrl+,", Role.PreferencesRole),
        Entry(tr("Quit"), window.close, "Ctrl+Q", Role.QuitRole),
    ]


def _library(window: "Window") -> Menu:
    tr, library = window.tr, window.library
    return [
        Entry(tr("About this document…"), window.show_facts, "Ctrl+I"),
        Entry(tr("What was read of it…"), window.show_report, "Ctrl+Shift+I"),
        Entry(tr("Collections…"), window.show_collections, "Ctrl+K"),
        Entry(tr("Show in folder"), library.show_folder),
        Entry(tr("Remove documents"), library.want_removal),
        None,
        Entry(tr("Test my library…"), window.dialogs.test, "Ctrl+T"),
        Entry(tr("Fine-tuning…"), window.dialogs.finetune, "Ctrl+Shift+T"),
    ]


def _conversation(window: "Window") -> Menu:
    tr = window.tr
    return [
        Entry(tr("Ask"), window.conversation.box.setFocus, "Ctrl+L"),
        Entry(tr("Stop answering"), window.asking.stop),
        Entry(tr("New conversation"), window.asking.renew, "Ctrl+N"),
        Entry(tr("Conversations…"), window.dialogs.show_history, "Ctrl+H"),
    ]


def _page(window: "Window") -> Menu:
    tr, page, tools = window.tr, window.page, window.page.tools
    return [
        Entry(tr("Previous page"), partial(page.turn, -1), "Ctrl+PgUp"),
        Entry(tr("Next page"), partial(page.turn, 1), "Ctrl+PgDown"),
        Entry(tr("Previous citation"), partial(page.go_to_citation, -1), "Alt+PgUp"),
        Entry(tr("Next citation"), partial(page.go_to_citation, 1), "Alt+PgDown"),
        Entry(tr("Find in this document"), page.search, "Ctrl+F"),
        Entry(tr("Small pictures of all pages"), tools.thumbs.click, "F9"),
        None,
        Entry(tr("Copy text"), page.view.copy, "Ctrl+Shift+C"),
        Entry(tr("Ask about the selected text"), page.ask_about_selection, "Ctrl+Shift+L"),
        Entry(tr("Open in the system's viewer"), page.open_outside),
        None,
        Entry(tr("Larger"), tools.larger.click, "Ctrl++"),
        Entry(tr("Smaller"), tools.smaller.click, "Ctrl+-"),
        Entry(tr("Fit the width"), page.area.fit_width, "Ctrl+0"),
        Entry(tr("Turn to the right"), page.area.rotate, "Ctrl+R"),
    ]


def _help(window: "Window") -> Menu:
    tr, helping = window.tr, window.helping
    return [
        Entry(tr("Manual"), helping.show_manual, "F1"),
        Entry(tr("Keyboard shortcuts"), helping.show_shortcuts),
        Entry(tr("Privacy"), helping.show_privacy),
        Entry(tr("Health…"), window.dialogs.show_health),
        Entry(tr("Diagnostics…"), helping.show_diagnostics),
        Entry(tr("About PDF Assistant"), helping.show_about, role=Role.AboutRole),
    ]
