"""The order of Tab follows reading: as things stand in their layouts, not as they were made."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def order_focus(root: QWidget) -> None:
    """Chain everything below ``root`` that takes the focus in reading order."""
    before: QWidget | None = None
    for widget in focusable(root):
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


def focusable(root: QWidget) -> Iterator[QWidget]:
    """What Tab reaches, in reading order, whether it is visible now or not."""
    if root.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield root
        if not isinstance(root, QScrollArea) and root.layout() is None:
            return
    if isinstance(root, QScrollArea):
        inside = root.widget()
        if inside is not None:
            yield from focusable(inside)
        return
    seen: set[QWidget] = set()
    layout = root.layout()
    if layout is not None:
        for widget in _in_layout(layout):
            seen.add(widget)
            yield from focusable(widget)
    for child in root.children():
        if isinstance(child, QWidget) and child not in seen and not child.isWindow():
            yield from focusable(child)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for i in range(layout.count()):
        item = layout.itemAt(i)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _in_layout(inner)
