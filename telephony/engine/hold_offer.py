"""What a re-INVITE offers for a hold: our music, or nothing at all where the PBX has music of its own.

A PBX that plays music to who is on hold passes on what we send as well: Asterisk 16 sent the customer both, each
packet late or early for the other, and they heard one or the other or neither (100 packets a second were counted);
with another codec it stops its music at our first packet (asterisk/asterisk issue 1027). pjmedia goes on sending
silence in a stream that is ``sendonly``, so the offer is ``inactive`` there, which PBXs take for a hold as well (RFC
6337 section 5.3). Without a PBX, or behind a mere proxy, nobody else would play, and the offer is ``sendonly``.
"""

import re
from typing import Literal

import pjsua2 as pj

HoldMusic = Literal["auto", "own", "pbx"]

_PLAYERS = re.compile(r"asterisk|freepbx|\bfpbx\b|freeswitch|\b3cx", re.IGNORECASE)

_MOST_STREAMS = 16
"""PJMEDIA_MAX_SDP_MEDIA: who offers a picture too may name it before the sound."""


def pbx_plays(chosen: HoldMusic, software: str) -> bool:
    """Whether the other side of a call, which says that it is ``software``, plays to who is put on hold."""
    if chosen == "auto":
        return _PLAYERS.search(software) is not None
    return chosen == "pbx"


def hold_by(sip: "pj.Call", *, hold: bool, silent: bool) -> None:
    """Send the re-INVITE of a hold or of its end. Raises pj.Error if it cannot be sent now."""
    prm = pj.CallOpParam(True)
    if hold and not silent:
        sip.setHold(prm)
        return
    if not hold:
        prm.opt.flag = pj.PJSUA_CALL_UNHOLD
    if silent:  # a direction that was set stays until another is set
        prm.opt.flag |= pj.PJSUA_CALL_SET_MEDIA_DIR
        direction = pj.PJMEDIA_DIR_NONE if hold else pj.PJMEDIA_DIR_ENCODING_DECODING
        prm.opt.mediaDir = pj.IntVector([direction] * _MOST_STREAMS)
    sip.reinvite(prm)
