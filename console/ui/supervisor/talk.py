"""What colleagues say about a case (R28): the comments, and the field in which one is written, with names offered."""

import re
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_inbox import Comment
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.theme import font, ink
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Elided, Label, Prose
from console.ui.widgets.layout import column, invalidate_all, row
from console.ui.widgets.painted import Avatar, Level
from console.ui.widgets.popover import Popover
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.book import Case
from store.directory import Directory

SAID = frozenset({"comment", "returned", "reopened", "resolved"})
"""Rows of the time line that colleagues read as each other's words."""
_KEY = re.compile(r"(?<![\w@])@([\w][\w.\-]*[\w])", re.ASCII)
_TYPING = re.compile(r"(?:^|\s)@([\w.\-]*)$", re.ASCII)
_NBSP = "\u00a0"
_MOST = 6


def with_names(text: str, directory: Directory) -> str:
    """``@daniel.okafor`` as ``@Daniel Okafor``, kept on one line; a word that names nobody stays."""

    def name(found: re.Match[str]) -> str:
        person, department = directory.person(found[1]), directory.department(found[1])
        known = person.name if person else department.name if department else ""
        return "@" + known.replace(" ", _NBSP) if known else found[0]

    return _KEY.sub(name, text)


class Spoken(Prose):
    """Prose in which a name after @ stands out."""

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        plain, strong = font(13), font(13, 600)
        step = self._step()
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        for i, line in enumerate(self._lines(self.width() - 8)):
            x = 0
            for part in re.split(r"((?:(?<= )|^)@[^ ]+)", line):
                named = part.startswith("@") and len(part) > 1
                painter.setFont(strong if named else plain)
                painter.setPen(ink("accentT" if named else "text"))
                painter.drawText(QRect(x, i * step, self.width() - x, step), flags, part)
                x += QFontMetrics(painter.font()).horizontalAdvance(part)

    def heightForWidth(self, width: int) -> int:
        """Names are a little wider in bold."""
        return super().heightForWidth(width - 8)


class Said(NamedTuple):
    """One comment."""

    key: UUID
    name: str
    level: int
    when: str
    text: str
    head: str


class SaidRow(QWidget):
    """One comment on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._avatar = Avatar(30, colleague=True)
        self._name = Elided("", "b", fit=True)
        self._level = Level()
        self._head = Label("", "metab", "vio")
        self._when = Label("", "time")
        self._text = Spoken()
        head = row(self._name, self._level, self._head, self._when, None, gap=8)
        avatar = column(self._avatar, None, gap=0)
        self.setLayout(row(avatar, (column(head, self._text, gap=1), 1), gap=10, margins=(0, 5, 0, 5)))

    def show_item(self, item: Said, /) -> None:
        """Show it."""
        self._avatar.put(fmt.initials(item.name))
        self._name.put(item.name)
        self._level.put(max(0, item.level))
        self._level.setVisible(item.level >= 0)
        self._head.put_or_hide(item.head)
        self._when.put(item.when)
        self._text.put(item.text)
        self.setAccessibleName(f"{item.name}, {item.when}: {item.head} {item.text}")


class Comments(QWidget):
    """All of them, the oldest first."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._rows = Rows[Said](SaidRow, gap=0)
        self._title = Label(self.tr("Comments"), "b")
        self._count = Label("", "muted", name="comments.count")
        self._none = Label(
            self.tr("Nobody has said anything yet. Name a colleague with @ to have them read it."), "muted",
            wrap=True, name="comments.none",
        )  # fmt: skip
        self.setLayout(
            column(row(self._title, self._count, None, gap=8), self._none, self._rows.layout, gap=4)
        )

    def put(self, case: Case, directory: Directory, now: datetime) -> None:
        """Those of this case."""
        heads = {
            "returned": self.tr("Advice"), "reopened": self.tr("Reopened"), "resolved": self.tr("Resolved"),
        }  # fmt: skip
        made = []
        for entry in case.entries:
            if entry.kind not in SAID or not entry.text:
                continue
            person = directory.person(entry.person)
            made.append(
                Said(
                    entry.id, person.name if person else entry.person, person.level if person else -1,
                    self._kit.words.when(entry.at, now), with_names(entry.text, directory),
                    heads.get(entry.kind, ""),
                )
            )  # fmt: skip
        self._rows.put(made, lambda s: s.key)
        self._count.put(str(len(made)) if made else "")
        self._none.setVisible(not made)


class Name(NamedTuple):
    """Somebody who can be named."""

    key: str
    name: str
    meta: str
    chosen: bool


class NameRow(RowButton):
    """One of the names offered."""

    def __init__(self, offer: "Names") -> None:
        self._name = Elided("", "b", fit=True)
        self._meta = Elided("", "meta")
        super().__init__(row(self._name, (self._meta, 1), gap=10, margins=(12, 6, 12, 6)), checkable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key = ""
        self.clicked.connect(lambda: offer.take(self._key))

    def show_item(self, item: Name, /) -> None:
        """Show it."""
        self._key = item.key
        self.setObjectName(f"mention.{item.key}")
        self._name.put(item.name)
        self._meta.put(item.meta)
        self.setChecked(item.chosen)
        self.setAccessibleName(f"{item.name}, {item.meta}")


class Names(Popover):
    """Opens over the field while a name is being typed after @."""

    def __init__(self, root: QWidget, composer: "Composer") -> None:
        self._composer = composer
        self._rows = Rows[Name](lambda: NameRow(self), gap=1)
        self._found: list[Name] = []
        self._at = 0
        super().__init__(
            root, composer.field, column(self._rows.layout, margins=(8, 8, 8, 8)), "mention.names"
        )
        self.setAccessibleName(self.tr("Colleagues"))

    def offer(self, names: list[Name]) -> None:
        """Show these, or nothing."""
        if [n.key for n in names] != [n.key for n in self._found]:
            self._at = 0
        self._found = names
        if not names:
            if self.isVisible():
                self.dismiss()
            return
        self._mark()
        if self.isVisible():
            self.settle()
        else:
            self.open_()

    def _mark(self) -> None:
        self._rows.put([n._replace(chosen=i == self._at) for i, n in enumerate(self._found)], lambda n: n.key)

    def settle(self) -> None:
        """Above the field: below it are the buttons."""
        root = self.parentWidget()
        if root is None:
            return
        invalidate_all(self)
        high = self.sizeHint().height() - 2 * self.PAD
        corner = self.anchor.mapTo(root, QPoint(0, 0))
        self.place(QRect(corner.x(), max(8, corner.y() - high - 8), min(360, self.anchor.width()), high))

    def step(self, by: int) -> None:
        """The one below, or above."""
        self._at = (self._at + by) % len(self._found)
        self._mark()

    def take(self, key: str = "") -> None:
        """Put the name into the field."""
        key = key or self._found[self._at].key
        self.dismiss()
        self._composer.name(key)


class Composer(QWidget):
    """A comment being written; what was typed about a case waits until that case is back."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._ticket: UUID | None = None
        self._texts: dict[UUID, str] = {}
        self._board: Board | None = None
        label = self.tr("Comment")
        hint = self.tr("Write a comment, @ to mention someone")
        self.field = LineField("comment.text", label, placeholder=hint)
        self._at = Button(
            "comment.mention", "", "at-sign", size="icon", tip_text=self.tr("Mention a colleague"),
            on=self._begin,
        )  # fmt: skip
        self.send = Button("comment.send", self.tr("Comment"), "send", on=self.say)
        self._names = Names(root, self)
        self.field.on_edit(self._typed)
        self.field.installEventFilter(self)
        self.setLayout(row((self.field, 1), self._at, self.send, gap=8))

    def put(self, ticket: UUID, board: Board) -> None:
        """About this ticket."""
        self._board = board
        if ticket != self._ticket:
            self._ticket = ticket
            self._names.offer([])
            self.field.put(self._texts.get(ticket, ""))

    def say(self) -> None:
        """Send it."""
        text = self.field.value().strip()
        if self._ticket is None or not text:
            self.field.setFocus()
            return
        if self._kit.do(Comment(ticket=self._ticket, text=text)) is None:
            self.field.put("")
            self._texts.pop(self._ticket, None)
            self._names.offer([])

    def _begin(self) -> None:
        self.field.setFocus()
        before = self.field.text()
        self.field.insert("@" if not before or before.endswith(" ") else " @")
        self._typed()

    def _typed(self) -> None:
        if self._ticket is not None:
            self._texts[self._ticket] = self.field.text()
        found = _TYPING.search(self.field.text()[: self.field.cursorPosition()])
        self._names.offer(self._fitting(found[1].casefold()) if found is not None else [])

    def _fitting(self, typed: str) -> list[Name]:
        board = self._board
        if board is None:
            return []
        directory = board.directory
        made = []
        for person in sorted(directory.people, key=lambda p: p.name.casefold()):
            words = (person.key.casefold(), *person.name.casefold().split())
            if person.key != board.me.key and any(w.startswith(typed) for w in words):
                department = directory.department(person.department)
                meta = " · ".join(t for t in (f"L{person.level}", department.name if department else "") if t)
                made.append(Name(person.key, person.name, meta, chosen=False))
        whole = self.tr("the whole department")
        made += [
            Name(home.key, home.name, whole, chosen=False)
            for home in directory.departments
            if home.key.casefold().startswith(typed) or home.name.casefold().startswith(typed)
        ]
        return made[:_MOST]

    def name(self, key: str) -> None:
        """This one is meant."""
        cursor = self.field.cursorPosition()
        text = self.field.text()
        begun = text[:cursor].rfind("@")
        self.field.setText(f"{text[: begun + 1]}{key} {text[cursor:].lstrip()}")
        self.field.setCursorPosition(begun + 1 + len(key) + 1)
        self.field.setFocus()
        self._typed()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Arrows, Enter and Tab choose a name while names are offered; else Enter sends."""
        if watched is not self.field or event.type() is not QEvent.Type.KeyPress:
            return False
        return isinstance(event, QKeyEvent) and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not self._names.isVisible():
            if enter and not event.modifiers():
                self.say()
                return True
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._names.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        elif enter or key == Qt.Key.Key_Tab:
            self._names.take()
            return True
        elif key == Qt.Key.Key_Escape:
            self._names.dismiss()
            return True
        return False
