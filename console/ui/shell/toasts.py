"""Toasts: something has happened, or why something was refused. They go by themselves; errors stay longer."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QWidget

from console.desk.board import Notice
from console.desk.intents import Dismiss, Intent, Refusal
from console.ui.shell.sentences import Sentences
from console.ui.widgets.buttons import Button
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import invalidate_all, row

_LOOK = {"error": ("bad", "triangle-alert"), "warn": ("warn", "triangle-alert"), "ok": ("ok", "check")}
_SHORT_MS, _LONG_MS = 6_000, 12_000
_MOST = 3
WIDTH = 400


class Toast(Floating):
    """One sentence."""

    def __init__(self, parent: QWidget, name: str, closed: Callable[[], object]) -> None:
        self._icon = Icon("info", "accentT", 18)
        self.text = Label("", "med", wrap=True, name=f"{name}.text")
        close = Button(f"{name}.close", icon="x", size="icsm", variant="ghost", on=closed)
        super().__init__(
            parent, row(self._icon, (self.text, 1), close, gap=10, margins=(16, 10, 10, 10)), "line", name
        )
        close.put(tip_text=self.tr("Close"))
        self.hide()

    def put(self, kind: str, text: str) -> None:
        """Say that."""
        tone, icon = _LOOK.get(kind, ("accent", "info"))
        self.set_tone(tone)
        self._icon.put(icon, tone + "T")
        self.text.put(text)
        self.setAccessibleName(text)


class Toasts:
    """At the bottom of the window, the newest lowest. Refusals of ours have ids below zero."""

    def __init__(self, root: QWidget, sentences: Sentences, do: Callable[[Intent], Refusal | None]) -> None:
        self._root, self._sentences, self._do = root, sentences, do
        self._toasts = [Toast(root, f"toast{i}", partial(self._close, i)) for i in range(_MOST)]
        self._told: list[tuple[int, str, str, QTimer]] = []
        """Id, kind, text and the timer that ends it; oldest first."""
        self._seen: set[int] = set()
        self._own = 0

    def put(self, notices: tuple[Notice, ...]) -> None:
        """Show what is new; what is gone from the board goes here too."""
        here = {n.id for n in notices if not n.sticky}
        for id_, _, _, timer in [t for t in self._told if t[0] > 0 and t[0] not in here]:
            timer.stop()
            self._told = [t for t in self._told if t[0] != id_]
        for notice in notices:
            if not notice.sticky and notice.id not in self._seen:
                self._seen.add(notice.id)
                self._tell(notice.id, notice.kind, self._sentences.notice(notice))
        self._paint()

    def refuse(self, message: str) -> None:
        """Why something was not done; the same sentence is not stacked."""
        self._told = [t for t in self._told if t[2] != message]
        self._own -= 1
        self._tell(self._own, "warn", message)
        self._paint()

    def _tell(self, id_: int, kind: str, text: str) -> None:
        timer = QTimer(self._root)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._end(id_))
        timer.start(_LONG_MS if kind in {"error", "warn"} else _SHORT_MS)
        self._told.append((id_, kind, text, timer))

    def _close(self, place: int) -> None:
        shown = self._told[-_MOST:]
        if place < len(shown):
            self._end(shown[place][0])

    def _end(self, id_: int) -> None:
        for told in [t for t in self._told if t[0] == id_]:
            told[3].stop()
            told[3].deleteLater()
        self._told = [t for t in self._told if t[0] != id_]
        self._paint()
        if id_ > 0:
            self._do(Dismiss(notice=id_))

    def _paint(self) -> None:
        shown = self._told[-_MOST:]
        for i, toast in enumerate(self._toasts):
            if i < len(shown):
                toast.put(shown[i][1], shown[i][2])
                toast.show()
            else:
                toast.hide()
        self.settle()

    def settle(self) -> None:
        """Find their places: above each other at the bottom, in the middle."""
        shown = [t for t in self._toasts if not t.isHidden()]
        bottom = self._root.height() - 20
        left = 84 + (self._root.width() - 84 - WIDTH) // 2
        for toast in reversed(shown):
            invalidate_all(toast)
            pad = 2 * Floating.PAD
            high = (
                toast.heightForWidth(WIDTH + pad) - pad
                if toast.hasHeightForWidth()
                else toast.sizeHint().height() - pad
            )
            bottom -= high
            toast.place(QRect(left, bottom, WIDTH, high))
            toast.raise_()
            bottom -= 10
