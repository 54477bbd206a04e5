"""What the scripted telephone does beside calls: supervisors who listen, and surveys."""

import re
from datetime import UTC, datetime
from uuid import uuid4

from telephony import commands as c
from telephony import events as e
from telephony.call import CallId, CallState, Direction, EndedBy, Leg, Party, Purpose, aside_id
from telephony.scripted_line import RefusedError, ScriptedLine

GRANT = re.compile("[0-9a-f]{32}")
TRIES = 2


class ScriptedAside(ScriptedLine):
    """Both without sound: what counts is who is told what."""

    def __init__(self) -> None:
        super().__init__()
        self._seats: dict[CallId, CallId] = {}
        self._tries: dict[CallId, int] = {}
        self._shown: dict[CallId, str] = {}
        """The grant that was shown last."""

    # What the other sides do.

    def asks_to_listen(self, grant: str, *, user: str = "3107") -> CallId:
        """Send an INVITE with a grant; "" if it is refused at once, as nobody is told then."""
        taken = any(leg.purpose is Purpose.MONITOR for leg in self.legs())
        if not self.attended or taken or not GRANT.fullmatch(grant):
            return ""
        call, remote = aside_id(uuid4()), Party(user=user, host="127.0.0.1")
        self._legs[call] = Leg(
            call=call,
            direction=Direction.IN,
            purpose=Purpose.MONITOR,
            state=CallState.RINGING,
            remote=remote,
            grant=grant,
            started_at=datetime.now(UTC),
        )
        self._tell(e.ListenAsked(call=call, remote=remote, grant=grant))
        return call

    def asks_ear(self, call: CallId, grant: str) -> None:
        """Send another grant in the dialog."""
        leg = self._legs[call]
        self._shown[call] = grant
        self._tell(e.ListenAsked(call=call, remote=leg.remote, grant=grant))

    def says_nothing(self, call: CallId) -> None:
        """Let the time for an answer to the survey be over."""
        self._miss(call)

    def digit(self, call: CallId, digit: str) -> None:
        """Send DTMF from the other side."""
        if call not in self._tries:
            super().digit(call, digit)
        elif digit in set("12345"):
            self._settle(call, int(digit))
        else:
            self._miss(call)

    # Commands.

    def _admit(self, order: c.Admit) -> None:
        leg, customer = self._legs.get(order.call), self._legs.get(order.customer)
        if leg is None or leg.purpose is not Purpose.MONITOR or leg.direction is not Direction.IN:
            raise RefusedError("no_such_call", "This call is over, or never was.")
        if customer is None or customer.state is not CallState.UP or customer.purpose is not Purpose.CUSTOMER:
            if leg.state is CallState.RINGING:
                self.end(order.call, 480, EndedBy.US)
            raise RefusedError("no_such_call", "There is nothing to be heard any more.")
        self._change(order.call, ear=order.ear, grant=self._shown.get(order.call, leg.grant))
        self._seats[order.call] = order.customer
        if leg.state is CallState.RINGING:
            self.answers(order.call)
        self._tell(e.EarChanged(call=order.call, ear=order.ear))

    def _ask_ear(self, order: c.AskEar) -> None:
        leg = self._legs.get(order.call)
        if leg is None or leg.state is not CallState.UP or leg.purpose is not Purpose.MONITOR:
            raise RefusedError("not_now", "This call is not up.")
        if not GRANT.fullmatch(order.grant):
            raise RefusedError("bad_grant", "A grant is 32 hex digits.")
        self._change(order.call, grant=order.grant)

    def _survey(self, order: c.BeginSurvey) -> None:
        leg = self._legs.get(order.call)
        if leg is None:
            raise RefusedError("no_such_call", "This call is over, or never was.")
        if leg.state is not CallState.UP or leg.purpose is not Purpose.CUSTOMER:
            raise RefusedError("not_now", "This call is not up.")
        if self.transfers.active(order.call):
            raise RefusedError("transfer_under_way", "This call is being transferred: go back to it first.")
        self._change(order.call, purpose=Purpose.SURVEY)
        self._leave(order.call)
        self._tell(e.SurveyBegun(call=order.call))
        if leg.held:
            self.hold(order.call, on=False)
        self._tries[order.call] = 1

    # What they are made of.

    def end(self, call: CallId, code: int, by: EndedBy, *, elsewhere: bool = False) -> None:
        """End a leg, and what hangs on it."""
        super().end(call, code, by, elsewhere=elsewhere)
        tries = self._tries.pop(call, None)
        if tries is not None:
            self._tell(e.SurveyAnswered(call=call, score=None, tries=tries))
        self._seats.pop(call, None)
        self._leave(call)

    def _leave(self, customer: CallId) -> None:
        for call in [call for call, heard in self._seats.items() if heard == customer]:
            self.end(call, 200, EndedBy.US)

    def _miss(self, call: CallId) -> None:
        if self._tries[call] < TRIES:
            self._tries[call] += 1
        else:
            self._settle(call, None)

    def _settle(self, call: CallId, score: int | None) -> None:
        self._tell(e.SurveyAnswered(call=call, score=score, tries=self._tries.pop(call)))
        self.end(call, 200, EndedBy.US)
