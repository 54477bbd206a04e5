"""pjsua2's call and its callbacks: each copies values, posts them to its :class:`Sink`, and returns.

No object of pjsua2 leaves this module's callbacks; what a sink is given is plain.
"""

from functools import partial
from typing import NamedTuple, Protocol

import pjsua2 as pj

from telephony.engine.headers import Message
from telephony.engine.loop import Loop, callback
from telephony.engine.quality_meter import Counters, read

_SUCCESS, _FAILURE = 200, 300
_PROVISIONAL, _DIVERTED = range(180, 190), range(300, 400)
_FINISHED = (pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED)


class StateCopy(NamedTuple):
    """``state`` is a PJSIP_INV_STATE; ``lost`` says that no answer came, or no way was there to send.

    ``refused``: the other side has said ``code`` itself. ``counters`` are the stream's last, read before it goes.
    """

    state: int
    code: int
    reason: str
    lost: bool
    counters: Counters | None = None
    refused: bool = False


class MediaCopy(NamedTuple):
    """``stream`` is the index of the audio stream, -1 without one; ``status`` a PJSUA_CALL_MEDIA."""

    stream: int
    status: int
    direction: int
    codec: str


class Sink(Protocol):
    """Who wants to know about one call. All but the first two are called after pjsua2 has returned."""

    def transfer_asked(self, target: str) -> "SipCall | None":
        """REFER from the other side: the new call that follows it, or None to refuse. At once."""

    def replace_asked(self, message: Message) -> "SipCall | int":
        """INVITE with Replaces for this call: the object of the new call, or the status that refuses it. At once."""

    def replaced(self) -> None:
        """The new call was answered and this one will be ended."""

    def state_changed(self, copy: StateCopy) -> None:
        """The invite session's state."""

    def media_changed(self, copy: MediaCopy) -> None:
        """Streams were made anew; whatever was connected to them is not any more."""

    def progressed(self, code: int, *, early_media: bool) -> None:
        """A 18x for our INVITE."""

    def reinvite_answered(self, code: int, reason: str) -> None:
        """The final answer to our re-INVITE."""

    def response_came(self, message: Message) -> None:
        """A 18x or 2xx to an INVITE or UPDATE of ours that says who is there."""

    def software_told(self, software: str) -> None:
        """What whoever has accepted our INVITE, or our re-INVITE, says it is."""

    def request_came(self, message: Message) -> None:
        """A request of the other side inside the dialog (re-INVITE, UPDATE, CANCEL, BYE)."""

    def transfer_progressed(self, code: int, reason: str, *, final: bool) -> None:
        """A NOTIFY about our REFER, or its refusal."""

    def digit_came(self, digit: str, *, by_info: bool) -> None:
        """One DTMF digit, by INFO or in the stream (RFC 4733)."""

    def message_came(self, content_type: str, body: str) -> None:
        """A MESSAGE inside the dialog."""


class SipCall(pj.Call):  # type: ignore[misc] # SWIG
    """One invite session. ``sink`` is None once the leg is over; then nothing is told any more."""

    def __init__(self, account: "pj.Account", loop: Loop, sink: Sink | None, number: int = -1) -> None:
        super().__init__(account, number)
        self.loop = loop
        self.sink = sink
        self._was_up = False
        self._stream, self._codec = -1, ""

    def counters(self) -> Counters | None:
        """What the audio stream counts now."""
        return read(self, self._stream, self._codec)

    @callback
    def onCallState(self, prm: "pj.OnCallStateParam") -> None:
        """RFC 3261 section 13 as pjsip's invite session sees it."""
        info = self.getInfo()
        event = prm.e
        lost = event.type == pj.PJSIP_EVENT_TSX_STATE and event.body.tsxState.type in {
            pj.PJSIP_EVENT_TIMER,
            pj.PJSIP_EVENT_TRANSPORT_ERROR,
        }
        self._was_up = self._was_up or info.state == pj.PJSIP_INV_STATE_CONFIRMED
        over = info.state == pj.PJSIP_INV_STATE_DISCONNECTED
        counters = self.counters() if over and self.sink is not None else None
        code, reason = info.lastStatusCode, info.lastReason
        diverted = event.body.tsxState.tsx if event.type == pj.PJSIP_EVENT_TSX_STATE else None
        if over and diverted is not None and diverted.statusCode in _DIVERTED:
            code, reason = diverted.statusCode, diverted.statusText  # pjsua follows no Contact, and says 487
        refused = (
            event.type == pj.PJSIP_EVENT_TSX_STATE
            and event.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG
            and event.body.tsxState.tsx.statusCode == code
        )
        copy = StateCopy(info.state, code, reason, lost, counters, refused)
        if self.sink is not None:
            self.loop.post(partial(self.sink.state_changed, copy))

    @callback
    def onCallMediaState(self, _prm: "pj.OnCallMediaStateParam") -> None:
        """Find the one audio stream."""
        copy = MediaCopy(-1, pj.PJSUA_CALL_MEDIA_NONE, pj.PJMEDIA_DIR_NONE, "")
        info = self.getInfo()  # its name keeps it alive: the vector points into it
        for media in info.media:
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status != pj.PJSUA_CALL_MEDIA_NONE:
                try:
                    codec = str(self.getStreamInfo(media.index).codecName)
                except pj.Error:
                    codec = ""  # on hold there may be no stream at all
                copy = MediaCopy(media.index, media.status, media.dir, codec)
                break
        self._stream, self._codec = copy.stream, copy.codec or self._codec
        if self.sink is not None:
            self.loop.post(partial(self.sink.media_changed, copy))

    @callback
    def onCallTsxState(self, prm: "pj.OnCallTsxStateParam") -> None:
        """Progress, answers to re-INVITEs, and the requests that carry identities and reasons."""
        if self.sink is None or prm.e.type != pj.PJSIP_EVENT_TSX_STATE:
            return
        change = prm.e.body.tsxState
        tsx = change.tsx
        received = change.type == pj.PJSIP_EVENT_RX_MSG
        if tsx.role == pj.PJSIP_ROLE_UAS:
            if received and tsx.state == pj.PJSIP_TSX_STATE_TRYING:
                message = Message(change.src.rdata.wholeMsg)
                self.loop.post(partial(self.sink.request_came, message))
        elif tsx.method in {"INVITE", "UPDATE"}:
            code = tsx.statusCode
            if tsx.method == "INVITE":
                self._invite_answered(tsx, change, received=received)
            if received:
                self._identify(code, change)

    def _invite_answered(
        self, tsx: "pj.SipTransaction", change: "pj.TsxStateEvent", *, received: bool
    ) -> None:
        """Progress of the call, or an answer to a re-INVITE."""
        code, sink = tsx.statusCode, self.sink
        if sink is None:
            return
        if received and _SUCCESS <= code < _FAILURE:
            self.loop.post(partial(sink.software_told, Message(change.src.rdata.wholeMsg).software))
        if not self._was_up and received and code in _PROVISIONAL:
            early = "application/sdp" in change.src.rdata.wholeMsg.lower()
            self.loop.post(partial(sink.progressed, code, early_media=early))
        elif self._was_up and code >= _SUCCESS and tsx.state in _FINISHED:
            self.loop.post(partial(sink.reinvite_answered, code, str(tsx.statusText)))

    def _identify(self, code: int, change: "pj.TsxStateEvent") -> None:
        """Look whether an answer says who is there (RFC 3325 section 9.1 allows it, and PBXs do it)."""
        whole = change.src.rdata.wholeMsg if code in _PROVISIONAL or _SUCCESS <= code < _FAILURE else ""
        low = whole.lower()
        if self.sink is not None and ("p-asserted-identity" in low or "remote-party-id" in low):
            self.loop.post(partial(self.sink.response_came, Message(whole)))

    @callback
    def onCallTransferRequest(self, prm: "pj.OnCallTransferRequestParam") -> None:
        """REFER (RFC 3515) from the other side."""
        call = self.sink.transfer_asked(prm.dstUri) if self.sink is not None else None
        if call is None:
            prm.statusCode = 603
        else:
            prm.newCall = call

    @callback
    def onCallTransferStatus(self, prm: "pj.OnCallTransferStatusParam") -> None:
        """NOTIFY for our REFER; ``cont`` stays true so that a late one is still told.

        A final status ends it even where the subscription is said to go on, as Linphone does for a busy target.
        """
        if self.sink is not None:
            told, code = self.sink.transfer_progressed, prm.statusCode
            final = bool(prm.finalNotify) or code >= _SUCCESS
            self.loop.post(partial(told, code, str(prm.reason), final=final))

    @callback
    def onCallReplaceRequest(self, prm: "pj.OnCallReplaceRequestParam") -> None:
        """INVITE with Replaces (RFC 3891) for this call."""
        if self.sink is not None:
            answer = self.sink.replace_asked(Message(prm.rdata.wholeMsg))
            if isinstance(answer, int):
                prm.statusCode = answer
            else:
                prm.newCall = answer

    @callback
    def onCallReplaced(self, _prm: "pj.OnCallReplacedParam") -> None:
        """The new call is answered; pjsua sends BYE on this one."""
        if self.sink is not None:
            self.loop.post(self.sink.replaced)

    @callback
    def onDtmfDigit(self, prm: "pj.OnDtmfDigitParam") -> None:
        """RFC 4733 and INFO both come here."""
        if self.sink is not None:
            by_info = prm.method == pj.PJSUA_DTMF_METHOD_SIP_INFO
            self.loop.post(partial(self.sink.digit_came, str(prm.digit), by_info=by_info))

    @callback
    def onInstantMessage(self, prm: "pj.OnInstantMessageParam") -> None:
        """MESSAGE inside the dialog."""
        if self.sink is not None:
            self.loop.post(partial(self.sink.message_came, str(prm.contentType), str(prm.msgBody)))


def headers(pairs: dict[str, str]) -> "pj.SipTxOption":
    """Extra headers for a request, whose values were checked to be one line."""
    vector = pj.SipHeaderVector()
    for name, value in pairs.items():
        header = pj.SipHeader()
        header.hName = name
        header.hValue = value
        vector.append(header)
    option = pj.SipTxOption()
    option.headers = vector
    return option


def with_status(code: int) -> "pj.CallOpParam":
    """The parameter of an answer."""
    prm = pj.CallOpParam()
    prm.statusCode = code
    return prm
