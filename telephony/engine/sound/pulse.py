"""Which devices the sound server has, by PulseAudio's own library; PipeWire answers to it too.

Qt alone is not enough: of a device that is not the default it does not tell that it was pulled out, nor is it gone
from its list, while the server has moved our stream elsewhere, perhaps to loudspeakers. Nor does Qt ever find a
server that was not there when it first looked.
"""

import ctypes
import logging
import threading
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_uint8, c_uint32, c_void_p

from telephony.engine.sound.devices import Device, Devices, distinct
from telephony.platform_specific import stand_in_line

log = logging.getLogger("telephony.engine.sound")

_RETRY_SECONDS = 1.0
_READY, _FAILED = 4, 5
_NO_AUTOSPAWN = 1
_SINKS, _SOURCES, _SERVER = 0x1, 0x2, 0x80
_NO_INDEX = 0xFFFFFFFF
_DUMMY = "auto_null"
"""What the server has when there is nothing: no device."""


class _Spec(ctypes.Structure):
    _fields_ = (("format", c_int), ("rate", c_uint32), ("channels", c_uint8))


class _Map(ctypes.Structure):
    _fields_ = (("channels", c_uint8), ("map", c_int * 32))


class _Volume(ctypes.Structure):
    _fields_ = (("channels", c_uint8), ("values", c_uint32 * 32))


class _Info(ctypes.Structure):
    """The beginning of pa_source_info and pa_sink_info, which are alike up to here."""

    _fields_ = (
        ("name", c_char_p),
        ("index", c_uint32),
        ("description", c_char_p),
        ("spec", _Spec),
        ("map", _Map),
        ("module", c_uint32),
        ("volume", _Volume),
        ("mute", c_int),
        ("monitor", c_uint32),
    )


class _Server(ctypes.Structure):
    """The beginning of pa_server_info."""

    _fields_ = (
        ("user", c_char_p),
        ("host", c_char_p),
        ("version", c_char_p),
        ("server", c_char_p),
        ("spec", _Spec),
        ("sink", c_char_p),
        ("source", c_char_p),
    )


_Happened = CFUNCTYPE(None, c_void_p, c_int, c_uint32, c_void_p)
_Listed = CFUNCTYPE(None, c_void_p, POINTER(_Info), c_int, c_void_p)
_Described = CFUNCTYPE(None, c_void_p, POINTER(_Server), c_void_p)


def library() -> ctypes.CDLL:
    """libpulse, its functions declared; OSError if it cannot be loaded."""
    pulse = ctypes.CDLL("libpulse.so.0")
    for name, gives, takes in (
        ("pa_mainloop_new", c_void_p, ()),
        ("pa_mainloop_free", None, (c_void_p,)),
        ("pa_mainloop_wakeup", None, (c_void_p,)),
        ("pa_mainloop_get_api", c_void_p, (c_void_p,)),
        ("pa_mainloop_iterate", c_int, (c_void_p, c_int, c_void_p)),
        ("pa_context_new", c_void_p, (c_void_p, c_char_p)),
        ("pa_context_connect", c_int, (c_void_p, c_char_p, c_int, c_void_p)),
        ("pa_context_disconnect", None, (c_void_p,)),
        ("pa_context_unref", None, (c_void_p,)),
        ("pa_context_get_state", c_int, (c_void_p,)),
        ("pa_context_set_subscribe_callback", None, (c_void_p, _Happened, c_void_p)),
        ("pa_context_subscribe", c_void_p, (c_void_p, c_int, c_void_p, c_void_p)),
        ("pa_context_get_server_info", c_void_p, (c_void_p, _Described, c_void_p)),
        ("pa_context_get_sink_info_list", c_void_p, (c_void_p, _Listed, c_void_p)),
        ("pa_context_get_source_info_list", c_void_p, (c_void_p, _Listed, c_void_p)),
        ("pa_operation_unref", None, (c_void_p,)),
    ):
        function = getattr(pulse, name)
        function.restype, function.argtypes = gives, takes
    return pulse


class _Connection:
    """One connection to the server, on the thread of the watch. ``tell`` gets each complete list."""

    def __init__(self, pulse: ctypes.CDLL, loop: int, tell: Callable[[Devices], None]) -> None:
        self._pulse, self._tell = pulse, tell
        self._stale, self._waiting, self._greeted = False, 0, False
        self._speakers: list[Device] = []
        self._microphones: list[Device] = []
        self._system = ("", "")
        # They live as long as the context, which calls them.
        self._happened = _Happened(self._on_event)
        self._sinks, self._sources = _Listed(self._on_sink), _Listed(self._on_source)
        self._server = _Described(self._on_server)
        self._context = pulse.pa_context_new(pulse.pa_mainloop_get_api(loop), b"Warmline")
        pulse.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None)

    def lives(self) -> bool:
        """Do what is due; False when the server is gone, or was not there."""
        state = self._pulse.pa_context_get_state(self._context)
        if state >= _FAILED:
            return False
        if state == _READY and not self._greeted:
            self._greeted = self._stale = True
            self._pulse.pa_context_set_subscribe_callback(self._context, self._happened, None)
            kinds = _SINKS | _SOURCES | _SERVER
            self._begun(self._pulse.pa_context_subscribe(self._context, kinds, None, None))
        if self._stale and not self._waiting:
            self._list()
        return True

    def close(self) -> None:
        """Nothing more is told."""
        self._pulse.pa_context_disconnect(self._context)
        self._pulse.pa_context_unref(self._context)

    def _list(self) -> None:
        pulse, context = self._pulse, self._context
        self._stale, self._waiting = False, 3
        self._speakers, self._microphones = [], []
        self._begun(pulse.pa_context_get_server_info(context, self._server, None))
        self._begun(pulse.pa_context_get_sink_info_list(context, self._sinks, None))
        self._begun(pulse.pa_context_get_source_info_list(context, self._sources, None))

    def _begun(self, operation: int | None) -> None:
        if operation:
            self._pulse.pa_operation_unref(operation)

    def _answered(self) -> None:
        self._waiting -= 1
        if self._waiting:
            return
        self._tell(
            Devices(
                microphones=distinct(self._microphones),
                speakers=distinct(self._speakers),
                system_microphone=self._system[0],
                system_speaker=self._system[1],
            )
        )

    # Called by the library, on this thread.

    def _on_event(self, _context: int, _kind: int, _index: int, _data: int) -> None:
        self._stale = True

    def _on_server(self, _context: int, info: "ctypes._Pointer[_Server]", _data: int) -> None:
        if info:
            self._system = (_text(info.contents.source), _text(info.contents.sink))
        self._answered()

    def _on_sink(self, _context: int, info: "ctypes._Pointer[_Info]", end: int, _data: int) -> None:
        if end:
            self._answered()
        elif _text(info.contents.name) != _DUMMY:
            self._speakers.append(_device(info.contents))

    def _on_source(self, _context: int, info: "ctypes._Pointer[_Info]", end: int, _data: int) -> None:
        if end:
            self._answered()
        elif info.contents.monitor == _NO_INDEX:
            self._microphones.append(_device(info.contents))


class PulseWatch:
    """Tells the devices whenever they change, and None when there is no server. ``tell`` is called on its thread.

    Raises OSError where there is no libpulse.
    """

    def __init__(self, tell: Callable[[Devices | None], None]) -> None:
        self._tell = tell
        self._pulse = library()
        self._loop = self._pulse.pa_mainloop_new()
        self._ends = threading.Event()
        self._told: list[Devices | None] = []
        self._thread = threading.Thread(target=self._run, name="devices", daemon=True)
        self._thread.start()

    def close(self, seconds: float) -> None:
        """Tell nothing more. It is waited for so long; a thread that hangs ends with the process."""
        self._ends.set()
        self._pulse.pa_mainloop_wakeup(self._loop)
        self._thread.join(seconds)

    def _run(self) -> None:
        stand_in_line()
        while not self._ends.is_set():
            connection = _Connection(self._pulse, self._loop, self._say)
            while not self._ends.is_set() and connection.lives():
                if self._pulse.pa_mainloop_iterate(self._loop, 1, None) < 0:
                    break
            connection.close()
            if not self._ends.is_set():
                self._say(None)
                self._ends.wait(_RETRY_SECONDS)
        self._pulse.pa_mainloop_free(self._loop)

    def _say(self, devices: Devices | None) -> None:
        if self._told != [devices] and not self._ends.is_set():
            self._told = [devices]
            self._tell(devices)


def _text(word: bytes | None) -> str:
    return (word or b"").decode("utf-8", "replace")


def _device(info: _Info) -> Device:
    name = _text(info.name)
    return Device(name, _text(info.description) or name, info.index)
