"""The real telephone of contract.py: finds or starts the engine process, attaches, and replaces it when it dies.

    open ──► CONNECTING ──connected──► GREETING ──Snapshot──► ATTACHED ──► phone_attached, phone_told …
                 │  ▲                      │                     │
      nobody     │  └── 10 ms ──┐          └── connection lost ──┴──► phone_lost, then at once
      listens    ▼             │                                     CONNECTING again
               a new engine is started; if it dies at its start, the next waits longer (BACKOFF)

QtCore and QtNetwork only. Everything happens on the thread that called :meth:`Phone.open`, in its event loop.
"""

import contextlib
import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalSocket

from telephony import wire
from telephony.commands import PROTOCOL, Account, Attach, ChangeSound, Command, Detach, Quit, Sound
from telephony.contract import Listener
from telephony.errors import EngineError
from telephony.events import CommandRefused, Envelope, Snapshot
from telephony.launch import ENGINE, Exit, Launch, environment
from telephony.platform_specific import LONGEST_SOCKET_PATH, Detached, boottime
from telephony.recording import Recording

log = logging.getLogger("telephony.phone")

BACKOFF = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before an engine is started again after so many that died one after another."""
_HEALTHY = 10.0
"""Seconds attached after which earlier deaths are forgiven."""
_POLL_MS = 10
_OTHER_MS = 200
_UNANSWERED = 2
"""Connections that may end before a snapshot has come: an engine that is just leaving does that."""
_PATIENCE = 10.0
"""Seconds for a new engine to answer; it needs 0.3."""
_WHEN_OLD_IS_DONE_MS = 1_000
_FLUSH_MS = 300
_DIED = "The telephone engine has died; a new one is being started."


class _Stage(Enum):
    CLOSED = auto()
    WAITING = auto()
    CONNECTING = auto()
    GREETING = auto()
    ATTACHED = auto()


class Phone(QObject):
    """A PhonePort. ``console`` is the command line by which the engine starts this console again, if it dies in a call.

    ``recording`` says how calls are recorded; :meth:`record` says it anew.
    ``sound`` None: the engine has none (see :class:`telephony.commands.Attach`).
    ``engine`` is the command that starts an engine; tests put their own in its place.
    """

    def __init__(
        self,
        account: Account,
        launch: Launch,
        *,
        sound: Sound | None = None,
        recording: Recording = Recording(),  # noqa: B008 - frozen
        console: Sequence[str] = (),
        engine: Sequence[str] = ENGINE,
    ) -> None:
        super().__init__()
        self._account = account
        self._sound = sound
        self.recording = recording
        self._launch = launch
        self._console = tuple(console)
        self._command = tuple(engine)
        self._listener: Listener | None = None
        self._stage = _Stage.CLOSED
        self._socket: QLocalSocket | None = None
        self._splitter = wire.Splitter()
        self._attach_id = ""
        self._engine: Detached | None = None
        self._dying: list[Detached] = []
        self._since = 0.0
        self._deaths = 0
        self._told = ""
        self._quit_id = ""
        self._pings: dict[int, float] = {}
        self._engine_pid: int | None = None
        self._roundtrip: float | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._connect)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._not_greeted)

    @property
    def engine_pid(self) -> int | None:
        """The process that is attached, None while there is none."""
        return self._engine_pid

    @property
    def roundtrip(self) -> float | None:
        """Seconds to the engine's main thread and back, as last measured; None before the first time."""
        return self._roundtrip

    # The port.

    def prepare(self) -> None:
        """Start an engine already if none can be there, while the rest of the console is made: it takes half a second.

        :meth:`open` then finds it, or says what is wrong.
        """
        if self._engine is None and not self._launch.socket.exists():
            with contextlib.suppress(EngineError):
                self._start()

    def open(self, listener: Listener) -> None:
        """Attach, starting an engine if none is there; EngineError ``no_socket`` if its path is too long."""
        path = self._launch.socket
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
            words = f"The path of the engine's socket is longer than {LONGEST_SOCKET_PATH} bytes: {path}"
            raise EngineError("no_socket", words)
        self._listener = listener
        self._deaths = 0
        self._begin()

    def send(self, command: Command) -> None:
        """Hand a command to the engine's socket; refused with ``no_engine`` while none is attached."""
        if self._stage is not _Stage.ATTACHED:
            self._refused_here(command.id, "no_engine", "The telephone is not running at the moment.")
            return
        if isinstance(command, Quit):
            self._quit_id = command.id
        elif isinstance(command, ChangeSound):
            self._sound = command.sound  # an engine that comes after this one shall have it too
        self._write(command)

    def use(self, account: Account) -> None:
        """Change the account: a new engine attaches, with a call up when that is over (``account_when_idle``)."""
        self._account = account
        if self._stage is _Stage.ATTACHED:
            self._greet()

    def record(self, recording: Recording) -> None:
        """Record calls so that are answered from now on."""
        if recording != self.recording:
            self.recording = recording
            if self._stage is _Stage.ATTACHED:
                self._greet()

    def measure(self) -> None:
        """Measure :attr:`roundtrip` once more."""
        if self._stage is _Stage.ATTACHED:
            number = len(self._pings) + time.monotonic_ns()
            self._pings[number] = time.monotonic()
            self._write(wire.Ping(number=number))

    def close(self, *, quit_engine: bool = False, hang_up: bool = False) -> None:
        """Detach; nothing is told any more. An engine that will not quit, since a call has come up, goes on."""
        self._listener = None
        self._timer.stop()
        self._patience.stop()
        # An engine that has our Attach must hear of the Detach, even if its snapshot is still on the way.
        connected = self._stage in {_Stage.GREETING, _Stage.ATTACHED}
        self._stage = _Stage.CLOSED
        if connected:
            if quit_engine:
                self._write(Quit(id=uuid4().hex, hang_up=hang_up))
            self._write(Detach(id=uuid4().hex))
        self._drop_socket()
        for engine in (*self._dying, self._engine):
            if engine is not None:
                engine.let_go()
        self._dying, self._engine = [], None

    # From nobody to attached.

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._stage = _Stage.CONNECTING
        self._connect()

    def _connect(self) -> None:
        """Try the socket; who does not find an engine there starts one and tries again, until it answers."""
        if self._stage is _Stage.WAITING:
            self._begin()
            return
        self._dying = [engine for engine in self._dying if engine.ended() is None]
        self._drop_socket()
        self._splitter = wire.Splitter()
        self._socket = socket = QLocalSocket(self)
        socket.connected.connect(self._connected)
        socket.errorOccurred.connect(self._nobody_there)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._disconnected)
        self._stage = _Stage.CONNECTING
        socket.connectToServer(str(self._launch.socket))

    def _connected(self) -> None:
        self._stage = _Stage.GREETING
        self._greet()
        self._patience.start(int(_PATIENCE * 1000))

    def _greet(self) -> None:
        self._attach_id = uuid4().hex
        self._write(
            Attach(
                id=self._attach_id,
                protocol=PROTOCOL,
                account=self._account,
                console=self._console,
                sound=self._sound,
                recording=self.recording,
            )
        )

    def _not_greeted(self) -> None:
        if self._stage is _Stage.GREETING:
            self._failed("The telephone engine does not answer.")

    def _nobody_there(self) -> None:
        if self._stage is not _Stage.CONNECTING:
            return
        code = self._engine.ended() if self._engine is not None else None
        try:
            if self._engine is None:
                self._start()
            elif code is not None and code != Exit.ALREADY_RUNNING:
                self._engine = None
                self._failed(self._launch.words(code))
                return
        except EngineError as error:
            self._failed(error.message)
            return
        if code is not None:
            self._engine = None  # it found another; when that one is gone too, the next is started
        if time.monotonic() - self._since > _PATIENCE:
            self._failed(
                self._launch.words(code) if code is not None else "The telephone engine does not answer."
            )
            return
        self._timer.start(_POLL_MS if code is None else _OTHER_MS)

    def _start(self) -> None:
        self._engine = Detached((*self._command, *self._launch.arguments()), environment())
        log.info("a telephone engine is started as process %d", self._engine.pid)

    def _failed(self, why: str) -> None:
        """Tell why there is no engine, and begin again after a while that grows with each time."""
        if self._engine is not None and self._engine.ended() is None:
            self._engine.kill()
        self._engine = None
        self._wait(BACKOFF[min(self._deaths, len(BACKOFF) - 1)])
        self._deaths += 1
        self._lost(why)

    def _wait(self, seconds: float) -> None:
        self._stage = _Stage.WAITING
        self._drop_socket()
        self._timer.start(int(seconds * 1000))

    def _lost(self, why: str) -> None:
        if why == self._told:
            return
        self._told = why
        log.warning("%s", why)
        if self._listener is not None:
            self._listener.phone_lost(why)

    # What comes in.

    def _read(self) -> None:
        socket = self._socket
        if socket is None:
            return
        try:
            for body in self._splitter.feed(bytes(socket.readAll().data())):
                self._hear(wire.for_console(body))
                if socket is not self._socket:
                    return
        except EngineError as error:
            log.error("%s", error)  # noqa: TRY400 - no bug of this process
            self._failed(error.message)

    def _hear(self, message: wire.ToConsole) -> None:
        if isinstance(message, Snapshot):
            self._attached(message)
        elif isinstance(message, wire.Told):
            self._hear_event(message.envelope)
        elif isinstance(message, wire.Sensed):
            if self._listener is not None:
                self._listener.phone_sensed(message.reading)
        elif isinstance(message, wire.Pong):
            sent = self._pings.pop(message.number, None)
            if sent is not None:
                self._roundtrip = time.monotonic() - sent
        else:
            self._dismissed(message)

    def _attached(self, snapshot: Snapshot) -> None:
        self._stage = _Stage.ATTACHED
        self._engine_pid = snapshot.pid
        self._since = time.monotonic()
        self._told = ""
        self._pings.clear()
        self.measure()
        if self._listener is not None:
            self._listener.phone_attached(snapshot)

    def _hear_event(self, envelope: Envelope) -> None:
        event = envelope.event
        if isinstance(event, CommandRefused) and event.command == self._quit_id:
            self._quit_id = ""
        if self._listener is not None:
            self._listener.phone_told(envelope)

    def _dismissed(self, message: wire.Dismissed) -> None:
        attach_id = self._attach_id
        if message.code in {"old_version", "restart"}:
            if self._engine is not None:
                self._dying.append(self._engine)
                self._engine = None
            self._wait(0.0)
        elif message.code == "engine_busy_old_version":
            self._stage = _Stage.WAITING
            self._drop_socket()
            self._timer.start(_WHEN_OLD_IS_DONE_MS)
            if self._told != message.code:
                self._told = message.code
                self._refused_here(attach_id, message.code, message.message)
        elif message.code == "replaced":
            self._stage = _Stage.CLOSED
            self._drop_socket()
            self._refused_here(attach_id, message.code, message.message)
        else:
            self._failed(message.message)

    def _disconnected(self) -> None:
        """Take the end of a connection; unless it was asked for, the engine has died, and a new one is started."""
        stage, self._engine_pid = self._stage, None
        if stage is _Stage.CLOSED or stage is _Stage.WAITING:
            return
        if self._quit_id:
            self._stage = _Stage.CLOSED
            self._drop_socket()
            return
        if stage is _Stage.ATTACHED and time.monotonic() - self._since >= _HEALTHY:
            self._deaths = 0
        if self._engine is not None:
            self._dying.append(self._engine)
            self._engine = None
        self._wait(BACKOFF[min(self._deaths, len(BACKOFF) - 1)])
        self._deaths += 1
        if stage is _Stage.ATTACHED or self._deaths > _UNANSWERED:
            self._lost(_DIED)

    def _drop_socket(self) -> None:
        socket, self._socket, self._engine_pid = self._socket, None, None
        if socket is None:
            return
        socket.blockSignals(True)
        socket.flush()
        if socket.state() == QLocalSocket.LocalSocketState.ConnectedState and socket.bytesToWrite():
            socket.waitForBytesWritten(_FLUSH_MS)
        socket.disconnectFromServer()
        socket.deleteLater()

    def _write(self, message: wire.ToEngine) -> None:
        if self._socket is not None:
            self._socket.write(wire.encode(message))

    def _refused_here(self, command: str, code: str, message: str) -> None:
        """Tell a refusal that no engine has given; number 0 needs no acknowledgement."""
        event = CommandRefused(command=command, code=code, message=message)
        envelope = Envelope(seq=0, id=uuid4().hex, at=datetime.now(UTC), boottime=boottime(), event=event)
        if self._listener is not None:
            self._listener.phone_told(envelope)
