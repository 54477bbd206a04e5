"""The cases behind a bar, at the side of the reports."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from console.desk.reporting import ReportCard
from console.ui.kit import Kit
from console.ui.reports.words import ReportWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import Box, Scroller, column, row, wrap
from console.ui.widgets.painted import Level
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import STATUS_TONE
from store.book import EscalationRow


class CaseLine(RowButton):
    """One case; pressed it is opened."""

    def __init__(self, kit: Kit, open_: Callable[[UUID], object]) -> None:
        self._kit = kit
        self._subject = Elided("", "b")
        self._level = Level()
        self._who = Elided("", "meta")
        self._status = Pill()
        self._meta = Elided("", "meta")
        inside = column(
            row((self._subject, 1), self._level, gap=8),
            self._who,
            row(self._status, (self._meta, 1), gap=8),
            gap=4,
            margins=(12, 9, 12, 9),
        )
        super().__init__(inside)
        self._ticket: UUID | None = None
        self.clicked.connect(lambda _=False: open_(self._ticket) if self._ticket is not None else None)

    def show_item(self, item: EscalationRow, /) -> None:
        """Show this case."""
        escalation, ticket, words = item.escalation, item.ticket, self._kit.words
        self._ticket = ticket.id
        self.setObjectName(f"reports.case.{escalation.id.hex}")
        self._subject.put(ticket.subject or self.tr("No subject"))
        self._level.put(escalation.to_level)
        who = words.who(item.customer_name or ticket.caller_name, ticket.caller)
        self._who.put(" · ".join(t for t in (ticket.shown_number, who, item.company) if t))
        status = ticket.status.value
        self._status.put(words.status(status), STATUS_TONE[status])
        when = words.when(escalation.created_at, self._kit.clock())
        self._meta.put(" · ".join((words.reason(escalation.reason), when)))
        self.setAccessibleName(
            f"{ticket.shown_number}, {ticket.subject}, {who}, L{escalation.to_level}, {when}"
        )


class CasesPanel(Box):
    """``open_`` is told the ticket, ``more`` asks for the next page, ``close`` puts the list away."""

    WIDE = 348

    def __init__(
        self,
        kit: Kit,
        open_: Callable[[UUID], object],
        more: Callable[[], object],
        close: Callable[[], object],
    ) -> None:
        self._title = Elided("", "title", name="reports.cases")
        self._count = Label("", "meta")
        shut = Button(
            "reports.cases.close",
            "",
            "x",
            variant="ghost",
            size="icsm",
            tip_text=self.tr("Close the list"),
            on=close,
        )
        self._rows = Rows[EscalationRow](lambda: CaseLine(kit, open_), gap=2)
        self._more = Button("reports.cases.more", self.tr("Show older ones"), variant="link", on=more)
        body = wrap(column(self._rows.layout, row(None, self._more, None), None, gap=8))
        inside = column(
            row((self._title, 1), shut, gap=8),
            self._count,
            (Scroller(body, "reports.cases.scroll", steady=True), 1),
            gap=6,
            margins=(14, 12, 8, 12),
        )
        super().__init__("card", inside)
        self.setFixedWidth(self.WIDE)

    def put(self, shown: ReportCard, w: ReportWords, _now: datetime) -> None:
        """The cases of the bar that was pressed."""
        if shown.part is None or shown.report is None:
            return
        self._title.put(w.part(shown.part, shown.report.filter))
        count = w.count(len(shown.cases))
        if shown.cases_loading and not shown.cases:
            said = self.tr("Looking …")
        elif not shown.cases:
            said = self.tr("No case.")
        else:
            said = (
                self.tr("The newest {n} cases").format(n=count) if shown.more else w.cases(len(shown.cases))
            )
        self._count.put(said)
        self._rows.put(shown.cases, lambda r: r.escalation.id)
        self._more.setVisible(shown.more)
