"""Reasons in the editor: added, renamed, switched off (R14)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout

from console.ui.directory.forms import named
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from store.escalation import Kind
from store.policy import USUAL_REASONS, ReasonWord
from store.values import replace

_MOST_LEVELS = 4


class ReasonsSection(ListSection[ReasonWord]):
    """Added, renamed, switched off; never removed, since the past speaks of them."""

    name = "policy.reasons"
    kinds = ("reason",)
    ordered = True

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Reasons")

    def empty(self) -> str:
        """None."""
        return self.tr("There is no reason yet.")

    def items(self, view: View) -> Sequence[ReasonWord]:
        """In their order."""
        return view.policy.reasons

    def put_items(self, view: View, items: tuple[ReasonWord, ...], what: str) -> None:
        """These."""
        view.edit(what, reasons=items)

    def key(self, item: ReasonWord) -> str:
        """Its key."""
        return item.key

    def line(self, view: View, item: ReasonWord) -> tuple[str, str]:
        """Its name; whether it can be given."""
        return view.words.reason(item), "" if item.active else self.tr("switched off")

    def fresh(self, view: View) -> ReasonWord | None:
        """One."""
        taken = {r.key for r in view.policy.reasons} | {r.key for r in USUAL_REASONS}
        return ReasonWord(key=fresh_key(taken, "reason"), name=self.tr("New reason"))

    def form(self) -> QLayout:
        """Name, and what it usually asks for."""
        return column(
            self.text(
                "name",
                self.tr("Name"),
                lambda r: r.name or self.view.words.reason(r),
                named(self.tr("A name is needed.")),
            ),
            self.pick(
                "kind",
                self.tr("Usually asks for"),
                lambda: [
                    ("", self.tr("either")),
                    *((k.value, self.view.words.words.kind(k)) for k in Kind),
                ],
                lambda r: r.kind.value if r.kind else "",
                lambda r, t: replace(r, kind=Kind(t) if t else None),
            ),
            row(
                self.switch(
                    "active", self.tr("Can be given"), lambda r: r.active, lambda r, on: replace(r, active=on)
                ),
                None,
            ),
            Label(
                self.tr(
                    "A reason is switched off, never removed: escalations of the past were made with it."
                ),
                "meta",
                wrap=True,
            ),
            gap=14,
        )

    def remove(self) -> None:
        """A reason that is saved is switched off instead."""
        item = self.item
        if item is None:
            return
        if any(r.key == item.key for r in self.view.draft.base_policy.reasons):
            self.change(replace(item, active=False), "")
        else:
            super().remove()
