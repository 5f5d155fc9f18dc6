"""What the help menu tells: the manual, the shortcuts, where everything is kept, what the program is."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant import __version__, guard
from assistant.desktop.languages import localised, resource, tr
from assistant.desktop.menus import Entry
from assistant.desktop.widgets import shown
from assistant.printing import size


def manual() -> str:
    """Return the manual in Markdown."""
    return resource("manual")


def where_models() -> str:
    """Return where to get a model, in Markdown; nothing is fetched."""
    return resource("where_models")


def shortcuts(menus: Mapping[str, Sequence[Entry | None]]) -> str:
    """Return every shortcut of the menus, and those of the question box, in Markdown."""
    lines = []
    for title, entries in menus.items():
        lines.append(f"## {title.replace('&', '')}")
        lines += [f"- **{each.keys}**: {each.text.rstrip('…')}" for each in entries if each and each.keys]
    box = {"Enter": tr("ask"), "Shift+Enter": tr("begin a new line"), "Esc": tr("stop the answer")}
    lines += [f"## {tr('Question')}", *(f"- **{keys}**: {what}" for keys, what in box.items())]
    return "\n".join(lines)


def privacy(folder: Path, stored: Sequence[tuple[str, int]]) -> str:
    """Return what is kept where, in Markdown; the path is shown as it is written."""
    kept = "\n".join(f"- {localised(what)}: {size(count)}" for what, count in stored)
    told = tr(
        "Nothing leaves this computer: the program opens no connection and listens on no port. "
        "Passwords of PDFs are used once and never kept. Removing a document erases its words from the "
        "index; your PDF files are never changed."
    )
    count = tr("No connection can be opened: attempts are refused. Refused since the start: {0}.").format(
        guard.refused()
    )
    where = tr("Everything is kept in this folder:")
    return f"{told}\n\n{count}\n\n{where}\n\n    {shown(str(folder))}\n\n{kept}\n"


def about() -> str:
    """Return what the program is, and under which licence."""
    told = tr(
        "Answers questions about your own PDFs, on your own machine, with every quote found on its page. "
        "Free software under the GNU Affero General Public License, version 3 or later: you may use, study, "
        "change and pass it on. Its source code is handed out with it; whoever gave you this program owes it "
        "to you on request."
    )
    return f"# PDF Assistant {__version__}\n\n{told}\n"
