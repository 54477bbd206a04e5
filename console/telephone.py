"""The telephone of this desk: an engine process of its own, or a quiet one for whoever has no account."""

import sys

import resources
from console import account
from console.desk.seat import EngineState, PhoneLine
from console.places import Places
from console.quiet_phone import QuietPhone
from console.settings import Settings
from console.settings_recording_policy import to_engine
from telephony.commands import Account, Sound
from telephony.launch import Launch
from telephony.phone import Phone


def make_phone(
    settings: Settings, places: Places, who: Account, *, sound: Sound | None, headless: bool, revive: bool
) -> Phone:
    """Not started yet. ``revive``: the engine starts this console again if it dies in a call.

    A console without a window has no ears: no ``sound``, and nothing that rings.
    """
    launch = Launch(
        socket=places.engine_socket,
        lock=places.engine_lock,
        journal=places.journal,
        log=places.logs / "engine.log",
        hold_music=resources.path("sounds/hold_music.wav"),
        sounds=None if headless else resources.path("sounds"),
        recordings=places.recordings,
    )
    made = Phone if account.has_phone(settings) else QuietPhone
    command = _command_line(places, headless=headless) if revive else ()
    return made(who, launch, sound=sound, recording=to_engine(settings.recording), console=command)


def line_of(settings: Settings) -> PhoneLine:
    """How it stands before it is started."""
    return PhoneLine() if account.has_phone(settings) else PhoneLine(engine=EngineState.NONE)


def use_settings(phone: Phone, settings: Settings) -> None:
    """Changed settings, as far as they are in force at once: an account where there was none, and recording."""
    if isinstance(phone, QuietPhone) and account.has_phone(settings):
        phone.turn_on()
    phone.record(to_engine(settings.recording))


def _command_line(places: Places, *, headless: bool) -> tuple[str, ...]:
    """How the engine starts this console again if it dies in a call."""
    more = ("--headless",) if headless else ()
    return (sys.executable, "-P", "-m", "console", "console", *places.arguments, *more)
