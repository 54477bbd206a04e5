"""A list of rows that keeps its widgets: what has not changed is not touched, what is new is slipped in."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class RowOf(Protocol[T_contra]):
    """A row widget that can show an item."""

    def show_item(self, item: T_contra, /) -> None:
        """Show that item; another one may have been shown before."""


class Rows(Generic[T]):
    """``make`` makes an empty row (a QWidget too); a row is kept for the item's key as long as it is in the list."""

    def __init__(self, make: Callable[[], RowOf[T]], *, gap: int = 2) -> None:
        self.layout = QVBoxLayout()
        self.layout.setContentsMargins(0, 0, 0, 0)
        self.layout.setSpacing(gap)
        self._make = make
        self._by_key: dict[Hashable, tuple[RowOf[T], T]] = {}
        self._spare: list[RowOf[T]] = []

    def put(self, items: Sequence[T], key: Callable[[T], Hashable]) -> None:
        """Show these, in this order."""
        wanted = {key(i): i for i in items}
        for gone in [k for k in self._by_key if k not in wanted]:
            widget, _ = self._by_key.pop(gone)
            _of(widget).hide()
            _of(widget).setObjectName("")
            self._spare.append(widget)
        for place, (k, item) in enumerate(wanted.items()):
            known = self._by_key.get(k)
            if known is None:
                widget = self._spare.pop() if self._spare else self._make()
                widget.show_item(item)
            else:
                widget, shown = known
                if shown != item:
                    widget.show_item(item)
            self._by_key[k] = (widget, item)
            self._move(_of(widget), place)
            if known is None:
                _of(widget).show()

    def _move(self, widget: QWidget, place: int) -> None:
        at = self.layout.itemAt(place)
        if at is None or at.widget() is not widget:
            self.layout.removeWidget(widget)
            self.layout.insertWidget(place, widget)

    def widgets(self) -> list[QWidget]:
        """The rows on the screen, from the top."""
        shown = {id(w) for w, _ in self._by_key.values()}
        items = (self.layout.itemAt(i) for i in range(self.layout.count()))
        found = (item.widget() for item in items if item is not None)
        return [w for w in found if w is not None and id(w) in shown]

    def again(self) -> None:
        """Show everything again: the clock has moved on."""
        for widget, item in self._by_key.values():
            widget.show_item(item)


def _of(row: object) -> QWidget:
    assert isinstance(row, QWidget)  # noqa: S101 - rows are widgets; a bug if not
    return row
