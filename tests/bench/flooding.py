"""Strangers who call and give up, thirty a second: ``python -m tests.bench.flooding URI SECONDS``."""

import sys
import time

from tests.bench.peer import TimedPeer
from tests.sip_peer import Dialog

A_SECOND = 30
_PATIENCE = 2.0
_TURN = 0.01


def flood(uri: str, seconds: float) -> None:
    """Send, give up, acknowledge; and see to what is still under way at the end."""
    with TimedPeer("flood") as peer:
        began, sent = time.monotonic(), 0
        waiting: list[tuple[float, Dialog]] = []
        while (now := time.monotonic()) < began + seconds + _PATIENCE + 1.0:
            while sent < min(now - began, seconds) * A_SECOND:
                dialog, _ = peer.call_as(f"+4420{sent:08d}", uri)
                waiting.append((now + _PATIENCE, dialog))
                sent += 1
            while waiting and waiting[0][0] < now:
                peer.give_up(waiting.pop(0)[1])
            peer.poll()
            settle(peer)
            time.sleep(_TURN)


def settle(peer: TimedPeer) -> None:
    """ACK every final refusal, and forget what came."""
    dialogs = {dialog.call_id: dialog for dialog in peer.dialogs}
    for each in peer.log:
        words = each.message.start_line.split(" ")
        dialog = dialogs.get(each.message.first("call-id"))
        if (
            words[0] == "SIP/2.0"
            and words[1] >= "300"
            and dialog
            and each.message.first("cseq").endswith("INVITE")
        ):
            peer.acknowledge_refusal(dialog, each)
            peer.dialogs.remove(dialog)
            dialogs.pop(dialog.call_id)
    peer.log.clear()


if __name__ == "__main__":
    flood(sys.argv[1], float(sys.argv[2]))
