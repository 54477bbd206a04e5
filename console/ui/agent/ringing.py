"""A call rings: the whole card on an idle desk, a small one that moves nothing while something else is at hand.

Answer takes no key for the first 500 ms, so that a person who is typing does not pick up a call by a space.
"""

from datetime import datetime

from PySide6.QtCore import QElapsedTimer, QRect, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.intents import Answer, Decline
from console.ui import format as fmt
from console.ui.agent.caller import CallerBody, Hint
from console.ui.agent.facts import Facts
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.supervisor.brief import Brief, TrustBadge
from console.ui.widgets.buttons import AnswerButton, Button
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Elided, Icon, Label, Pill, Prose
from console.ui.widgets.layout import Scroller, column, hairline, invalidate_all, row, wrap
from console.ui.widgets.painted import Avatar
from telephony.call import CallState

GUARD_MS = 500
"""For so long after the card has appeared Answer takes no key."""
_SLOW_MS = 300
KNOCK_WIDTH = 420


class AnswerRow(QWidget):
    """Answer and Decline for the call that rings."""

    def __init__(self, kit: Kit, prefix: str, size: str) -> None:
        super().__init__()
        self._kit = kit
        self._call = ""
        self._shown_for = QElapsedTimer()
        self.answer = AnswerButton(
            f"{prefix}.answer",
            self.tr("Answer"),
            "phone",
            variant="ok",
            size=size,
            key=cap("answer"),
            on=self._answer,
        )
        self.answer.deaf = self._is_deaf
        self.decline = Button(
            f"{prefix}.decline",
            self.tr("Decline"),
            "phone-off",
            variant="badline",
            size=size,
            key=cap("decline"),
            on=self._decline,
        )
        for button in (self.answer, self.decline):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayout(row((self.answer, 3), (self.decline, 2), gap=12))

    def put(self, call: str) -> None:
        """Which call; another one starts the guard again."""
        if call != self._call:
            self._call = call
            self._shown_for.restart()

    def _is_deaf(self) -> bool:
        return self._shown_for.isValid() and self._shown_for.elapsed() < GUARD_MS

    def _answer(self) -> None:
        self._kit.do(Answer(call=self._call))

    def _decline(self) -> None:
        self._kit.do(Decline(call=self._call))


class RingingCard(Floating):
    """Everything about the call that rings, where nothing else is being worked on."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._icon = Icon("phone-incoming", "ok", 18)
        self._title = Label("", "title", name="ringing.title")
        self._time = Pill("", "ok", name="ringing.time", ticks=True)
        self._more = Pill("", "n", name="ringing.more")
        self._tier = Pill("", "warn", name="ringing.tier")
        self._badge = TrustBadge(kit, "ringing.trust")
        self._slow = Label("", "meta", name="ringing.slow")
        self._caller = CallerBody(kit)
        self._consult = ConsultBody(kit)
        self.buttons = AnswerRow(kit, "ringing", "lg")
        body = Scroller(wrap(column(self._caller, self._consult, None, gap=0)), "ringing.scroll")
        head = row(self._icon, self._title, self._time, self._more, None, self._badge, self._tier, gap=8)
        inside = column(
            head, (body, 1), self._slow, hairline(), self.buttons, gap=15, margins=(26, 20, 26, 22)
        )
        super().__init__(root, inside, "ok", "ringing")
        self._body = body
        self._shown: tuple[object, ...] = ()
        self._card: CallCard | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SLOW_MS)
        self._patience.timeout.connect(lambda: self._slow.put_or_hide(self.tr("Looking the caller up …")))
        self._slow.hide()
        self.hide()

    def put(self, board: Board, card: CallCard, more: int, now: datetime) -> bool:
        """This call rings, and so do ``more`` others; whether anything is new."""
        said = (card, board.me.name, more)
        if said == self._shown:
            return False
        self._shown = said
        new = self._card is None or self._card.call != card.call
        self._card = card
        consult = card.handover is not None
        self._title.put(self.tr("A colleague asks to consult") if consult else self.tr("Incoming call"))
        self._icon.put("users" if consult else "phone-incoming", "vio" if consult else "ok")
        self.set_tone("vio" if consult else "ok")
        self._more.put(self.tr("+{n} waiting").format(n=more) if more else "")
        customer = card.case.customer if card.case and not consult else None
        tier = self.tr("{tier} plan").replace("{tier}", customer.tier) if customer and customer.tier else ""
        self._tier.put(tier)
        self._badge.show_trust(card.handover)
        self._caller.setVisible(not consult)
        self._consult.setVisible(consult)
        if card.handover is not None:
            self._consult.put(card)
        else:
            self._caller.put(card, board.me.name, now)
        self.buttons.put(card.call)
        self._wait_for_store(card, new=new)
        self.setAccessibleName(f"{self._title.text()}: {self._kit.words.who(card.name, card.number)}")
        self.tick(now)
        return True

    def _wait_for_store(self, card: CallCard, *, new: bool) -> None:
        if card.case is not None:
            self._patience.stop()
            self._slow.hide()
        elif new:
            self._slow.hide()
            self._patience.start()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._card is not None and not self.isHidden():
            rung = fmt.between(self._card.since, now)
            self._time.put(self.tr("Ringing {time}").format(time=rung))

    def settle(self, area: QRect) -> None:
        """As high as it needs, inside ``area``."""
        inside, mine = self._body.inside.layout(), self.layout()
        if inside is None or mine is None:
            return
        invalidate_all(self)
        body = inside.heightForWidth(area.width() - 52)
        rest = mine.minimumSize().height() - 2 * self.PAD - self._body.minimumSizeHint().height()
        self.place(QRect(area.x(), area.y(), area.width(), min(area.height(), body + rest)))


class ConsultBody(QWidget):
    """The inside of the ringing card when a colleague consults us."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._avatar = Avatar(56, colleague=True)
        self._name = Elided("", "name", name="ringing.from")
        self._number = Prose("", "text", 15, 600, name="ringing.from_number", figures=True)
        self._brief = Brief(kit, "ringing.brief")
        who = row(self._avatar, (column(None, self._name, self._number, None, gap=3), 1), gap=16)
        self.setLayout(column(who, self._brief, gap=14))

    def put(self, card: CallCard) -> None:
        """This consult."""
        handover = card.handover
        if handover is None:
            return
        name = handover.from_name or card.name
        number = handover.from_number or card.number
        self._name.put(self._kit.words.who(name, number))
        self._number.put_or_hide(number if name else "")
        self._avatar.put(fmt.initials(name))
        self._brief.put(handover)


class KnockCard(Floating):
    """A second call knocks: small, in the corner, and nothing else moves."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._facts = Facts(kit.words)
        self._title = Label("", "b", name="knock.title")
        self._time = Pill("", "ok", name="knock.time", ticks=True)
        self._badge = TrustBadge(kit, "knock.trust")
        self._more = Pill("", "n", name="knock.more")
        self._tier = Pill("", "warn", name="knock.tier")
        self._avatar = Avatar(44)
        self._name = Elided("", "title", name="knock.name")
        self._number = Prose("", "text", 13, 600, name="knock.number", figures=True)
        self._about = Elided("", "meta", name="knock.about")
        self._warning = Hint("warn", "triangle-alert", "warn", "knock.warning")
        self._holds = Label("", "meta", wrap=True, name="knock.holds")
        self.buttons = AnswerRow(kit, "knock", "")
        who = row(self._avatar, (column(self._name, self._number, self._about, gap=1), 1), self._tier, gap=12)
        head = row(
            Icon("phone-incoming", "ok", 16), self._title, self._time, self._more, None, self._badge, gap=8
        )
        inside = column(head, who, self._warning, self.buttons, self._holds, gap=11, margins=(18, 14, 18, 14))
        super().__init__(root, inside, "ok", "knock")
        self._shown: tuple[object, ...] = ()
        self._card: CallCard | None = None
        self.hide()

    def put(self, board: Board, card: CallCard, more: int, now: datetime) -> bool:
        """This call knocks; whether anything is new."""
        current = board.current
        talking = current if current is not None and current.call != card.call and not current.held else None
        transfer = board.transfer is not None and board.transfer.under_way
        help_ = any(c.emergency and c.state is CallState.UP for c in board.cards)
        said = (card, talking and (talking.name, talking.number), transfer, help_, more)
        if said == self._shown:
            return False
        self._shown = said
        self._card = card
        consult = card.handover
        self._title.put(self.tr("Asks to consult") if consult else self.tr("Another call"))
        self._more.put(self.tr("+{n}").format(n=more) if more else "")
        self._badge.show_trust(consult)
        self.set_tone("vio" if consult else "ok")
        name = (consult.from_name if consult else "") or card.name
        self._name.put(self._kit.words.who(name, card.number))
        self._number.put_or_hide(card.number if name else "")
        self._avatar.put(fmt.initials(name), colleague=consult is not None)
        customer = card.case.customer if card.case and not consult else None
        self._about.put_or_hide(self._about_text(card))
        self._tier.put(customer.tier if customer else "")
        self._warning.put(customer.warning if customer else "")
        self.buttons.put(card.call)
        self.buttons.answer.setEnabled(not transfer and not help_)
        called = self.tr("You are on an emergency call, which cannot be held.")
        self._holds.put_or_hide(called if help_ else self._holds_text(talking, transfer=transfer))
        self.setAccessibleName(f"{self._title.text()}: {self._name.text()}")
        self.tick(now)
        return True

    def _about_text(self, card: CallCard) -> str:
        words = self._kit.words
        if card.handover is not None:
            about = words.who(card.handover.customer_name, card.handover.customer_number)
            return " · ".join(t for t in (words.reason(card.handover.reason), about) if t)
        if len(card.matches) > 1:
            return self.tr("{n} customers have this number").format(n=len(card.matches))
        if card.case is None:
            return ""
        if card.case.customer is None:
            return self.tr("No customer with this number") if card.number else ""
        return self._facts.about(card.case.customer)

    def _holds_text(self, talking: CallCard | None, *, transfer: bool) -> str:
        if transfer:
            return self.tr("Finish the hand-over, or go back to the customer, before you answer.")
        if talking is None:
            return ""
        who = fmt.short_name(talking.name, talking.number) or self._kit.words.who("", "")
        return self.tr("Answer puts {name} on hold.").replace("{name}", who)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._card is not None and not self.isHidden():
            self._time.put(fmt.between(self._card.since, now))

    def settle(self, area: QRect, in_use_until: int) -> None:
        """In the lower left corner of ``area``, or in the right one where the left one has buttons in use."""
        pad = 2 * self.PAD
        wide = min(KNOCK_WIDTH, area.width())
        invalidate_all(self)
        layout = self.layout()
        high = (layout.heightForWidth(wide + pad) if layout is not None else self.sizeHint().height()) - pad
        top = area.bottom() - high
        left = area.x() if in_use_until <= top else area.right() - wide
        self.place(QRect(left, top, wide, high))
