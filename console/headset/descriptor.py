"""What a USB device says it has: its HID report descriptor, read down to single keys and lamps. Pure.

Source: Device Class Definition for HID 1.11, section 6.2.2 (items), and HID Usage Tables 1.5 (usages). A
descriptor comes from outside and may be damaged or hostile: everything is bounded, and what cannot be read
is a DescriptorError, never a wrong guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import msgspec

from console.errors import ConsoleError
from store.values import replace

TELEPHONY: Final = 0x0B
LED: Final = 0x08
BUTTON: Final = 0x09

_LONGEST = 4096
"""Bytes of a descriptor; Linux refuses longer ones too (HID_MAX_DESCRIPTOR_SIZE)."""
_WIDEST = 64 * 1024 * 8
"""Bits of one report."""
_MOST_FIELDS = 4096
_DEEPEST = 32
"""Collections, and pushed states, inside each other."""
_WIDEST_VALUE = 32
_MOST_USAGES = 1024
"""Of one field. Consumer controls name all 65,536 usages of their page; what is beyond is not read."""


class DescriptorError(ConsoleError):
    """The descriptor cannot be read; ``code`` is ``bad_descriptor``."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_descriptor", message)


class Kind(Enum):
    """Which way a field goes."""

    INPUT = 8
    OUTPUT = 9
    FEATURE = 11


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One key or lamp: ``bits`` bits from bit ``at`` of report ``report`` (the report's number is not counted).

    ``usages`` are page << 16 | usage. A variable field has one; an array field has all that its value, an index
    from ``lowest``, may name. ``relative``: 1 says "pressed", and its going back to 0 says nothing.
    """

    kind: Kind
    report: int
    at: int
    bits: int
    usages: tuple[int, ...]
    variable: bool
    relative: bool
    lowest: int = 0


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A whole descriptor. ``numbered``: each report begins with its number. Lengths are in bytes, without it."""

    fields: tuple[Field, ...]
    numbered: bool
    lengths: dict[tuple[Kind, int], int]
    collections: tuple[int, ...]
    """Usages of the top-level collections."""

    def length(self, kind: Kind, report: int) -> int:
        """Bytes of that report without its number; 0 if there is none."""
        return self.lengths.get((kind, report), 0)


class _Global(msgspec.Struct, frozen=True):
    page: int = 0
    lowest: int = 0
    size: int = 0
    count: int = 0
    report: int = 0


@dataclass(slots=True)
class _Local:
    usages: list[int] = field(default_factory=list)
    first: int | None = None


@dataclass(slots=True)
class _Reading:
    state: _Global = field(default_factory=_Global)
    stack: list[_Global] = field(default_factory=list)
    local: _Local = field(default_factory=_Local)
    depth: int = 0
    numbered: bool = False
    filled: dict[tuple[Kind, int], int] = field(default_factory=dict)
    """Bits so far."""
    fields: list[Field] = field(default_factory=list)
    collections: list[int] = field(default_factory=list)


def parse(descriptor: bytes) -> Layout:
    """Read a report descriptor. DescriptorError if it is damaged or beyond all reason."""
    if not 0 < len(descriptor) <= _LONGEST:
        raise DescriptorError(f"A report descriptor has 1 to {_LONGEST} bytes, this one {len(descriptor)}.")
    reading = _Reading()
    for kind, tag, data in _items(descriptor):
        if kind == _MAIN:
            _main(reading, tag, data)
            reading.local = _Local()
        elif kind == _GLOBAL:
            _global(reading, tag, data)
        elif kind == _LOCAL:
            _local(reading, tag, data)
    if reading.depth:
        raise DescriptorError("The report descriptor ends inside a collection.")
    return Layout(
        fields=tuple(reading.fields),
        numbered=reading.numbered,
        lengths={which: (bits + 7) // 8 for which, bits in reading.filled.items()},
        collections=tuple(reading.collections),
    )


_MAIN, _GLOBAL, _LOCAL = 0, 1, 2
_COLLECTION, _END_COLLECTION = 10, 12
_LONG_ITEM = 0xFE
_PAGE, _LOGICAL_MINIMUM, _REPORT_SIZE, _REPORT_ID, _REPORT_COUNT, _PUSH, _POP = 0, 1, 7, 8, 9, 10, 11
_GLOBALS = {
    _PAGE: "page",
    _LOGICAL_MINIMUM: "lowest",
    _REPORT_SIZE: "size",
    _REPORT_ID: "report",
    _REPORT_COUNT: "count",
}
_CONSTANT, _VARIABLE, _RELATIVE = 0x01, 0x02, 0x04


def _items(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, tag and data of each short item; long items are passed over (6.2.2.3: none is defined)."""
    at = 0
    while at < len(data):
        head = data[at]
        if head == _LONG_ITEM:
            if at + 1 >= len(data):
                raise DescriptorError("The report descriptor ends inside an item.")
            at += 3 + data[at + 1]
            continue
        size = (0, 1, 2, 4)[head & 3]
        body = data[at + 1 : at + 1 + size]
        if len(body) < size:
            raise DescriptorError("The report descriptor ends inside an item.")
        yield head >> 2 & 3, head >> 4, body
        at += 1 + size


def _main(reading: _Reading, tag: int, data: bytes) -> None:
    if tag == _COLLECTION:
        if reading.depth == 0 and reading.local.usages:
            reading.collections.append(reading.local.usages[0])
        reading.depth += 1
        if reading.depth > _DEEPEST:
            raise DescriptorError("The report descriptor has too many collections inside each other.")
    elif tag == _END_COLLECTION:
        reading.depth -= 1
        if reading.depth < 0:
            raise DescriptorError("The report descriptor ends a collection that it has not begun.")
    elif tag in {kind.value for kind in Kind}:
        _add_fields(reading, Kind(tag), int.from_bytes(data, "little"))


def _add_fields(reading: _Reading, kind: Kind, flags: int) -> None:
    state, which = reading.state, (kind, reading.state.report)
    at = reading.filled.get(which, 0)
    end = at + state.size * state.count
    if end > _WIDEST:
        raise DescriptorError("The report descriptor describes a report that is too long.")
    reading.filled[which] = end
    usages = reading.local.usages
    # Padding is constant and has no usage. Some makers declare the hook switch constant as well, which it is not.
    if not usages or (flags & _CONSTANT and kind is not Kind.INPUT) or not 0 < state.size <= _WIDEST_VALUE:
        return
    if len(reading.fields) + state.count > _MOST_FIELDS:
        raise DescriptorError("The report descriptor describes too many fields.")
    variable, listed = bool(flags & _VARIABLE), tuple(usages)
    for number in range(state.count):
        # A variable field has a usage of its own; the last one given is that of all that follow (6.2.2.8).
        own = (usages[min(number, len(usages) - 1)],) if variable else listed
        reading.fields.append(
            Field(
                kind=kind,
                report=state.report,
                at=at + number * state.size,
                bits=state.size,
                usages=own,
                variable=variable,
                relative=bool(flags & _RELATIVE),
                lowest=state.lowest,
            )
        )


def _global(reading: _Reading, tag: int, data: bytes) -> None:
    """Maxima and units are passed over: of no interest for keys and lamps."""
    unsigned = int.from_bytes(data, "little")
    if tag in _GLOBALS:
        value = int.from_bytes(data, "little", signed=True) if tag == _LOGICAL_MINIMUM else unsigned
        reading.state = replace(reading.state, **{_GLOBALS[tag]: value})
    if tag == _PAGE and unsigned > 0xFFFF:  # noqa: PLR2004 - 16 bits
        raise DescriptorError(f"The report descriptor has a usage page {unsigned}.")
    if tag == _REPORT_ID:
        if not 0 < unsigned <= 0xFF:  # noqa: PLR2004 - a byte; 0 is reserved
            raise DescriptorError(f"The report descriptor has a report number {unsigned}.")
        reading.numbered = True
    elif tag == _PUSH:
        if len(reading.stack) >= _DEEPEST:
            raise DescriptorError("The report descriptor pushes too often.")
        reading.stack.append(reading.state)
    elif tag == _POP:
        if not reading.stack:
            raise DescriptorError("The report descriptor pops what it has not pushed.")
        reading.state = reading.stack.pop()


def _local(reading: _Reading, tag: int, data: bytes) -> None:
    value = int.from_bytes(data, "little")
    usage = value if len(data) == 4 else reading.state.page << 16 | value  # noqa: PLR2004 - 32 bits hold both
    local = reading.local
    if tag == 0:
        local.usages.append(usage)
    elif tag == 1:
        local.first = usage
    elif tag == 2 and local.first is not None:  # noqa: PLR2004 - Usage Maximum
        local.usages.extend(range(local.first, min(usage + 1, local.first + _MOST_USAGES)))
        local.first = None
    del local.usages[_MOST_USAGES:]
