"""What each event of the telephone does: one row an event."""

from collections.abc import Callable
from typing import Any

from console.desk.attaching import Attaching
from console.desk.core import Core
from console.desk.parts import Parts
from store.values import replace
from telephony import events
from telephony.call import Direction, Purpose
from telephony.events import Envelope

Row = Callable[[Envelope, Any, bool], None]
"""Envelope, its event, whether the board does not know of it yet. mypy cannot join the event's type to its row."""


class Happenings:
    """The table, and the rows that concern several parts. ``told_refusal`` is told what the engine could not do."""

    def __init__(
        self,
        core: Core,
        parts: Parts,
        attaching: Attaching,
        told_refusal: Callable[[events.CommandRefused], None],
    ) -> None:
        self._core = core
        self._parts = parts
        self._attaching = attaching
        self._told_refusal = told_refusal

    def aside(self, envelope: Envelope) -> None:
        """A feature code, the echo test, or a supervisor who listens: nothing of it is a case."""
        event = envelope.event
        parts = self._parts
        echo, codes, monitoring, heard = parts.echo, parts.codes, parts.monitoring, parts.heard
        if isinstance(event, events.CallProgressed):
            echo.progressed(event)
            monitoring.progressed(event)
        elif isinstance(event, events.CallAnswered):
            echo.answered(envelope, event)
            codes.answered(event)
            monitoring.answered(envelope, event)
        elif isinstance(event, events.CallEnded):
            echo.ended(envelope, event)
            codes.ended(event)
            monitoring.ended(event)
            heard.ended(event)
        elif isinstance(event, events.ListenAsked):
            heard.asked(envelope, event)
        elif isinstance(event, events.EarChanged):
            heard.ear_changed(event)

    def _registered(self, event: events.RegistrationChanged) -> None:
        self._attaching.registered(event)
        if self._core.board.phone.registered:
            self._parts.queue.reachable()

    def _sound_changed(self, event: events.SoundChanged) -> None:
        self._parts.sounds.changed(event)
        self._parts.replay.sound_changed()

    def _refused(self, event: events.CommandRefused) -> None:
        # Nobody asked for a code; what became of it is told by the queue. Of listening the desk tells by itself.
        parts, command = self._parts, event.command
        known = any(part.refused(command) for part in (parts.codes, parts.monitoring, parts.heard))
        if not parts.recordings.refused(command, event.code) and not known:
            self._core.tell("warn", "refused", why=event.message)
        self._parts.echo.refused(event.command)
        self._told_refusal(event)

    def _rang(self, envelope: Envelope, event: events.CallRang, *, live: bool) -> None:
        self._parts.replay.hush()
        self._parts.calls.rang(envelope, event, live=live, refused=self._parts.states.refuses())
        self._parts.triggers.rang(envelope, event, live=live)
        if live:
            self._parts.auto_answer.rang(event)

    def _dialled(self, envelope: Envelope, event: events.CallDialled, *, live: bool) -> None:
        self._parts.replay.hush()
        self._parts.calls.dialled(envelope, event, live=live)
        if event.purpose is Purpose.CONSULT:
            self._parts.transfers.consult_dialled(envelope, event, live=live)

    def _answered(self, envelope: Envelope, event: events.CallAnswered, *, live: bool) -> None:
        self._parts.calls.answered(envelope, event, live=live)
        self._parts.transfers.consult_answered(envelope, event)
        if live:
            self._parts.recordings.answered(event)
        card = self._core.board.card(event.call)
        if live and card is not None and card.direction is Direction.OUT:
            self._parts.updates.answered(card.ticket)

    def _muted(self, envelope: Envelope, event: events.CallMuteChanged) -> None:
        self._parts.calls.mute_changed(envelope, event)
        self._parts.transfers.consult_muted(event)

    def _ended(self, envelope: Envelope, event: events.CallEnded, *, live: bool) -> None:
        form = self._core.board.form
        if form is not None and form.call == event.call:
            self._core.put(form=replace(form, call=None))
        card = self._core.board.card(event.call)
        self._parts.transfers.consult_ended(event.call)
        self._parts.calls.ended(envelope, event, live=live)
        self._parts.surveys.ended(event)
        if live:
            self._parts.recordings.ended(event.call)
            self._parts.conduct.ended(event.call)
        if live and card is not None:
            self._parts.states.call_ended(card, event, envelope.at)

    def _stepped(self, envelope: Envelope, event: events.TransferStepped, *, live: bool) -> None:
        self._parts.transfers.stepped(envelope, event, live=live)
        if live:
            self._parts.trying.stepped()

    def table(self) -> dict[type, Row]:
        """By the type of the event."""
        parts = self._parts
        calls, handovers, sounds = parts.calls, parts.handovers, parts.sounds
        return {
            events.RegistrationChanged: lambda _, e, live: self._registered(e) if live else None,
            events.CallRang: lambda env, e, live: self._rang(env, e, live=live),
            events.CallMissed: lambda env, e, _: calls.missed(env, e),
            events.CallDialled: lambda env, e, live: self._dialled(env, e, live=live),
            events.CallProgressed: lambda env, e, live: calls.progressed(env, e) if live else None,
            events.CallAnswered: lambda env, e, live: self._answered(env, e, live=live),
            events.CallHoldChanged: lambda env, e, live: calls.hold_changed(env, e, live=live),
            events.CallMuteChanged: lambda env, e, live: self._muted(env, e) if live else None,
            events.CallIdentityChanged: lambda env, e, live: handovers.identity_changed(env, e, live=live),
            events.CallReplaced: lambda env, e, live: handovers.replaced(env, e, live=live),
            events.CallEnded: lambda env, e, live: self._ended(env, e, live=live),
            events.SurveyBegun: lambda env, e, live: parts.surveys.begun(env, e, live=live),
            events.SurveyAnswered: lambda env, e, live: parts.surveys.answered(env, e, live=live),
            events.DigitReceived: lambda env, e, live: calls.digit(env, e) if live else None,
            events.MessageReceived: lambda env, e, _: handovers.message(env, e),
            events.TransferStepped: lambda env, e, live: self._stepped(env, e, live=live),
            events.CommandRefused: lambda _, e, live: self._refused(e) if live else None,
            events.SoundChanged: lambda _, e, live: self._sound_changed(e) if live else None,
            events.SoundTested: lambda _, e, live: sounds.tested(e) if live else None,
        } | self._recording_table()

    def _recording_table(self) -> dict[type, Row]:
        recordings = self._parts.recordings
        return {
            events.RecordingStarted: lambda env, e, live: recordings.started(env, e, live=live),
            events.RecordingPaused: lambda env, e, live: recordings.paused(env, e) if live else None,
            events.RecordingResumed: lambda env, e, live: recordings.paused(env, e) if live else None,
            events.RecordingStopped: lambda env, e, live: recordings.stopped(env, e, live=live),
            events.RecordingTroubled: lambda env, e, live: recordings.troubled(env, e) if live else None,
            events.ConductConcluded: lambda env, e, _: recordings.concluded(env, e),
        }
