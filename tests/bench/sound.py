"""From mouth to ear: how long a sound is on its way through the engine, how often it is broken, and what it costs.

On a sound server of its own whose devices are nothing but clocks. Out: from when a sound can be had from the sound
server, by anybody who listens at the microphone, to when the RTP packet that it begins in has arrived at the peer (by
the kernel's stamp; the 20 ms of a packet are part of it). In: from when the peer has sent the packet that a sound
begins with to when it has been played, by whoever listens at the speaker's monitor. A gap is 5 ms or more of nothing
in a tone that was sent without one; pacat plays one at the same time to a speaker of its own, with the same 20 ms
ready, and where it misses some of it, this machine at this hour lets no player do better. The processor's time is
taken with the listeners gone, which let these devices work in steps of 5 ms, and at a microphone that gives even
steps: nobody's headset works as those devices do. What the machine's host has taken from it meanwhile is told beside
the figures, which are worse for it.
"""

import contextlib
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from telephony.commands import Answer, ChangeSound, Quit, Sound
from telephony.events import CallAnswered, CallRang, SoundChanged
from telephony.launch import ENGINE, Launch, environment
from tests.agents import new_id
from tests.bench.figures import Aim, Figure
from tests.bench.machine import taken
from tests.bench.peer import TimedPeer, now, receive
from tests.bench.process import processor_seconds
from tests.bench.setup import Setup
from tests.engines import Client
from tests.pulse import RATE, Pulse, Samples, missing, tone

_BEEPS = 40
_GAP_SECONDS = 60.0
_CPU_SECONDS = 20.0
_BEEP, _PAUSE = 0.02, 0.4
_LOUD, _QUIET = 2500, 600
_PACKET, _SECONDS, _LATE_SECONDS = 160, 0.02, 0.01
_PACAT = "pacat"
_SPARE = 60.0
"""Of its tone, which must not end before the exchange does."""
_BLOCK = 20
"""2.5 ms of 8 kHz: one of them lies wholly in each 5 ms, wherever those begin."""


def measure(setup: Setup) -> list[Figure]:
    """Beeps both ways, then a tone both ways: on an idle machine, and with all cores busy."""
    if missing():
        print(f"no {missing()} here: nothing of sound is measured", file=sys.stderr)
        return []
    with call(setup.folder) as talk:
        outwards, inwards = talk.beeps(setup.times(_BEEPS))
        idle = talk.gaps(setup.seconds(_GAP_SECONDS))
        with busy_cores():
            busy = talk.gaps(setup.seconds(_GAP_SECONDS))
        cost = talk.cost(setup.seconds(_CPU_SECONDS))
    aim = Aim("p95", 70)
    return [
        Figure(title="Mouth to ear, out: sound server → RTP", unit="ms", samples=tuple(outwards), aim=aim),
        Figure(title="Mouth to ear, in: RTP → sound server", unit="ms", samples=tuple(inwards), aim=aim),
        Figure(
            title="Gaps a minute, both ways, idle machine", unit="", samples=(idle.ours,), aim=Aim("p95", 0)
        ),
        Figure(title="  of pacat, one way, at the same time", unit="", samples=(idle.pacat,)),
        Figure(
            title="Gaps a minute, both ways, all cores busy", unit="", samples=(busy.ours,), aim=Aim("p95", 1)
        ),
        Figure(title="  of pacat, one way, at the same time", unit="", samples=(busy.pacat,)),
        Figure(title="Engine's processor in a call with sound", unit="%", samples=(cost,), aim=Aim("p95", 6)),
    ]


class Gap(NamedTuple):
    """``at`` in ns of :func:`now`."""

    way: str
    at: float
    milliseconds: float


class Gaps(NamedTuple):
    """Both ways: how many of ours a minute, and of pacat's one way; and which."""

    ours: float
    pacat: float
    all: tuple[Gap, ...] = ()
    of_pacat: tuple[Gap, ...] = ()
    late: tuple[float, ...] = ()
    """When the peer has sent a packet half a packet late or more, in ns: what is missing then was not sent."""


class Listener:
    """Records one of the server's sources, and knows when each sample could be had (ns)."""

    def __init__(self, pulse: Pulse, source: str) -> None:
        self._process = subprocess.Popen(
            [
                "parec",
                f"--device={source}",
                "--latency-msec=5",
                "--format=s16le",
                "--channels=1",
                f"--rate={RATE}",
            ],
            env={**os.environ, **pulse.variables},
            stdout=subprocess.PIPE,
        )
        self._data = bytearray()
        self._ends: list[int] = []
        self._times: list[int] = []
        threading.Thread(target=self._run, daemon=True).start()

    def samples(self) -> Samples:
        data = bytes(self._data)
        return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(float)

    def at(self, sample: int) -> float:
        """When that one was captured: what came after it in its piece is that much younger."""
        piece = bisect_right(self._ends, sample)
        return self._times[piece] - (self._ends[piece] - sample) / RATE * 1e9

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _run(self) -> None:
        assert self._process.stdout is not None
        while data := os.read(self._process.stdout.fileno(), 1 << 16):
            at = now()
            self._data += data
            self._times.append(at)
            self._ends.append(len(self._data) // 2)


class Talk:
    """A call between the engine and the peer."""

    def __init__(
        self, pulse: Pulse, peer: TimedPeer, to: tuple[str, int], engine: int, use: Callable[[Sound], None]
    ) -> None:
        self._pulse, self._peer, self._to, self._engine, self._use = pulse, peer, to, engine, use
        self._number = 0
        self._mouth = Listener(pulse, "room_Headset.monitor")
        self._ear = Listener(pulse, "out_Headset.monitor")
        self._peers_ear = Listener(pulse, f"room_{_PACAT}.monitor")

    def close(self) -> None:
        self._mouth.close()
        self._ear.close()
        self._peers_ear.close()

    def beeps(self, count: int) -> tuple[list[float], list[float]]:
        """Milliseconds out and in of so many."""
        random = Random(3)  # noqa: S311 - gaps
        pauses = [_PAUSE + random.random() * 0.02 for _ in range(count)]
        beep = tone(1000, seconds=_BEEP)
        said = [part for pause in pauses for part in (np.zeros(int(pause * RATE)), beep)]
        self._pulse.say("Headset", np.concatenate([*said, np.zeros(RATE)]))
        period = int(_PAUSE / _SECONDS)
        self._heard_rtp()
        sent, got = self._exchange(
            (count * (_PAUSE + 0.03)) + 2.0,
            lambda number: tone(1000, _SECONDS, 8000) if number % period == 0 else None,
        )
        stamps = [stamp for stamp, _ in got]
        onsets = onsets_of(np.concatenate([samples for _, samples in got]), 8000)
        outwards = [(stamps[onset // _PACKET], onset) for onset in onsets]
        begun = [self._mouth.at(onset) for onset in onsets_of(self._mouth.samples(), RATE)]
        played = [self._ear.at(onset) for onset in onsets_of(self._ear.samples(), RATE)]
        return (
            pair(begun, [stamp for stamp, _ in outwards]),
            pair([at for at, beeped in sent if beeped], played),
        )

    def gaps(self, seconds: float) -> Gaps:
        """A tone both ways for so long."""
        self._pulse.say(_PACAT, tone(1000, seconds + _SPARE), latency_ms=20)
        phase = self._begin_tones(seconds)
        mouth, ear, host = len(self._mouth.samples()), len(self._ear.samples()), taken()
        peers = len(self._peers_ear.samples())
        sent, got = self._exchange(seconds, lambda _number: phase)
        received = np.concatenate([samples for _, samples in got])
        said, heard = self._mouth.samples()[mouth:], self._ear.samples()[ear:]
        played = self._peers_ear.samples()[peers:]
        for way, samples, rate in (("out", received, 8000), ("in", heard, RATE), ("pacat", played, RATE)):
            assert np.abs(samples[-rate:]).max() > _LOUD, (
                f"{way}: nothing at the end, so nothing was measured"
            )
        # What the player of the tone has missed itself is no gap of ours.
        missed = gaps_in(said, RATE)
        out = [
            Gap("out", got[gap // _PACKET][0], length / 8)
            for gap, length in gaps_in(received, 8000)[len(missed) :]
        ]
        into = [
            Gap("in", self._ear.at(ear + gap), length / RATE * 1e3) for gap, length in gaps_in(heard, RATE)
        ]
        pacat = tuple(
            Gap("pacat", self._peers_ear.at(peers + gap), length / RATE * 1e3)
            for gap, length in gaps_in(played, RATE)
        )
        stamps = [at for at, _ in sent]
        late = tuple(
            float(at) for before, at in pairwise(stamps) if at - before > (_SECONDS + _LATE_SECONDS) * 1e9
        )
        print(
            f"gaps: {len(out)} out, {len(into)} in, {len(missed)} in what was said, {len(pacat)} of pacat's, "
            f"{len(late)} packets of the peer's late; the host took {(taken() - host) / seconds:.1%} of a core",
            file=sys.stderr,
        )
        self._exchange(2.0, lambda _number: None)
        self._pulse.hush("Headset")
        self._pulse.hush(_PACAT)
        ours = (*out, *into)
        return Gaps(len(ours) / seconds * 60, len(pacat) / seconds * 60, ours, pacat, late)

    def cost(self, seconds: float) -> float:
        """Percent of one processor, with nobody listening any more but the speaker's recorder."""
        self.close()
        self._pulse.add_tuning_fork("Fork", 1000)
        self._use(Sound(microphone="Fork"))
        phase = self._begin_tones(seconds)
        began, used, host = time.monotonic(), processor_seconds(self._engine), taken()
        _, got = self._exchange(seconds, lambda _number: phase)
        received = np.concatenate([samples for _, samples in got])
        assert np.abs(received).max() > _LOUD, "the fork is not heard"
        print(f"cost: the host took {(taken() - host) / seconds:.1%} of a core", file=sys.stderr)
        return (processor_seconds(self._engine) - used) / (time.monotonic() - began) * 100

    def _begin_tones(self, seconds: float) -> Samples:
        """Ours, for so long and a little more, and one packet of the peer's, which goes on for ever."""
        self._pulse.say("Headset", tone(1000, seconds + _SPARE))
        phase = tone(1000, 1.0)[:: RATE // 8000][:_PACKET]
        self._exchange(3.0, lambda _number: phase)
        self._heard_rtp()
        return phase

    def _exchange(self, seconds: float, say: Any) -> tuple[list[tuple[int, bool]], list[tuple[int, Samples]]]:
        """Send a packet every 20 ms: when each was sent and whether it said something; what came meanwhile."""
        sent: list[tuple[int, bool]] = []
        got: list[tuple[int, Samples]] = []
        due = time.monotonic()
        for number in range(int(seconds / _SECONDS)):
            samples = say(number)
            if samples is not None and len(samples) != _PACKET:
                samples = samples[:: len(samples) // _PACKET][:_PACKET]
            body = encode(samples if samples is not None else np.zeros(_PACKET))
            self._number += 1
            head = struct.pack("!BBHII", 0x80, 0, self._number & 0xFFFF, self._number * _PACKET, 0x57A7)
            sent.append((now(), samples is not None))
            self._peer._media.sendto(head + body, self._to)
            got += self._heard_rtp()
            self._peer.poll()
            due += _SECONDS
            time.sleep(max(0.0, due - time.monotonic()))
        return sent, got

    def _heard_rtp(self) -> list[tuple[int, Samples]]:
        found = []
        while (datagram := receive(self._peer._media)) is not None:
            at, data, _ = datagram
            if len(data) == 12 + _PACKET:
                found.append((at, decode(data[12:])))
        return found


@contextmanager
def call(folder: Path) -> Iterator[Talk]:
    """An engine with a headset, in a call with a peer that speaks PCMU."""
    server = folder / "p"
    server.mkdir()
    pulse = Pulse(server)
    launch = Launch(socket=folder / "e", lock=folder / "l", journal=folder / "j.db", log=folder / "e.log")
    engine = None
    try:
        pulse.start()
        pulse.add_speaker("Headset")
        pulse.add_microphone("Headset")
        pulse.add_microphone(_PACAT)
        engine = subprocess.Popen([*ENGINE, *launch.arguments()], env={**environment(), **pulse.variables})
        client = Client(launch.socket)
        uri = client.attach(sound=Sound()).registration.uri
        assert pulse._server is not None
        prefer(pulse._server.pid)
        prefer(os.getpid())  # and with it all that is started from now on
        with TimedPeer() as peer:
            dialog, _ = peer.invite(uri)
            ringing = threading.Event()
            answer: list[Any] = []

            def pick_up() -> None:
                client.send(Answer(id=new_id(), call=client.event(CallRang).event.call))
                ringing.set()
                client.event(CallAnswered)

            thread = threading.Thread(target=pick_up)
            thread.start()
            answer.append(peer.until(lambda: peer.response(dialog, 200), "200").message)
            peer.ack(dialog, answer[0])
            thread.join()
            port = next(int(line.split()[1]) for line in answer[0].body.splitlines() if line.startswith("m="))

            def use(sound: Sound) -> None:
                client.send(ChangeSound(id=new_id(), sound=sound))
                while client.event(SoundChanged).event.microphone != sound.microphone:
                    pass  # the list of devices has changed before, and is told first

            talk = Talk(pulse, peer, ("127.0.0.1", port), engine.pid, use)
            try:
                yield talk
            finally:
                talk.close()
                client.send(Quit(id=new_id(), hang_up=True))
                engine.wait(20)
    finally:
        if engine is not None and engine.poll() is None:
            engine.kill()
            engine.wait()
        pulse.close()
        shutil.rmtree(server, ignore_errors=True)


def prefer(pid: int) -> None:
    """The sound card and the other telephone are machines of their own: no program here takes their time away.

    Without the right to it they compete with the rest, and the figures are worse.
    """
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, int(thread.name), -15)


@contextmanager
def busy_cores() -> Iterator[None]:
    """As many programs as there are cores, that do nothing but count."""
    count = len(os.sched_getaffinity(0))
    work = "import os; os.setpriority(os.PRIO_PROCESS, 0, 0)\nwhile True: pass"
    programs = [subprocess.Popen([sys.executable, "-c", work]) for _ in range(count)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def onsets_of(samples: Samples, rate: int) -> list[int]:
    """Where a sound begins after a fifth of a second of none."""
    loud = np.flatnonzero(np.abs(samples) > _LOUD)
    if not len(loud):
        return []
    first = np.concatenate([[True], np.diff(loud) > rate // 5])
    return [int(at) for at in loud[first]]


def pair(begun: list[float] | list[int], ended: list[float] | list[int]) -> list[float]:
    """Milliseconds from each beginning to the first end after it, if that comes before the next beginning."""
    found = []
    for at, begin in enumerate(begun):
        end = next((end for end in ended if end > begin), None)
        if end is not None and (at + 1 == len(begun) or end < begun[at + 1]):
            found.append((end - begin) / 1e6)
    return found


def gaps_in(samples: Samples, rate: int) -> list[tuple[int, int]]:
    """Where 5 ms or more of the tone begin to be missing, and how many samples of it are."""
    block = _BLOCK * rate // 8000
    level = np.abs(samples[: len(samples) // block * block]).reshape(-1, block).max(axis=1)
    quiet = np.concatenate([[False], level < _QUIET, [False]])
    begins, ends = (np.flatnonzero(edge) for edge in (quiet[1:] & ~quiet[:-1], ~quiet[1:] & quiet[:-1]))
    return [(int(begin) * block, int(end - begin) * block) for begin, end in zip(begins, ends, strict=True)]


def encode(samples: Samples) -> bytes:
    """PCMU (ITU-T G.711) of 16 bit samples."""
    sign = np.where(samples < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(samples), 32635).astype(int) + 132
    exponent = np.floor(np.log2(magnitude)).astype(int) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def decode(body: bytes) -> Samples:
    """16 bit samples of PCMU."""
    value = ~np.frombuffer(body, dtype=np.uint8) & 0xFF
    magnitude = ((((value & 0x0F).astype(int) << 3) + 132) << ((value >> 4) & 7)) - 132
    return np.asarray(np.where(value & 0x80, -magnitude, magnitude), dtype=float)
