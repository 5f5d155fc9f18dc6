"""Asks before an address of an answer is opened, and shows all of it, as the browser would get it."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from assistant.desktop.widgets import shown


class AddressBox(QMessageBox):
    """The default is to open nothing."""

    def __init__(self, address: str, parent: QWidget) -> None:
        super().__init__(parent)
        # In the form that goes over the wire, letters that look like others show what they are.
        self.address = bytes(QUrl(address).toEncoded().data()).decode("ascii")
        self.setWindowTitle(self.tr("Open an address"))
        self.setIcon(QMessageBox.Icon.Warning)
        self.setTextFormat(Qt.TextFormat.PlainText)
        task = self.tr("The answer names this address. Your browser would open it, outside of this program:")
        self.setText(f"{task}\n\n{shown(self.address)}")
        self.stay = self.addButton(QMessageBox.StandardButton.Cancel)
        self.copy = self.addButton(self.tr("Copy the address"), QMessageBox.ButtonRole.ActionRole)
        self.go = self.addButton(self.tr("Open in the browser"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.stay)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.address))
        self.go.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromEncoded(self.address.encode())))
