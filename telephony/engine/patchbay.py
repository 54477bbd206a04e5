"""Who hears whom: one list of wished connections, compared with what is plugged in.

Streams are made anew at every re-INVITE and their connections are lost with them, so nothing is switched on
and off by hand: :meth:`Patchbay.refresh` works the wish out and plugs the difference. A leg that we hold hears
music and nothing else; two bridged legs hear each other; a voice is heard where it was played, unless that
leg is muted or held. The agent's microphone is such a voice for every leg, and the speaker hears every leg that
is up and not held, and what a dialled one sends before it is answered.
"""

import logging
import time
import wave
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import pjsua2 as pj

from telephony.call import CallId, CallState, Direction, Purpose
from telephony.engine.library import Library, words
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.sound.card import SoundCard
from telephony.errors import EngineError

log = logging.getLogger("telephony.engine")

EVERYONE: CallId = ""
"""As the target of a voice: every leg that is up, like a microphone."""

Plug = tuple[str, str]

NOTICE = "notice-"
"""Before a leg's name, as the target of a voice: what that leg hears beside our voice, and held or muted too."""
_LAST_TICKS = 1.0
_RETIRED_SECONDS = 0.5
"""pjmedia tells the end of a file on a thread of its own, at some time after it, and the file must still be there
then: else the process is gone (a segmentation fault in ``ev_thread``, some of a hundred times on a busy machine)."""
_MICROPHONE, SPEAKER = "microphone", "speaker"


class _Voice:
    """A file that is played, once or for ever."""

    def __init__(self, player: "pj.AudioMediaPlayer", end: Later | None) -> None:
        self.player, self.end = player, end


class Taps(Protocol):
    """Who records what goes over the legs (recorder.py)."""

    def jacks(self) -> dict[str, "pj.AudioMedia"]:
        """What hears it, by name."""

    def plugs(self, lines: Iterable[Line], wished: set[Plug]) -> set[Plug]:
        """What is to be plugged for it, beside what is wished for the others."""


class Patchbay:
    """Owns every player, recorder and connection."""

    def __init__(self, library: Library, loop: Loop, sound: SoundCard, hold_music: Path | None) -> None:
        self._library, self._loop, self._music_path = library, loop, hold_music
        self._sound = sound
        self._music: pj.AudioMediaPlayer | None = None
        self._voices: dict[CallId, _Voice] = {}
        self._recorders: dict[CallId, pj.AudioMediaRecorder] = {}
        self._bridges: set[frozenset[CallId]] = set()
        self._plugged: dict[Plug, tuple[pj.AudioMedia, pj.AudioMedia]] = {}
        self._lines: list[Line] = []
        self._clock_end: Later | None = None
        self._retired: deque[tuple[float, pj.AudioMediaPlayer]] = deque()
        self.listening: Callable[[Iterable[Line], set[Plug]], set[Plug]] = lambda _lines, _wished: set()
        """What is plugged for supervisors who hear the agent's calls, beside what is wished (monitoring.py)."""
        self.taps: Taps | None = None

    def refresh(self, lines: Iterable[Line]) -> None:
        """Plug what is wished for these legs, and run the clock only if there are any."""
        self._lines = list(lines)
        self._time_clock()
        jacks = self._jacks()
        wished = self._wished(jacks)
        self._mind_sound(wished)
        for plug in [p for p in self._plugged if p not in wished]:
            self._pull(plug)
        for plug in wished:
            if plug not in self._plugged:
                self._push(plug, jacks)

    def renewed(self, call: CallId) -> None:
        """The leg's streams are new: its connections went with the old ones."""
        name = f"call:{call}"
        for plug in [p for p in self._plugged if name in p]:
            del self._plugged[plug]

    def gone(self, call: CallId) -> None:
        """The leg is over, and what was played and recorded there too."""
        self.renewed(call)
        self._bridges = {pair for pair in self._bridges if call not in pair}
        self.stop_playing(call)
        self.stop_playing(NOTICE + call)
        self.stop_recording(call)

    def bridge(self, one: CallId, other: CallId, *, on: bool) -> None:
        """Let two legs hear each other, or no longer."""
        pair = frozenset((one, other))
        (self._bridges.add if on else self._bridges.discard)(pair)
        self.refresh(self._lines)

    def play(self, call: CallId, path: Path, *, loop: bool, on_end: Callable[[], None] | None) -> None:
        """Let a leg (or EVERYONE) hear a WAV file (16 bit PCM) as our voice, in place of what it heard."""
        self.stop_playing(call)
        player = pj.AudioMediaPlayer()
        try:
            with wave.open(str(path)) as wav:
                seconds = wav.getnframes() / wav.getframerate()
            player.createPlayer(str(path), 0 if loop else pj.PJMEDIA_FILE_NO_LOOP)
        except (OSError, EOFError, wave.Error) as error:
            raise EngineError("no_sound_file", f"“{path}” cannot be played: {error}") from None
        except pj.Error as error:
            raise EngineError("no_sound_file", f"“{path}” cannot be played: {words(error)}") from None

        def ended() -> None:
            self.stop_playing(call)
            if on_end is not None:
                on_end()

        # By the clock: the end-of-file callback of pjsua2 comes on a thread that must not touch Python's objects.
        end = None if loop else self._loop.later(seconds + 0.05, ended)
        self._voices[call] = _Voice(player, end)
        self.refresh(self._lines)

    def stop_playing(self, call: CallId) -> None:
        """Silence; harmless if nothing was played."""
        voice = self._voices.pop(call, None)
        if voice is not None:
            if voice.end is not None:
                voice.end.cancel()
            self._unplug_all(f"voice:{call}")
            self._retire(voice.player)

    def record(self, call: CallId, path: Path) -> None:
        """Write what a leg says, or with EVERYONE what the agent hears, to a WAV file (mono, 16 kHz)."""
        self.stop_recording(call)
        recorder = pj.AudioMediaRecorder()
        try:
            recorder.createRecorder(str(path))
        except pj.Error as error:
            raise EngineError("cannot_record", f"“{path}” cannot be written: {words(error)}") from None
        self._recorders[call] = recorder
        self.refresh(self._lines)

    def stop_recording(self, call: CallId) -> None:
        """Close the file; harmless if nothing was recorded."""
        if self._recorders.pop(call, None) is not None:
            self._unplug_all(f"recorder:{call}")

    def close(self) -> None:
        """Let go of everything that is pjsua2's."""
        for call in [*self._voices]:
            self.stop_playing(call)
        for call in [*self._recorders]:
            self.stop_recording(call)
        for plug in [*self._plugged]:
            self._pull(plug)
        if self._music is not None:
            self._retire(self._music)
            self._music = None
        self._lines = []
        self._stop_clock()
        self._sound.unplug()
        if self._retired:
            self._loop.turn_for(max(0.0, self._retired[-1][0] + _RETIRED_SECONDS - time.monotonic()))
            self._retired.clear()

    def _retire(self, player: "pj.AudioMediaPlayer") -> None:
        """Keep what nobody hears any more until its last end of file was told."""
        if not self._retired:
            self._loop.later(_RETIRED_SECONDS, self._release)
        self._retired.append((time.monotonic(), player))

    def _release(self) -> None:
        now = time.monotonic()
        while self._retired and self._retired[0][0] + _RETIRED_SECONDS <= now:
            self._retired.popleft()
        if self._retired:
            self._loop.later(self._retired[0][0] + _RETIRED_SECONDS - now, self._release)

    def _time_clock(self) -> None:
        """Run it while there are legs and a second longer: pjmedia removes ports at its ticks only."""
        if self._clock_end is not None:
            self._clock_end.cancel()
            self._clock_end = None
        self._loop.clock.keep(on=bool(self._lines))
        if self._lines:
            self._library.run_clock(on=True)
        else:
            self._clock_end = self._loop.later(_LAST_TICKS, self._stop_clock)

    def _stop_clock(self) -> None:
        self._library.run_clock(on=False)
        self._loop.clock.ended()

    def _jacks(self) -> dict[str, "pj.AudioMedia"]:
        """Everything that can be plugged, by name."""
        jacks: dict[str, pj.AudioMedia] = {}
        for line in self._lines:
            audio = line.audio()
            if audio is not None:
                jacks[f"call:{line.id}"] = audio
        if jacks:
            jacks.update(self._sound_jacks())
        jacks.update({f"voice:{call}": voice.player for call, voice in self._voices.items()})
        jacks.update({f"recorder:{call}": recorder for call, recorder in self._recorders.items()})
        if self.taps is not None:
            jacks.update(self.taps.jacks())
        if any(line.holding.held for line in self._lines):
            music = self._hold_music()
            if music is not None:
                jacks["music"] = music
        return jacks

    def _wished(self, jacks: dict[str, "pj.AudioMedia"]) -> set[Plug]:
        plugs: set[Plug] = set()
        for line in self._lines:
            plugs |= self._wished_of(line)
        for one, other in (tuple(pair) for pair in self._bridges):
            if not self._is_held(one) and not self._is_held(other):
                plugs.update({(f"call:{one}", f"call:{other}"), (f"call:{other}", f"call:{one}")})
        plugs |= self.listening(self._lines, plugs)
        plugs |= self.taps.plugs(self._lines, plugs) if self.taps is not None else set()
        plugs |= {(source, f"recorder:{EVERYONE}") for source, drain in plugs if drain == SPEAKER}
        return {plug for plug in plugs if plug[0] in jacks and plug[1] in jacks}

    def _wished_of(self, line: Line) -> set[Plug]:
        """What one leg hears of us, and we of it."""
        name = f"call:{line.id}"
        plugs = {(name, f"recorder:{line.id}"), (f"voice:{NOTICE}{line.id}", name)}
        if line.purpose is Purpose.MONITOR and line.direction is Direction.IN:
            return plugs
        if line.holding.held:
            return plugs | {("music", name)}
        if line.purpose is Purpose.SURVEY:
            return plugs | {(f"voice:{line.id}", name)}
        if line.alive and not line.holding.wanted and not line.muted:
            plugs |= {(f"voice:{line.id}", name), (f"voice:{EVERYONE}", name)}
        if line.up and not line.holding.wanted:
            plugs.add((name, SPEAKER))
            if not line.muted and line.purpose is not Purpose.CODE:
                plugs.add((_MICROPHONE, name))  # nobody talks to a feature code, and the customer goes on
        elif line.alive and line.direction is Direction.OUT and line.state is not CallState.UP:
            plugs.add((name, SPEAKER))
        return plugs

    def _sound_jacks(self) -> dict[str, "pj.AudioMedia"]:
        """The agent's ends; one port for both."""
        try:
            bridge = self._sound.jack()
        except pj.Error as error:
            log.error("no sound: %s", words(error))  # noqa: TRY400 - its traceback tells no more
            return {}
        return {} if bridge is None else {_MICROPHONE: bridge, SPEAKER: bridge}

    def _mind_sound(self, wished: set[Plug]) -> None:
        """Streams that are new begin with nothing in the rings."""
        for jack in (_MICROPHONE, SPEAKER):
            if any(jack in plug for plug in wished) and not any(jack in plug for plug in self._plugged):
                self._sound.flush()
        self._sound.talk(on=any(plug[0] == _MICROPHONE for plug in wished))

    def _is_held(self, call: CallId) -> bool:
        return any(line.id == call and (line.holding.held or line.holding.wanted) for line in self._lines)

    def _hold_music(self) -> "pj.AudioMediaPlayer | None":
        if self._music is None and self._music_path is not None:
            player = pj.AudioMediaPlayer()
            try:
                player.createPlayer(str(self._music_path), 0)
            except pj.Error as error:
                log.warning("no music on hold: %s: %s", self._music_path, words(error))
                self._music_path = None
                return None
            self._music = player
        return self._music

    def _push(self, plug: Plug, jacks: dict[str, "pj.AudioMedia"]) -> None:
        source, drain = jacks[plug[0]], jacks[plug[1]]
        try:
            source.startTransmit(drain)
        except pj.Error as error:
            log.info("%s → %s: %s", *plug, words(error))  # the stream has just ended; its event is on its way
            return
        self._plugged[plug] = (source, drain)

    def _pull(self, plug: Plug) -> None:
        source, drain = self._plugged.pop(plug)
        try:
            source.stopTransmit(drain)
        except pj.Error as error:
            log.debug("%s → %s was gone: %s", *plug, words(error))

    def _unplug_all(self, name: str) -> None:
        for plug in [p for p in self._plugged if name in p]:
            self._pull(plug)
