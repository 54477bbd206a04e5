"""Takes calls that are up to this machine's new address: re-INVITE with new media, contact and Via (RFC 3261 14)."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

import pjsua2 as pj

from telephony.engine.library import words
from telephony.engine.line import Line
from telephony.engine.loop import Later

log = logging.getLogger("telephony.engine")

_AGAIN_SECONDS = 0.5
_MAX_TRIES = 20
_CHALLENGES = frozenset({401, 407})
_PENDING = frozenset({491, 500, 503, 408})
"""Answers after which the same re-INVITE may well be taken a moment later."""


def move(lines: Iterable[Line], later: Callable[[float, Callable[[], None]], Later]) -> None:
    """Send each of them a re-INVITE; one that cannot be sent or is not taken now is sent again."""
    for line in lines:
        if line.up:
            _send(line, later, 1)


def _send(line: Line, later: Callable[[float, Callable[[], None]], Later], tries: int) -> None:
    if not line.up or line.sip is None or tries > _MAX_TRIES:
        return
    again = partial(later, _AGAIN_SECONDS, partial(_send, line, later, tries + 1))

    def answered(code: int) -> None:
        if code in _CHALLENGES:
            return  # pjsip answers it, and then comes another answer
        line.reinvite_heard = None
        if code in _PENDING:
            again()

    if not line.holding.idle:  # its own re-INVITE goes first
        again()
        return
    prm = pj.CallOpParam(True)
    prm.opt.flag = pj.PJSUA_CALL_REINIT_MEDIA | pj.PJSUA_CALL_UPDATE_CONTACT | pj.PJSUA_CALL_UPDATE_VIA
    try:
        line.sip.reinvite(prm)
    except pj.Error as error:
        log.info("a call cannot be moved yet: %s", words(error))
        again()
        return
    line.reinvite_heard = answered
