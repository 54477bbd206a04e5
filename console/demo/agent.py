"""A simulated first-line agent for a supervisor's demo: a real console without a window, worked by a script.

A person who opens ``warmline demo --role agent`` takes Maya's place; the script then has nothing to do.
"""

from concurrent.futures import Future

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from console import places, settings
from console.bootstrap import Console
from console.demo import people
from console.demo.home import AGENT, Home
from console.demo.script import Runner, Script, ScriptError, Wait, pause
from console.demo.stage import Stage
from console.desk import intents as ask
from console.desk.seat import Presence
from telephony.call import CallState
from telephony.floor.processes import Simulated
from telephony.transfer import State

_REST_MS = 6_000
_CASES = (
    (
        "vpn_drops",
        "lacks_knowledge",
        "The tunnel drops every ten minutes; router restarted twice, same fault.",
        "A stable tunnel before 18:00.",
    ),
    (
        "licence_refused",
        "lacks_authority",
        "The licence is refused on renewal; the order is paid.",
        "A new key today.",
    ),
    (
        "clinic_outage",
        "customer_impact",
        "The whole clinic cannot be called since 13:40.",
        "Reachable within the hour.",
    ),
)


class SimulatedAgent(QObject):
    """Takes a customer's call and escalates it to the supervisor, again and again."""

    def __init__(
        self, app: QCoreApplication, stage: Stage, home: Home, supervisor: Console, seed: int
    ) -> None:
        super().__init__(app)
        self._stage = stage
        self._home = home
        self._supervisor = supervisor
        self._next = seed
        self._runner: Runner | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)

    def start(self) -> None:
        """The first case comes soon."""
        self._timer.start(1_500)

    def _begin(self) -> None:
        """Play one case, if nobody is Maya and the supervisor is free."""
        board = self._supervisor.desk.board
        free = board.me.presence is Presence.AVAILABLE and board.phone.uri and not board.cards
        lock = self._home.claim(AGENT) if free else None
        if lock is None:
            self._timer.start(_REST_MS)
            return
        file = self._home.settings_file(people.person(AGENT))
        console = Console(settings.load(file), places.of(config=file), headless=True)
        console.open()

        def ended(_problem: str) -> None:
            # Whatever went wrong (the supervisor declined, closed, never answered): the next case is another one.
            console.close(quit_engine=True)
            lock.unlock()
            self._timer.start(_REST_MS)

        self._runner = Runner(self._case(console))
        self._runner.ended.connect(ended)
        self._runner.start()

    def _case(self, console: Console) -> Script:
        scenario, reason, summary, expects = _CASES[self._next % len(_CASES)]
        self._next += 1
        desk = console.desk
        yield Wait(
            lambda: desk.board.phone.uri and desk.board.directory.people, "the agent's console listens"
        )
        calling: Future[Simulated] = self._stage.call(scenario, desk.board.phone.uri)
        yield Wait(lambda: desk.board.ringing and desk.board.ringing.case, "the customer's call rings")
        desk.do(ask.Answer())
        yield Wait(lambda: desk.board.cards and desk.board.cards[0].state is CallState.UP, "it is answered")
        desk.do(ask.EditTicket(fields={"subject": summary.partition(";")[0], "severity": "high"}))
        yield pause(3)
        refusal = desk.do(
            ask.Escalate(
                to=self._supervisor.settings.person.key,
                kind="hierarchical",
                reason=reason,
                summary=summary,
                expects=expects,
            )
        )
        if refusal is not None:
            raise ScriptError(refusal.message)
        yield Wait(
            lambda: (
                desk.board.transfer and desk.board.transfer.state in (State.READY, State.RETURNED, State.LOST)
            ),
            "the supervisor answers or not",
            90,
        )
        if desk.board.transfer and desk.board.transfer.state is State.READY:
            yield pause(6)
            desk.do(ask.Complete())
            yield Wait(lambda: not desk.board.cards, "the hand-over is complete", 40)
            return
        desk.do(ask.HangUp())
        yield Wait(lambda: not desk.board.cards, "the call is over")
        calling.result().ask_to_stop()
