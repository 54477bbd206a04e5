"""Fields that a person types in. What is typed is never overwritten while it is being typed or is unsent."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from console.ui import icons
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import column, reveal, row


class LineField(QLineEdit):
    """One line. ``edited`` callbacks are told what a person typed, never what was put."""

    def __init__(self, name: str, label: str, *, placeholder: str = "", icon: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setPlaceholderText(placeholder)
        self._icon = icon
        if icon:
            self.setTextMargins(24, 0, 0, 0)
        self._left: list[Callable[[], object]] = []

    def value(self) -> str:
        """What stands in it."""
        return self.text()

    def put(self, text: str) -> None:
        """Show what is stored."""
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def on_edit(self, then: Callable[[], object]) -> None:
        """Call ``then`` after each stroke."""
        self.textEdited.connect(lambda _: then())

    def on_pause(self, milliseconds: int, then: Callable[[], object]) -> QTimer:
        """Call ``then`` when nothing was typed for so long; stopping the timer that is returned calls it off."""
        wait = QTimer(self)
        wait.setSingleShot(True)
        wait.setInterval(milliseconds)
        wait.timeout.connect(then)
        self.on_edit(wait.start)
        return wait

    def on_leave(self, then: Callable[[], object]) -> None:
        """Call ``then`` when the focus goes."""
        self._left.append(then)

    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        """Qt's own."""
        super().focusOutEvent(event)
        _tell(self._left, event)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own, and the icon."""
        super().paintEvent(event)
        if self._icon:
            QPainter(self).drawPixmap(12, (self.height() - 17) // 2, icons.pixmap(self._icon, "muted", 17))


class AreaField(QPlainTextEdit):
    """Several lines of plain text; Tab goes on to the next field."""

    def __init__(self, name: str, label: str, *, height: int = 80, placeholder: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._putting = False
        self._height = height
        self._left: list[Callable[[], object]] = []

    def sizeHint(self) -> QSize:
        """The height that was asked for."""
        return QSize(240, self._height)

    def minimumSizeHint(self) -> QSize:
        """Narrow is all right."""
        return QSize(120, self._height)

    def value(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show what is stored."""
        if self.toPlainText() != text:
            self._putting = True
            self.setPlainText(text)
            self._putting = False

    def on_edit(self, then: Callable[[], object]) -> None:
        """Call ``then`` after each stroke."""
        self.textChanged.connect(lambda: None if self._putting else then())

    def on_leave(self, then: Callable[[], object]) -> None:
        """Call ``then`` when the focus goes."""
        self._left.append(then)

    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        """Qt's own."""
        super().focusOutEvent(event)
        _tell(self._left, event)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Ctrl+Enter is the region's, not a line feed."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


def _tell(left: list[Callable[[], object]], event: QFocusEvent) -> None:
    """A menu or another window over ours is not leaving."""
    if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}:
        for then in left:
            then()


class Choice(QComboBox):
    """One of several, by code."""

    def __init__(self, name: str, label: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for code, word in options:
            self.addItem(word, code)

    def value(self) -> str:
        """The chosen code."""
        code = self.currentData()
        return code if isinstance(code, str) else ""

    def put(self, code: str) -> None:
        """Show what is stored; a code of another version is shown as it is."""
        if code == self.value():
            return
        index = self.findData(code)
        if index < 0:
            self.addItem(code, code)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def on_choose(self, then: Callable[[], object]) -> None:
        """Call ``then`` when a person chose, not when it was put."""
        self.activated.connect(lambda _: then())

    def wheelEvent(self, event: QWheelEvent, /) -> None:
        """Scrolling over it must not change a ticket."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own, and the arrow."""
        super().paintEvent(event)
        where = (self.width() - 27, (self.height() - 16) // 2)
        QPainter(self).drawPixmap(*where, icons.pixmap("chevron-down", "muted", 16))


Typed = LineField | AreaField


class Field(QWidget):
    """A label, what is typed in, a hint on the right, and beneath what is wrong with it."""

    def __init__(self, label: str, inside: QWidget, *, need: str = "", hint: str = "") -> None:
        super().__init__()
        self.inside = inside
        self.label = Label(label, "metab")
        self.label.setBuddy(inside)
        self.need = Elided(need, "meta", whole=True)
        self.hint = Elided(hint, "meta", fit=True)
        self.hint.setMinimumWidth(1)  # 0 would ask the text how wide it must be
        self._sign = Icon("triangle-alert", "badT", 14)
        self.problem = Label("", "meta", "bad", wrap=True, name=inside.objectName() + ".problem")
        self._below = QWidget()
        self._below.setLayout(row(self._sign, (self.problem, 1), gap=6))
        self._below.hide()
        head = row(self.label, (self.need, 1), self.hint, gap=6)
        self.setLayout(column(head, (inside, 1), self._below, gap=5))

    def put_problem(self, text: str) -> None:
        """Say what is wrong, or "" if nothing is."""
        if self.problem.text() == text and self._below.isHidden() is not bool(text):
            return
        self.problem.put(text)
        self._below.setVisible(bool(text))
        self.inside.setAccessibleDescription(text)
        self.inside.setProperty("bad", "1" if text else "")
        self.inside.style().unpolish(self.inside)
        self.inside.style().polish(self.inside)
        if text:
            reveal(self)
