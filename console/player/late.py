"""Where sound comes from, made when it is first wanted: who replays nothing imports neither NumPy nor the archive."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from console.replay.shape import Shape
from console.replay.sources import Sources
from store.recording import Recording

if TYPE_CHECKING:
    from console.replay.deck import Reel


class LateSources:
    """Implements console.replay.sources.Sources; ``make`` is called on the player's thread."""

    def __init__(self, make: Callable[[], Sources]) -> None:
        self._make = make
        self._made: Sources | None = None

    def reel(self, recording: Recording) -> "Reel":
        """See Sources."""
        return self._sources().reel(recording)

    def shape(self, recording: Recording) -> Shape:
        """See Sources."""
        return self._sources().shape(recording)

    def _sources(self) -> Sources:
        if self._made is None:
            self._made = self._make()
        return self._made
