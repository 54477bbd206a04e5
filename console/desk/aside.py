"""Calls that are no case: feature codes and the echo test. They make no card, no ticket and no row in the store.

Their CallId says so itself (:func:`telephony.call.is_aside`).
"""

from collections.abc import Callable

from console.desk.calling import EchoTest
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.targets import resolve, resolve_code
from store.values import replace
from telephony import commands
from telephony.call import CallId, CallState, Purpose, aside_id, is_aside
from telephony.events import CallAnswered, CallDialled, CallEnded, CallProgressed, Envelope, Snapshot


class EchoTests:
    """The test call of the settings: on the board as :attr:`Board.echo_test`, on no card."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._command = ""

    @property
    def call(self) -> CallId:
        """The test that is under way, or ""."""
        test = self._core.board.echo_test
        return test.call if test is not None and test.state is not CallState.ENDED else ""

    def begin(self) -> Refusal | None:
        """Dial it, unless somebody is there to be spoken to."""
        core = self._core
        if not core.terms.echo:
            return Refusal("no_echo", "Set [calls] echo to the extension of your PBX's echo test first.")
        if self.call:
            return Refusal("test_call_up", "The test call is up already.")
        if core.board.cards:
            return Refusal("call_up", "There is a call. Finish it first.")
        uri = resolve(core, core.terms.echo)
        if isinstance(uri, Refusal):
            return uri
        call = aside_id(core.new_id())
        core.put(echo_test=EchoTest(call=call, state=CallState.DIALLING, since=core.now()))
        self._command = core.command_id()
        core.phone.send(
            commands.Dial(id=self._command, call=call, target=uri, purpose=Purpose.TEST),
        )
        return None

    def progressed(self, event: CallProgressed) -> None:
        """It rings."""
        self._change(event.call, state=CallState.RINGING)

    def answered(self, envelope: Envelope, event: CallAnswered) -> None:
        """One hears oneself from now on."""
        self._change(event.call, state=CallState.UP, answered_at=envelope.at)

    def ended(self, envelope: Envelope, event: CallEnded) -> None:
        """What is left is how it was."""
        quality = {"quality": event.quality} if event.quality is not None else {}
        self._change(event.call, state=CallState.ENDED, ended_at=envelope.at, code=event.code, **quality)

    def refused(self, command: str) -> None:
        """The engine would not dial it."""
        if command == self._command:
            self._core.put(echo_test=None)

    def restore(self, snapshot: Snapshot) -> None:
        """A test that went on without a console, or did not."""
        legs = {leg.call: leg for leg in snapshot.legs if leg.purpose is Purpose.TEST}
        test = self._core.board.echo_test
        if test is not None and test.call not in legs:
            self._change(test.call, state=CallState.ENDED)
        for leg in legs.values():
            self._core.put(
                echo_test=EchoTest(
                    call=leg.call, state=leg.state, since=leg.started_at, answered_at=leg.answered_at
                )
            )

    def measured(self, call: CallId, **quality: object) -> None:
        """How well it is heard."""
        self._change(call, **quality)

    def _change(self, call: CallId, **changes: object) -> None:
        test = self._core.board.echo_test
        if test is not None and test.call == call:
            self._core.put(echo_test=replace(test, **changes))  # type: ignore[arg-type]


Ended = Callable[[bool], None]

_PATIENCE_SECONDS = 10.0
"""For a code to be answered, and again for its announcement to end."""


class CodeCalls:
    """Feature codes, one after another: each is over when the PBX ends it."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._call: CallId = ""
        self._command = ""
        self._answered = False
        self._ended: Ended | None = None
        self._give_up: Callable[[], None] = lambda: None

    @property
    def busy(self) -> bool:
        """One is under way."""
        return self._ended is not None

    def dial(self, code: str, ended: Ended) -> None:
        """Dial one; ``ended`` is told whether the PBX took it."""
        core = self._core
        uri = resolve_code(core, code)
        if isinstance(uri, Refusal):
            ended(False)
            return
        self._call, self._answered, self._ended = aside_id(core.new_id()), False, ended
        self._command = core.command_id()
        self._give_up = core.later(_PATIENCE_SECONDS, self._too_long)
        core.phone.send(
            commands.Dial(id=self._command, call=self._call, target=uri, purpose=Purpose.CODE),
        )

    def _too_long(self) -> None:
        core = self._core
        core.phone.send(commands.HangUp(id=core.command_id(), call=self._call))
        # Should not even its end be told, it counts as over.
        self._give_up = core.later(_PATIENCE_SECONDS, lambda: self._over(taken=self._answered))

    def answered(self, event: CallAnswered) -> None:
        """The PBX has taken it; what follows is an announcement, or nothing."""
        if event.call == self._call:
            self._answered = True
            self._give_up()
            self._give_up = self._core.later(_PATIENCE_SECONDS, self._too_long)

    def ended(self, event: CallEnded) -> None:
        """Over."""
        if event.call == self._call:
            self._over(taken=self._answered or event.answered)

    def refused(self, command: str) -> bool:
        """The engine would not dial it; False if it was something else that was refused."""
        mine = command != "" and command == self._command
        if mine:
            self._over(taken=False)
        return mine

    def lost(self) -> None:
        """The engine died with it."""
        self._over(taken=False)

    def _over(self, *, taken: bool) -> None:
        ended, self._ended, self._call, self._command = self._ended, None, "", ""
        self._give_up()
        if ended is not None:
            ended(taken)


def is_case(event: CallDialled) -> bool:
    """Whether a leg that was dialled is somebody to be spoken to."""
    return event.purpose in (Purpose.CUSTOMER, Purpose.CONSULT) and not is_aside(event.call)
