"""pjsua2's account and its callbacks: INVITEs, registration, and messages outside calls."""

import logging
from functools import partial
from typing import Protocol

import pjsua2 as pj

from telephony.call import Party
from telephony.engine.headers import Message
from telephony.engine.loop import Loop, callback
from telephony.engine.registration import Outcome, retry_after
from telephony.party import clean

MAX_REASON = 200
_BAD_EVENT = 489
MAX_MESSAGE = 4096
"""Bytes of a received MESSAGE body that are read; a longer one is none of ours."""
_PLAIN, _UNSUPPORTED_TYPE = "text/plain", 415

log = logging.getLogger("telephony.engine")


class AccountSink(Protocol):
    """Who wants to know. ``invited`` is called at once, the others after pjsua2 has returned."""

    def invited(self, account: "SipAccount", number: int, message: Message) -> None:
        """A new INVITE; it must have an object and its 180 before this returns."""

    def is_stranger(self, source: str) -> bool:
        """Whether this address may neither ring nor write. At once."""

    def registered(self, outcome: Outcome) -> None:
        """The registrar's answer, or why there is none."""

    def messaged(self, remote: Party, content_type: str, body: str) -> None:
        """A MESSAGE outside any call."""

    def message_answered(self, command: str, code: int, reason: str) -> None:
        """The final answer to a MESSAGE that we sent for this command."""


class SipAccount(pj.Account):  # type: ignore[misc] # SWIG
    """An account: ours, or the one that floods are sent to (flood.py)."""

    def __init__(self, loop: Loop, sink: AccountSink) -> None:
        super().__init__()
        self.loop = loop
        self.sink: AccountSink | None = sink
        self.unanswered = 0
        """MESSAGEs without a final answer: pjsua2 aborts if one comes, or times out, after the account is gone."""
        self._sent: dict[tuple[str, str], tuple[str, str]] = {}

    @callback
    def onIncomingCall(self, prm: "pj.OnIncomingCallParam") -> None:
        """INVITE outside any dialog."""
        if self.sink is not None:
            message = Message(prm.rdata.wholeMsg, str(prm.rdata.srcAddress))
            self.sink.invited(self, prm.callId, message)

    @callback
    def onIncomingSubscribe(self, prm: "pj.OnIncomingSubscribeParam") -> None:
        """Whether we are available is the PBX's to say; pjsua alone would tell everybody that we are offline."""
        prm.code, prm.reason = _BAD_EVENT, "Bad Event"

    @callback
    def onRegState(self, prm: "pj.OnRegStateParam") -> None:
        """RFC 3261 section 10."""
        if self.sink is None:
            return
        message = Message(prm.rdata.wholeMsg)
        outcome = Outcome(
            code=int(prm.code),
            reason=clean(str(prm.reason), MAX_REASON),
            expires=int(prm.expiration),
            answered=message.start_line.startswith("SIP/2.0"),
            retry_after=retry_after(message.first("retry-after")),
            source=str(prm.rdata.srcAddress),
        )
        self.loop.post(partial(self.sink.registered, outcome))

    @callback
    def onInstantMessage(self, prm: "pj.OnInstantMessageParam") -> None:
        """MESSAGE (RFC 3428)."""
        body = str(prm.msgBody)
        if self.sink is None or len(body) > MAX_MESSAGE or self.sink.is_stranger(str(prm.rdata.srcAddress)):
            return
        remote = Message(prm.rdata.wholeMsg).remote
        self.loop.post(partial(self.sink.messaged, remote, str(prm.contentType), body))

    @callback
    def onInstantMessageStatus(self, prm: "pj.OnInstantMessageStatusParam") -> None:
        """The final answer to :meth:`send_message`, or 408 when none came in 32 s."""
        sent = str(prm.toUri), str(prm.msgBody)
        command, content_type = self._sent.pop(sent, ("", ""))
        self.unanswered = max(0, self.unanswered - 1)
        if self.sink is None:
            return
        if prm.code == _UNSUPPORTED_TYPE and not command and content_type not in {"", _PLAIN}:
            # Asterisk passes nothing on but text/plain; a case is sealed, whatever it is called.
            self.loop.post(partial(self._send_plain, *sent))
            return
        told = self.sink.message_answered
        self.loop.post(partial(told, command, int(prm.code), str(prm.reason)))

    def send_message(self, command: str, target: str, content_type: str, body: str) -> None:
        """MESSAGE to a checked URI; raises pj.Error if it cannot be sent at all.

        By way of a buddy, since only so pjsua answers the registrar's challenge.
        """
        buddy, config = pj.Buddy(), pj.BuddyConfig()
        config.uri, config.subscribe = target, False
        buddy.create(self, config)
        prm = pj.SendInstantMessageParam()
        prm.contentType, prm.content = content_type, body
        buddy.sendInstantMessage(prm)
        self.unanswered += 1
        self._sent[target, body] = command, content_type

    def _send_plain(self, target: str, body: str) -> None:
        if self.sink is None:
            return
        try:
            self.send_message("", target, _PLAIN, body)
        except pj.Error as error:
            log.info("a message was not sent again: %s", error.reason)
