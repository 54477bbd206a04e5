"""Two stages for one contract: a telephone with somebody to call it and somebody to consult.

:class:`ScriptedStage` plays them in memory, :class:`RealStage` with the real engine and SIP agents in
processes of their own. A case speaks of the ear (what the console is told) and of the three parties only.
"""

import os
import signal
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pytestqt.qtbot import QtBot

import resources
from telephony import commands as c
from telephony import events as e
from telephony.call import CallId, Purpose
from telephony.call import Ear as Hearing
from telephony.contract import PhonePort
from telephony.launch import Launch
from telephony.phone import Phone
from telephony.platform_specific import process_lives
from telephony.recording import Recording
from telephony.scripted import ScriptedPhone
from telephony.transfer import State
from tests.agents import Agent, StartAgent
from tests.engines import ACCOUNT, new_id
from tests.sip_peer import RawPeer

E = TypeVar("E", bound=e.Happening)


class Ear:
    """The console. ``when_lost`` is called inside phone_lost."""

    def __init__(self) -> None:
        self.snapshots: list[e.Snapshot] = []
        self.envelopes: list[e.Envelope] = []
        self.lost: list[str] = []
        self.when_lost: Callable[[], None] = lambda: None

    def phone_attached(self, snapshot: e.Snapshot) -> None:
        self.snapshots.append(snapshot)

    def phone_told(self, envelope: e.Envelope) -> None:
        self.envelopes.append(envelope)

    def phone_sensed(self, reading: e.Reading) -> None:
        pass

    def phone_lost(self, why: str) -> None:
        self.lost.append(why)
        self.when_lost()

    def all(self, kind: type[E]) -> list[E]:
        return [envelope.event for envelope in self.envelopes if isinstance(envelope.event, kind)]

    def kinds(self) -> list[str]:
        """What was told, in short; registration aside."""
        return [
            f"{event.state}:{event.step}" if isinstance(event, e.TransferStepped) else type(event).__name__
            for event in (envelope.event for envelope in self.envelopes)
            if not isinstance(event, e.RegistrationChanged)
        ]


class Stage(ABC):
    """``phone`` is the one under test; ``ear`` listens."""

    phone: PhonePort

    def __init__(self) -> None:
        self.ear = Ear()
        self.when_consulted: Callable[[], object] = lambda: None
        """Done in :meth:`customer_is_handed_to_us` before the customer comes."""

    @abstractmethod
    def until(self, true: Callable[[], object]) -> None:
        """Let things happen until it is so."""

    @abstractmethod
    def customer_calls(self) -> CallId:
        """A new customer calls; when it has rung, the call's name."""

    @abstractmethod
    def customer_calls_in_vain(self) -> None:
        """A new customer calls, whatever comes of it."""

    @abstractmethod
    def pbx_wants_an_answer(self) -> CallId:
        """A call that asks to be answered without a hand; when it has rung, its name."""

    @abstractmethod
    def customer_hangs_up(self) -> None:
        """The customer who called last; before an answer it is a CANCEL."""

    @abstractmethod
    def customer_writes(self, body: str) -> None:
        """A SIP MESSAGE."""

    @abstractmethod
    def customer_presses(self, digit: str) -> None:
        """DTMF of the customer who called last."""

    @abstractmethod
    def supervisor_calls(self, grant: str) -> CallId:
        """A supervisor's console calls with a grant; when that was told, the call's name."""

    @abstractmethod
    def supervisor_asks(self, grant: str) -> None:
        """The supervisor who is in asks for another ear."""

    @abstractmethod
    def target_lets_in(self) -> None:
        """200 to a supervisor's call of ours that came to the target."""

    @abstractmethod
    def target(self) -> str:
        """A SIP URI to dial, of somebody who waits for the two methods below."""

    @abstractmethod
    def target_answers(self) -> None:
        """200 to what rings there."""

    @abstractmethod
    def target_declines(self, code: int) -> None:
        """A refusal of what rings there."""

    @abstractmethod
    def target_hangs_up(self) -> None:
        """BYE."""

    @abstractmethod
    def customer_is_handed_to_us(self) -> tuple[CallId, CallId]:
        """A colleague consults us, we answer, and they hand a customer over: the consult, and what replaces it."""

    @abstractmethod
    def records(self, recording: Recording) -> None:
        """Before it is opened: how calls are recorded."""

    @abstractmethod
    def kill_the_engine(self) -> None:
        """From one moment to the next."""

    def opened(self) -> e.Snapshot:
        """Attach, again or at first."""
        before = len(self.ear.snapshots)
        self.phone.open(self.ear)
        self.until(lambda: len(self.ear.snapshots) > before)
        return self.ear.snapshots[-1]

    def send(self, command: c.Command) -> str:
        self.phone.send(command)
        return command.id

    def told(self, kind: type[E], **fields: object) -> E:
        """Wait for such an event and give the last one."""

        def fitting() -> list[E]:
            return [
                event
                for event in self.ear.all(kind)
                if all(getattr(event, k) == v for k, v in fields.items())
            ]

        self.until(fitting)
        return fitting()[-1]

    def refused(self, command: str) -> str:
        return self.told(e.CommandRefused, command=command).code

    def talk(self) -> CallId:
        """A customer calls and is answered."""
        call = self.customer_calls()
        self.send(c.Answer(id=new_id(), call=call))
        self.told(e.CallAnswered, call=call)
        return call

    def consult(self, customer: CallId, **options: object) -> c.BeginTransfer:
        order = c.BeginTransfer(
            id=new_id(),
            transfer=new_id(),
            customer=customer,
            consult=new_id(),
            target=self.target(),
            **options,  # type: ignore[arg-type]
        )
        self.send(order)
        self.told(e.CallDialled, call=order.consult)
        return order

    def stands(self, transfer: str, state: State) -> None:
        """Wait until it was told to be there."""

        def there() -> bool:
            steps = [step for step in self.ear.all(e.TransferStepped) if step.transfer == transfer]
            return bool(steps) and steps[-1].state is state

        self.until(there)


class ScriptedStage(Stage):
    """Everything happens before a method returns."""

    def __init__(self) -> None:
        super().__init__()
        self.phone: ScriptedPhone = ScriptedPhone()
        self._customer = ""

    def until(self, true: Callable[[], object]) -> None:
        assert true(), self.ear.kinds()

    def customer_calls(self) -> CallId:
        self._customer = self.phone.ring("Customer", "customer")
        return self._customer

    def customer_calls_in_vain(self) -> None:
        self.phone.ring("Customer", "customer")

    def pbx_wants_an_answer(self) -> CallId:
        return self.phone.ring("Queue", "queue", auto_answer=True)

    def customer_hangs_up(self) -> None:
        self.phone.hang_up_remote(self._customer)

    def customer_writes(self, body: str) -> None:
        self.phone.message(body, user="customer")

    def customer_presses(self, digit: str) -> None:
        self.phone.digit(self._customer, digit)

    def supervisor_calls(self, grant: str) -> CallId:
        return self.phone.asks_to_listen(grant)

    def supervisor_asks(self, grant: str) -> None:
        self.phone.asks_ear(self.ear.all(e.ListenAsked)[-1].call, grant)

    def target_lets_in(self) -> None:
        self.target_answers()

    def target(self) -> str:
        return "sip:target@127.0.0.1"

    def _dialled(self) -> CallId:
        call = self.ear.all(e.CallDialled)[-1].call
        if not any(event.call == call for event in self.ear.all(e.CallProgressed)):
            self.phone.rings(call)
        return call

    def target_answers(self) -> None:
        self.phone.answers(self._dialled())

    def target_declines(self, code: int) -> None:
        self.phone.hang_up_remote(self._dialled(), code)

    def target_hangs_up(self) -> None:
        self.phone.hang_up_remote(self._dialled())

    def customer_is_handed_to_us(self) -> tuple[CallId, CallId]:
        consult = self.talk()
        self.when_consulted()
        return consult, self.phone.ring("Customer", "customer", replaces=consult)

    def records(self, recording: Recording) -> None:
        self.phone.recording = recording

    def kill_the_engine(self) -> None:
        self.phone.die()
        self.phone.come_back()


class RealStage(Stage):
    """The real engine on loopback."""

    def __init__(self, folder: Path, qtbot: QtBot, start: StartAgent) -> None:
        super().__init__()
        launch = Launch(
            socket=folder / "e.sock",
            lock=folder / "e.lock",
            journal=folder / "journal.db",
            log=folder / "engine.log",
            sounds=resources.path("sounds"),
            recordings=folder / "recordings",
        )
        self.log = launch.log
        self._journal = launch.journal
        self.phone: Phone = Phone(ACCOUNT, launch)
        self._qtbot = qtbot
        self._start = start
        self._customers: list[Agent] = []
        self._target: Agent | None = None
        self._supervisors: list[Agent] = []
        self._pbx: RawPeer | None = None

    @property
    def uri(self) -> str:
        return self.ear.snapshots[-1].registration.uri

    def until(self, true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=30_000)

    def _call(self, caller: Agent, target: str) -> CallId:
        call = new_id()
        caller.obey(c.Dial(id=new_id(), call=call, target=target))
        return call

    def customer_calls(self) -> CallId:
        customer = self._start("customer", accept_refer=True)
        self._customers.append(customer)
        before = len(self.ear.all(e.CallRang))
        self._call(customer, self.uri)
        self.until(lambda: len(self.ear.all(e.CallRang)) > before)
        customer.wait(e.CallProgressed)
        return self.ear.all(e.CallRang)[-1].call

    def customer_calls_in_vain(self) -> None:
        customer = self._start("customer")
        self._call(customer, self.uri)

    def pbx_wants_an_answer(self) -> CallId:
        self._pbx = RawPeer("queue")
        self._pbx.start_call(self.uri, headers="Alert-Info: <http://pbx.invalid>;info=alert-autoanswer")
        return self.told(e.CallRang, auto_answer=True).call

    def customer_hangs_up(self) -> None:
        customer = self._customers[-1]
        customer.obey(c.HangUp(id=new_id(), call=customer.legs()[0].call))

    def customer_writes(self, body: str) -> None:
        customer = self._start("customer")
        customer.obey(c.SendMessage(id=new_id(), target=self.uri, content_type="text/plain", body=body))

    def customer_presses(self, digit: str) -> None:
        customer = self._customers[-1]
        customer.obey(c.SendDigits(id=new_id(), call=customer.legs()[0].call, digits=digit))

    def supervisor_calls(self, grant: str) -> CallId:
        supervisor = self._start("supervisor")
        self._supervisors.append(supervisor)
        order = c.Dial(id=new_id(), call=new_id(), target=self.uri, purpose=Purpose.MONITOR, grant=grant)
        supervisor.obey(order)
        asked = self.told(e.ListenAsked, grant=grant).call
        supervisor.wait(e.CallProgressed)
        return asked

    def supervisor_asks(self, grant: str) -> None:
        supervisor = self._supervisors[-1]
        self.until(lambda: supervisor.seen(e.CallAnswered))
        supervisor.obey(c.AskEar(id=new_id(), call=supervisor.legs()[0].call, grant=grant))

    def target_lets_in(self) -> None:
        assert self._target is not None
        target = self._target
        asked = target.wait(e.ListenAsked)
        # It has a call of its own that is heard.
        customer = self._start("another", answer_ms=0)
        call = new_id()
        target.obey(c.Dial(id=new_id(), call=call, target=customer.uri))
        target.wait(e.CallAnswered, call=call)
        target.obey(c.Admit(id=new_id(), call=asked.call, customer=call, ear=Hearing.LISTEN))

    def target(self) -> str:
        self._target = self._target or self._start("target")
        return self._target.uri

    def _rings_there(self) -> tuple[Agent, CallId]:
        assert self._target is not None
        return self._target, self._target.wait(e.CallRang).call

    def target_answers(self) -> None:
        target, call = self._rings_there()
        self.told(e.CallProgressed)
        target.obey(c.Answer(id=new_id(), call=call))

    def target_declines(self, code: int) -> None:
        target, call = self._rings_there()
        self.told(e.CallProgressed)
        target.obey(c.Decline(id=new_id(), call=call, code=code))

    def target_hangs_up(self) -> None:
        assert self._target is not None
        self._target.obey(c.HangUp(id=new_id(), call=self._target.legs()[0].call))

    def customer_is_handed_to_us(self) -> tuple[CallId, CallId]:
        colleague = self._start("colleague", answer_ms=0)
        customer = self._start("customer", accept_refer=True)
        self._call(customer, colleague.uri)
        line = colleague.wait(e.CallAnswered).call
        order = c.BeginTransfer(
            id=new_id(), transfer=new_id(), customer=line, consult=new_id(), target=self.uri
        )
        colleague.obey(order)
        consult = self.told(e.CallRang).call
        self.send(c.Answer(id=new_id(), call=consult))
        self.told(e.CallAnswered, call=consult)
        colleague.wait(e.TransferStepped, state=State.READY)
        self.when_consulted()
        colleague.obey(c.CompleteTransfer(id=new_id(), transfer=order.transfer))
        colleague.wait(e.TransferStepped, state=State.HANDED_OVER)
        return consult, self.told(e.CallRang, replaces=consult).call

    def records(self, recording: Recording) -> None:
        self.phone.recording = recording

    def _is_on_disk(self) -> bool:
        """Whether the journal's thread has caught up with what was told: the socket does not wait for the disk."""
        last = max(one.seq for one in self.ear.envelopes)
        with closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as journal:
            return bool(journal.execute("SELECT 1 FROM event WHERE seq = ?", (last,)).fetchone())

    def kill_the_engine(self) -> None:
        self.until(self._is_on_disk)
        assert self.phone.engine_pid is not None
        os.kill(self.phone.engine_pid, signal.SIGKILL)

    def close(self) -> None:
        pid = self.phone.engine_pid
        self.phone.close(quit_engine=True, hang_up=True)
        if self._pbx is not None:
            self._pbx.close()
        if pid is not None:
            self.until(lambda: not process_lives(pid))
        complaints = [
            line for line in self.log.read_text().splitlines() if " ERROR " in line or " CRITICAL " in line
        ]
        assert not complaints, complaints
