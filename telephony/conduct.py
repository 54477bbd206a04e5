"""How two people speak with each other, from the loudness of their two channels alone: no speech is recognised (R62).

Every 20 ms each channel gives one level (RMS in dBFS). A channel's voice is what rises clearly above its own noise,
which is learned while the call runs; gaps between words belong to the speech round them. What follows from the two:
who talks how much, who is silent, who talks over whom, and how long a turn lasts. It is worked out as the levels
come, so the same code serves the live hint and the review of a recording. Pure.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Collection

import msgspec

FRAME_SECONDS = 0.02
SILENCE_DB = -90.0

_ABOVE_NOISE_DB = 6.0
"""So much above its noise a level is voice …"""
_STILL_ABOVE_DB = 3.0
"""… and so much is enough within an utterance, whose words end fainter than they begin."""
_FAINTEST_DB = -52.0
"""Whatever is fainter is no voice, however quiet the room."""
_NOISE_WINDOW = 250
"""Frames (5 s) in which somebody takes breath at least once: the quietest of them are noise."""
_NOISE_SHARE = 10
"""One in so many of them are taken to be the quiet ones."""
_LEARNING = 50
"""Frames (1 s) that are judged only when all of them are there, so that the first noise is known for what it is."""
_ONSET = 3
"""Frames of voice that make an utterance: a click is shorter."""
_BRIDGE = 15
"""Frames (300 ms) of a gap between words or syllables; a longer one ends the utterance."""
_INTERRUPTION_SECONDS = 0.5
"""Shorter talk-over is an "mhm"."""
_TURN_SECONDS = 1.0
"""An utterance that is shorter takes the turn from nobody."""


class Utterance(msgspec.Struct, frozen=True):
    """From ``begin`` to ``end`` in seconds of the call."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end - self.begin


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """The conduct of a call, or of a call so far; seconds, on hold not counted.

    ``agent`` and ``other`` are their times of speech, ``both`` the part in which they spoke at once, ``silence`` that
    in which nobody did. ``interruptions``: the agent began while the other was speaking, and both went on.
    """

    seconds: float = 0.0
    agent: float = 0.0
    other: float = 0.0
    both: float = 0.0
    silence: float = 0.0
    longest_silence: float = 0.0
    longest_monologue: float = 0.0
    """The agent's longest turn."""
    interruptions: int = 0
    interrupted: int = 0
    """The other way round."""
    turns: int = 0
    holds: int = 0
    hold_seconds: float = 0.0

    @property
    def talk_share(self) -> float | None:
        """The agent's share of all speech, 0 to 1; None while nobody has spoken."""
        spoken = self.agent + self.other
        return self.agent / spoken if spoken else None

    @property
    def turns_per_minute(self) -> float:
        """The pace."""
        return 60 * self.turns / self.seconds if self.seconds else 0.0


class Voice:
    """One channel: utterances out of levels."""

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []
        self._recent: deque[float] = deque(maxlen=_NOISE_WINDOW)
        self._first: list[float] | None = []
        self._noise = SILENCE_DB
        self._frames = 0
        self._onset = 0
        self._gap = 0
        self._begin: int | None = None

    def hear(self, level_db: float) -> None:
        """One more frame."""
        self._recent.append(level_db)
        if self._first is None:
            self._judge(level_db)
            return
        self._first.append(level_db)
        if len(self._first) == _LEARNING:
            self._judge_first()

    def _judge_first(self) -> None:
        first, self._first = self._first, None
        if first:
            self._noise = _quiet(self._recent)
            for level_db in first:
                self._judge(level_db)

    def _judge(self, level_db: float) -> None:
        if self._frames % _NOISE_SHARE == 0:
            self._noise = _quiet(self._recent)
        above = _ABOVE_NOISE_DB if self._begin is None else _STILL_ABOVE_DB
        loud = level_db > max(self._noise + above, _FAINTEST_DB)
        self._frames += 1
        if self._begin is None:
            self._onset = self._onset + 1 if loud else 0
            if self._onset == _ONSET:
                self._begin, self._gap = self._frames - _ONSET, 0
        elif loud:
            self._gap = 0
        else:
            self._gap += 1
            if self._gap > _BRIDGE:
                self._close()

    def finish(self) -> None:
        """The call is over, or the channel is cut."""
        self._judge_first()
        if self._begin is not None:
            self._close()
        self._onset = 0

    def skip(self) -> None:
        """A frame in which this channel is not to be judged (hold): time passes."""
        self.finish()
        self._frames += 1

    @property
    def speaking_since(self) -> float | None:
        """When the utterance that is under way began; None in silence."""
        return None if self._begin is None else self._begin * FRAME_SECONDS

    @property
    def all(self) -> list[Utterance]:
        """Utterances so far, the one under way included up to its last loud frame."""
        if self._begin is None:
            return self.utterances
        return [*self.utterances, self._current(self._begin)]

    def _current(self, begin: int) -> Utterance:
        return Utterance(begin * FRAME_SECONDS, (self._frames - self._gap) * FRAME_SECONDS)

    def _close(self) -> None:
        if self._begin is not None:
            self.utterances.append(self._current(self._begin))
        self._begin, self._onset, self._gap = None, 0, 0


def _quiet(levels: Collection[float]) -> float:
    return sorted(levels)[len(levels) // _NOISE_SHARE]


class Conduct:
    """Both channels of a call, frame by frame."""

    def __init__(self) -> None:
        self.agent, self.other = Voice(), Voice()
        self._frames = 0
        self._held_frames = 0
        self._holds: list[tuple[int, int]] = []
        self._held_since: int | None = None

    def hear(self, agent_db: float, other_db: float, *, held: bool = False) -> None:
        """One more frame of both."""
        if held:
            self.agent.skip()
            self.other.skip()
            if self._held_since is None:
                self._held_since = self._frames
            self._held_frames += 1
        else:
            self._end_hold()
            self.agent.hear(agent_db)
            self.other.hear(other_db)
        self._frames += 1

    def finish(self) -> Measures:
        """The call is over."""
        self.agent.finish()
        self.other.finish()
        self._end_hold()
        return self.measures()

    @property
    def silent_for(self) -> float:
        """Seconds since the agent last spoke, for the live hint; 0 while they speak or hold."""
        if self.agent.speaking_since is not None or self._held_since is not None:
            return 0.0
        last = self.agent.utterances[-1].end if self.agent.utterances else 0.0
        resumed = self._holds[-1][1] * FRAME_SECONDS if self._holds else 0.0
        return max(0.0, self._frames * FRAME_SECONDS - max(last, resumed))

    @property
    def held_for(self) -> float:
        """Seconds that the other side has been on hold now."""
        return 0.0 if self._held_since is None else (self._frames - self._held_since) * FRAME_SECONDS

    def measures(self) -> Measures:
        """So far."""
        agent, other = self.agent.all, self.other.all
        both = _overlaps(agent, other)
        total = (self._frames - self._held_frames) * FRAME_SECONDS
        spoken = sum(u.seconds for u in agent), sum(u.seconds for u in other)
        overlap = sum(u.seconds for u in both)
        holds = [*self._holds]
        if self._held_since is not None:
            holds.append((self._held_since, self._frames))
        turns = _turns(agent, other)
        return Measures(
            seconds=total,
            agent=spoken[0],
            other=spoken[1],
            both=overlap,
            silence=max(0.0, total - spoken[0] - spoken[1] + overlap),
            longest_silence=_longest_silence([*agent, *other], holds, self._frames),
            longest_monologue=max((end - begin for who, begin, end in turns if who == "agent"), default=0.0),
            interruptions=_interruptions(agent, other),
            interrupted=_interruptions(other, agent),
            turns=len(turns),
            holds=len(holds),
            hold_seconds=self._held_frames * FRAME_SECONDS,
        )

    def _end_hold(self) -> None:
        if self._held_since is not None:
            self._holds.append((self._held_since, self._frames))
            self._held_since = None


def _overlaps(ones: list[Utterance], others: list[Utterance]) -> list[Utterance]:
    found = []
    i = j = 0
    while i < len(ones) and j < len(others):
        begin, end = max(ones[i].begin, others[j].begin), min(ones[i].end, others[j].end)
        if begin < end:
            found.append(Utterance(begin, end))
        if ones[i].end < others[j].end:
            i += 1
        else:
            j += 1
    return found


def _interruptions(who: list[Utterance], whom: list[Utterance]) -> int:
    """How often ``who`` began while ``whom`` was speaking, and both went on for a while."""
    begins = [other.begin for other in whom]
    count = 0
    for mine in who:
        before = bisect_left(begins, mine.begin) - 1  # the last that began earlier; those before it are over
        if before >= 0 and min(mine.end, whom[before].end) - mine.begin >= _INTERRUPTION_SECONDS:
            count += 1
    return count


def _turns(agent: list[Utterance], other: list[Utterance]) -> list[tuple[str, float, float]]:
    """Who had the floor from when until when: until the other says something of a length that takes it."""
    spoken = sorted(
        [("agent", u.begin, u.end) for u in agent if u.seconds >= _TURN_SECONDS]
        + [("other", u.begin, u.end) for u in other if u.seconds >= _TURN_SECONDS],
        key=lambda row: row[1],
    )
    turns: list[tuple[str, float, float]] = []
    for who, begin, end in spoken:
        if turns and turns[-1][0] == who:
            turns[-1] = (who, turns[-1][1], max(end, turns[-1][2]))
        else:
            turns.append((who, begin, end))
    return turns


def _longest_silence(spoken: list[Utterance], holds: list[tuple[int, int]], frames: int) -> float:
    """The longest time without a word or a hold."""
    busy = sorted(
        [(u.begin, u.end) for u in spoken]
        + [(begin * FRAME_SECONDS, end * FRAME_SECONDS) for begin, end in holds]
    )
    longest = reached = 0.0
    for begin, end in [*busy, (frames * FRAME_SECONDS, frames * FRAME_SECONDS)]:
        longest = max(longest, begin - reached)
        reached = max(reached, end)
    return longest
