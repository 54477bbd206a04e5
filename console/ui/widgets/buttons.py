"""Buttons: painted from the tokens, with the key that presses them printed on them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from console.ui import icons
from console.ui.theme import font
from console.ui.widgets.bare_button import BareButton
from console.ui.widgets.labels import tip
from console.ui.widgets.paint import cap_width, paint_cap, paint_ground, paint_line

_FILLED = {"primary": "accent", "ok": "ok", "bad": "bad"}
_QUIET = {
    ("link", ""): ("", "", "accentT"),
    ("ghost", ""): ("", "", "muted"),
    ("ghost", "over"): ("sunk", "line", "text"),
    ("badline", ""): ("card", "bad", "badT"),
    ("badline", "over"): ("badS", "bad", "badT"),
    ("esc", ""): ("vioS", "vio", "vioT"),
    ("seg", ""): ("", "", "muted"),
    ("seg", "over"): ("", "", "text"),
    ("seg", "on"): ("seg", "line", "text"),
}
"""Ground, edge and ink by variant and by how it is; what has no row looks as it does at rest."""
_PLAIN = {
    "": ("card", "line", "text"),
    "over": ("accentS", "accent", "text"),
    "on": ("accentS", "accent", "accentT"),
}
_BARE = ("ghost", "link", "row", "nav")


class Button(BareButton):
    """``variant``: primary, ok, bad, badline, esc, ghost, link, chip, seg or plain; ``size``: sm, lg, big, icon, icsm.

    ``key`` is printed on it, ``sub`` is a second, smaller line. Texts may hold names of strangers: they are painted
    as they are, without mnemonics or markup.
    """

    def __init__(  # noqa: PLR0913 - what is said of a button is said in one line where it is made
        self,
        name: str,
        text: str = "",
        icon: str = "",
        *,
        variant: str = "",
        size: str = "",
        key: str = "",
        sub: str = "",
        tip_text: str = "",
        on: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.variant, self.size_ = variant, size
        self._caption, self._icon, self._key, self._sub = text, icon, key, sub
        self._tip = tip_text
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wide = QSizePolicy.Policy.Expanding if size == "big" else QSizePolicy.Policy.Preferred
        if size in {"icon", "icsm"} or variant in {"chip", "link"}:
            wide = QSizePolicy.Policy.Fixed
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self._say()
        if on is not None:
            self.clicked.connect(lambda _=False: on())

    # -- what it says

    @property
    def caption(self) -> str:
        """The words on it."""
        return self._caption

    @property
    def key(self) -> str:
        """The key that is printed on it."""
        return self._key

    def put_key(self, key: str) -> None:
        """Another key presses it."""
        if key != self._key:
            self._key = key
            self._say()
            self.updateGeometry()
            self.update()

    def put(
        self,
        text: str | None = None,
        icon: str | None = None,
        *,
        sub: str | None = None,
        variant: str | None = None,
        tip_text: str | None = None,
    ) -> None:
        """Say something else."""
        new = (
            self._caption if text is None else text,
            self._icon if icon is None else icon,
            self._sub if sub is None else sub,
            self.variant if variant is None else variant,
            self._tip if tip_text is None else tip_text,
        )
        if new != (self._caption, self._icon, self._sub, self.variant, self._tip):
            self._caption, self._icon, self._sub, self.variant, self._tip = new
            self._say()
            self.updateGeometry()
            self.update()

    def _say(self) -> None:
        said = ", ".join(t for t in (self._caption or self._tip, self._sub) if t)
        self.setAccessibleName(said)
        self.setAccessibleDescription(self._tip if self._caption else "")
        self._tell(whole=self.size_ not in {"icon", "icsm"}, capped=True)

    def _tell(self, *, whole: bool, capped: bool) -> None:
        """The tool tip: what is said of it, and what there is no room to paint: its words, the key's cap."""
        said = ", ".join(t for t in (self._caption, self._sub) if t)
        missing = not whole or (bool(self._key) and not capped and not self._tip)
        about = ". ".join(t for t in (said if missing and said != self._tip else "", self._tip) if t)
        tip(self, f"{about} ({self._key})" if about and self._key else about)

    # -- sizes

    def _fonts(self) -> tuple[int, int]:
        if self.size_ == "lg":
            return 15, 600
        strong = self.variant in {"primary", "ok", "bad", "link"} or (self.isCheckable() and self.isChecked())
        small = self.size_ in {"sm", "big"} or self.variant in {"chip", "link"}
        return 12 if small else 13, 600 if strong else 500

    def _icon_size(self) -> int:
        return {"sm": 14, "icsm": 14, "lg": 19, "big": 20}.get(
            self.size_, 13 if self.variant == "chip" else 16
        )

    def sizeHint(self) -> QSize:
        """What words, icon and key need."""
        if self.size_ in {"icon", "icsm"}:
            side = 36 if self.size_ == "icon" else 28
            return QSize(side, side)
        if self.size_ == "big":
            wide = QFontMetrics(font(12, 600)).horizontalAdvance(self._caption) + 16
            return QSize(max(76, wide), 76)
        height = {"sm": 28, "lg": 48}.get(self.size_, 30 if self.variant in {"chip", "seg"} else 36)
        if self.variant == "link":
            height = 20
        if self._sub:
            height = max(height, 46)
        return QSize(self._wide(), height)

    def minimumSizeHint(self) -> QSize:
        """The key cap goes first, then words are elided down to a measure."""
        hint = self.sizeHint()
        if self.size_ == "big":
            return QSize(58, hint.height())
        return QSize(min(hint.width() - self._cap(), 150), hint.height())

    def _cap(self) -> int:
        return cap_width(self._key) + 9 if self._key and self.size_ != "big" else 0

    def _wide(self) -> int:
        caption, sub = self._texts()
        cap = self._cap()
        icon = self._icon_size() + 7 if self._has_icon() else 0
        pad = {"link": 0, "ghost": 16, "chip": 24, "seg": 24}.get(
            self.variant, {"sm": 20, "lg": 36}.get(self.size_, 22 if self._sub else 26)
        )
        return max(caption + cap, sub) + icon + pad + 1

    def _texts(self) -> tuple[int, int]:
        """How wide both lines are."""
        pixels, weight = self._fonts()
        caption = QFontMetrics(font(pixels, 600 if self._sub else max(weight, 500))).horizontalAdvance(
            self._caption
        )
        return caption + 1, QFontMetrics(font(11)).horizontalAdvance(self._sub) + 1 if self._sub else 0

    def _has_icon(self) -> bool:
        return bool(self._icon) or (self.variant == "chip" and self.isChecked())

    # -- painting

    def _radius(self) -> float:
        if self.variant == "chip":
            return 15
        return {"lg": 10, "big": 10, "icsm": 6}.get(self.size_, 7 if self.variant == "seg" else 8)

    def _colours(self) -> tuple[str, str, str]:
        """Ground, edge and ink, by token; "" is none."""
        if not self.isEnabled():
            return ("", "", "muted") if self.variant in _BARE else ("sunk", "line", "muted")
        if self.variant in _FILLED:
            tone = _FILLED[self.variant]
            ground = tone + ("H" if self._over or self.isDown() else "F")
            return ground, ground, "white"
        return self._quiet_colours()

    def _quiet_colours(self) -> tuple[str, str, str]:
        on = self.isCheckable() and self.isChecked()
        way = "on" if on else "over" if self._over else ""
        own = _QUIET.get((self.variant, way)) or _QUIET.get((self.variant, ""))
        if own is not None:
            return own
        if self.isDown() and not on:
            return "track", "accent", "text"
        return _PLAIN[way]

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, colour = self._colours()
        paint_ground(painter, QRectF(self.rect()), ground, edge, self._radius(), dashed=not self.isEnabled())
        if self.size_ == "big":
            self._paint_big(painter, colour)
        else:
            self._paint_line(painter, colour)

    def _paint_big(self, painter: QPainter, colour: str) -> None:
        wide = self.width()
        painter.drawPixmap((wide - 20) // 2, 12, icons.pixmap(self._icon, colour, 20))
        pixels, weight = self._fonts()
        centre = Qt.AlignmentFlag.AlignCenter
        words, key = QRectF(3, 35, wide - 6, 17), QRectF(3, 53, wide - 6, 15)
        whole = paint_line(painter, words, self._caption, pixels, weight, colour, centre)
        capped = paint_line(painter, key, self._key, 11, 500, "muted", centre)
        self._tell(whole=whole, capped=capped)

    def _paint_line(self, painter: QPainter, colour: str) -> None:
        pixels, weight = self._fonts()
        caption, sub = self._texts()
        icon_size = self._icon_size()
        icon = self._icon or ("check" if self._has_icon() else "")
        lead = (icon_size + (7 if self._caption else 0)) if icon else 0
        room = self.width() - lead - (0 if self.variant == "link" else 14)
        cap = self._cap() if max(caption + self._cap(), sub) <= room + 4 else 0
        block = min(room, max(caption + cap, sub))
        x = 0.0 if self.variant == "link" else (self.width() - lead - block) / 2
        height = self.height()
        if icon:
            painter.drawPixmap(int(x), (height - icon_size) // 2, icons.pixmap(icon, colour, icon_size))
        x += lead
        first = (
            QRectF(x, height / 2 - 18, block - cap, 18) if self._sub else QRectF(x, 0, block - cap, height)
        )
        whole = paint_line(painter, first, self._caption, pixels, 600 if self._sub else weight, colour)
        if self._sub:
            quiet = colour if colour == "white" else "muted"
            below = QRectF(x, height / 2 + 1, block, 15)
            whole = paint_line(painter, below, self._sub, 11, 400, quiet) and whole
        if self.size_ not in {"icon", "icsm"}:
            self._tell(whole=whole, capped=bool(cap) or not self._key)
        if cap:
            at = QRectF(x + min(caption, block - cap) + 9, first.center().y() - 9, cap_width(self._key), 18)
            paint_cap(painter, at, self._key, colour)


def check_one(buttons: Mapping[str, QAbstractButton], code: str) -> None:
    """Check that one and no other. Each keeps its own Tab stop, which a QButtonGroup would take away."""
    for name, button in buttons.items():
        if button.isChecked() != (name == code):
            button.setChecked(name == code)
            button.updateGeometry()


class AnswerButton(Button):
    """Answer: takes no key for the first moment, so that text being typed answers nothing."""

    deaf: Callable[[], bool] | None = None
    """Whether keys are to be ignored now."""

    def takes_keys(self) -> bool:
        """Whether a key may press it now."""
        return self.deaf is None or not self.deaf()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Qt's own; Enter presses too."""
        presses = event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select}
        if presses and (not self.takes_keys() or event.isAutoRepeat()):
            event.accept()
            return
        super().keyPressEvent(event)
