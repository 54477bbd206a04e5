"""Cards whose fields are saved each by itself, when it is left or chosen; those of typed.py are used together."""

from collections.abc import Callable
from typing import Any

from console.ui.settings.parts import Bound
from console.ui.settings.port import SettingsPort
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.layout import Box


class SavedCard(Box):
    """Fields go by their keys in the settings (``states.reasons``). Whoever lays them out calls :meth:`put` at last."""

    def __init__(self, port: SettingsPort, name: str) -> None:
        super().__init__("card", name=name)
        self._port = port
        self._bound: list[Bound] = []

    def put(self) -> None:
        """Show what is in force, unless something is being typed."""
        for bound in self._bound:
            bound.put()

    def _line(self, key: str, label: str, placeholder: str = "", *, hint: str = "", **more: Any) -> Field:
        """``more`` as for :class:`Bound`."""
        inside = LineField(f"settings.{key}", label, placeholder=placeholder)
        return self._kept_as(key, Field(label, inside, hint=hint), **more)

    def _number(self, key: str, label: str, write: Callable[[str], float], *, hint: str) -> Field:
        return self._line(key, label, hint=hint, read=_without_zeros, write=write)

    def _choice(self, key: str, label: str, options: list[tuple[str, str]], **more: Any) -> Field:
        return self._kept_as(key, Field(label, Choice(f"settings.{key}", label, options)), **more)

    def _yes_or_no(self, key: str, label: str, yes: str, no: str) -> Field:
        return self._choice(
            key,
            label,
            [("yes", yes), ("no", no)],
            read=lambda on: "yes" if on else "no",
            write=lambda text: text == "yes",
        )

    def _kept_as(self, key: str, field: Field, **more: Any) -> Field:
        section, _, name = key.partition(".")
        self._bound.append(Bound(self._port, field, section, name, **more))
        return field


def _without_zeros(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
