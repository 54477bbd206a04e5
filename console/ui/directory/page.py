"""The directory: departments, their people and how they are; one press calls, or consults about the call at hand."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import Dial, EditEscalate, OpenEscalate
from console.ui import format as fmt
from console.ui.agent.at_hand import worked_on
from console.ui.kit import Kit
from console.ui.shell.page import Page
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.painted import Avatar, Level
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import PRESENCE_TONE, state_of
from store.directory import MANAGERS, Department, Directory, Person
from telephony.call import CallState

if TYPE_CHECKING:
    from console.ui.directory.editor import Editor

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
    consult: bool
    """There is a call about which they can be asked."""


class PlaceRow(RowButton):
    """One department."""

    def __init__(self, page: "WhoPage") -> None:
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

    def __init__(self, page: "WhoPage") -> None:
        super().__init__()
        self._page = page
        self._avatar = Avatar(38, colleague=True)
        self._name = Elided("", "b", fit=True)
        self._level = Level()
        self._meta = Elided("", "meta")
        self._state = Label("", "meta")
        self._extension = Label("", "meta")
        self._extension.setMinimumWidth(44)
        self._call = Button("directory.call", self.tr("Call"), "phone", size="sm", on=self._dial)
        self._consult = Button("directory.consult", self.tr("Consult"), "users", size="sm", on=self._ask)
        self._key = ""
        name = row(self._name, self._level, None, gap=8)
        self.setLayout(
            row(
                self._avatar,
                (column(name, self._meta, gap=1), 3),
                (self._state, 2),
                self._extension,
                self._consult,
                self._call,
                gap=14,
                margins=(10, 7, 4, 7),
            )
        )

    def show_item(self, item: Entry, /) -> None:
        """Show them."""
        self._key = item.key
        self.setObjectName(f"directory.entry.{item.key}")
        self._call.setObjectName(f"directory.call.{item.key}")
        self._avatar.put(fmt.initials(item.name), dot=item.tone if item.state else "")
        self._name.put(item.name)
        self._level.put(item.level)
        self._level.setVisible(item.level >= 0)
        self._meta.put_or_hide(item.meta)
        self._state.put(item.state, item.tone if item.tone in {"ok", "warn", "bad"} else "")
        self._extension.put(item.extension)
        self._call.setVisible(bool(item.target))
        self._call.setAccessibleName(self.tr("Call {name}").replace("{name}", item.name))
        self._consult.setObjectName(f"directory.consult.{item.key}")
        self._consult.setVisible(item.consult and bool(item.target))
        self._consult.setAccessibleName(self.tr("Consult {name}").replace("{name}", item.name))

    def _dial(self) -> None:
        self._page.dial(self._key)

    def _ask(self) -> None:
        self._page.consult(self._key)


class WhoPage(QWidget):
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
        self._entries = Rows[Entry](lambda: EntryRow(self), gap=0)
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
        call = self._consultable(board)
        minute = int(now.timestamp()) // 60
        said = (board.directory, board.me.key, board.seen, call, self._chosen, query, minute)
        if said == self._shown:
            return
        self._shown = said
        directory = board.directory
        if self._chosen and directory.department(self._chosen) is None:
            self._chosen = _ALL
        everybody = Place(
            _ALL,
            self.tr("Everybody"),
            fmt.counted(len(directory.people), self.tr("{n} person"), self.tr("{n} people")),
            "",
            not self._chosen,
        )
        self._places.put(
            [everybody, *(self._place(d, board) for d in directory.departments)], lambda p: p.key
        )
        self._put_title(directory)
        entries = self._found(board, query, now, consult=bool(call))
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

    @staticmethod
    def _consultable(board: Board) -> str:
        """The call about which somebody can be asked; "" if there is none, or somebody is being asked already."""
        card = worked_on(board)
        busy = board.transfer is not None and board.transfer.under_way
        if card is None or card.state is not CallState.UP or card.ticket is None or busy or card.emergency:
            return ""
        return card.call

    def _place(self, department: Department, board: Board) -> Place:
        people = [p for p in board.directory.people if p.department == department.key]
        states = [state_of(p, board.seen) for p in people]
        free = states.count("available")
        own = board.seen.get(department.key, "")
        if any(states):
            meta = self.tr("{free} of {all} free").format(free=free, all=len(people))
            tone = "ok" if free else "warn"
        elif own:
            meta, tone = self._kit.words.presence(own), PRESENCE_TONE.get(own, "")
        else:
            meta, tone = fmt.counted(len(people), self.tr("{n} person"), self.tr("{n} people")), ""
        tone = tone if tone in {"ok", "warn", "bad"} else ""
        return Place(department.key, department.name, meta, tone, department.key == self._chosen)

    def _found(self, board: Board, query: str, now: datetime, *, consult: bool) -> list[Entry]:
        directory, me = board.directory, board.me.key
        departments = [d for d in directory.departments if self._chosen in {_ALL, d.key} and d.target]
        people = [p for p in directory.people if self._chosen in {_ALL, p.department} and p.key != me]
        if self._chosen == _ALL and not query:
            departments = []
        people.sort(key=lambda p: (p.name.casefold(), p.key))
        made = [
            self._whole(d, board.seen.get(d.key, ""), consult=consult)
            for d in departments
            if not query or query in _text(d.name, d.key, *d.expertise)
        ]
        for person in people:
            home = directory.department(person.department)
            name = home.name if home else ""
            if not query or query in _text(person.name, person.key, person.extension, name, *person.skills):
                made.append(self._person(person, state_of(person, board.seen), name, now, consult=consult))
        return made

    def _whole(self, department: Department, seen: str, *, consult: bool) -> Entry:
        meta = self.tr("waiting queue") if department.is_queue else self.tr("the whole department")
        return Entry(
            department.key,
            department.name,
            -1,
            meta,
            self._kit.words.presence(seen) if seen else "",
            PRESENCE_TONE.get(seen, "n") if seen else "",
            department.target if department.target.isdigit() else "",
            department.target,
            person=False,
            consult=consult,
        )

    def _person(self, person: Person, code: str, department: str, now: datetime, *, consult: bool) -> Entry:
        words = self._kit.words
        since = fmt.moment(person.state_since)
        state = words.presence(code)
        if since is not None and code and code == person.state:
            state = self.tr("{state} for {time}").format(state=state, time=words.age(since, now))
        languages = fmt.languages(person.languages)
        role = words.role(person.role) if person.role != "agent" else ""
        meta = " · ".join(t for t in (role, department, ", ".join(person.skills), languages) if t)
        return Entry(
            person.key,
            person.name,
            person.level,
            meta,
            state,
            PRESENCE_TONE.get(code, "n"),
            person.extension,
            person.target or person.extension,
            person=True,
            consult=consult,
        )

    # -- asked

    def dial(self, key: str) -> None:
        """Call them."""
        if self._kit.do(Dial(target=key)) is None:
            self._kit.go("desk")

    def consult(self, key: str) -> None:
        """Ask them about the call at hand: the escalate panel, with them chosen."""
        call = self._consultable(self._board) if self._board is not None else ""
        if call and self._kit.do(OpenEscalate(call=call)) is None:
            self._kit.do(EditEscalate(fields={"target": key}))
            self._kit.go("desk")

    def choose(self, key: str) -> None:
        """Show this department."""
        self._chosen = key
        self._again()

    def _again(self) -> None:
        if self._board is not None:
            self.put(self._board, self._kit.clock())


class DirectoryPage(Page):
    """Who is there; and for escalation managers and administrators the editor around it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.who = WhoPage(kit)
        self._editor: Editor | None = None
        self._board: Board | None = None
        self.setLayout(column((self.who, 1), gap=0))

    @property
    def find_field(self) -> LineField:
        """Where a name is typed."""
        return self.who.find_field

    @property
    def editor(self) -> "Editor | None":
        """For those who may."""
        return self._editor

    def put(self, board: Board, now: datetime) -> None:
        """Who there is."""
        self._board = board
        if self._editor is None and board.me.role in MANAGERS:
            from console.ui.directory.editor import Editor  # noqa: PLC0415 - for few people

            self._editor = Editor(self._kit, self.who, self._put_who)
            layout = self.layout()
            assert layout is not None  # noqa: S101 - made above
            layout.addWidget(self._editor)
        if self._editor is not None:
            self._editor.limit(off=board.me.role not in MANAGERS)
            self._editor.put(board)
        else:
            self.who.put(board, now)

    def _put_who(self) -> None:
        if self._board is not None:
            self.who.put(self._board, self._kit.clock())


def _text(*parts: str) -> str:
    return " ".join(parts).casefold()
