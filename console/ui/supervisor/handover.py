"""A colleague's consult at our desk: the customer is not here yet, is here, or may be here and one key takes them."""

from console.desk.calling import Arrival, CallCard, Trust
from console.desk.intents import TakeCase
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.supervisor.brief import Brief, TrustBadge
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, row
from telephony.call import CallState


class HandoverView(Box):
    """Stands under the call card while, and after, a colleague brings a case."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._call = ""
        self._shown: object = None
        self._icon = Icon("users", "vioT", 20)
        self._title = Label("", "title", name="handover.title", wrap=True)
        self._note = Label("", "muted", name="handover.note", wrap=True)
        self._badge = TrustBadge(kit, "handover.trust")
        self._brief = Brief(kit, "handover.brief")
        self.take = Button(
            "handover.take", self.tr("Take the case"), "user-check", key=cap("take"), on=self._take
        )
        self._foot = row(self.take, None)
        head = row(self._icon, (column(self._title, self._note, gap=1), 1), self._badge, gap=12)
        super().__init__(
            "frame-vio", column(head, self._brief, self._foot, gap=12, margins=(18, 14, 18, 14)), "handover"
        )
        self.hide()

    def put(self, card: CallCard | None) -> None:
        """Show the hand-over of this call, if it is one."""
        handover = card.handover if card is not None else None
        if card is None or handover is None:
            self._shown = None
            self.hide()
            return
        said = (card.call, handover, card.state, card.held)
        if said != self._shown:
            self._shown = said
            self._call = card.call
            self._put(card)
        self.show()

    def _put(self, card: CallCard) -> None:
        handover = card.handover
        if handover is None:
            return
        words = self._kit.words
        who = (
            words.who(handover.from_name, handover.from_number)
            if handover.from_name
            else words.who(card.name, card.number)
        )
        customer = words.who(handover.customer_name, handover.customer_number)
        here = handover.arrival is Arrival.HERE
        unsure = handover.arrival is Arrival.UNCONFIRMED
        if here:
            title, note = (
                self.tr("You now have the customer"),
                self.tr("Brought by {who}. The case is yours."),
            )
        elif unsure:
            title = self.tr("Perhaps the customer is here already")
            note = self.tr(
                "{who} seems to have handed over, but no signal came. If you hear {customer}, take the case."
            )
        else:
            title = self.tr("The customer is not here yet")
            note = self.tr("You are talking with {who}. {customer} hears music.")
        self.set_kind("frame-ok" if here else "frame-warn" if unsure else "frame-vio")
        self._icon.put("user-check" if here else "users", "okT" if here else "warnT" if unsure else "vioT")
        self._title.put(title)
        verified = handover.known or handover.trust is Trust.CHECKING
        if not verified and not here:
            note = self.tr("You are talking with {who}.")
        self._note.put(note.replace("{who}", who).replace("{customer}", customer))
        self._badge.show_trust(handover)
        self._brief.put(handover)
        self.take.setVisible(not here and handover.known and card.state is CallState.UP)
        self.take.put(variant="primary" if unsure else "")

    def _take(self) -> None:
        self._kit.do(TakeCase(call=self._call))
