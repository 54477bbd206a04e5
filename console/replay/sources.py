"""The port: where the sound of recordings comes from, and who plays it. Qt's side is console/player."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec

from console.replay.line import CaseLine, Side, Sound, Span
from console.replay.shape import Shape
from store.recording import Recording

if TYPE_CHECKING:
    from console.replay.deck import Reel


class SourceError(Exception):
    """This recording's sound cannot be had. ``sound`` says why, ``why`` is what the system said."""

    def __init__(self, sound: Sound, why: str = "") -> None:
        super().__init__(why or sound.value)
        self.sound, self.why = sound, why


class Sources(Protocol):
    """The archive, as the player sees it. Used on the player's thread; may take its time."""

    def reel(self, recording: Recording) -> "Reel":
        """Its sound; SourceError."""

    def shape(self, recording: Recording) -> Shape:
        """What is drawn of it; SourceError."""


class NoSources:
    """A console without an archive."""

    def reel(self, recording: Recording) -> "Reel":
        """Nothing."""
        raise SourceError(Sound.NO_FILE, f"there is no archive for {recording.id}")

    def shape(self, recording: Recording) -> Shape:
        """Nothing."""
        raise SourceError(Sound.NO_FILE, f"there is no archive for {recording.id}")


class Tuning(msgspec.Struct, frozen=True, kw_only=True):
    """How it is played. ``speed`` 0.5 to 2; ``device`` is a name of the sound server's, "" the system's own."""

    side: Side = Side.BOTH
    speed: float = 1.0
    skip: bool = False
    loop: Span | None = None
    device: str = ""


SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """Where the line is heard now: true for a moment only, told about twenty times a second while it plays."""

    at: float
    speed: float = 1.0


class PlayerListener(Protocol):
    """Who is told by a player, on the desk's thread. ``case`` is the number that ``open`` was given.

    Orders and what is told are queued, so something may still be told of a case that was closed since.
    """

    def player_opened(self, case: int, shapes: Mapping[UUID, Shape], found: Mapping[UUID, Sound]) -> None:
        """What can be drawn, and which recordings cannot be heard."""

    def player_stands(self, case: int, at: float, *, playing: bool, problem: str) -> None:
        """It plays, or stopped there.

        ``problem``: ``no_sound`` (Qt's audio is missing), ``no_device``, ``device_gone``, ``broken`` (a recording
        could not be read on); "" for none.
        """

    def player_moved(self, case: int, played: Played) -> None:
        """Where it is."""

    def player_heard(self, case: int, begin: float, end: float) -> None:
        """This piece of the line was heard."""


class PlayerPort(Protocol):
    """Plays one case at a time. Every method returns at once."""

    def listen(self, listener: PlayerListener) -> None:
        """Who is told; before anything else."""

    def open(self, case: int, line: CaseLine, recordings: Mapping[UUID, Recording], at: float) -> None:
        """Another case, or the same one with other recordings; it stands still at ``at``."""

    def close(self) -> None:
        """No case. What was heard is told first."""

    def play(self, *, on: bool) -> None:
        """Play on, or stop where it is."""

    def seek(self, at: float) -> None:
        """Go there, and play on if it plays."""

    def tune(self, tuning: Tuning) -> None:
        """In another way."""


class NoPlayer:
    """A desk without sound: the line can be seen and walked."""

    def __init__(self) -> None:
        self._listener: PlayerListener | None = None
        self._case = 0

    def listen(self, listener: PlayerListener) -> None:
        """Who is told."""
        self._listener = listener

    def open(self, case: int, line: CaseLine, recordings: Mapping[UUID, Recording], at: float) -> None:
        """Nothing is found, and nothing is wrong."""
        del line, recordings, at
        self._case = case
        if self._listener is not None:
            self._listener.player_opened(case, {}, {})

    def close(self) -> None:
        """Nothing."""

    def play(self, *, on: bool) -> None:
        """Refused."""
        if self._listener is not None and on:
            self._listener.player_stands(self._case, 0.0, playing=False, problem="no_sound")

    def seek(self, at: float) -> None:
        """Only told back."""
        if self._listener is not None:
            self._listener.player_moved(self._case, Played(at=at))

    def tune(self, tuning: Tuning) -> None:
        """Nothing."""
