"""Keeps the account registered: asks, judges the answer by registration.py, tells, and asks again in time.

Where it asks is for ways.py to say.

pjsua's own retries are off: their schedule has no jitter and knows neither Retry-After nor when to stop. What is
left to pjsip is the refresh before a registration expires, the digest, and 423.
"""

import logging
import random
import time
from collections.abc import Callable

import pjsua2 as pj
from msgspec.structs import replace

from telephony.engine.library import words
from telephony.engine.loop import Later
from telephony.engine.registration import SCHEDULE, Outcome, fails_over, judge
from telephony.engine.servers import Way
from telephony.engine.ways import Ways
from telephony.events import RegistrationChanged, RegistrationProblem, RegistrationState

log = logging.getLogger("telephony.engine")

ANSWER_SECONDS = 8.0
"""After so long without an answer it is told; pjsip goes on repeating this REGISTER until 32 s are over."""
NEXT_SECONDS = 4.0
"""The same where the records name other servers: then this one is given up. Four datagrams have been sent."""
_REPEAT_SECONDS = 4.0
"""RFC 3261 section 17.1.2.2, timer E at its longest."""
_PENDING = 171001
"""PJSIP_EBUSY: a refresh of pjsip's own is on its way; its answer will do."""
_OK, _FAILURE = 200, 300
_REASONS = {
    RegistrationProblem.NAME: "The name {host} is not found.",
    RegistrationProblem.NO_ANSWER: "{host} does not answer.",
    RegistrationProblem.NO_NETWORK: "There is no network.",
}
"""Instead of pjsip's words where nobody has answered; what to do about it is the window's to say."""


class Registration:
    """``tell`` is told each change.

    ``ways`` knows where to ask, ``reaches`` says whether there is a way to an address.
    """

    def __init__(
        self,
        tell: Callable[[RegistrationChanged], None],
        later: Callable[[float, Callable[[], None]], Later],
        ways: Ways,
        reaches: Callable[[str], bool],
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.current = RegistrationChanged(state=RegistrationState.TRYING)
        self.registered = False
        self._tell, self._later, self._ways, self._reaches, self._chance = tell, later, ways, reaches, chance
        self._send: Callable[[Way | None], None] | None = None
        self._uri = ""
        self._losses = 0
        self._timer: Later | None = None
        self.address = ""
        """Of the registrar, or of the proxy before it, as last resolved."""
        self._asking = self._once_more = self._given_up = False
        self._asked: Way | None = None
        self._before: Outcome | None = None
        """How the last server failed, while another is looked for."""
        self._certificate = ""
        self._reconnected = -SCHEDULE[-1]

    def begin(self, send: Callable[[Way | None], None], uri: str) -> None:
        """Register for the first time. ``send`` registers by a way, or with None takes the registration back."""
        self._send, self._uri = send, uri
        self._say(RegistrationChanged(state=RegistrationState.TRYING, uri=uri))
        self._attempt()

    def direct(self, uri: str) -> None:
        """There is no registrar."""
        self._say(RegistrationChanged(state=RegistrationState.DIRECT, uri=uri))

    def again(self) -> bool:
        """Ask now, with the schedule at its beginning; False without a registrar."""
        if self._send is None:
            return False
        self._losses = 0
        self._cancel()
        self._ways.renew(at_once=True)
        if not self.registered or self.current.state is not RegistrationState.REGISTERED:
            self._say(RegistrationChanged(state=RegistrationState.TRYING, uri=self._uri))
        self._attempt()
        return True

    def network_is_back(self) -> None:
        """Ask at once, unless it was refused: then only a person can change something."""
        if self.current.state is not RegistrationState.REFUSED:
            self.again()

    def connection_is_lost(self) -> None:
        """A TCP or TLS connection has broken, perhaps the one by which the PBX would call us: ask by a new one."""
        if self._ways.over != "udp":
            self._ask_soon()

    def call_is_lost(self) -> None:
        """Nobody has answered a request of ours: if there are other servers, see whether this one is still there."""
        if self._ways.several:
            self._ask_soon()

    def _ask_soon(self) -> None:
        """Not at once, and seldom: a PBX may close each connection after its answer, and a stranger's may be meant."""
        if self._send is None or not self.registered or self._asking:
            return
        now = time.monotonic()
        seldom = now - self._reconnected < SCHEDULE[-1]
        self._reconnected = now
        self._cancel()
        self._timer = self._later(SCHEDULE[-1] if seldom else SCHEDULE[0] * self._chance(), self._attempt)

    def network_is_gone(self) -> None:
        """Nobody can call us any more, whatever the registrar believes; it is asked when the network is back."""
        if self._send is None or self.current.state is RegistrationState.REFUSED:
            return
        self._cancel()
        problem = RegistrationProblem.NO_NETWORK
        state, reason = RegistrationState.LOST, _REASONS[problem]
        self._say(RegistrationChanged(state=state, reason=reason, uri=self._uri, problem=problem))

    def distrusts(self, reason: str) -> None:
        """The server's certificate was not believed, for this reason; the attempt is about to fail."""
        self._certificate = reason

    def answered(self, outcome: Outcome) -> None:
        """An attempt, or a refresh of pjsip's own, has ended."""
        once_more, self._once_more, self._asking = self._once_more, False, False
        given_up, self._given_up = self._given_up, False
        self.registered = _OK <= outcome.code < _FAILURE and outcome.expires > 0
        if self._send is None:
            return
        if once_more:
            self._attempt()
            return
        if given_up and not self.registered and not outcome.answered:
            return  # told and planned for already
        if self._certificate and not outcome.answered and outcome.code >= _FAILURE:
            problem = RegistrationProblem.CERTIFICATE
            outcome = replace(outcome, problem=problem, reason=self._certificate)
        self._certificate = ""
        if not outcome.answered and not outcome.problem and not self._reaches(self.address):
            outcome = replace(outcome, problem=RegistrationProblem.NO_NETWORK)
        self._ended(outcome)

    def close(self) -> None:
        """Take the registration back; its answer may come in a moment."""
        send, self._send = self._send, None
        self._cancel()
        if send is not None and self.registered:
            try:
                send(None)
            except pj.Error as error:
                self.registered = False
                log.info("not unregistered: %s", words(error))

    def _attempt(self) -> None:
        """Look the names up first, beside: pjsip would look them up on this thread."""
        self._cancel()
        self._ways.look(self._go)

    def _go(self, way: Way | None) -> None:
        self._cancel()
        if self._send is None:
            return
        before, self._before = self._before, None
        if way is None:
            none = not self._reaches("")
            problem = RegistrationProblem.NO_NETWORK if none else RegistrationProblem.NAME
            self._judge(before or Outcome(problem=problem))
            return
        self.address = way.address
        if self._asking and self._asked is not None and way.route == self._asked.route:
            self._once_more = (
                True  # pjsip sends one at a time; this one may be on its way from an old address
            )
            return
        self._certificate = ""
        self._asking, self._asked = True, way
        self._given_up = self._once_more = False
        self._timer = self._later(NEXT_SECONDS if self._ways.several else ANSWER_SECONDS, self._hears_nothing)
        try:
            self._send(way)
        except pj.Error as error:
            if error.status != _PENDING:
                self._asking = False
                self._ended(Outcome(reason=words(error)))

    def _ended(self, outcome: Outcome) -> None:
        """Go on to the next server where that may help; otherwise what it means is looked up and told."""
        if not fails_over(outcome):
            self._judge(outcome)
        elif not self._ways.another(outcome.retry_after):
            self._judge(replace(outcome, retry_after=self._ways.retry_after(outcome.retry_after)))
        else:
            log.info("%s: %s", self._ways.server, outcome.reason or outcome.problem or "no answer")
            self._before = outcome
            if self.current.state is RegistrationState.REGISTERED:
                self._say(RegistrationChanged(state=RegistrationState.TRYING, uri=self._uri))
            self._attempt()

    def _hears_nothing(self) -> None:
        self._timer = None
        problem = RegistrationProblem.NO_ANSWER
        if self._ways.several:
            self._given_up = True
            self._ended(Outcome(problem=problem))
            return
        reason = _REASONS[problem].format(host=self._host)
        state = RegistrationState.LOST
        self._say(
            RegistrationChanged(
                state=state, reason=reason, uri=self._uri, problem=problem, retry_seconds=_REPEAT_SECONDS
            )
        )

    def _judge(self, outcome: Outcome) -> None:
        verdict = judge(outcome, self._losses, self._chance())
        reason = outcome.reason
        if not outcome.answered:
            name = self._ways.unknown if verdict.problem is RegistrationProblem.NAME else self._host
            reason = _REASONS.get(verdict.problem, reason).format(host=name)
        self._cancel()
        if verdict.retry_seconds:
            self._losses += 1
            self._ways.renew()
            self._timer = self._later(verdict.retry_seconds, self._attempt)
        elif verdict.state is RegistrationState.REGISTERED:
            self._losses = 0
            self._ways.works()
        self._say(
            RegistrationChanged(
                state=verdict.state,
                code=outcome.code if outcome.answered else 0,
                reason=reason,
                uri=self._uri,
                problem=verdict.problem,
                retry_seconds=round(verdict.retry_seconds, 1),
            )
        )

    @property
    def _host(self) -> str:
        """Who is asked, in words."""
        return str(self._ways.server or self._ways.host)

    def _cancel(self) -> None:
        self._ways.give_up()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _say(self, change: RegistrationChanged) -> None:
        """Tell it, but not a refresh that has changed nothing."""
        server = self._ways.server
        if server is not None:
            change = replace(change, server=str(server), over=server.transport)
        if change != self.current or change.state is RegistrationState.TRYING:
            self.current = change
            self._tell(change)
