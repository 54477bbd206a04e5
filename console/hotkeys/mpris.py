"""Media keys as Linux desktops hand them out: to the players on the session bus (MPRIS), of which Warmline is one.

It is one only while a call rings or is up, so that the keys are a music player's at all other times. GNOME, Plasma and
BlueZ (a Bluetooth headset's buttons) find it by its name on the bus. All of it happens on a thread of its own, which
waits for nothing but that bus and this window, and without a bus there are no such keys.

    window ──show(Player)──► thread ◄──calls, answers──► bus
           ◄──Press────────

What comes from the bus is anybody's: a message over 16 kB is passed over unread, and of a flood so many are read in a
second as leave the window alone; whoever sends more of them waits.
"""

import contextlib
import logging
import os
import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from jeepney import DBusErrorResponse, Message, MessageFlag, MessageType
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import Header, calc_msg_size
from PySide6.QtCore import QObject, Qt, Signal

from console.hotkeys.player import NAME, Player, Press, answer, changed, too_long
from store.values import replace

LONGEST: Final = 16_384
"""In bytes. What a desktop asks of a player is some hundred."""
MOST: Final = 100
"""So many messages are read in a second."""
_GAP_SECONDS: Final = 0.25
"""One press may come by two ways at once: as a key by the desktop, and from BlueZ."""
_AGAIN_SECONDS: Final = 2.0
"""How long after a bus was lost, or not there, it is tried again; during a call only."""
_FRONT_SECONDS: Final = 0.3
"""Plasma gives the keys to the last one that began to play, so a player begins with that."""
_PATIENCE_SECONDS: Final = 2.0
_FIXED: Final = 16
"""The part of a header that says how long the message is."""
_READ: Final = 4096
_PASS: Final = 262_144
_DO_NOT_QUEUE: Final = 4
_OWNER: Final = 1
_MALFORMED: Final = (ValueError, KeyError, IndexError, TypeError, AssertionError, struct.error)
_NO_ADDRESS: Final = (KeyError, ValueError, RuntimeError, StopIteration)
"""None in the environment, one that cannot be read, or of a kind that jeepney does not speak."""
_log = logging.getLogger(__name__)


class Mpris(QObject):
    """Calls ``pressed`` on the thread that made it. ``gap``, ``again``: seconds, for tests."""

    _pressed = Signal(object)

    def __init__(
        self,
        pressed: Callable[[Press], None],
        bus: str = "SESSION",
        *,
        gap: float = _GAP_SECONDS,
        again: float = _AGAIN_SECONDS,
    ) -> None:
        super().__init__()
        self._pressed.connect(pressed, Qt.ConnectionType.QueuedConnection)
        self._bus, self._gap, self._again = bus, gap, again
        self._wanted: Player | None = None
        self._over = False
        self._thread: threading.Thread | None = None
        self._nudge, self._nudged = socket.socketpair()
        self._nudge.setblocking(False)
        self._nudged.setblocking(False)

    def show(self, player: Player | None) -> None:
        """Be that player; None: be none. Returns at once."""
        if player == self._wanted or self._over:
            return
        self._wanted = player
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="mpris", daemon=True)
            self._thread.start()
        self._wake()

    def close(self) -> None:
        """Be none any more."""
        if self._over:
            return
        self._over, self._wanted = True, None
        self._wake()
        if self._thread is not None:
            self._thread.join(_PATIENCE_SECONDS)
            if self._thread.is_alive():
                _log.warning("the media keys' thread does not end")
                return
        self._nudge.close()
        self._nudged.close()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it has a hundred of them to read already
            self._nudge.send(b"\0")

    def _run(self) -> None:
        said = ""
        while not self._over:
            if self._wanted is None:
                self._wait(None)
                continue
            try:
                with _opened(self._bus) as connection:
                    _Session(
                        connection, lambda: self._wanted, self._nudged, self._pressed.emit, self._gap
                    ).serve()
                said = ""
            except (OSError, DBusErrorResponse) as error:
                if str(error) != said:
                    said = str(error)
                    _log.info("no media keys from this desktop's bus: %s", said)
                self._wait(self._again)

    def _wait(self, seconds: float | None) -> None:
        """Until the window nudges."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._nudged, selectors.EVENT_READ)
            if selector.select(seconds):
                _drain(self._nudged)


def _opened(bus: str) -> DBusConnection:
    """OSError, or DBusErrorResponse, if there is no such bus."""
    try:
        return open_dbus_connection(bus)
    except _NO_ADDRESS as error:
        raise ConnectionError(f"no bus is known: {error!r}") from error


class _Session:
    """One name on one bus, for as long as a player is wanted. OSError when the bus goes away."""

    def __init__(
        self,
        connection: DBusConnection,
        wanted: Callable[[], Player | None],
        nudged: socket.socket,
        press: Callable[[Press], object],
        gap: float,
    ) -> None:
        self._connection, self._wanted, self._nudged = connection, wanted, nudged
        self._press, self._gap, self._pressed_at = press, gap, -gap
        self._frames = Frames()
        self._begun = time.monotonic()
        self._told: Player | None = None
        self._second, self._read = 0, 0

    def serve(self) -> None:
        """Answer until no player is wanted."""
        connection = self._connection
        connection.sock.settimeout(_PATIENCE_SECONDS)
        self._told = self._now()
        self._take_name()
        held = connection.parser.buf
        self._hear(held.read(held.bytes_buffered) if held.bytes_buffered else b"")
        with selectors.DefaultSelector() as selector:
            selector.register(self._nudged, selectors.EVENT_READ)
            while self._tell():
                self._watch(selector)
                ready = {key.fileobj for key, _ in selector.select(self._patience())}
                if self._nudged in ready:
                    _drain(self._nudged)
                if connection.sock in ready:
                    data = connection.sock.recv(self._frames.wanted)
                    if not data:
                        raise ConnectionResetError("the bus went away")
                    self._hear(data)

    def _take_name(self) -> None:
        """The specification's name, or one beside it if another Warmline has that."""
        for name in (NAME, f"{NAME}.instance{os.getpid()}"):
            request = message_bus.RequestName(name, _DO_NOT_QUEUE)
            reply = self._connection.send_and_get_reply(request, timeout=_PATIENCE_SECONDS)
            if reply.header.message_type is MessageType.error:
                raise DBusErrorResponse(reply)
            if reply.body[0] == _OWNER:
                return
        raise ConnectionRefusedError(f"{NAME} is somebody else's")

    def _now(self) -> Player | None:
        wanted = self._wanted()
        in_front = wanted is not None and time.monotonic() - self._begun < _FRONT_SECONDS
        return replace(wanted, playing=True) if wanted is not None and in_front else wanted

    def _tell(self) -> bool:
        """Send what has changed; False if nobody is to be on the bus any more."""
        now = self._now()
        if now is None or self._told is None:
            return False
        signal = changed(self._told, now)
        self._told = now
        if signal is not None:
            self._connection.send(signal)
        return True

    def _watch(self, selector: selectors.BaseSelector) -> None:
        """Listen to the bus, unless that has had its share of this second."""
        sock = self._connection.sock
        watched, full = sock in selector.get_map(), self._is_full()
        if full and watched:
            selector.unregister(sock)
        elif not full and not watched:
            selector.register(sock, selectors.EVENT_READ)

    def _is_full(self) -> bool:
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._read = second, 0
        return self._read >= MOST

    def _patience(self) -> float | None:
        """Seconds until something is to be done unasked."""
        now = time.monotonic()
        due = [1 - now % 1] if self._is_full() else []
        in_front = self._begun + _FRONT_SECONDS - now
        return min([*due, in_front] if in_front > 0 else due, default=None)

    def _hear(self, data: bytes) -> None:
        for frame, whole in self._frames.cut(data):
            self._read += 1
            try:
                message = Message.from_buffer(frame) if whole else Message(Header.from_buffer(frame)[0], ())
            except _MALFORMED as error:
                _log.debug("a message that nobody can read: %r", error)
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message, whole=whole)

    def _answer(self, call: Message, *, whole: bool) -> None:
        if self._told is None:
            return
        if not whole:
            if not call.header.flags & MessageFlag.no_reply_expected:
                self._connection.send(too_long(call.header))
            return
        reply, press = answer(call, self._told)
        if reply is not None:
            self._connection.send(reply)
        now = time.monotonic()
        if press is not None and now - self._pressed_at >= self._gap:
            self._pressed_at = now
            self._press(press)


class Frames:
    """Cuts a stream into messages, and holds at most :data:`LONGEST` bytes of one. OSError if it has none."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._passing = 0

    @property
    def wanted(self) -> int:
        """How many bytes to read next: more of what is passed over anyway."""
        return max(_READ, min(self._passing, _PASS))

    def cut(self, data: bytes) -> Iterator[tuple[bytes, bool]]:
        """Messages that are complete now; of one that is too long its beginning, and False."""
        passed = min(self._passing, len(data))
        self._passing -= passed
        self._held += data[passed:]
        while len(self._held) >= _FIXED:
            try:
                size = calc_msg_size(bytes(self._held[:_FIXED]))
            except KeyError as error:
                raise ConnectionAbortedError("that is no bus") from error
            kept = min(size, LONGEST)
            if len(self._held) < kept:
                return
            frame = bytes(self._held[:kept])
            self._passing = max(0, size - len(self._held))
            del self._held[:size]
            yield frame, size <= LONGEST


def _drain(nudged: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        while nudged.recv(_READ):
            pass
