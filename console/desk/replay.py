"""The replay on the desk: opens a case on its time line, has it played, and puts on record what was heard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from console.desk import intents_replay as ask
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.replaying import ReplayCard
from console.replay.line import CaseLine, Sound, Span, Track
from console.replay.making import make_line
from console.replay.rehearsed import case_of, line_of
from console.replay.shape import Shape
from console.replay.sources import SPEEDS, Played, PlayerPort
from store.book import Book, Case
from store.changes_recordings import HeardRecording
from store.errors import StoreError
from store.policy import PolicyVersion, followed
from store.rehearsal import RehearsalTry
from store.values import replace

PlayedWatcher = Callable[[Played], None]
_TOUCH_SECONDS = 0.5
"""What begins so near to where the piece before it ended goes on with it."""


class _Read(NamedTuple):
    """``forbidden`` may not be heard by this person; ``policies`` are all versions, for the goals of a call's time."""

    case: Case | None
    forbidden: frozenset[UUID]
    policies: tuple[PolicyVersion, ...] = ()


@dataclass(slots=True)
class _Opened:
    """A case that the player was given. ``listenings``: by recording the id of its row, and where it was left."""

    line: CaseLine
    granted: bool = False
    rehearsed: bool = False
    """No customer is in it, and nobody's listening is on record."""
    listenings: dict[UUID, tuple[UUID, float]] = field(default_factory=dict)


class Replay:
    """Implements console.replay.sources.PlayerListener."""

    def __init__(self, core: Core, player: PlayerPort) -> None:
        self._core = core
        self._player = player
        self._watchers: list[PlayedWatcher] = []
        self._wanted: UUID | None = None
        self._try: RehearsalTry | None = None
        self._read_last = _Read(None, frozenset())
        self._sounds: dict[UUID, Sound] = {}
        self._case = 0
        self._opened: dict[int, _Opened] = {}
        self._at = 0.0
        self._unplugged = False
        player.listen(self)
        core.also_read.append(self._read_again)

    def table(self) -> dict[type, Callable[..., Refusal | None]]:
        """What each of their intents does."""
        return {
            ask.ShowReplay: lambda i: self.show(i.ticket, i.at),
            ask.ShowTry: lambda i: self.show_try(i.attempt),
            ask.PlayReplay: lambda i: self.play(on=i.on),
            ask.SeekReplay: lambda i: self.seek(i.at),
            ask.TuneReplay: self.tune,
            ask.LoopReplay: lambda i: self.loop(i.span),
        }

    def watch(self, watcher: PlayedWatcher) -> Callable[[], None]:
        """Be told where it is while it plays; answers with how to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    # -- asked

    def show(self, ticket: UUID | None, at: float) -> None:
        """Another case; None: no more."""
        core, before = self._core, self._core.board.replay
        if self._wanted is not None:
            self._player.close()
        self._wanted, self._try = ticket, None
        self._sounds, self._at = {}, at
        if ticket is None:
            core.put(replay=None)
            return
        card = ReplayCard(ticket=ticket, at=at)
        if before is not None:
            card = replace(card, tuning=replace(before.tuning, loop=None))
        core.put(replay=card)
        me = core.board.me.key

        def found(read: _Read) -> None:
            if self._wanted == ticket and core.board.replay is not None:
                with core.turn():
                    self._take(read)

        core.keeper.run(lambda book: _read(book, ticket, me), found)

    def show_try(self, one: RehearsalTry) -> None:
        """A try of a rehearsal. All that is drawn of it comes along: the store need not be asked."""
        core = self._core
        if self._wanted is not None:
            self._player.close()
        self._wanted, self._try = one.id, one
        self._sounds, self._at = {}, 0.0
        with core.turn():
            core.put(replay=ReplayCard(ticket=one.id, attempt=one))
            self._take(_Read(case_of(one), frozenset()))

    def play(self, *, on: bool) -> Refusal | None:
        """Play or stop; it is on record that this person listens before anything is heard."""
        card, opened = self._card(), self._opened.get(self._case)
        if card is None or opened is None:
            return Refusal("no_replay", "There is no case to play.")
        if not on:
            self._player.play(on=False)
            return None
        if not card.line.heard:
            return Refusal("nothing_to_hear", "There is nothing to hear in this case.")
        if self._core.board.cards:
            return Refusal("in_call", "A recording is not played while you are in a call.")
        if opened.granted:
            self._player.play(on=True)
            return None
        case = self._case

        def accepted() -> None:
            opened.granted = True
            if case == self._case and not self._core.board.cards:
                self._player.play(on=True)

        def refused(error: StoreError) -> None:
            self._core.tell("error", "rejected", why=error.message)

        at = {
            t.recording: min(max(0.0, self._at - t.begin), t.seconds) for t in card.line.heard if t.recording
        }
        self._core.write(
            [self._heard(opened, recording, where, where) for recording, where in at.items() if recording],
            after=accepted,
            failed=refused,
        )
        return None

    def seek(self, at: float) -> Refusal | None:
        """Go there."""
        card = self._card()
        if card is None:
            return Refusal("no_replay", "There is no case to play.")
        self._at = max(0.0, min(at, card.line.seconds))
        self._core.put(replay=replace(card, at=self._at))
        self._player.seek(self._at)
        return None

    def tune(self, intent: ask.TuneReplay) -> Refusal | None:
        """In another way."""
        card = self._card()
        if card is None:
            return Refusal("no_replay", "There is no case to play.")
        if intent.speed is not None and not SPEEDS[0] <= intent.speed <= SPEEDS[-1]:
            return Refusal("bad_speed", "The speed goes from 0.5 to 2.")
        tuning = card.tuning
        if intent.side is not None:
            tuning = replace(tuning, side=intent.side)
        if intent.speed is not None:
            tuning = replace(tuning, speed=intent.speed)
        if intent.skip is not None:
            tuning = replace(tuning, skip=intent.skip)
        self._core.put(replay=replace(card, tuning=tuning))
        self._player.tune(tuning)
        return None

    def loop(self, span: Span | None) -> Refusal | None:
        """Again and again."""
        card = self._card()
        if card is None:
            return Refusal("no_replay", "There is no case to play.")
        tuning = replace(card.tuning, loop=span)
        self._core.put(replay=replace(card, tuning=tuning))
        self._player.tune(tuning)
        return None

    def hush(self) -> None:
        """A call rings or is made: it goes before."""
        card = self._core.board.replay
        if card is not None and card.playing:
            self._player.play(on=False)

    def sound_changed(self) -> None:
        """The engine sees also what Qt does not tell: a device that is not the system's choice was unplugged."""
        card, there = self._core.board.replay, self._core.board.sound.speakers
        if card is not None and card.playing and card.tuning.device and there:
            self._unplugged = card.tuning.device not in there
            if self._unplugged:
                self._player.play(on=False)

    def _card(self) -> ReplayCard | None:
        card = self._core.board.replay
        return None if card is None or card.case is None else card

    # -- read

    def _take(self, read: _Read) -> None:
        """The case is there, or has changed: draw it anew; the player gets it if other sounds can be heard now."""
        core, card = self._core, self._core.board.replay
        self._read_last = read
        if card is None:
            return
        if read.case is None:
            core.put(replay=replace(card, loading=False, missing=True, case=None))
            return
        line = self._line(read)
        before = None if card.case is None else card.line
        core.put(replay=replace(card, loading=False, missing=False, case=read.case, line=line))
        if before is None or _sounds(before) != _sounds(line):
            self._open(line, read.case)

    def _line(self, read: _Read) -> CaseLine:
        if self._try is not None:
            return line_of(self._try, self._sounds)
        if read.case is None:
            return CaseLine(ticket=UUID(int=0))
        return make_line(
            read.case,
            lambda r: r.id not in read.forbidden,
            self._sounds,
            lambda at: followed(read.policies, at).conduct,
        )

    def _open(self, line: CaseLine, case: Case) -> None:
        core, card = self._core, self._core.board.replay
        self._case += 1
        rehearsed = self._try is not None
        self._opened[self._case] = _Opened(line, granted=rehearsed, rehearsed=rehearsed)
        self._opened.pop(self._case - 2, None)
        recordings = {r.id: r for r in case.recordings}
        if card is not None:
            sound = core.board.sound.speaker or core.board.sound_chosen.speaker
            tuning = replace(card.tuning, device=sound)
            core.put(replay=replace(card, tuning=tuning, playing=False, opened=False))
            self._player.tune(tuning)
        self._player.open(self._case, line, recordings, self._at)

    def _read_again(self, book: Book) -> Callable[[], None]:
        """On the store's thread, when something was written: a recording may have been kept, or erased."""
        wanted = self._wanted
        if wanted is None or self._try is not None:
            return lambda: None
        read = _read(book, wanted, self._core.board.me.key)

        def put() -> None:
            card = self._core.board.replay
            if self._wanted == wanted and card is not None and not card.loading and read != self._read_last:
                self._take(read)

        return put

    # -- told by the player

    def player_opened(self, case: int, shapes: Mapping[UUID, Shape], found: Mapping[UUID, Sound]) -> None:
        """What can be drawn, and what cannot be heard."""
        core, card = self._core, self._core.board.replay
        if case != self._case or card is None:
            return
        self._sounds.update(found)
        line = self._line(self._read_last) if found else card.line
        with core.turn():
            core.put(replay=replace(card, shapes=dict(shapes), opened=True, line=line))

    def player_stands(self, case: int, at: float, *, playing: bool, problem: str) -> None:
        """It plays, or stopped."""
        core, card = self._core, self._core.board.replay
        if case != self._case or card is None:
            return
        self._at = at
        if self._unplugged and not playing:
            self._unplugged, problem = False, problem or "device_gone"
        with core.turn():
            core.put(replay=replace(card, playing=playing, at=at, problem=problem))

    def player_moved(self, case: int, played: Played) -> None:
        """Where it is: no part of the board."""
        if case == self._case and self._wanted is not None:
            self._at = played.at
            for watcher in tuple(self._watchers):
                watcher(played)

    def player_heard(self, case: int, begin: float, end: float) -> None:
        """For the record, leg by leg; also of a case that was left meanwhile."""
        opened = self._opened.get(case)
        if opened is None or opened.rehearsed:
            return
        changes = []
        for track in opened.line.heard:
            a, b = _within(track, begin, end)
            if track.recording is not None and b > a:
                changes.append(self._heard(opened, track.recording, a, b))
        if changes:
            self._core.write(changes)

    def _heard(self, opened: _Opened, recording: UUID, begin: float, end: float) -> HeardRecording:
        core = self._core
        listening, left = opened.listenings.get(recording, (None, begin))
        if listening is None or abs(begin - left) > _TOUCH_SECONDS:
            listening = core.new_id()
        opened.listenings[recording] = (listening, end)
        return HeardRecording(
            id=core.new_id(), at=core.now(), person=core.board.me.key, listening=listening, recording=recording,
            begin=begin, end=end,
        )  # fmt: skip


def _sounds(line: CaseLine) -> list[Track]:
    """What can be heard; until when it is kept is another matter, and nothing is opened again for it."""
    return [replace(track, keep_until=None, legal_hold=False) for track in line.heard]


def _within(track: Track, begin: float, end: float) -> tuple[float, float]:
    """The piece of the line in seconds of that recording."""
    first = max(begin, track.begin, track.doubled_until)
    return first - track.begin, min(end, track.end) - track.begin


def _read(book: Book, ticket: UUID, me: str) -> _Read:
    """On the store's thread."""
    case = book.case(ticket)
    if case is None:
        return _Read(None, frozenset())
    forbidden = frozenset(r.id for r in case.recordings if not book.may_hear(me, r.id))
    return _Read(case, forbidden, book.policies())
