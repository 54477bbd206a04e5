"""The directory: departments, their people and how they are; one press calls."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import Dial
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.painted import Avatar, Level
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import PRESENCE_TONE
from store.directory import Department, Directory, Person

_ALL = ""


class Place(NamedTuple):
    """A department in the list; key "" is everybody."""

    key: str
    name: str
    meta: str
    tone: str
    chosen: bool


class Entry(NamedTuple):
    """A person or a whole department that can be called."""

    key: str
    name: str
    level: int
    meta: str
    state: str
    tone: str
    extension: str
    target: str
    person: bool


class PlaceRow(RowButton):
    """One department."""

    def __init__(self, page: "DirectoryPage") -> None:
        self._name = Elided("", "b")
        self._meta = Elided("", "meta")
        super().__init__(column(self._name, self._meta, gap=1, margins=(12, 8, 12, 8)), checkable=True)
        self._key = ""
        self.clicked.connect(lambda: page.choose(self._key))

    def show_item(self, item: Place, /) -> None:
        """Show it."""
        self._key = item.key
        self.setObjectName(f"directory.department.{item.key or 'all'}")
        self._name.put(item.name)
        self._meta.put(item.meta, item.tone)
        self.setChecked(item.chosen)
        self.setAccessibleName(f"{item.name}, {item.meta}")


class EntryRow(QWidget):
    """One person."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._avatar = Avatar(38, colleague=True)
        self._name = Elided("", "b", fit=True)
        self._level = Level()
        self._meta = Elided("", "meta")
        self._state = Label("", "meta")
        self._extension = Label("", "meta")
        self._extension.setMinimumWidth(44)
        self._call = Button("directory.call", self.tr("Call"), "phone", size="sm", on=self._dial)
        self._target = ""
        name = row(self._name, self._level, None, gap=8)
        self.setLayout(
            row(
                self._avatar,
                (column(name, self._meta, gap=1), 3),
                (self._state, 2),
                self._extension,
                self._call,
                gap=14,
                margins=(10, 7, 4, 7),
            )
        )

    def show_item(self, item: Entry, /) -> None:
        """Show them."""
        self._target = item.key
        self.setObjectName(f"directory.entry.{item.key}")
        self._call.setObjectName(f"directory.call.{item.key}")
        self._avatar.put(fmt.initials(item.name), dot=item.tone if item.state else "")
        self._name.put(item.name)
        self._level.put(item.level)
        self._level.setVisible(item.level >= 0)
        self._meta.put_or_hide(item.meta)
        self._state.put(item.state)
        self._extension.put(item.extension)
        self._call.setVisible(bool(item.target))
        self._call.setAccessibleName(self.tr("Call {name}").replace("{name}", item.name))

    def _dial(self) -> None:
        if self._kit.do(Dial(target=self._target)) is None:
            self._kit.go("desk")


class DirectoryPage(QWidget):
    """Departments on the left, people on the right, found by typing."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._chosen = _ALL
        self._board: Board | None = None
        self._shown: tuple[object, ...] = ()
        find = self.tr("Find a person, a skill or a number")
        self.find_field = LineField("directory.find", find, placeholder=find, icon="search")
        self.find_field.textChanged.connect(lambda _: self._again())
        self._places = Rows[Place](lambda: PlaceRow(self))
        self._entries = Rows[Entry](lambda: EntryRow(kit), gap=0)
        self._none = Label("", "muted", wrap=True, name="directory.none")
        self._title = Elided("", "title", name="directory.title")
        self._about = Elided("", "muted", name="directory.about")
        left = card(
            Label(self.tr("Departments"), "title"),
            (Scroller(wrap(column(self._places.layout, None, gap=0)), "directory.departments"), 1),
            gap=10,
            margins=(14, 16, 14, 12),
        )
        left.setFixedWidth(300)
        body = Scroller(wrap(column(self._none, self._entries.layout, None, gap=0)), "directory.people")
        self.find_field.setFixedWidth(300)
        head = row((column(self._title, self._about, gap=1), 1), self.find_field, gap=14)
        right = Box("card", column(head, (body, 1), gap=12, margins=(20, 16, 16, 12)))
        self.setLayout(row(left, (right, 1), gap=14, margins=(16, 16, 16, 16)))

    def put(self, board: Board, now: datetime) -> None:
        """Who there is."""
        self._board = board
        query = self.find_field.text().strip().casefold()
        said = (board.directory, board.me.key, self._chosen, query, int(now.timestamp()) // 60)
        if said == self._shown:
            return
        self._shown = said
        directory = board.directory
        if self._chosen and directory.department(self._chosen) is None:
            self._chosen = _ALL
        everybody = Place(
            _ALL,
            self.tr("Everybody"),
            self.tr("{n} people").format(n=len(directory.people)),
            "",
            not self._chosen,
        )
        self._places.put(
            [everybody, *(self._place(d, directory) for d in directory.departments)], lambda p: p.key
        )
        self._put_title(directory)
        entries = self._found(directory, board.me.key, query, now)
        self._entries.put(entries, lambda e: e.key)
        none = self.tr("Nobody fits.") if query else self.tr("Nobody is in the directory yet.")
        self._none.put_or_hide("" if entries else none)

    def _put_title(self, directory: Directory) -> None:
        department = directory.department(self._chosen)
        self._title.put(department.name if department else self.tr("Everybody"))
        about = ""
        if department is not None:
            about = " · ".join(t for t in (", ".join(department.expertise), department.hours) if t)
        self._about.put_or_hide(about)

    def _place(self, department: Department, directory: Directory) -> Place:
        people = [p for p in directory.people if p.department == department.key]
        free = sum(p.state == "available" for p in people)
        known = any(p.state for p in people)
        if known:
            meta = self.tr("{free} of {all} free").format(free=free, all=len(people))
            tone = "ok" if free else "warn"
        else:
            meta, tone = self.tr("{n} people").format(n=len(people)), ""
        return Place(department.key, department.name, meta, tone, department.key == self._chosen)

    def _found(self, directory: Directory, me: str, query: str, now: datetime) -> list[Entry]:
        departments = [d for d in directory.departments if self._chosen in {_ALL, d.key} and d.target]
        people = [p for p in directory.people if self._chosen in {_ALL, p.department} and p.key != me]
        if self._chosen == _ALL and not query:
            departments = []
        people.sort(key=lambda p: (p.name.casefold(), p.key))
        made = [
            self._whole(d) for d in departments if not query or query in _text(d.name, d.key, *d.expertise)
        ]
        for person in people:
            home = directory.department(person.department)
            name = home.name if home else ""
            if not query or query in _text(person.name, person.key, person.extension, name, *person.skills):
                made.append(self._person(person, name, now))
        return made

    def _whole(self, department: Department) -> Entry:
        meta = self.tr("waiting queue") if department.is_queue else self.tr("the whole department")
        return Entry(
            department.key,
            department.name,
            -1,
            meta,
            "",
            "",
            department.target if department.target.isdigit() else "",
            department.target,
            person=False,
        )

    def _person(self, person: Person, department: str, now: datetime) -> Entry:
        words = self._kit.words
        since = fmt.moment(person.state_since)
        state = words.presence(person.state)
        if since is not None and person.state:
            state = self.tr("{state} for {time}").format(state=state, time=words.age(since, now))
        languages = fmt.languages(person.languages)
        role = words.role(person.role) if person.role != "agent" else ""
        meta = " · ".join(t for t in (role, department, ", ".join(person.skills), languages) if t)
        tone = PRESENCE_TONE.get(person.state, "n")
        target = person.target or person.extension
        return Entry(
            person.key, person.name, person.level, meta, state, tone, person.extension, target, person=True
        )

    def choose(self, key: str) -> None:
        """Show this department."""
        self._chosen = key
        self._again()

    def _again(self) -> None:
        if self._board is not None:
            self.put(self._board, self._kit.clock())


def _text(*parts: str) -> str:
    return " ".join(parts).casefold()
