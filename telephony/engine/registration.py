"""What follows from a registrar's answer, and when to ask again: two tables, pure.

    answer                             problem       state     asked again
    2xx                                none          REGISTERED  before it expires, by pjsip
    401, 407 after we answered one     password      REFUSED   no: more attempts lock accounts
    403                                forbidden     REFUSED   no
    404, 410, 604                      unknown       REFUSED   no
    408, none                          no_answer     LOST      the next server, or by the schedule
    480                                no_answer     LOST      by the schedule
    503                                busy          LOST      the next server, or by the schedule as below
    5xx, or any with Retry-After       busy          LOST      by the schedule, not before Retry-After
    anything else                      other         LOST      by the schedule
    the name is not found              name          LOST      the next server, or by the schedule
    the certificate is not believed    certificate   LOST      the same: someone may renew it
    no way there at all                no_network    LOST      the same, and when the network is back

The next server is asked at once, if the domain's records name one that has not failed yet (ways.py, RFC 3263 4.3).
423 with Min-Expires is answered by pjsip itself, with the longer time (RFC 3261 section 10.2.8).
"""

import msgspec

from telephony.events import RegistrationProblem, RegistrationState

SCHEDULE = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds after the first loss, the second …; the last one for all that follow."""
JITTER = 0.2
"""Each is made longer or shorter by up to so much of it: a floor whose PBX starts again does not ask in step."""
MAX_RETRY_AFTER = 1800.0
"""A registrar that asks for more is asked again all the same: an agent who cannot be called must not stay so."""

_OK, _FAILURE, _SERVER = 200, 300, 500
_PROBLEMS = {
    401: RegistrationProblem.PASSWORD,
    407: RegistrationProblem.PASSWORD,
    403: RegistrationProblem.FORBIDDEN,
    404: RegistrationProblem.UNKNOWN,
    410: RegistrationProblem.UNKNOWN,
    604: RegistrationProblem.UNKNOWN,
    408: RegistrationProblem.NO_ANSWER,
    480: RegistrationProblem.NO_ANSWER,
}
_STOPS = frozenset({RegistrationProblem.PASSWORD, RegistrationProblem.FORBIDDEN, RegistrationProblem.UNKNOWN})
_NOT_HERE = frozenset({408, 503})
_BY_PJSIP = {502: RegistrationProblem.NAME}
"""pjsip's own status when it could not resolve a name; 503 when it could not send, 408 when nothing came."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How one attempt ended. ``answered``: the registrar said ``code``; else pjsip did, which had no answer.

    ``problem`` is what we know better than the code tells, NONE for nothing; ``retry_after`` in seconds.
    """

    code: int = 0
    reason: str = ""
    expires: int = 0
    answered: bool = False
    retry_after: float = 0.0
    source: str = ""
    """Address of the registrar that answered."""
    problem: RegistrationProblem = RegistrationProblem.NONE


class Verdict(msgspec.Struct, frozen=True):
    """Where we stand now; ``retry_seconds`` 0 means that nothing is planned."""

    state: RegistrationState
    problem: RegistrationProblem
    retry_seconds: float = 0.0


def judge(outcome: Outcome, losses: int, chance: float) -> Verdict:
    """Look the outcome up. ``losses`` before it without a success between; ``chance`` from 0 to 1 is the jitter's."""
    if _OK <= outcome.code < _FAILURE:
        registered = outcome.expires > 0
        state = RegistrationState.REGISTERED if registered else RegistrationState.TRYING
        return Verdict(state, RegistrationProblem.NONE)
    problem = outcome.problem or _problem(outcome)
    if problem in _STOPS:
        return Verdict(RegistrationState.REFUSED, problem)
    return Verdict(RegistrationState.LOST, problem, _delay(losses, chance, outcome.retry_after))


def fails_over(outcome: Outcome) -> bool:
    """Whether another server of the same PBX may well do what this one did not."""
    if outcome.answered:
        return outcome.code in _NOT_HERE
    return not _OK <= outcome.code < _FAILURE


def _problem(outcome: Outcome) -> RegistrationProblem:
    if not outcome.answered:
        return _BY_PJSIP.get(outcome.code, RegistrationProblem.NO_ANSWER)
    if outcome.retry_after and outcome.code not in _PROBLEMS:
        return RegistrationProblem.BUSY
    known = _PROBLEMS.get(outcome.code)
    if known is not None:
        return known
    server = _SERVER <= outcome.code < _SERVER + 100
    return RegistrationProblem.BUSY if server else RegistrationProblem.OTHER


def _delay(losses: int, chance: float, retry_after: float) -> float:
    """The schedule, or what the registrar asked for, if that is longer, and then never sooner than it asked."""
    planned = SCHEDULE[min(losses, len(SCHEDULE) - 1)]
    asked = min(retry_after, MAX_RETRY_AFTER)
    if asked > planned:
        return asked * (1 + JITTER * chance)
    return planned * (1 + JITTER * (2 * chance - 1))


def retry_after(value: str) -> float:
    """Seconds of a Retry-After header (RFC 3261 section 20.33), 0 if it has none."""
    number = value.partition("(")[0].partition(";")[0].strip()
    return float(number) if number.isascii() and number.isdigit() else 0.0
