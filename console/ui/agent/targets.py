"""To whom: departments and their people, or supervisors and more experienced colleagues; found by typing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from PySide6.QtWidgets import QPushButton, QWidget

from console.desk.board import Board
from console.desk.escalating import EscalateForm
from console.desk.seat import Me
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Scroller, column, row, upright, wrap
from console.ui.widgets.painted import Avatar, Level
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import PRESENCE_TONE, state_of
from store.directory import Department, Directory, Person

HIERARCHICAL = "hierarchical"


class Option(NamedTuple):
    """One row that can be chosen: a person, a whole department, or what was typed."""

    key: str
    name: str
    meta: str
    extension: str
    level: int
    dot: str
    icon: str
    chosen: bool


class DepartmentRow(RowButton):
    """A department: pressed, its people stand on the right."""

    def __init__(self, chosen: Callable[[str], object]) -> None:
        self._name = Elided("", "b")
        self._free = Elided("", "meta")
        self._arrow = Icon("chevron-right", "muted", 16)
        inside = row((column(self._name, self._free, gap=1), 1), self._arrow, gap=8, margins=(12, 7, 10, 7))
        super().__init__(inside, checkable=True)
        self._key = ""
        self.clicked.connect(lambda: chosen(self._key))

    def show_item(self, item: tuple[Department, str, str, bool], /) -> None:
        """Department, words, tone, chosen."""
        department, words, tone, on = item
        self._key = department.key
        self.setObjectName(f"escalate.department.{department.key}")
        self._name.put(department.name)
        self._free.put(words, tone)
        self._arrow.put("chevron-right", "accentT" if on else "muted")
        self.setChecked(on)
        self.setAccessibleName(f"{department.name}, {words}")


class OptionRow(RowButton):
    """Somebody, or a whole department, to be chosen."""

    def __init__(self, chosen: Callable[[str], object]) -> None:
        self._avatar = Avatar(34, colleague=True)
        self._icon = Icon("users", "muted", 18)
        self._name = Elided("", "b", fit=True)
        self._level = Level()
        self._meta = Elided("", "meta")
        self._extension = Label("", "meta")
        self._picture = wrap(row(None, self._icon, None))
        self._picture.setFixedSize(34, 34)
        name = row(self._name, self._level, None, gap=8)
        inside = row(
            self._avatar,
            self._picture,
            (column(name, self._meta, gap=1), 1),
            self._extension,
            gap=10,
            margins=(10, 5, 12, 5),
        )
        super().__init__(inside, checkable=True)
        self._key = ""
        self.clicked.connect(lambda: chosen(self._key))

    def show_item(self, item: Option, /) -> None:
        """Show this one."""
        self._key = item.key
        self.setObjectName(f"escalate.target.{item.key}")
        self._name.put(item.name)
        self._meta.put_or_hide(item.meta)
        self._extension.put(item.extension)
        self._level.put(item.level)
        self._level.setVisible(item.level >= 0)
        self._avatar.setVisible(not item.icon)
        self._picture.setVisible(bool(item.icon))
        self._avatar.put(fmt.initials(item.name), dot=item.dot, ground="accentS" if item.chosen else "card")
        self._icon.put(item.icon, "accentT" if item.chosen else "muted")
        self.setChecked(item.chosen)
        level = f"L{item.level}" if item.level >= 0 else ""
        said = [t for t in (item.name, level, item.meta, item.extension) if t]
        self.setAccessibleName(", ".join(said))


class Targets(QWidget):
    """``chosen`` is told the directory key (or what was typed)."""

    def __init__(self, kit: Kit, chosen: Callable[[str], object]) -> None:
        super().__init__()
        self._kit, self._chosen = kit, chosen
        self._shown: tuple[object, ...] = ()
        self._department = ""
        self._seen: Mapping[str, str] = {}
        self._departments = Rows[tuple[Department, str, str, bool]](
            lambda: DepartmentRow(self._choose_department)
        )
        self._options = Rows[Option](lambda: OptionRow(chosen), gap=2)
        self._none = Label("", "muted", wrap=True, name="escalate.none")
        self._none.setContentsMargins(10, 8, 10, 8)
        left = wrap(column(self._departments.layout, None, gap=0))
        right = wrap(column(self._none, self._options.layout, None, gap=0))
        self._left = Scroller(left, "escalate.departments")
        self._left.setMinimumWidth(150)
        self._line = upright()
        self._right = Scroller(right, "escalate.targets")
        self.setLayout(row((self._left, 5), self._line, (self._right, 9), gap=12))
        self.setMinimumHeight(132)

    def put(self, board: Board, form: EscalateForm, query: str, now: datetime) -> None:
        """Show whom there is."""
        directory, me, kind, target = board.directory, board.me, form.kind, form.target
        mine = (me.key, me.department, me.level)
        said = (
            directory,
            board.seen,
            mine,
            kind,
            target,
            query,
            int(now.timestamp()) // 60,
            self._department,
        )
        if said == self._shown:
            return
        self._shown = said
        self._seen = board.seen
        wide = kind != HIERARCHICAL and not query
        self._left.setVisible(wide)
        self._line.setVisible(wide)
        person = directory.person(target)
        if wide and directory.department(target) is not None:
            self._department = target
        elif wide and person is not None and person.department:
            self._department = person.department
        if wide and directory.department(self._department) is None:
            first = next((d.key for d in directory.departments if d.key != me.department), "")
            self._department = first
        self._departments.put(
            [self._department_item(d, directory) for d in directory.departments], lambda i: i[0].key
        )
        options = self._found(directory, me, kind, target, query, now)
        self._options.put(options, lambda o: o.key)
        empty = self.tr("Nobody in the directory. Type an extension, a number or an address above.")
        self._none.put_or_hide("" if options else empty)

    def _department_item(
        self, department: Department, directory: Directory
    ) -> tuple[Department, str, str, bool]:
        people = [p for p in directory.people if p.department == department.key]
        free = sum(state_of(p, self._seen) == "available" for p in people)
        known = any(state_of(p, self._seen) for p in people)
        if people and known:
            words = self.tr("{free} of {all} free").format(free=free, all=len(people))
            tone = "ok" if free else "warn"
        else:
            words = department.hours or ", ".join(department.expertise) or self.tr("state unknown")
            tone = ""
        if department.is_queue:
            words += " · " + self.tr("queue")
        return department, words, tone, department.key == self._department

    def _found(
        self, directory: Directory, me: Me, kind: str, target: str, query: str, now: datetime
    ) -> list[Option]:
        others = [p for p in directory.people if p.key != me.key]
        if query:
            return self._by_query(directory, others, target, query, now)
        if kind == HIERARCHICAL:
            above = [p for p in others if _above(p, me)]
            above.sort(key=lambda p: (p.role != "supervisor", p.level, p.name))
            return [self._person(p, directory, target, now) for p in above]
        department = directory.department(self._department)
        made = [self._whole(department, target)] if department is not None and department.target else []
        here = [p for p in others if p.department == self._department]
        here.sort(key=lambda p: (state_of(p, self._seen) != "available", p.level, p.name))
        return made + [self._person(p, directory, target, now) for p in here] + self._typed(directory, target)

    def _by_query(
        self, directory: Directory, others: list[Person], target: str, query: str, now: datetime
    ) -> list[Option]:
        wanted = query.casefold()
        made = [
            self._whole(d, target)
            for d in directory.departments
            if d.target and wanted in _about_department(d)
        ]
        made += [
            self._person(p, directory, target, now) for p in others if wanted in _about_person(p, directory)
        ]
        known = any(o.key == query for o in made)
        if not known and (len(query) > 1 or query.isdigit()):
            said = self.tr("Call “{what}”").replace("{what}", query)
            made.append(
                Option(
                    query, said, self.tr("extension, number or address"), "", -1, "", "phone", target == query
                )
            )
        return made

    def _typed(self, directory: Directory, target: str) -> list[Option]:
        """What was typed and chosen stands in the list even after the search field is empty again."""
        if not target or directory.person(target) is not None or directory.department(target) is not None:
            return []
        said = self.tr("Call “{what}”").replace("{what}", target)
        return [
            Option(target, said, self.tr("extension, number or address"), "", -1, "", "phone", chosen=True)
        ]

    def _whole(self, department: Department, target: str) -> Option:
        said = self.tr("Anyone in {name}").replace("{name}", department.name)
        meta = ", ".join(department.expertise) or (self.tr("waiting queue") if department.is_queue else "")
        return Option(department.key, said, meta, "", -1, "", "users", target == department.key)

    def _person(self, person: Person, directory: Directory, target: str, now: datetime) -> Option:
        words = self._kit.words
        since = fmt.moment(person.state_since)
        code = state_of(person, self._seen)
        state = words.presence(code)
        if since is not None and code and code == person.state:
            state = self.tr("{state} for {time}").format(state=state, time=words.age(since, now))
        home = directory.department(person.department)
        outside = home.name if home is not None and person.department != self._department else ""
        skills = ", ".join(person.skills)
        meta = " · ".join(t for t in (state, outside, skills) if t)
        dot = PRESENCE_TONE.get(code, "n")
        chosen = target in {person.key, person.extension} and bool(target)
        return Option(person.key, person.name, meta, person.extension, person.level, dot, "", chosen)

    def first(self) -> QPushButton | None:
        """The first that can be chosen."""
        found = self._options.widgets()
        return found[0] if found and isinstance(found[0], QPushButton) else None

    def _choose_department(self, key: str) -> None:
        self._department = key
        self._chosen(key)


def _above(person: Person, me: Me) -> bool:
    """A supervisor, or a more experienced colleague of the same department."""
    if person.role == "supervisor" and person.level >= me.level:
        return True
    return bool(me.department) and person.department == me.department and person.level > me.level


def _about_person(person: Person, directory: Directory) -> str:
    home = directory.department(person.department)
    parts = (person.name, person.key, person.extension, *person.skills, home.name if home else "")
    return " ".join(parts).casefold()


def _about_department(department: Department) -> str:
    return " ".join((department.name, department.key, *department.expertise)).casefold()
