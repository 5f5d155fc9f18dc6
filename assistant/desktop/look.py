"""How the window looks: one table of colours for light and one for dark, spaces, type sizes."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from assistant import paths

_APPEARANCE = "appearance"

SPACE = 8
RADIUS = 6
HEAD = 30
TITLE, SMALL = 1.2, 0.92
"""Type sizes, as parts of the system's."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours by what they are for; those of text are readable on window, panel, card and hover."""

    window: str
    panel: str
    card: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    near: str
    bad: str
    desk: str
    thumb: str
    highlight: str = "#ffe27a"
    selection: str = "#b9d2ff"


LIGHT = Look(
    window="#f4f4f1",
    panel="#ffffff",
    card="#f6f7f9",
    hover="#e9eef8",
    line="#d9dade",
    text="#1d2127",
    muted="#5a626d",
    accent="#2456b8",
    on_accent="#ffffff",
    good="#1c6b3a",
    near="#855000",
    bad="#ab2323",
    desk="#e3e4e6",
    thumb="#a9aeb6",
)

DARK = Look(
    window="#1b1d21",
    panel="#22252a",
    card="#2a2e35",
    hover="#333b4b",
    line="#3d424b",
    text="#e8eaed",
    muted="#a7aeb9",
    accent="#8fb4ff",
    on_accent="#10203f",
    good="#7fd3a0",
    near="#efbf6b",
    bad="#ff9d94",
    desk="#15171a",
    thumb="#5c636e",
)


def current() -> Look:
    """Return the table that the user chose, else the one that the system's colour scheme asks for."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    application = QGuiApplication.instance()
    chosen = application.property(_APPEARANCE) if application else None
    return {"light": LIGHT, "dark": DARK}.get(str(chosen), DARK if dark else LIGHT)


def choose(appearance: str) -> None:
    """Be light or dark whatever the system is, or as the system is."""
    application = QGuiApplication.instance()
    if application is not None:
        application.setProperty(_APPEARANCE, appearance)
    # The frame that the system draws; not every platform can.
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(schemes.get(appearance, Qt.ColorScheme.Unknown))


def palette(look: Look) -> QPalette:
    """Return the palette for everything that Qt draws by itself."""
    role = QPalette.ColorRole
    colours = {
        role.Window: look.window,
        role.WindowText: look.text,
        role.Base: look.panel,
        role.AlternateBase: look.card,
        role.Text: look.text,
        role.Button: look.card,
        role.ButtonText: look.text,
        role.Highlight: look.accent,
        role.HighlightedText: look.on_accent,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.PlaceholderText: look.muted,
        role.ToolTipBase: look.panel,
        role.ToolTipText: look.text,
        role.Accent: look.accent,
        role.Mid: look.line,
    }
    made = QPalette()
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(look.muted))
    return made


def _mark(name: str, look: Look) -> str:
    """Return the picture of a tick or a dash that is seen on the accent; a style sheet takes files only."""
    colour = "white" if look == LIGHT else "black"
    return (paths.program_folder() / "resources" / "icons" / f"{name}-{colour}.svg").as_posix()


def _boxes(look: Look) -> str:
    """Return the style of boxes to tick, whose edge Qt draws darker than the window, unseen in the dark."""
    return f"""
    QCheckBox::indicator, QListView::indicator, QTableView::indicator {{ width: 14px; height: 14px;
        background: {look.panel}; border: 1px solid {look.muted}; border-radius: 3px; }}
    QCheckBox::indicator:checked, QListView::indicator:checked, QTableView::indicator:checked {{
        background: {look.accent}; border-color: {look.accent}; image: url("{_mark("tick", look)}"); }}
    QListView::indicator:indeterminate, QTableView::indicator:indeterminate {{
        background: {look.accent}; border-color: {look.accent}; image: url("{_mark("dash", look)}"); }}
    QCheckBox::indicator:focus {{ border-color: {look.accent}; }}
    QCheckBox::indicator:disabled {{ background: {look.line}; border-color: {look.line}; }}
    """


def style_sheet(look: Look) -> str:
    """Return the style sheet; widgets are told apart by their property `role`."""
    return f"""
    QWidget[role="panel"] {{ background: {look.panel}; }}
    QWidget[role="desk"] {{ background: {look.desk}; }}
    QWidget[role="card"] {{ background: {look.card}; border: 1px solid {look.line};
        border-radius: {RADIUS}px; }}
    QLabel[role="muted"] {{ color: {look.muted}; }}
    QLabel[role="good"] {{ color: {look.good}; }}
    QLabel[role="near"] {{ color: {look.near}; }}
    QLabel[role="bad"] {{ color: {look.bad}; }}
    QLabel[role="question"] {{ background: {look.hover}; border-radius: {RADIUS}px; padding: {SPACE}px; }}
    QSplitter::handle {{ background: {look.line}; }}
    QScrollArea[role="desk"] {{ background: {look.desk}; border: none; }}
    QScrollArea, QListView, QTextBrowser {{ border: none; background: transparent; }}
    QListWidget {{ background: {look.panel}; border: 1px solid {look.line}; border-radius: {RADIUS}px; }}
    QListWidget::item {{ padding: {SPACE}px; color: {look.text}; }}
    QListWidget::item:selected {{ background: {look.hover}; color: {look.text}; }}
    QLineEdit {{ background: {look.panel}; border: 1px solid {look.line}; border-radius: {RADIUS}px;
        padding: 4px; }}
    QLineEdit:focus {{ border-color: {look.accent}; }}
    QPlainTextEdit {{ background: {look.panel}; border: 1px solid {look.line};
        border-radius: {RADIUS}px; padding: 4px; }}
    QPlainTextEdit:focus {{ border: 2px solid {look.accent}; padding: 3px; }}
    QPushButton, QToolButton {{ background: {look.card}; color: {look.text}; border: 1px solid {look.line};
        border-radius: {RADIUS}px; padding: 5px 10px; }}
    QToolButton {{ padding: 5px; }}
    QPushButton:hover, QToolButton:hover {{ background: {look.hover}; }}
    QPushButton:checked, QToolButton:checked {{ background: {look.hover}; border-color: {look.accent}; }}
    QPushButton:focus, QToolButton:focus {{ border-color: {look.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {look.muted}; background: {look.window}; }}
    QPushButton[role="first"] {{ background: {look.accent}; color: {look.on_accent};
        border-color: {look.accent}; }}
    QPushButton[role="first"]:focus {{ border-color: {look.text}; }}
    QPushButton[role="first"]:disabled {{ background: {look.window}; color: {look.muted};
        border-color: {look.line}; }}
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {look.thumb}; border-radius: 4px; margin: 1px; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {look.line}; border: none; border-radius: 3px; }}
    QProgressBar::chunk {{ background: {look.accent}; border-radius: 3px; }}
    QToolTip {{ background: {look.panel}; color: {look.text}; border: 1px solid {look.line}; padding: 4px; }}
    {_boxes(look)}
    """
