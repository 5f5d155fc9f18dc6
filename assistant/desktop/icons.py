"""The icons of resources/icons, in the colour of the text; a missing one is an empty icon."""

from functools import lru_cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from assistant import paths
from assistant.desktop import look

SIDE = 18
_SHARPNESS = 3.0


@lru_cache(maxsize=256)
def icon(name: str, colour: str) -> QIcon:
    """Return an icon drawn in one colour."""
    file = paths.program_folder() / "resources" / "icons" / f"{name}.svg"
    if not file.exists():
        return QIcon()
    drawing = QIcon(str(file))
    made = QIcon()
    for side in (SIDE, 3 * SIDE):
        made.addPixmap(_tint(drawing.pixmap(QSize(side, side), _SHARPNESS), colour))
    return made


def put(button: QAbstractButton, name: str) -> None:
    """Give a button an icon, which `renew` draws again when the colours change."""
    button.setProperty("icon-name", name)
    button.setIconSize(QSize(SIDE, SIDE))
    _draw(button)


def renew(window: QWidget) -> None:
    """Draw the icons of all buttons in the colours of now."""
    for button in window.findChildren(QAbstractButton):
        if button.property("icon-name"):
            _draw(button)


def _draw(button: QAbstractButton) -> None:
    colours = look.current()
    colour = colours.on_accent if button.property("role") == "first" else colours.text
    button.setIcon(icon(button.property("icon-name"), colour))


def _tint(pixmap: QPixmap, colour: str) -> QPixmap:
    if pixmap.isNull():
        return pixmap
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor(colour))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARPNESS)
    return pixmap
