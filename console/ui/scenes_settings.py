"""The states of the settings, of the top bar and of its banners; see scenes.py."""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QLineEdit

from console.desk.board import Board
from console.desk.calling import EchoTest
from console.desk.seat import EngineState, Headset, Me, Presence, QueueState
from console.ui import invented as i
from console.ui import invented_settings as s
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.values import replace
from telephony.call import CallState
from telephony.events import (
    LevelsMeasured,
    RegistrationProblem,
    RegistrationState,
    SoundChanged,
    SoundTested,
    SoundTrouble,
)
from telephony.quality import Quality

NETWORK = Quality(seconds=12.0, codec="G722", loss_in=0.0, loss_out=0.0, rtt_ms=22.0, mos_in=4.4, mos_out=4.4)
BAD_NETWORK = Quality(
    seconds=12.0, codec="PCMA", loss_in=6.2, loss_out=4.0, rtt_ms=212.0, mos_in=3.1, mos_out=3.3
)
BOARD = replace(i.IDLE, sound=s.SOUND, sound_chosen=s.CHOSEN, headset=s.KEYS)
RUNNING = EchoTest(
    call="9" * 32, state=CallState.UP, since=i.ago(0.3), answered_at=i.ago(0.25), quality=NETWORK
)
OVER = replace(RUNNING, state=CallState.ENDED, since=i.ago(65), ended_at=i.ago(64.7), code=200)
"""A test call that went well."""


def unregistered(problem: RegistrationProblem, state: RegistrationState, code: int, why: str = "") -> Board:
    """Not registered, for that reason; the next attempt is in 12 s unless refused."""
    later = None if state is RegistrationState.REFUSED else i.ago(-0.2)
    phone = replace(i.PHONE, registration=state, problem=problem, code=code, why=why, retry_at=later)
    return replace(BOARD, phone=phone)


def section(name: str, *more: Callable[[Window], object]) -> Callable[[Window], None]:
    """Open that section, then do what follows."""

    def then(window: Window) -> None:
        window.pages.settings.choose(name)
        window.show_reading(LevelsMeasured(microphone_db=-14.0, speaker_db=-22.0))
        for what in more:
            what(window)

    return then


def settings(name: str, board: Board = BOARD, *more: Callable[[Window], object]) -> Scene:
    """A section of the settings."""
    return Scene(board, "settings", section(name, *more))


def typed(name: str, text: str) -> Callable[[Window], None]:
    """Type that into a field of the settings, and leave it."""

    def then(window: Window) -> None:
        field = window.findChild(QLineEdit, name)
        if field is not None:
            field.setText(text)
            field.returnPressed.emit()

    return then


FIRST = replace(
    BOARD, phone=replace(i.PHONE, registration=RegistrationState.DIRECT, uri="sip:maya@192.0.2.17")
)
"""Before there is an account."""


def assistant(step: int, board: Board = BOARD, *more: Callable[[Window], object]) -> Scene:
    """A step of the assistant."""

    def then(window: Window) -> None:
        while window.pages.assistant.step:
            press("assistant.back")(window)
        press("assistant.mode.pbx")(window)
        for _ in range(step):
            press("assistant.skip")(window)
        window.show_reading(LevelsMeasured(microphone_db=-14.0, speaker_db=-90.0))
        for what in more:
            what(window)

    return Scene(board, "assistant", then)


def fill_in(name: str, text: str) -> Callable[[Window], None]:
    """Type that."""

    def then(window: Window) -> None:
        field = window.findChild(QLineEdit, name)
        if field is not None:
            field.setText(text)
            field.textEdited.emit(text)

    return then


def _tested(window: Window) -> None:
    """The test call of just now went well, and was heard."""
    window.show_board(replace(BOARD, echo_test=OVER))
    press("settings.test.yes")(window)


def _mail_wrong(window: Window) -> None:
    """A port that is no number, and a test that was refused."""
    for name, text in (("settings.mail.host", "mail.center.example"), ("settings.mail.port", "many")):
        fill_in(name, text)(window)
    press("settings.mail.use")(window)


def _account_wrong(window: Window) -> None:
    """Unfolded by what is wrong in it."""
    fill_in("settings.sip.register_seconds", "now and then")(window)
    press("settings.sip.use")(window)


def _state_menu(window: Window) -> None:
    button = window.findChild(QAbstractButton, "top.state")
    if button is not None:
        button.click()


def _hostile() -> Board:
    long = "Ünterbrechungsfreie Konferenzfreisprecheinrichtung " * 6
    names = (i.HOSTILE, long[:300], i.RTL)
    sound = SoundChanged(
        microphones=names,
        speakers=names,
        system_microphone=long[:300],
        system_speaker=i.HOSTILE,
        microphone=long[:300],
        speaker=i.HOSTILE,
        ringer=i.RTL,
        trouble=SoundTrouble.ON_FALLBACK,
        lost=i.HOSTILE,
    )
    headset = Headset(name=long[:300], problem="failed", why=i.HOSTILE)
    return replace(BOARD, sound=sound, headset=headset)


SETTINGS_SCENES: dict[str, Callable[[], Scene]] = {
    "settings_sound": lambda: settings("sound", replace(BOARD, echo_test=RUNNING), _tested),
    "settings_sound_tested": lambda: settings("sound", replace(BOARD, sound_test=s.TESTED)),
    "settings_sound_tested_bad": lambda: settings(
        "sound",
        replace(
            BOARD, sound_test=SoundTested(seconds=5, peak_db=-0.1, rms_db=-8, noise_db=-40, clipped=1412)
        ),
    ),
    "settings_sound_lost": lambda: settings("sound", replace(BOARD, sound=s.UNPLUGGED, headset=Headset())),
    "settings_sound_none": lambda: settings(
        "sound", replace(i.IDLE, sound=SoundChanged(trouble=SoundTrouble.NO_SERVER))
    ),
    "settings_sound_hostile": lambda: settings("sound", _hostile()),
    "settings_test_running": lambda: settings("sound", replace(BOARD, echo_test=RUNNING)),
    "settings_test_bad": lambda: settings(
        "account", replace(BOARD, echo_test=replace(OVER, quality=BAD_NETWORK))
    ),
    "settings_test_unreached": lambda: settings(
        "account", replace(BOARD, echo_test=replace(OVER, answered_at=None, quality=None, code=404))
    ),
    "settings_account": lambda: settings("account"),
    "settings_account_password": lambda: settings(
        "account", unregistered(RegistrationProblem.PASSWORD, RegistrationState.REFUSED, 401)
    ),
    "settings_account_certificate": lambda: settings(
        "account",
        unregistered(
            RegistrationProblem.CERTIFICATE,
            RegistrationState.LOST,
            0,
            "it is for mail.example, not pbx.example",
        ),
    ),
    "settings_account_direct": lambda: settings(
        "account", replace(BOARD, phone=replace(i.PHONE, registration=RegistrationState.DIRECT))
    ),
    "settings_account_more": lambda: settings("account", BOARD, press("settings.sip.more")),
    "settings_account_more_wrong": lambda: settings("account", BOARD, _account_wrong),
    "settings_log": lambda: settings("account", BOARD, press("settings.log")),
    "settings_keys": lambda: settings("keys", replace(BOARD, background_keys=("answer", "mute"))),
    "settings_keys_catch": lambda: settings("keys", BOARD, press("settings.key.hold")),
    "settings_states": lambda: settings("states"),
    "settings_recording_unreached": lambda: settings("recording", BOARD, press("settings.archive.try")),
    "settings_mail": lambda: settings("mail"),
    "settings_mail_wrong": lambda: settings("mail", BOARD, _mail_wrong),
    "settings_states_wrong": lambda: settings(
        "states", BOARD, typed("settings.states.wrapup_seconds", "soon")
    ),
    "settings_failed_wrong": lambda: settings(
        "states", BOARD, typed("settings.calls.marks", "chatbot is a bot")
    ),
    "settings_appearance": lambda: settings("appearance"),
    "settings_about": lambda: settings("about"),
    "settings_starting": lambda: Scene(
        Board(me=Me(key="maya.torres", name="Maya Torres", extension="2041")), "settings", section("sound")
    ),
    "assistant_account": lambda: assistant(0, FIRST),
    "assistant_direct": lambda: assistant(0, FIRST, press("assistant.mode.direct")),
    "assistant_refused": lambda: assistant(
        0,
        unregistered(RegistrationProblem.NAME, RegistrationState.LOST, 0),
        fill_in("assistant.sip.id", "2041"),
        fill_in("assistant.sip.registrar", "pbx.exmaple"),
        press("assistant.next"),
    ),
    "assistant_no_pbx": lambda: assistant(
        0, FIRST, fill_in("assistant.sip.registrar", ""), press("assistant.next")
    ),
    "assistant_sound": lambda: assistant(1),
    "assistant_test": lambda: assistant(2, replace(BOARD, echo_test=RUNNING)),
    "assistant_ready": lambda: assistant(3, replace(BOARD, echo_test=OVER)),
    "top_break": lambda: Scene(
        replace(BOARD, me=replace(i.ME, presence=Presence.AWAY, reason="break", since=i.ago(2.17)))
    ),
    "top_missed": lambda: Scene(replace(BOARD, me=replace(i.ME, presence=Presence.AWAY, reason="missed"))),
    "top_queue": lambda: Scene(
        replace(BOARD, phone=replace(i.PHONE, queue=QueueState.PAUSED)), then=_state_menu
    ),
    "top_queue_unknown": lambda: Scene(replace(BOARD, phone=replace(i.PHONE, queue=QueueState.UNKNOWN))),
    "top_wrapup": lambda: Scene(
        replace(BOARD, me=replace(i.ME, presence=Presence.WRAPUP, wrapup_until=i.ago(-0.7)))
    ),
    "banner_unplugged": lambda: Scene(
        replace(
            i.TALKING,
            sound=s.UNPLUGGED,
            sound_chosen=s.CHOSEN,
            headset=Headset(name=s.HEADSET, problem="lost"),
        )
    ),
    "banner_fallback": lambda: Scene(
        replace(
            i.TALKING,
            sound=s.FALLBACK,
            sound_chosen=s.CHOSEN,
        )
    ),
    "banner_silent": lambda: Scene(
        replace(
            i.TALKING,
            sound=s.SILENT,
            sound_chosen=s.CHOSEN,
        )
    ),
    "banner_hostile": lambda: Scene(replace(_hostile(), cards=i.TALKING.cards, selected=i.CALL.call)),
    "banner_no_answer": lambda: Scene(unregistered(RegistrationProblem.NO_ANSWER, RegistrationState.LOST, 0)),
    "banner_password": lambda: Scene(
        unregistered(RegistrationProblem.PASSWORD, RegistrationState.REFUSED, 401)
    ),
    "banner_engine_lost": lambda: Scene(replace(BOARD, phone=replace(i.PHONE, engine=EngineState.LOST))),
}
"""Every state of them."""
