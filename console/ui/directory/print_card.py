"""The policy on paper (R32): as a PDF or a web page, whole or with one person's part in it."""

from PySide6.QtWidgets import QWidget

from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, row


class PrintCard(Box):
    """Two buttons; the file is asked for."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        about = Label(self.tr("The policy that is in force, to print or to send."), "muted", wrap=True)
        pdf = Button("policy.print.pdf", self.tr("As PDF"), "download", size="sm", on=lambda: None)
        html = Button("policy.print.html", self.tr("As web page"), "globe", size="sm", on=lambda: None)
        super().__init__("card", row((about, 1), pdf, html, gap=8, margins=(20, 12, 16, 12)), "policy.print")


def parent_of(widget: QWidget) -> QWidget:
    """Over which a dialog stands."""
    return widget.window()
