"""What the desk knows of recordings that are under way: legs, reasons for a pause, what callers have said. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from console.desk.calling import Arrival, CallCard
from console.desk.cards import as_uuid
from console.desk.recorded import PausedBy, RecordedCall
from console.desk.terms import RecordingTerms
from store.recording import Consent
from telephony.call import CallId
from telephony.recording import RecordingNow, Trouble


@dataclass(slots=True, kw_only=True)
class Leg:
    """One that is being recorded, or (without ``recording``) should be. ``ordered``: a pause was, and not its end."""

    recording: str
    customer: CallId
    started_at: datetime
    paused_at: datetime | None = None
    ordered: bool = False
    trouble: Trouble = Trouble.NONE
    gaps: bool = False

    def troubled(self, problem: Trouble) -> None:
        """Not all of it is kept, or it is again; what only waits for the disk is not missing."""
        self.trouble = problem
        self.gaps = self.gaps or problem not in {Trouble.NONE, Trouble.SLOW}


class RecordingState:
    """``by_hand`` and ``before`` are calls that were paused so; ``field`` is the sensitive one with the keyboard."""

    def __init__(self) -> None:
        self.legs: dict[CallId, Leg] = {}
        self.by_hand: set[CallId] = set()
        self.before: set[CallId] = set()
        self.consents: dict[CallId, Consent] = {}
        self.field = self.field_name = ""

    def clear(self) -> None:
        """The engine died; a field keeps the keyboard."""
        for part in (self.legs, self.by_hand, self.before, self.consents):
            part.clear()

    def restore(self, recordings: Iterable[RecordingNow], terms: RecordingTerms) -> None:
        """As the engine says. A pause for which there is no reason here stays until a person ends it."""
        known, self.legs = self.legs, {}
        for now in recordings:
            customer = now.parent or now.call
            leg = self.legs[now.call] = Leg(
                recording=now.recording,
                customer=customer,
                started_at=now.started_at,
                paused_at=(now.paused_at or now.started_at) if now.paused else None,
                ordered=now.paused,
                gaps=now.call in known and known[now.call].gaps,
            )
            leg.troubled(now.trouble)
            if now.paused and not self.why(customer, terms):
                self.before.add(customer)

    @property
    def customers(self) -> tuple[CallId, ...]:
        """Whose calls are, or should be, recorded."""
        return tuple(dict.fromkeys(leg.customer for leg in self.legs.values()))

    def of(self, customer: CallId) -> dict[CallId, Leg]:
        """The call's own leg, and its consult's."""
        return {call: leg for call, leg in self.legs.items() if leg.customer == customer}

    def written(self, customer: CallId) -> dict[CallId, Leg]:
        """Those that have a file."""
        return {call: leg for call, leg in self.of(customer).items() if leg.recording}

    def why(self, customer: CallId, terms: RecordingTerms) -> PausedBy:
        """The reason for which this call is to be paused."""
        objected = self.consents.get(customer) is Consent.OBJECTED
        if objected and terms.on_objection == "pause":
            return PausedBy.OBJECTION
        if customer in self.by_hand:
            return PausedBy.HAND
        if self.field:
            return PausedBy.FIELD
        return PausedBy.BEFORE if customer in self.before else PausedBy.NOBODY

    def let_go_on(self, customer: CallId) -> None:
        """A person says that it goes on."""
        self.by_hand.discard(customer)
        self.before.discard(customer)

    def shown(self, terms: RecordingTerms) -> tuple[RecordedCall, ...]:
        """For the board."""
        return tuple(
            self._shown(customer, terms) for customer in dict.fromkeys((*self.customers, *self.consents))
        )

    def _shown(self, customer: CallId, terms: RecordingTerms) -> RecordedCall:
        legs, written = self.of(customer), self.written(customer).values()
        silent = [leg.paused_at for leg in written if leg.paused_at is not None]
        return RecordedCall(
            call=customer,
            legs=tuple(legs),
            since=min((leg.started_at for leg in written), default=None),
            paused_by=self.why(customer, terms) if written else PausedBy.NOBODY,
            paused_at=max(silent) if silent and len(silent) == len(written) else None,
            trouble=next((leg.trouble for leg in legs.values() if leg.trouble), Trouble.NONE),
            gaps=any(leg.gaps for leg in legs.values()),
            consent=self.consents.get(customer, Consent.UNKNOWN),
        )

    def forget_all_but(self, alive: Iterable[CallId]) -> None:
        """What was said and pressed in calls that are over."""
        kept = {*alive, *self.customers}
        self.by_hand &= kept
        self.before &= kept
        self.consents = {call: said for call, said in self.consents.items() if call in kept}


def said_in(card: CallCard) -> tuple[Consent, Consent]:
    """What the caller has said in this call; and to the colleague who has handed them over to us."""
    case, handover = card.case, card.handover
    if case is None:
        return Consent.UNKNOWN, Consent.UNKNOWN
    own = next((c.consent for c in case.calls if c.id == as_uuid(card.call)), Consent.UNKNOWN)
    if handover is None or not handover.known or handover.arrival is not Arrival.HERE:
        return own, Consent.UNKNOWN
    others = sorted((c.started_at, c.consent) for c in case.calls if c.id != as_uuid(card.call) and c.consent)
    return own, others[-1][1] if others else Consent.UNKNOWN
