"""Commands carried out: each either happens, or is refused with a word for programs and a sentence."""

import logging
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pjsua2 as pj

from telephony.address import check_target
from telephony.call import CallId, CallState, Direction, Purpose
from telephony.commands import (
    Account,
    Admit,
    Answer,
    AskEar,
    BeginSurvey,
    BeginTransfer,
    BlindTransfer,
    Command,
    CompleteTransfer,
    ConfirmSpeaking,
    ConsultAgain,
    Decline,
    Dial,
    HangUp,
    Hold,
    JoinConference,
    LeaveConferenceToConsult,
    Mute,
    PauseRecording,
    PlayCue,
    Resume,
    ResumeRecording,
    ReturnToCustomer,
    SendDigits,
    SendMessage,
    SetDoNotDisturb,
    StartRecording,
    StopRecording,
)
from telephony.engine.dialling import Dialling
from telephony.engine.followers import Together
from telephony.engine.library import words
from telephony.engine.line import Line
from telephony.engine.recorder import Recorder
from telephony.engine.refusal import Refusal
from telephony.engine.surveys import Surveys
from telephony.engine.switchboard import Switchboard
from telephony.engine.transfers import MAX_BODY, Transfers
from telephony.errors import AddressError
from telephony.events import CommandRefused

log = logging.getLogger("telephony.engine")

_ANSWER_ANYWAY_SECONDS = 1.0
_DIGITS = re.compile(r"[0-9A-Da-d*#]{1,32}")
_CONTENT_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")
_OK, _DECLINE, _FORBIDDEN = 200, 603, 403
_DECLINES = frozenset({603, 486, 480, 404})


class Orders:
    """Everything that a console may ask of a telephone. ``account`` is whose it is, ``play`` sounds a cue.

    ``sounds`` is the folder with what a survey says.
    """

    def __init__(
        self,
        board: Switchboard,
        recorder: Recorder,
        account: Account,
        play: Callable[[str], None],
        sounds: Path | None,
    ) -> None:
        self._board, self._account, self._play = board, account, play
        self.transfers = Transfers(board, self._checked, self._send_case)

        def left(call: CallId) -> None:
            board.monitoring.leave(call)
            recorder.leave(call)

        surveys = Surveys(board, sounds, self.transfers.takes_part, left)
        board.digit_of_survey = surveys.digit
        board.followers = Together(self.transfers, board.monitoring, surveys, recorder)
        dialling = Dialling(board, self.transfers, self._checked, self._leave_alone)
        self._handlers: dict[type[Any], Callable[[Any], None]] = {
            Answer: self._answer,
            Decline: self._decline,
            HangUp: self._hang_up,
            Dial: dialling.dial,
            Hold: self._hold,
            Resume: self._resume,
            Mute: self._mute,
            SendDigits: self._send_digits,
            SendMessage: self._send_message,
            PlayCue: self._play_cue,
            Admit: board.monitoring.admit,
            AskEar: board.monitoring.ask_ear,
            BeginSurvey: surveys.begin,
            StartRecording: recorder.start,
            PauseRecording: recorder.pause,
            ResumeRecording: recorder.resume,
            StopRecording: recorder.stop,
            SetDoNotDisturb: self._set_do_not_disturb,
            BeginTransfer: self.transfers.begin,
            BlindTransfer: self.transfers.blind,
        }
        for asked in (
            ConfirmSpeaking,
            CompleteTransfer,
            ReturnToCustomer,
            ConsultAgain,
            JoinConference,
            LeaveConferenceToConsult,
        ):
            self._handlers[asked] = self.transfers.ask

    def add(self, kind: type[Any], handler: Callable[[Any], None]) -> None:
        """Carry out a further kind of command, of another part (sound, account)."""
        self._handlers[kind] = handler

    def obey(self, command: Command) -> None:
        """Carry it out, or tell CommandRefused; then nothing of it has happened."""
        try:
            handler = self._handlers.get(type(command))
            if handler is None:
                raise Refusal("unknown_command", f"{type(command).__name__} is nothing for a telephone.")
            handler(command)
        except (Refusal, AddressError) as refusal:
            self._board.tell(CommandRefused(command=command.id, code=refusal.code, message=refusal.message))
        except pj.Error as error:
            self._board.tell(CommandRefused(command=command.id, code="sip_error", message=words(error)))

    # Calls.

    def _answer(self, command: Answer) -> None:
        line = self._ringing(command.call)
        if line.purpose is Purpose.MONITOR:
            raise Refusal("not_now", "Whoever wants to listen is let in by a grant, and not answered.")
        self._refuse_engaged()
        line.picked_up = True
        self._end_tests()

        def answer() -> None:
            if line.state is CallState.RINGING and line.alive and not line.answering:
                line.answer(_OK)

        waiting = {other.id for other in self._others_up(line)}
        if not waiting:
            answer()
            return

        def one_held(call: CallId, _ok: bool, _code: int) -> None:  # noqa: FBT001 - Holding calls it so
            waiting.discard(call)
            if not waiting:
                self._board.loop.post(answer)

        for other in self._others_up(line):
            other.give_way(partial(one_held, other.id))
        # A caller must not go on ringing because somebody else's telephone is slow to confirm a hold.
        self._board.loop.later(_ANSWER_ANYWAY_SECONDS, answer)

    def _decline(self, command: Decline) -> None:
        line = self._ringing(command.call)
        may = _DECLINES | {_FORBIDDEN} if line.purpose is Purpose.MONITOR else _DECLINES
        self._board.refuse(line, command.code if command.code in may else _DECLINE)

    def _hang_up(self, command: HangUp) -> None:
        line = self._line(command.call)
        if line.direction is Direction.IN and line.state is CallState.RINGING and not line.answering:
            self._board.refuse(line, _DECLINE)
        elif not self.transfers.hang_up(line.id):
            line.hang_up()

    def _hold(self, command: Hold) -> None:
        line = self._up(command.call)
        self.transfers.check_free(line.id)
        done = self._or_refused(command.id, "hold_refused", "The other side refused the hold")
        line.holding.want(held=True, done=done)

    def _resume(self, command: Resume) -> None:
        line = self._up(command.call)
        self.transfers.check_free(line.id)
        if self.transfers.active(line.id) is None:
            self._refuse_engaged()
        self._leave_alone(line)
        done = self._or_refused(command.id, "resume_refused", "The other side refused to go on")
        line.holding.want(held=False, done=done)

    def _mute(self, command: Mute) -> None:
        self._line(command.call).mute(on=command.on)

    def _send_digits(self, command: SendDigits) -> None:
        line = self._line(command.call)
        if not line.up and line.audio() is None:  # a menu may be heard before the answer
            raise Refusal("not_now", "This call is not up.")
        if not _DIGITS.fullmatch(command.digits):
            raise Refusal("bad_digits", "Only 0-9, A-D, * and # can be sent, at most 32 at a time.")
        line.send_digits(command.digits, self._account.dtmf)

    # Messages and sounds.

    def _send_message(self, command: SendMessage) -> None:
        if len(command.body.encode("utf-8", "replace")) > MAX_BODY:
            raise Refusal("too_long", f"A message has at most {MAX_BODY} bytes.")
        if not _CONTENT_TYPE.fullmatch(command.content_type):
            raise Refusal("bad_content_type", "This is no content type.")
        self._board.account.send_message(
            command.id, self._checked(command.target), command.content_type, command.body
        )

    def _send_case(self, target: str, content_type: str, body: str) -> None:
        self._board.account.send_message("", target, content_type, body)

    def _set_do_not_disturb(self, command: SetDoNotDisturb) -> None:
        self._board.do_not_disturb = command.on

    def _play_cue(self, command: PlayCue) -> None:
        self._play(command.cue)

    # Checks.

    def _line(self, call: CallId) -> Line:
        line = self._board.lines.get(call)
        if line is None or not line.alive:
            raise Refusal("no_such_call", "This call is over, or never was.")
        return line

    def _up(self, call: CallId) -> Line:
        line = self._line(call)
        if not line.up:
            raise Refusal("not_now", "This call is not up.")
        return line

    def _ringing(self, call: CallId) -> Line:
        line = self._line(call)
        if line.direction is not Direction.IN or line.state is not CallState.RINGING or line.answering:
            raise Refusal("not_now", "This call does not ring here.")
        return line

    def _refuse_engaged(self) -> None:
        if self.transfers.engaged:
            raise Refusal("transfer_under_way", "Finish the transfer, or go back to the customer, first.")

    def _others_up(self, line: Line | None) -> list[Line]:
        """Whoever else speaks with the agent: up, and neither held nor about to be."""
        return [
            other
            for other in self._board.talkers()
            if other is not line and other.up and not other.holding.wanted
        ]

    def _end_tests(self, but: Line | None = None) -> None:
        """Whoever speaks to somebody is done with testing, and with listening to others."""
        for line in self._board.lines.values():
            mine = line.purpose is Purpose.MONITOR and line.direction is Direction.OUT
            if line is not but and (mine or line.purpose is Purpose.TEST):
                line.hang_up()

    def _leave_alone(self, line: Line | None) -> None:
        """Hold everyone but this one; a test is not worth holding."""
        if line is None or line.purpose is not Purpose.TEST:
            self._end_tests(line)
        for other in self._others_up(line):
            other.give_way()

    def _checked(self, target: str) -> str:
        """Turn a target into a URI that may be dialled, by the transport that we have."""
        registrar = self._account.registrar.removeprefix("sip:").partition(";")[0]
        host, _, port = registrar.partition(":")
        uri = check_target(target, default_host=host, default_port=int(port) if port.isdigit() else None)
        if self._account.transport in {"tcp", "tls"} and ";transport=" not in uri:
            uri += f";transport={self._account.transport}"
        return uri

    def _or_refused(self, command: str, code: str, message: str) -> Callable[[bool, int], None]:
        def done(ok: bool, status: int) -> None:  # noqa: FBT001 - Holding calls it so
            if not ok and status:
                words_ = f"{message} ({status})."
                self._board.tell(CommandRefused(command=command, code=code, message=words_))

        return done
