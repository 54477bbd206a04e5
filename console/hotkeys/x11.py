"""Keys grabbed from an X server, by libxcb on a connection of our own.

By xcb and not by Xlib: its error handler belongs to the whole process, and to Qt. Each grab is asked for with its
answer, so a key that another program has taken is told and does no harm.
"""

import ctypes
from collections.abc import Callable, Mapping
from ctypes import POINTER, Structure, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from typing import Any, Final

from PySide6.QtCore import QObject, QSocketNotifier

from console.errors import ConsoleError
from console.hotkeys.sequences import Chord

_KEY_PRESS, _KEY_RELEASE, _MAPPING_NOTIFY = 2, 3, 34
_CAPS_LOCK, _NUM_LOCK = 1 << 1, 1 << 4
_LOCKS: Final = (0, _CAPS_LOCK, _NUM_LOCK, _CAPS_LOCK | _NUM_LOCK)
_ASYNC: Final = 1
_REPEAT_MS: Final = 5
"""A key that repeats is let go and pressed at the same time, by the server's clock."""


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


class _Screens(Structure):
    """``data`` points at a screen, whose first four bytes are its root window."""

    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


class _KeyEvent(Structure):
    """xcb_key_press_event_t as far as it is read."""

    _fields_ = (("kind", c_uint8), ("code", c_uint8), ("sequence", c_uint16), ("time", c_uint32))


class XKeys(QObject):
    """Calls ``pressed`` with a chord's name, ``given`` with the names of all that were not someone else's already.

    ConsoleError ``no_display`` if there is no X server at ``display``.
    """

    def __init__(
        self,
        pressed: Callable[[str], None],
        given: Callable[[tuple[str, ...]], None],
        display: str | None = None,
    ) -> None:
        super().__init__()
        self._pressed = pressed
        self._given = given
        self._xcb, self._keysyms, self._libc = _libraries()
        self._connection = c_void_p(self._xcb.xcb_connect(display.encode() if display else None, None))
        if self._xcb.xcb_connection_has_error(self._connection):
            self._xcb.xcb_disconnect(self._connection)
            raise ConsoleError("no_display", "The X server cannot be reached for keys in the background.")
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection))
        self._root = screens.data[0]
        self._symbols = c_void_p(self._keysyms.xcb_key_symbols_alloc(self._connection))
        self._chords: dict[str, Chord] = {}
        self._codes: dict[int, list[tuple[int, str]]] = {}
        """Key code → modifiers and name."""
        self._released: dict[int, int] = {}
        fd = self._xcb.xcb_get_file_descriptor(self._connection)
        self._notifier = QSocketNotifier(fd, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def grab(self, chords: Mapping[str, Chord]) -> None:
        """Take these keys and no others."""
        self._chords = dict(chords)
        self._xcb.xcb_ungrab_key(self._connection, 0, self._root, 1 << 15)
        self._codes = {}
        got = tuple(name for name, chord in chords.items() if self._grab_one(name, chord))
        self._xcb.xcb_flush(self._connection)
        self._read()  # what came while answers were waited for is no longer at the socket
        self._given(got)

    def _grab_one(self, name: str, chord: Chord) -> bool:
        codes = self._codes_of(chord.keysym)
        taken = [code for code in codes if all(self._ask(code, chord.modifiers | locks) for locks in _LOCKS)]
        for code in taken:
            self._codes.setdefault(code, []).append((chord.modifiers, name))
        return bool(taken)

    def _ask(self, code: int, modifiers: int) -> bool:
        cookie = self._xcb.xcb_grab_key_checked(
            self._connection, 0, self._root, modifiers, code, _ASYNC, _ASYNC
        )
        error = self._xcb.xcb_request_check(self._connection, cookie)
        if error:
            self._libc.free(c_void_p(error))
        return not error

    def _codes_of(self, keysym: int) -> list[int]:
        found = self._keysyms.xcb_key_symbols_get_keycode(self._symbols, keysym)
        if not found:
            return []
        codes: list[int] = []
        while found[len(codes)]:
            codes.append(int(found[len(codes)]))
        self._libc.free(ctypes.cast(found, c_void_p))
        return codes

    def _read(self) -> None:
        while event := self._xcb.xcb_poll_for_event(self._connection):
            key = ctypes.cast(event, POINTER(_KeyEvent)).contents
            kind, code, time = key.kind & 0x7F, int(key.code), int(key.time)
            state = ctypes.cast(event + 28, POINTER(c_uint16)).contents.value
            self._libc.free(c_void_p(event))
            if kind == _KEY_RELEASE:
                self._released[code] = time
            elif kind == _KEY_PRESS and time - self._released.get(code, -1000) > _REPEAT_MS:
                self._press(code, state & ~(_CAPS_LOCK | _NUM_LOCK) & 0xFF)
            elif kind == _MAPPING_NOTIFY:
                self._keysyms.xcb_key_symbols_free(self._symbols)
                self._symbols = c_void_p(self._keysyms.xcb_key_symbols_alloc(self._connection))
                self.grab(self._chords)
                return
        if self._xcb.xcb_connection_has_error(self._connection):
            self._notifier.setEnabled(False)

    def _press(self, code: int, modifiers: int) -> None:
        for wanted, name in self._codes.get(code, ()):
            if wanted == modifiers:
                self._pressed(name)

    def close(self) -> None:
        """Give all keys back."""
        if not self._connection:
            return
        self._notifier.setEnabled(False)
        self._keysyms.xcb_key_symbols_free(self._symbols)
        self._xcb.xcb_disconnect(self._connection)
        self._connection = c_void_p()


def _libraries() -> tuple[Any, Any, Any]:
    """Find libxcb, libxcb-keysyms and libc, with the shapes of what is called; ConsoleError if one is not there."""
    try:
        xcb, keysyms = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libxcb-keysyms.so.1")
    except OSError as error:
        raise ConsoleError("no_display", f"Keys in the background need a library: {error}.") from error
    libc = ctypes.CDLL(None)
    shapes: tuple[tuple[Any, Any, tuple[Any, ...]], ...] = (
        (xcb.xcb_connect, c_void_p, (c_char_p, c_void_p)),
        (xcb.xcb_connection_has_error, c_int, (c_void_p,)),
        (xcb.xcb_disconnect, None, (c_void_p,)),
        (xcb.xcb_flush, c_int, (c_void_p,)),
        (xcb.xcb_get_setup, c_void_p, (c_void_p,)),
        (xcb.xcb_setup_roots_iterator, _Screens, (c_void_p,)),
        (xcb.xcb_get_file_descriptor, c_int, (c_void_p,)),
        (xcb.xcb_poll_for_event, c_void_p, (c_void_p,)),
        (
            xcb.xcb_grab_key_checked,
            _Cookie,
            (c_void_p, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8),
        ),
        (xcb.xcb_ungrab_key, _Cookie, (c_void_p, c_uint8, c_uint32, c_uint16)),
        (xcb.xcb_request_check, c_void_p, (c_void_p, _Cookie)),
        (keysyms.xcb_key_symbols_alloc, c_void_p, (c_void_p,)),
        (keysyms.xcb_key_symbols_free, None, (c_void_p,)),
        (keysyms.xcb_key_symbols_get_keycode, POINTER(c_uint8), (c_void_p, c_uint32)),
        (libc.free, None, (c_void_p,)),
    )
    for function, result, arguments in shapes:
        function.restype, function.argtypes = result, arguments
    return xcb, keysyms, libc
