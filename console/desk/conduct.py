"""Gentle hints while a call runs (R62): a line on the card, by how the two speak with each other. Never a pop-up."""

from datetime import timedelta

from console.desk.calling import CallCard
from console.desk.core import Core
from console.desk.recorded import ConductHint, HintKind
from store.values import replace
from telephony.call import CallId
from telephony.events import ConductMeasured, Reading


class ConductHints:
    """``Board.recording.hints``, at most one a call; the board changes when one comes or goes, not each second."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def sensed(self, reading: Reading) -> None:
        """Once a second of each leg that is measured."""
        core = self._core
        if not isinstance(reading, ConductMeasured):
            return
        card = core.board.card(reading.call)
        if card is None:
            return
        before = core.board.recording.hint(reading.call)
        kind, seconds = self._worth(card, reading)
        if (before.kind if before is not None else None) == kind:
            return
        hints = tuple(h for h in core.board.recording.hints if h.call != reading.call)
        if kind is not None:
            since = core.now() - timedelta(seconds=seconds)
            hints = (*hints, ConductHint(call=reading.call, kind=kind, since=since))
        self._put(hints)

    def _worth(self, card: CallCard, reading: ConductMeasured) -> tuple[HintKind | None, float]:
        """What is worth a line, and for how many seconds it has been so."""
        terms = self._core.terms.recording
        if not terms.hints:
            return None, 0.0
        if card.held or reading.held_for:
            long = card.held and terms.hold_seconds and reading.held_for >= terms.hold_seconds
            return (HintKind.HOLD, reading.held_for) if long else (None, 0.0)
        # Nothing of a pause is measured, and who has switched the microphone off knows it.
        quiet = card.muted or self._core.board.recording.of(card.call).paused_at is not None
        if not quiet and terms.silent_seconds and reading.silent_for >= terms.silent_seconds:
            return HintKind.SILENT, reading.silent_for
        return None, 0.0

    def ended(self, call: CallId) -> None:
        """The call is over."""
        self._put(tuple(h for h in self._core.board.recording.hints if h.call != call))

    def clear(self) -> None:
        """The engine is another one, or hints were switched off."""
        self._put(())

    def _put(self, hints: tuple[ConductHint, ...]) -> None:
        recording = self._core.board.recording
        if hints != recording.hints:
            self._core.put(recording=replace(recording, hints=hints))
