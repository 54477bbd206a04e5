"""What recording a call, and measuring its conduct, cost the engine: processor time, beside the same call without."""

import shutil
import subprocess
import threading
import time

from telephony.commands import Answer, HangUp, Quit
from telephony.events import CallAnswered, CallEnded, CallRang
from telephony.launch import ENGINE, Launch, environment
from telephony.recording import Policy, Recording
from tests.agents import new_id
from tests.bench.figures import Figure
from tests.bench.peer import TimedPeer
from tests.bench.process import processor_seconds
from tests.bench.setup import Setup
from tests.engines import Client

_SETTLE = 3.0
_WINDOW = 15.0
_TIMES = 3
WAYS = (
    ("not recorded", Recording()),
    ("recorded", Recording(policy=Policy.ALWAYS)),
    ("recorded and measured", Recording(policy=Policy.ALWAYS, measure=True)),
)


def measure(setup: Setup) -> list[Figure]:
    """One PCMU call after another, by turns, on one engine without a sound card; the peer speaks without a pause."""
    folder = setup.folder / "r"
    folder.mkdir()
    launch = Launch(
        socket=folder / "e",
        lock=folder / "l",
        journal=folder / "j.db",
        log=folder / "e.log",
        recordings=folder / "recordings",
    )
    engine = subprocess.Popen([*ENGINE, *launch.arguments()], env=environment())
    shares: dict[str, list[float]] = {name: [] for name, _ in WAYS}
    client = Client(launch.socket)
    try:
        for _ in range(setup.times(_TIMES)):
            for name, recording in WAYS:
                uri = client.attach(recording=recording).registration.uri
                shares[name].append(_in_call(client, uri, engine.pid, setup))
        client.send(Quit(id=new_id(), hang_up=True))
        engine.wait(20)
    finally:
        if engine.poll() is None:
            engine.kill()
            engine.wait()
        client.close()
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Figure(title=f"CPU of the engine, in a PCMU call that is {name}", unit="%", samples=tuple(found))
        for name, found in shares.items()
    ]


def _in_call(client: Client, uri: str, pid: int, setup: Setup) -> float:
    """Percent of one core."""
    client.answered()
    calls: list[str] = []

    def pick_up() -> None:
        calls.append(client.event(CallRang).event.call)
        client.send(Answer(id=new_id(), call=calls[0]))
        client.event(CallAnswered)

    with TimedPeer() as peer:
        dialog, _ = peer.invite(uri)
        answering = threading.Thread(target=pick_up)
        answering.start()
        answer = peer.until(lambda: peer.response(dialog, 200), "200").message
        peer.ack(dialog, answer)
        answering.join()
        speaking = peer.speak(answer)
        try:
            time.sleep(setup.seconds(_SETTLE))
            began, used = time.monotonic(), processor_seconds(pid)
            time.sleep(setup.seconds(_WINDOW))
            share = (processor_seconds(pid) - used) / (time.monotonic() - began) * 100
        finally:
            speaking.close()
        client.send(HangUp(id=new_id(), call=calls[0]))
        client.event(CallEnded)
    return share
