"""The engine's life: who is attached, what is told, when the telephone starts, and when the engine leaves.

console ──Attach──► Snapshot, what is unacknowledged, then what happens
        ──commands─► the telephone
the telephone ──events──► numbered, dated, into the journal (not waited for), to the console

attached ──Detach──────────────────────────► unattended: new INVITEs get 480
    └────connection drops─► a call is up: the console is started again; else unattended
unattended and no call for ``linger`` seconds, Quit, SIGTERM, or a console of another version ► leave
"""

import gc
import logging
import os
from datetime import UTC, datetime
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from telephony import wire
from telephony.commands import PROTOCOL, Acknowledge, Attach, Command, Detach, Order, Quit
from telephony.engine.door import Peer
from telephony.engine.journal import Journal
from telephony.engine.keeper import Keeper, Make
from telephony.engine.revival import Revival
from telephony.errors import TelephonyError
from telephony.events import CallEnded, CommandRefused, Envelope, Event, Reading, Snapshot, TransferStepped
from telephony.platform_specific import boot_id, boottime

log = logging.getLogger("telephony.engine.server")

_TICK_MS = 1_000
_TICKS_TO_FULL_COLLECTION = 60


_OLD_VERSION = wire.Dismissed(
    code="replaced", message="A Warmline of another version has taken over this telephone."
)
_RESTART = wire.Dismissed(code="restart", message="The telephone starts again with its new account.")
_NEW_SOUND = wire.Dismissed(
    code="restart", message="The telephone starts again, to use the sound server that has come back."
)


class Server(QObject):
    """``make`` builds the telephone (keeper.py).

    Signals: ``leaving``, before the calls are hung up (who comes now is too late), and ``left``, at the end.

    Python's automatic garbage collection is to be off: it would run on the journal's thread too, and pjsua2's
    objects may only be finalised on the main one. :meth:`_beat` collects instead.
    """

    leaving = Signal()
    left = Signal()

    def __init__(
        self,
        journal: Journal,
        make: Make,
        revival: Revival,
        *,
        linger: float,
    ) -> None:
        super().__init__()
        self._journal = journal
        self._revival = revival
        self._keeper = Keeper(make, self._tell, self._sense)
        self._console: Peer | None = None
        self._peers: set[Peer] = set()
        self._argv: tuple[str, ...] = ()
        self._when_idle: wire.Dismissed | None = None
        self._over = False
        self._beats = 0
        self._linger = QTimer(self, singleShot=True, interval=int(linger * 1000))
        self._linger.timeout.connect(self.leave)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._beat)
        self._tick.start()
        self._linger.start()

    @property
    def busy(self) -> bool:
        """A call is up or ringing, or a transfer under way."""
        return self._keeper.busy

    def meet(self, socket: QLocalSocket) -> None:
        """Take a connection that has come in."""
        self._peers.add(Peer(socket, self._hears, self._gone))

    def leave(self, farewell: wire.Dismissed | None = None) -> None:
        """End in order: nobody new comes in, calls hung up, unregistered, the console told."""
        if self._over:
            return
        self._over = True
        self.leaving.emit()
        self._linger.stop()
        self._tick.stop()
        if farewell is not None and self._console is not None:
            self._console.dismiss(farewell.code, farewell.message)
        self._keeper.close()
        for peer in tuple(self._peers):
            peer.leaves_on_purpose = True
            peer.end()
        self._revival.let_go()
        self.left.emit()

    def leave_when_told(self, *_notification: object) -> None:
        """End as with :meth:`leave`; a slot for a notifier, which gives its descriptor along."""
        self.leave()

    # What comes in.

    def _hears(self, peer: Peer, body: bytes) -> None:
        if not peer.attached:
            self._greet(peer, body)
            return
        message = wire.for_engine(body)
        if isinstance(message, wire.Ping):
            peer.send(wire.Pong(number=message.number))
        elif isinstance(message, Attach):
            self._attach(peer, message)
        elif isinstance(message, Acknowledge):
            self._journal.acknowledge(message.seq)
        elif isinstance(message, Detach):
            peer.leaves_on_purpose = True
            peer.end()
        elif isinstance(message, Quit):
            self._quit(peer, message)
        else:
            self._obey(message)

    def _greet(self, peer: Peer, body: bytes) -> None:
        protocol = wire.greeting(body).protocol
        if protocol != PROTOCOL:
            self._meet_other_version(peer, protocol)
            return
        message = wire.for_engine(body)
        if isinstance(message, Attach):
            self._attach(peer, message)

    def _attach(self, peer: Peer, order: Attach) -> None:
        if self._console is not None and self._console is not peer:
            self._console.dismiss("replaced", "Another window of this profile has taken over this telephone.")
        self._console = None  # what starting the line tells is part of the snapshot
        peer.attached = True
        self._argv = order.console
        in_use = self._keeper.use(order.account, order.sound, order.recording)
        if self._when_idle is not _OLD_VERSION:
            self._when_idle = None if in_use else _RESTART
        self._keeper.attend(True)
        if in_use or self.busy:
            peer.send(self._snapshot())
            for envelope in self._journal.unacknowledged():
                peer.send(wire.Told(envelope=envelope))
        self._console = peer
        if not in_use and self.busy:
            words = "A call is up on the account as it was; the new one is used when the call is over."
            self._refuse(order, "account_when_idle", words)
        self._settle()

    def _meet_other_version(self, peer: Peer, protocol: int) -> None:
        log.warning("a console speaks protocol %d, this engine %d", protocol, PROTOCOL)
        self._when_idle = _OLD_VERSION
        if self.busy:
            words = "The telephone engine of another Warmline has a call; it makes way when the call is over."
            peer.dismiss("engine_busy_old_version", words)
            return
        self.leaving.emit()
        peer.dismiss("old_version", "The telephone engine was of another version and makes way.")
        self._settle()

    def _quit(self, peer: Peer, order: Quit) -> None:
        if self.busy and not order.hang_up:
            words = "A call is up. Hang up first, or quit with the call."
            self._refuse(order, "call_up", words)
            return
        peer.leaves_on_purpose = True
        self.leave()

    def _obey(self, command: Command) -> None:
        try:
            self._keeper.obey(command)
        except TelephonyError as error:
            self._refuse(command, error.code, error.message)
        except Exception:
            # A bug of ours, and loud; but the call that is up is worth more than the command.
            log.exception("%s has failed", type(command).__name__)
            self._refuse(command, "engine_fault", "The telephone engine could not do this; its log says why.")

    def _refuse(self, command: Order, code: str, message: str) -> None:
        self._tell(CommandRefused(command=command.id, code=code, message=message))

    def _gone(self, peer: Peer) -> None:
        self._peers.discard(peer)
        if peer is not self._console:
            return
        self._console = None
        self._keeper.attend(False)
        if not peer.leaves_on_purpose and self.busy:
            self._revival.start(self._argv)
        self._settle()

    # What goes out.

    def _tell(self, event: Event) -> None:
        envelope = Envelope(
            seq=self._journal.next_seq(),
            id=uuid4().hex,
            at=datetime.now(UTC),
            boottime=boottime(),
            event=event,
        )
        if self._console is not None:
            self._console.send(wire.Told(envelope=envelope))
        self._journal.append(envelope)
        if isinstance(event, CallEnded | TransferStepped):
            QTimer.singleShot(0, self, self._settle)

    def _sense(self, reading: Reading) -> None:
        if self._console is not None:
            self._console.send(wire.Sensed(reading=reading))

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            protocol=PROTOCOL,
            pid=os.getpid(),
            boot_id=boot_id(),
            registration=self._keeper.registration,
            legs=self._keeper.legs(),
            transfers=self._keeper.transfers(),
            sound=self._keeper.sound,
            recordings=self._keeper.recordings(),
            do_not_disturb=self._keeper.do_not_disturb,
            seq=self._journal.last_seq,
        )

    # What follows from where things stand.

    def _beat(self) -> None:
        self._beats += 1
        gc.collect(2 if not self._beats % _TICKS_TO_FULL_COLLECTION and not self.busy else 1)
        self._settle()

    def _settle(self) -> None:
        """Do what waited for the end of a call, and mind how long nobody has needed us."""
        if self._over:
            return
        failed = self._revival.reap()
        if self.busy:
            self._linger.stop()
            if failed and self._console is None:
                self._revival.start(self._argv)
            return
        if self._when_idle is None and self._keeper.worn and self._console is not None:
            self._when_idle = _NEW_SOUND
        if self._when_idle is not None:
            self.leave(self._when_idle)
            return
        if self._console is not None:
            self._linger.stop()
        elif not self._linger.isActive():
            self._linger.start()
