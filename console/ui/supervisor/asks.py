"""The banner over the inbox while a colleague asks to consult: who, about whom, since when the customer holds (R50)."""

from datetime import datetime

from console.desk.board import Board
from console.desk.calling import CallCard, Trust
from console.desk.intents import Decline, OpenTicket
from console.desk.intents_inbox import Comment
from console.ui import format as fmt
from console.ui.agent.ringing import AnswerRow
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.supervisor.brief import TrustBadge
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.painted import Avatar, Level
from console.ui.words import state_of
from store.directory import Person
from telephony.call import CallState


class ConsultBanner(Box):
    """Stands while it rings. Somebody else may be asked instead: the sender is told by a comment."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._card: CallCard | None = None
        self._other: Person | None = None
        self._from = ""
        self._avatar = Avatar(46, colleague=True, ground="vioS")
        self._title = Elided("", "title", name="asks.title", fit=True)
        self._level = Level()
        self._badge = TrustBadge(kit, "asks.trust")
        self._who = Elided("", "b", name="asks.customer", fit=True)
        self._hold = Label("", "timeb", "warn", name="asks.hold")
        self._about = Elided("", "muted", name="asks.about")
        self._said = Elided("", "muted", name="asks.said")
        self._open = Button("asks.open", self.tr("Read the case"), "file", key=cap("summary"), on=self._read)
        self._pass = Button("asks.pass", "", "arrow-left-right", on=self._pass_on)
        self.buttons = AnswerRow(kit, "asks", "")
        texts = column(
            row(self._title, self._level, self._badge, None, gap=8),
            row(self._who, self._hold, (self._about, 1), gap=8),
            self._said,
            gap=2,
        )
        keys = column(self.buttons, row(self._open, (self._pass, 1), gap=8), gap=8)
        super().__init__(
            "frame-vio", row(self._avatar, (texts, 1), keys, gap=16, margins=(18, 12, 18, 12)), "asks"
        )
        self.hide()

    def put(self, board: Board, now: datetime) -> None:
        """The consult that rings, if one does."""
        card = asking(board)
        self._card = card
        if card is None or card.handover is None:
            self.hide()
            return
        handover, words = card.handover, self._kit.words
        name = handover.from_name or card.name
        number = handover.from_number or card.number
        who = words.who(name, number)
        sender = board.directory.person(number) or next(
            (p for p in board.directory.people if p.name == name), None
        )
        self._title.put(self.tr("{who} asks to consult").replace("{who}", who))
        self._avatar.put(fmt.initials(name))
        self._level.setVisible(sender is not None)
        self._level.put(sender.level if sender else 0)
        self._badge.show_trust(handover)
        trusted = handover.known or handover.trust is Trust.CHECKING
        customer = words.who(handover.customer_name, handover.customer_number) if trusted else ""
        company = card.case.customer.company if trusted and card.case and card.case.customer else ""
        self._who.put_or_hide(", ".join(t for t in (customer, company) if t))
        case = card.case if trusted else None
        about = [case.ticket.shown_number, case.ticket.subject] if case else []
        about += [words.reason(handover.reason)] if trusted and handover.reason else []
        about += [self.tr("hop {n}").format(n=handover.hop)] if trusted and handover.hop else []
        self._about.put(" · ".join(t for t in about if t))
        self._said.put_or_hide(self._words(card) if trusted else "")
        self._from = sender.key if sender is not None else ""
        self._other = self._else(board, sender)
        free = fmt.short_name(self._other.name) if self._other else ""
        self._pass.put(self.tr("Pass to {name}").replace("{name}", free))
        self._pass.setVisible(self._other is not None and case is not None and bool(self._from))
        self._open.setVisible(case is not None)
        self.buttons.put(card.call)
        self.setAccessibleName(f"{self._title.text()}. {customer}")
        self.show()
        self.tick(now)

    def _words(self, card: CallCard) -> str:
        handover = card.handover
        if handover is None:
            return ""
        tried = self.tr("Tried: {text}") if handover.summary else ""
        expects = self.tr("Expects: {text}") if handover.expects else ""
        made = [
            tried.replace("{text}", handover.summary),
            expects.replace("{text}", handover.expects),
        ]
        return "   ".join(t for t in made if t)

    @staticmethod
    def _else(board: Board, sender: Person | None) -> Person | None:
        """A colleague of the same department, or the same level, who is free."""
        me = board.me
        for person in board.directory.people:
            near = person.department == me.department or person.level == me.level
            mine = person.key == me.key or (sender is not None and person.key == sender.key)
            if near and not mine and person.level >= me.level and state_of(person, board.seen) == "available":
                return person
        return None

    def tick(self, now: datetime) -> None:
        """The customer has been waiting a second longer."""
        if self._card is not None and not self.isHidden():
            held = fmt.between(self._card.since, now)
            self._hold.put(self.tr("on hold {time}").format(time=held))

    def _read(self) -> None:
        if self._card is not None and self._card.ticket is not None:
            self._kit.do(OpenTicket(ticket=self._card.ticket))

    def _pass_on(self) -> None:
        card, other = self._card, self._other
        if card is None or other is None or card.ticket is None:
            return
        text = self.tr("@{sender} please consult @{other}: I cannot take it now.")
        said = fmt.fill(text, sender=self._from, other=other.key)
        if self._kit.do(Comment(ticket=card.ticket, text=said)) is None:
            self._kit.do(Decline(call=card.call))


def asking(board: Board) -> CallCard | None:
    """The colleague's consult that rings."""
    card = board.ringing
    return (
        card if card is not None and card.handover is not None and card.state is CallState.RINGING else None
    )
