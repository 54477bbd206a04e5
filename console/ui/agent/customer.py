"""Who the customer is, beside the call: facts, what to know, the last tickets; and a way out of a wrong match."""

from datetime import datetime
from uuid import UUID

from console.desk.calling import CallCard
from console.desk.intents import LinkCustomer
from console.ui.agent.caller import Hint
from console.ui.agent.facts import FactGrid, Facts
from console.ui.agent.tickets import Matches, TicketList
from console.ui.agent.worth import Worth
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, column, hairline, row, wrap
from store.book import Case
from store.customer import Customer

_LAST = 5


class CustomerView(Box):
    """The customer of the case that is worked on."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._facts = Facts(kit.words)
        self._ticket: UUID | None = None
        self._shown: tuple[object, ...] = ()
        self._title = Elided(self.tr("Customer"), "title", name="customer.name")
        self._about = Elided("", "muted", name="customer.about")
        self._count = Elided("", "meta", name="customer.count", fit=True)
        self._wrong = Button(
            "customer.wrong", self.tr("Not this customer"), variant="link", on=self._not_this
        )
        self._warning = Hint("warn", "triangle-alert", "warn", "customer.warning")
        self._grid = FactGrid(2, "customer.facts")
        self.worth = Worth(kit)
        self._matches = Matches(kit, "customer.match")
        self._empty = Label("", "muted", wrap=True, name="customer.empty")
        self._head = wrap(
            column(hairline(), row(Label(self.tr("Last tickets"), "b"), None, self._count), gap=12)
        )
        self._last = TicketList(kit, "customer.ticket", _LAST)
        super().__init__(
            "card",
            column(
                wrap(
                    column(
                        row((column(self._title, self._about, gap=2), 1), self._wrong, gap=12),
                        self._warning,
                        self._grid,
                        self.worth,
                        self._matches,
                        self._empty,
                        self._head,
                        gap=12,
                        margins=(6, 0, 6, 0),
                    )
                ),
                self._last,
                gap=6,
                margins=(14, 14, 14, 12),
            ),
            "customer",
        )

    def put(self, case: Case | None, card: CallCard | None, now: datetime) -> None:
        """Show the customer of this case."""
        matches = card.matches if card is not None else ()
        withheld = card is not None and not card.number and not card.name
        said = (case, matches, withheld, int(now.timestamp()) // 60)
        if said == self._shown:
            return
        self._shown = said
        customer = case.customer if case else None
        self._ticket = case.ticket.id if case else None
        self._title.put(customer.name if customer else self.tr("Customer"))
        self._about.put_or_hide(self._facts.about(customer) if customer else "")
        self._wrong.setVisible(customer is not None)
        self._warning.put(customer.warning if customer else "")
        self._grid.put(self._known(customer, now))
        self._matches.put(matches, self._ticket)
        self._empty.put_or_hide(self._why_empty(case, matches, withheld=withheld))
        rows = case.history if case else ()
        self._head.setVisible(bool(rows))
        self._last.put(rows)
        self._count.put(self._counted(case) if case else "")

    def _known(self, customer: Customer | None, now: datetime) -> list[tuple[str, str]]:
        if customer is None:
            return []
        return self._facts.customer(customer, now)

    def _why_empty(self, case: Case | None, matches: tuple[Customer, ...], *, withheld: bool) -> str:
        if case is None:
            return self.tr("The ticket is being opened.")
        if case.customer is not None or len(matches) > 1:
            return ""
        if withheld:
            return self.tr("The number is withheld. Ask for a name and a number to call back.")
        return self.tr("No customer with this number. What you note stays on the ticket.")

    def _counted(self, case: Case) -> str:
        made = []
        if case.history_count:
            n = case.history_count
            made.append(self.tr("1 other ticket") if n == 1 else self.tr("{n} other tickets").format(n=n))
        if case.calls_year > 1:
            made.append(self.tr("{n} calls in 12 months").format(n=case.calls_year))
        return " · ".join(made)

    def _not_this(self) -> None:
        if self._ticket is not None:
            self._kit.do(LinkCustomer(ticket=self._ticket, customer=None))
