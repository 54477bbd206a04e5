"""One question of a scorecard with its answer: squares 1 to 5, or yes and no; and "does not apply"."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui import icons
from console.ui.theme import font, ink
from console.ui.widgets.labels import tip
from console.ui.widgets.paint import paint_ground, paint_line
from store.scorecard import BEST, WORST, Question, QuestionKind

_HEIGHT = 26
_SIDE = 20
_GAP = 4
_UNSET = object()


class ScoreRow(QWidget):
    """A tab stop of its own. Keys: 1 to 5; Y or N; the minus sign for "does not apply"; Left and Right change it.

    ``chosen`` is told the question's key and the answer, None for "does not apply". Up and Down go to the next row.
    """

    def __init__(self, chosen: Callable[[str, int | None], object]) -> None:
        super().__init__()
        self._chosen = chosen
        self._question: Question | None = None
        self._text = ""
        self._value: object = _UNSET
        self._open = True
        self._over: int | str | None = None
        self._words = (self.tr("Yes"), self.tr("No"), self.tr("n/a"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFixedHeight(_HEIGHT)

    def show_item(self, item: "tuple[Question, str, object, bool]", /) -> None:
        """The question, its words, its answer (:data:`UNSET` without one), whether it can be answered."""
        self._question, self._text, self._value, self._open = item
        self.setObjectName(f"score.{self._question.key}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._open else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._open else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(self._said())
        tip(self, self._about())
        self.update()

    def _said(self) -> str:
        question = self._question
        if question is None:
            return ""
        if self._value is _UNSET:
            answer = self.tr("not answered")
        elif self._value is None:
            answer = self.tr("does not apply")
        elif question.kind is QuestionKind.YES_NO:
            answer = self._words[0 if self._value else 1]
        else:
            answer = self.tr("{n} of {most}").format(n=self._value, most=BEST[question.kind])
        return f"{self._text}: {answer}"

    def _about(self) -> str:
        question = self._question
        if question is None:
            return ""
        parts = [self._text, self.tr("weight {n}").format(n=f"{question.weight:g}")]
        if question.fails_all:
            parts.append(self.tr("the worst answer makes the whole review 0"))
        return ". ".join(parts)

    @property
    def value(self) -> object:
        """The answer that is shown."""
        return self._value

    # -- what can be pressed

    def _parts(self) -> list[tuple[int | None, QRectF, str]]:
        """The answers from the left: value, place, what is written on it."""
        question = self._question
        if question is None:
            return []
        right = float(self.width())
        top = (_HEIGHT - _SIDE) / 2
        made: list[tuple[int | None, QRectF, str]] = []
        if question.may_be_skipped and (self._open or self._value is None):
            made.append((None, QRectF(right - 30, top, 30, _SIDE), self._words[2]))
        right -= 30 + 6
        if question.kind is QuestionKind.YES_NO:
            wide = max(QFontMetrics(font(12, 600)).horizontalAdvance(w) for w in self._words[:2]) + 16
            answers = [(0, wide, self._words[1]), (1, wide, self._words[0])]
            if not self._open:
                answers = [a for a in answers if a[0] == self._value]
        else:
            answers = [(n, _SIDE, str(n)) for n in range(BEST[question.kind], WORST[question.kind] - 1, -1)]
        for value, wide, word in answers:
            made.append((value, QRectF(right - wide, top, wide, _SIDE), word))
            right -= wide + _GAP
        return made[::-1]

    def _at(self, where: QPointF) -> "tuple[int | None] | None":
        return next(
            ((v,) for v, area, _ in self._parts() if area.adjusted(-2, -4, 2, 4).contains(where)), None
        )

    def _choose(self, value: int | None) -> None:
        question = self._question
        if not self._open or question is None or (value is None and not question.may_be_skipped):
            return
        self._chosen(question.key, value)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        """Qt's own."""
        found = self._at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and found is not None:
            self._choose(found[0])
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        """Qt's own."""
        found = self._at(event.position())
        over = None if found is None else ("n/a" if found[0] is None else found[0])
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, _: object, /) -> None:
        """Qt's own."""
        self._over = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """The answer's own key; everything else is the window's."""
        question = self._question
        if question is None or not self._open or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        typed, key = event.text().casefold(), event.key()
        yes_no = question.kind is QuestionKind.YES_NO
        if typed in {"-", "−"}:
            self._choose(None)
        elif yes_no and typed in {"y", "n", self._words[0][:1].casefold(), self._words[1][:1].casefold()}:
            self._choose(int(typed in {"y", self._words[0][:1].casefold()}))
        elif not yes_no and typed in {"1", "2", "3", "4", "5"}:
            self._choose(int(typed))
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Down:
            self.focusNextChild()
        elif key == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        question = self._question
        if question is None:
            return
        low, high = WORST[question.kind], BEST[question.kind]
        now = self._value if isinstance(self._value, int) else (low - 1 if by > 0 else high + 1)
        self._choose(max(low, min(high, now + by)))

    # -- painting

    def sizeHint(self) -> QSize:
        """Room for a short question."""
        return QSize(300, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The answers, and a few letters."""
        return QSize(250, _HEIGHT)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        question = self._question
        if question is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        if question.kind is QuestionKind.YES_NO:
            sign = (
                {1: ("check", "okT"), 0: ("x", "badT")}.get(self._value)
                if isinstance(self._value, int)
                else None
            )
            if sign is not None:
                painter.drawPixmap(0, (_HEIGHT - 15) // 2, icons.pixmap(*sign, 15))
            left = 23.0
        parts = self._parts()
        end = parts[0][1].left() if parts else self.width()
        wide = end - left - 8
        if question.fails_all:
            wide -= 18
        weight = 500 if self._value is _UNSET and self._open else 400
        paint_line(painter, QRectF(left, 0, wide, _HEIGHT), self._text, 13, weight, "text")
        if question.fails_all:
            used = min(wide, QFontMetrics(font(13, weight)).horizontalAdvance(self._text) + 5)
            spot = int(left + used)
            painter.drawPixmap(spot, (_HEIGHT - 13) // 2, icons.pixmap("triangle-alert", "warnT", 13))
        for value, area, word in parts:
            self._paint_part(painter, question, value, area, word)

    def _paint_part(
        self, painter: QPainter, question: Question, value: int | None, area: QRectF, word: str
    ) -> None:
        ground, edge, tone = self._colours(question, value)
        paint_ground(painter, area, ground, edge, 5)
        painter.setFont(font(11 if value is None else 12, 600, figures=True))
        painter.setPen(QPen(ink(tone)))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), word)

    def _colours(self, question: Question, value: int | None) -> tuple[str, str, str]:
        """Ground, edge and ink of an answer."""
        mine = self._value
        if value is None:
            if mine is None:
                return "nS", "edge", "nT"
            return "", "line" if self._over == "n/a" else "", "muted"
        if question.kind is QuestionKind.YES_NO:
            if mine == value and mine is not _UNSET:
                return ("okS", "ok", "okT") if value else ("badS", "bad", "badT")
        elif isinstance(mine, int) and value <= mine:
            return "accentF", "accentF", "white"
        return "card", "accent" if self._over == value and self._open else "edge", "muted"


UNSET = _UNSET
"""No answer yet."""
