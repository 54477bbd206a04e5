"""A real button with laid-out content inside: a row of a list, a tile, a place of the rail."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from console.ui.widgets.bare_button import BareButton
from console.ui.widgets.paint import paint_ground


class RowButton(BareButton):
    """A real button (focus, space bar, a name for screen readers) with laid-out content inside."""

    def __init__(
        self, layout: QLayout, variant: str = "row", *, name: str = "", checkable: bool = False
    ) -> None:
        super().__init__()
        self.variant = variant
        self.setLayout(layout)
        self.setCheckable(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if name:
            self.setObjectName(name)
        for inside in self.findChildren(QWidget):
            inside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """What is inside."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize(40, 36)

    def minimumSizeHint(self) -> QSize:
        """What is inside, at least."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else QSize(40, 36)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isCheckable() and self.isChecked():
            ground, edge = "accentS", "" if self.variant == "nav" else "accent"
        elif self._over and self.isEnabled():
            ground, edge = ("accentS", "accent") if self.variant in {"tile", "state"} else ("sunk", "line")
        else:
            ground, edge = {"tile": ("card", "line"), "state": ("card", "edge")}.get(self.variant, ("", ""))
        paint_ground(painter, QRectF(self.rect()), ground, edge, 10 if self.variant == "tile" else 8)
