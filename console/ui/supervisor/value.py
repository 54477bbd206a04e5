"""What the customer is worth to us, and, only after it was looked at, what they are given (R25)."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_inbox import LookAtValue, WithdrawOffer
from console.desk.intents_inbox import Offer as OfferIntent
from console.ui import format as fmt
from console.ui.agent.facts import Fact, FactGrid
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Box, column, row, wrap
from console.ui.widgets.rows import Rows
from store.book import Case
from store.feedback import Asked
from store.offer import Offer, OfferState

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_CENTS = 2


def has_looked(case: Case, me: str) -> bool:
    """Whether this person has looked at the value of this case's customer."""
    return any(e.kind == "value_seen" and e.person == me for e in case.entries)


def cents_of(text: str) -> int | None:
    """``€ 312.40`` and ``312,40`` as 31240; None if it is no amount. No sign for thousands is read."""
    plain = "".join(c for c in text if c not in "€$£¥ \u00a0").replace(",", ".")
    whole, dot, part = plain.partition(".")
    if not whole.isdecimal() or not whole.isascii() or len(whole) > 9 or (dot and not part):  # noqa: PLR2004
        return None
    if part and (not part.isdecimal() or not part.isascii() or len(part) > _CENTS):
        return None
    return int(whole) * 100 + int((part + "00")[:2])


class ValueCard(Box):
    """Closed until the person asks for it: that they have is kept, and opens the compensation."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._ticket: UUID | None = None
        self._grid = FactGrid(2, "value.facts")
        self._why = Label(
            self.tr("Look at it before you offer anything. That you did is kept in the case."), "meta",
            wrap=True,
        )  # fmt: skip
        self.look = Button("value.look", self.tr("Show the value"), "lock", size="sm", on=self._look)
        self._closed = wrap(column(self._why, row(self.look, None), gap=8))
        super().__init__(
            "sunk",
            column(
                Label(self.tr("Customer value"), "b"), self._closed, self._grid, gap=10,
                margins=(14, 11, 14, 12),
            ),
            "value",
        )  # fmt: skip

    def put(self, case: Case, me: str) -> None:
        """Of this case."""
        self._ticket = case.ticket.id
        seen = has_looked(case, me)
        self._closed.setVisible(not seen)
        facts = self._facts(case)
        self._grid.put(facts if seen else [])

    def _facts(self, case: Case) -> list[Fact]:
        customer, locale = case.customer, self._kit.locale
        made: list[Fact] = []
        if customer is not None and customer.since is not None:
            made.append((self.tr("Since"), str(customer.since.year)))
        if customer is not None:
            unknown = self.tr("not known")
            known = customer.value_cents is not None
            year = fmt.money(customer.value_cents or 0, customer.currency, locale) if known else unknown
            made.append((self.tr("A year"), year))
            if customer.tier:
                made.append((self.tr("Plan"), customer.tier))
        complaints = [r for r in case.history if r.ticket.category == "complaint"]
        if complaints:
            made.append((self.tr("Complaints"), self.tr("{n} before this").format(n=len(complaints))))
        made.append((self.tr("Calls"), self.tr("{n} in 12 months").format(n=case.calls_year)))
        scores = [f.score for f in case.feedback if f.asked is Asked.CUSTOMER]
        if scores:
            shown = f"{scores[0]} → {scores[-1]}" if len(scores) > 1 else str(scores[0])
            made.append((self.tr("CSAT"), shown))
        return made

    def _look(self) -> None:
        if self._ticket is not None:
            self._kit.do(LookAtValue(ticket=self._ticket))


class Made(NamedTuple):
    """An offer as it is shown."""

    key: UUID
    what: str
    meta: str
    can_withdraw: bool


class MadeRow(QWidget):
    """One offer."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._key: UUID | None = None
        self._what = Elided("", "b")
        self._meta = Elided("", "meta")
        self._back = Button("offer.withdraw", self.tr("Withdraw"), size="sm", on=self._withdraw)
        self.setLayout(row((column(self._what, self._meta, gap=0), 1), self._back, gap=8))

    def show_item(self, item: Made, /) -> None:
        """Show it."""
        self._key = item.key
        self._what.put(item.what)
        self._meta.put(item.meta)
        self._back.setObjectName(f"offer.withdraw.{item.key.hex}")
        self._back.setAccessibleName(self.tr("Withdraw {what}").replace("{what}", item.what))
        self._back.setVisible(item.can_withdraw)

    def _withdraw(self) -> None:
        if self._key is not None:
            self._kit.do(WithdrawOffer(offer=self._key))


class Compensation(Box):
    """Amount, form and why, open once the value was looked at; beneath it what was offered already."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._ticket: UUID | None = None
        self._escalation: UUID | None = None
        self._currency = "EUR"
        self._limit = Label("", "meta", name="offer.limit")
        self._forms = {
            "refund": self.tr("Refund"), "credit": self.tr("Credit"), "discount": self.tr("Discount"),
            "goods": self.tr("Goods"), "service": self.tr("Service"),
        }  # fmt: skip
        self.amount = LineField("offer.amount", self.tr("Amount"))
        self.form = Choice("offer.form", self.tr("Form"), list(self._forms.items()))
        self.why = LineField("offer.why", self.tr("Why"))
        self._amount = Field(self.tr("Amount"), self.amount)
        self._why = Field(self.tr("Why"), self.why)
        self._offer = Button("offer.make", self.tr("Offer it"), "coins", size="sm", on=self.make)
        self._note = Label(self.tr("Approved now, granted when you resolve."), "meta", wrap=True)
        self._made = Rows[Made](lambda: MadeRow(kit), gap=6)
        pair = row((self._amount, 1), (Field(self.tr("Form"), self.form), 1), gap=10)
        note = row(Icon("info", "muted", 14), (self._note, 1), gap=6)
        self._inside = wrap(column(pair, self._why, note, row(None, self._offer), gap=10))
        super().__init__(
            "sunk",
            column(
                row(Label(self.tr("Compensation"), "b"), None, self._limit, gap=8), self._inside,
                self._made.layout, gap=10, margins=(14, 11, 14, 12),
            ),
            "compensation",
        )  # fmt: skip

    def put(self, case: Case, escalation: UUID | None, board: Board, now: datetime) -> None:
        """For this case."""
        if case.ticket.id != self._ticket:
            self._ticket = case.ticket.id
            self.amount.put("")
            self.why.put("")
            self._say("", "")
        self._escalation = escalation
        authority = board.policy.authority(board.me.level)
        self._currency = authority.currency
        given = sum(
            o.amount_cents
            for o in case.offers
            if o.state is not OfferState.WITHDRAWN and o.currency == authority.currency
        )
        left = max(0, authority.credit_cents - given)
        amount = fmt.money(left, authority.currency, self._kit.locale)
        limit = self.tr("you may give {amount}").replace("{amount}", amount)
        self._limit.put(limit if left else self.tr("beyond your level"))
        sign = _SIGNS.get(authority.currency, authority.currency)
        self._amount.label.put(self.tr("Amount in {sign}").replace("{sign}", sign))
        open_ = case.ticket.closed_at is None and left > 0
        self._inside.setVisible(open_)
        self._made.put([self._shown(o, board, now) for o in case.offers], lambda m: m.key)
        self.setVisible(has_looked(case, board.me.key))

    def _shown(self, offer: Offer, board: Board, now: datetime) -> Made:
        states = {
            OfferState.APPROVED: self.tr("approved"), OfferState.GRANTED: self.tr("granted"),
            OfferState.WITHDRAWN: self.tr("withdrawn"),
        }  # fmt: skip
        sign = _SIGNS.get(offer.currency, offer.currency + "\u00a0")
        amount = self._kit.locale.toCurrencyString(offer.amount_cents / 100, sign, 2)
        words = self._kit.words
        who = words.colleague(offer.person, board.directory)
        return Made(
            offer.id, f"{amount} · {self._forms[offer.form]} · {states[offer.state]}",
            f"{who}, {words.when(offer.at, now)}: {offer.why}", offer.state is OfferState.APPROVED,
        )  # fmt: skip

    def _say(self, amount: str, why: str) -> None:
        self._amount.put_problem(amount)
        self._why.put_problem(why)

    def make(self) -> None:
        """Offer it; what is missing is said at its field."""
        cents = cents_of(self.amount.value())
        why = self.why.value().strip()
        self._say(
            "" if cents else self.tr("An amount, such as 312.40."),
            "" if why else self.tr("Say why it is offered."),
        )
        if not cents or not why or self._ticket is None:
            return
        made = OfferIntent(
            ticket=self._ticket, escalation=self._escalation, amount_cents=cents, why=why,
            form=self.form.value(), currency=self._currency,
        )  # fmt: skip
        if self._kit.do(made) is None:
            self.amount.put("")
            self.why.put("")
