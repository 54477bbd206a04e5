"""What every part of the window is given: how to ask, how to say things, and what time it is."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from PySide6.QtCore import QLocale

from console.desk.intents import Intent, Refusal
from console.ui.story import Story
from console.ui.words import Words


class Kit(msgspec.Struct, frozen=True):
    """``do`` asks the desk and shows a refusal as a toast; ``ask`` leaves showing it to the caller."""

    do: Callable[[Intent], Refusal | None]
    ask: Callable[[Intent], Refusal | None]
    words: Words
    story: Story
    clock: Callable[[], datetime]
    go: Callable[[str], None]
    """To a page, by its name on the rail: ``desk``, ``calls``, ``escalations``, ``directory`` …"""
    tell: Callable[[str], None]
    """Show a sentence as a toast."""
    motion: bool = True

    @property
    def locale(self) -> QLocale:
        """How numbers and days are written."""
        return self.words.locale
