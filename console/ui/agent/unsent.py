"""What a person has typed and not sent: by ticket, so that it can never end up on another one.

A field that is being typed in is never overwritten; a field of a ticket that comes back shows what was typed.
What was sent is kept over the field until the store shows it, so that no older text flickers back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from console.ui.widgets.fields import Typed

SAVE_MS = 800
"""So long after the first unsaved stroke the draft is told; design.md asks for a second at most."""


@dataclass(slots=True)
class _Text:
    value: str
    sent: int | None = None
    """The ticket's version when it was sent; None: it was not."""


class Unsent(QObject):
    """Binds fields to what is stored.

    ``draft`` is told (ticket, all unsent fields) while typing; ``send`` when a field with unsent text loses the
    focus or the ticket changes, and says whether it was accepted.
    """

    def __init__(
        self,
        fields: Mapping[str, Typed],
        draft: Callable[[UUID, dict[str, str]], object],
        send: Callable[[UUID, dict[str, str]], bool],
    ) -> None:
        super().__init__()
        self._fields = dict(fields)
        self._draft, self._sender = draft, send
        self._ticket: UUID | None = None
        self._version = 0
        self._texts: dict[UUID, dict[str, _Text]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self._tell)
        for name, field in self._fields.items():
            field.on_edit(partial(self._typed, name))
            field.on_leave(self.send)

    @property
    def ticket(self) -> UUID | None:
        """Whose fields are on the screen."""
        return self._ticket

    def typed(self, ticket: UUID | None = None) -> dict[str, str]:
        """The fields of a ticket (of the one on the screen) that were typed and not sent."""
        key = ticket or self._ticket
        texts = self._texts.get(key, {}) if key is not None else {}
        return {n: t.value for n, t in texts.items() if t.sent is None}

    def forget(self, ticket: UUID) -> None:
        """It was sent another way."""
        self._timer.stop()
        for text in self._texts.get(ticket, {}).values():
            text.sent = self._version if ticket == self._ticket else 0

    def is_typing(self) -> bool:
        """Whether one of the fields has the focus and unsent text."""
        unsent = self.typed()
        return any(f.hasFocus() and n in unsent for n, f in self._fields.items())

    def put(
        self,
        ticket: UUID | None,
        stored: Mapping[str, str],
        version: int = 0,
        drafted: Mapping[str, str] | None = None,
    ) -> None:
        """Show this ticket's stored texts, except where something is typed. ``drafted`` was typed before a restart."""
        new = ticket != self._ticket
        if new:
            self.send()
        self._ticket, self._version = ticket, version
        texts = self._texts.setdefault(ticket, {}) if ticket is not None else {}
        if new:
            for name, value in (drafted or {}).items():
                if name in self._fields:
                    texts.setdefault(name, _Text(value))
        for name, field in self._fields.items():
            value = stored.get(name, "")
            text = texts.get(name)
            if text is not None and _arrived(text, value, version, focused=field.hasFocus()):
                del texts[name]
                text = None
            field.put(text.value if text is not None else value)

    def _typed(self, name: str) -> None:
        if self._ticket is None:
            return
        self._texts.setdefault(self._ticket, {})[name] = _Text(self._fields[name].value())
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        unsent = self.typed()
        if self._ticket is not None and unsent:
            self._draft(self._ticket, unsent)

    def send(self) -> None:
        """Send what is unsent. Refused, it stays typed and kept as a draft."""
        unsent = self.typed()
        ticket = self._ticket
        if ticket is None or not unsent:
            return
        if self._timer.isActive():
            self._timer.stop()
        if self._sender(ticket, unsent):
            for name in unsent:
                self._texts[ticket][name].sent = self._version
        else:
            self._draft(ticket, unsent)


def _arrived(text: _Text, stored: str, version: int, *, focused: bool) -> bool:
    """Whether the store has what was sent (it may trim it), or has gone on to something newer."""
    if text.sent is None:
        return False
    return stored == text.value or (version > text.sent and not focused)
