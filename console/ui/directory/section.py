"""A section of the editor: a list of items on the left, the form of the chosen one on the right."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from console.ui.directory.forms import Bound, ManyBound, Options, PickBound, SwitchBound, TextBound
from console.ui.directory.view import View
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.policy_checks import Finding, Weight

T = TypeVar("T")
B = TypeVar("B", bound=Bound)
LIST_WIDE = 264


class Line(NamedTuple):
    """An item in the list. ``sign`` is the weight of what is wrong with it, "" if nothing is."""

    key: str
    title: str
    meta: str
    sign: str
    chosen: bool


class LineRow(RowButton):
    """One item."""

    def __init__(self, section: "ListSection[Any]") -> None:
        self._title = Elided("", "b")
        self._meta = Elided("", "meta")
        self._sign = Icon("triangle-alert", "badT", 15)
        inside = row((column(self._title, self._meta, gap=1), 1), self._sign, gap=8, margins=(12, 8, 12, 8))
        super().__init__(inside, checkable=True)
        self._section, self._key = section, ""
        self.clicked.connect(lambda: section.choose(self._key))

    def show_item(self, item: Line, /) -> None:
        """Show it."""
        self._key = item.key
        self.setObjectName(f"{self._section.name}.item.{item.key}")
        self._title.put(item.title)
        self._meta.put_or_hide(item.meta)
        self._sign.put("triangle-alert", "badT" if item.sign == "error" else "warnT")
        self._sign.setVisible(bool(item.sign))
        self.setChecked(item.chosen)
        self.setAccessibleName(", ".join(t for t in (item.title, item.meta) if t))


class Findings(Box):
    """What is wrong with the item that is shown, in sentences."""

    def __init__(self, name: str) -> None:
        self._said = Label("", "", wrap=True, name=name)
        self._icon = Icon("triangle-alert", "badT", 17)
        inside = row(column(self._icon, None), (self._said, 1), gap=10, margins=(12, 9, 12, 9))
        super().__init__("bad", inside)
        self.hide()

    def put(self, view: View, findings: Sequence[Finding]) -> None:
        """Say them, or nothing."""
        tone = "bad" if any(f.weight is Weight.ERROR for f in findings) else "warn"
        self.say("\n".join(view.words.finding(f, view.draft) for f in findings), tone)

    def say(self, text: str, tone: str = "bad") -> None:
        """Say that, or nothing."""
        self.set_kind(tone)
        self._icon.put("triangle-alert", tone + "T")
        self._said.put(text, tone)
        self.setVisible(bool(text))


class ListSection(QWidget, Generic[T]):
    """Subclasses say what the items are, and build the form. ``name`` begins the names of its controls."""

    name = ""
    kinds: tuple[str, ...] = ()
    """How findings name its items."""
    ordered = False
    """Whether the order of the items can be changed."""
    fixed = False
    """Whether there are always the same items."""

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._chosen = ""
        self._bounds: list[Bound] = []
        self._rows = Rows[Line](lambda: LineRow(self))
        tools = self._tools()
        self._none = Label(self.empty(), "muted", wrap=True, name=f"{self.name}.none")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = Elided("", "title", name=f"{self.name}.title")
        self._findings = Findings(f"{self.name}.findings")
        form = column(self._findings, self.form(), None, gap=14, margins=(0, 0, 6, 0))
        self._form = Scroller(wrap(form), f"{self.name}.form")
        left = card(
            Label(self.heading(), "title"),
            (Scroller(wrap(column(self._rows.layout, None, gap=0)), f"{self.name}.list"), 1),
            *([tools] if tools.count() else []),
            gap=10,
            margins=(14, 14, 14, 12),
        )
        left.setFixedWidth(LIST_WIDE)
        self._right = column(self._title, self._none, (self._form, 1), gap=12, margins=(20, 16, 16, 12))
        self.setLayout(row(left, (Box("card", self._right), 1), gap=14))

    def _tools(self) -> Any:
        buttons: list[QWidget] = []
        if not self.fixed:
            add = Button(f"{self.name}.add", self.tr("Add"), "plus", size="sm", on=self.add)
            gone = self.tr("Remove")
            buttons += [
                add,
                Button(f"{self.name}.remove", "", "x", size="icsm", tip_text=gone, on=self.remove),
            ]
        if self.ordered:
            up, down = self.tr("Move up"), self.tr("Move down")
            buttons += [
                Button(
                    f"{self.name}.up", "", "arrow-up", size="icsm", tip_text=up, on=partial(self.reorder, -1)
                ),
                Button(
                    f"{self.name}.down",
                    "",
                    "arrow-down",
                    size="icsm",
                    tip_text=down,
                    on=partial(self.reorder, 1),
                ),
            ]
        return row(*buttons[:1], *([None] if buttons else []), *buttons[1:], gap=6)

    # -- said by the subclass

    def heading(self) -> str:
        """What the list is called."""
        raise NotImplementedError

    def empty(self) -> str:
        """What is said where there is no item."""
        raise NotImplementedError

    def form(self) -> QLayout:
        """The form, made once."""
        raise NotImplementedError

    def items(self, view: View) -> Sequence[T]:
        """All of them."""
        raise NotImplementedError

    def put_items(self, view: View, items: tuple[T, ...], what: str) -> None:
        """They are to be these."""
        raise NotImplementedError

    def key(self, item: T) -> str:
        """By which it is known."""
        raise NotImplementedError

    def line(self, view: View, item: T) -> tuple[str, str]:
        """Its title and what stands beneath."""
        raise NotImplementedError

    def fresh(self, view: View) -> T | None:
        """A new one; None if there can be no more."""
        raise NotImplementedError

    def shown(self, view: View, item: T) -> None:
        """The form shows it: for what is no field."""

    # -- fields

    def text(self, field: str, label: str, read: Any, write: Any, **more: Any) -> TextBound[T]:
        """A field of text."""
        return self._keep(TextBound[T](self, f"{self.name}.{field}", label, read, write, **more))

    def pick(self, field: str, label: str, options: Options, read: Any, write: Any) -> PickBound[T]:
        """One of several."""
        return self._keep(PickBound[T](self, f"{self.name}.{field}", label, options, read, write))

    def many(self, field: str, label: str, options: Options, read: Any, write: Any) -> ManyBound[T]:
        """Any of several."""
        return self._keep(ManyBound[T](self, f"{self.name}.{field}", label, options, read, write))

    def switch(self, field: str, label: str, read: Any, write: Any) -> SwitchBound[T]:
        """Yes or no."""
        return self._keep(SwitchBound[T](self, f"{self.name}.{field}", label, read, write))

    def _keep(self, bound: B) -> B:
        self._bounds.append(bound)
        return bound

    # -- shown

    @property
    def view(self) -> View:
        """What was shown last. A form asks it for its choices, and is not shown before there is one."""
        assert self._view is not None  # noqa: S101 - see the docstring
        return self._view

    @property
    def item(self) -> T | None:
        """What the form shows."""
        if self._view is None:
            return None
        return next((i for i in self.items(self._view) if self.key(i) == self._chosen), None)

    def put(self, view: View) -> None:
        """Show this state."""
        self._view = view
        items = self.items(view)
        keys = [self.key(i) for i in items]
        if self._chosen not in keys:
            self._chosen = keys[0] if keys else ""
        self._rows.put([self._line(view, item) for item in items], lambda line: line.key)
        item = self.item
        self._form.setVisible(item is not None)
        self._none.setVisible(item is None)
        self._title.put(self.line(view, item)[0] if item is not None else "")
        if item is not None:
            for bound in self._bounds:
                bound.put(item, self._chosen)
            self._findings.put(view, view.findings_at(*self.kinds, key=self._chosen))
            self.shown(view, item)

    def _line(self, view: View, item: T) -> Line:
        key = self.key(item)
        title, meta = self.line(view, item)
        found = view.findings_at(*self.kinds, key=key)
        worst = min((f.weight.value for f in found), default="")  # "error" comes before "warning"
        return Line(key, title, meta, worst, key == self._chosen)

    # -- asked

    def choose(self, key: str) -> None:
        """Show that one."""
        self._chosen = key
        if self._view is not None:
            self.put(self._view)

    def change(self, item: T, what: str) -> None:
        """The shown one is to be this."""
        view, old = self.view, self._chosen
        items = tuple(item if self.key(i) == old else i for i in self.items(view))
        self._chosen = self.key(item)
        self.put_items(view, items, f"{what}:{old}" if what else "")

    def add(self) -> None:
        """A new one, which is shown at once."""
        made = self.fresh(self.view)
        if made is not None:
            self._chosen = self.key(made)
            self.put_items(self.view, (*self.items(self.view), made), "")

    def remove(self) -> None:
        """The shown one goes; the one after it is shown."""
        items = list(self.items(self.view))
        at = next((n for n, i in enumerate(items) if self.key(i) == self._chosen), None)
        if at is None:
            return
        left = (*items[:at], *items[at + 1 :])
        self._chosen = self.key(left[min(at, len(left) - 1)]) if left else ""
        self.put_items(self.view, left, "")

    def reorder(self, way: int) -> None:
        """The shown one goes up (-1) or down."""
        items = list(self.items(self.view))
        at = next((n for n, i in enumerate(items) if self.key(i) == self._chosen), None)
        if at is not None and 0 <= at + way < len(items):
            items[at], items[at + way] = items[at + way], items[at]
            self.put_items(self.view, tuple(items), "")
