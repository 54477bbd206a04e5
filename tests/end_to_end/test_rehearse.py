"""R64: rehearsals by themselves, on real SIP: a scripted customer, a scripted trainee at the real desk, a score."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop

from console import places
from console.rehearsal.process import RehearsalProcess
from console.rehearsal.scenario import names, read
from resources import path
from store.open import open_book
from store.recordings import Archive
from telephony.platform_specific import process_lives
from telephony.recording import HEAD, RATE, SECOND
from tests.agents import ROOT, make_tone, wait_until
from tests.end_to_end.console_process import InnerConsole

pytestmark = pytest.mark.sip
STARTS = 90.0
"""Seconds for a house, a console and an engine on a busy machine."""


def environment(temporary: Path) -> dict[str, str]:
    """The rehearsal's folder is in the temporary folder, so each test has one of its own."""
    places_ = {"TMPDIR": str(temporary), "WARMLINE_HOME": str(temporary), "PYTHONPATH": str(ROOT)}
    return os.environ | places_ | {"QT_QPA_PLATFORM": "offscreen"}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "console", "rehearse", *words]


def rehearse(home: Path, *words: str) -> Any:
    """What a scripted try tells; nothing of it is left."""
    done = subprocess.run(
        command(*words, "--headless"), env=environment(home), cwd=ROOT, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert not list(home.glob("warmline-rehearsal-*"))
    return json.loads(done.stdout)


def points(told: Any) -> dict[str, float]:
    return {step["check"]: step["points"] for step in told["steps"]}


def quick(folder: Path, scenario: str) -> str:
    """The scenario with so little time that being too slow does not take long."""
    text = path(f"rehearsals/{scenario}.toml").read_text(encoding="utf-8")
    file = folder / f"quick_{scenario}.toml"
    text = re.sub(r'(check = "answered"\nweight = \d+\nwithin = )[\d.]+', r"\g<1>1.5", text)
    file.write_text(re.sub(r'(check = "held"\nweight = \d+\nwithin = )[\d.]+', r"\g<1>3.0", text))
    return str(file)


AGAIN = "again"
"""The scenario once more, with the same seed."""
ALL = [(name, "") for name in names()]
LEFT_OUT = [
    *(("expert_helps", step.check) for step in read("expert_helps").steps),
    ("expert_declines", "outcome_told"),
    ("wants_a_manager", "demanded"),
    ("music_of_a_queue", "confirmed"),
    ("broken_promise", "promised"),
]
Played = Callable[[str, str], Any]


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    """Plays what the tests of this module will ask for, some at a time: most of a try is waiting."""
    homes: list[Path] = []

    def play(scenario: str, leave_out: str) -> Any:
        homes.append(home := Path(tempfile.mkdtemp(prefix="wl-")))
        if leave_out in {"", AGAIN}:
            return rehearse(home, scenario, "--seed", "7")
        return rehearse(home, quick(home, scenario), "--seed", "7", "--leave-out", leave_out)

    asked = [getattr(item, "callspec", None) for item in request.session.items if item.path == request.path]
    tries = [spec.params["attempt"] for spec in asked if spec is not None and "attempt" in spec.params]
    with ThreadPoolExecutor(max_workers=3) as pool:
        begun = {attempt: pool.submit(play, *attempt) for attempt in dict.fromkeys(tries)}
        yield lambda scenario, leave_out: begun[scenario, leave_out].result()
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize("attempt", ALL, ids=lambda a: a[0])
def test_R64_a_trainee_who_does_all_that_a_scenario_asks_has_all_points(
    played: Played, attempt: tuple[str, str]
) -> None:
    told = played(*attempt)
    assert points(told) == dict.fromkeys(points(told), 1.0)
    assert (told["score"], told["seed"], told["broken_off"]) == (100, 7, False)
    steps = {m["text"] for m in told["moments"] if m["what"] == "step"}
    assert FAILURES.get(attempt[0], set()) <= steps, "the failure that is rehearsed did not happen"


FAILURES = {
    "expert_declines": {"declined", "customer_back", "handed_over"},
    "expert_is_busy": {"busy", "customer_back", "handed_over"},
    "nobody_answers": {"no_answer", "customer_back", "handed_over"},
    "nobody_is_there": {"unreachable", "customer_back", "handed_over"},
    "will_not_be_moved": {"transfer_refused", "customer_back"},
    "leaves_while_you_ask": {"customer_left"},
    "music_of_a_queue": {"queue_answered", "speaking_confirmed", "handed_over"},
    "no_word_comes_back": {"no_notify", "customer_back"},
}


@pytest.mark.parametrize("attempt", [("expert_declines", AGAIN)], ids=lambda a: a[0])
def test_R64_the_same_seed_gives_the_same_score(played: Played, attempt: tuple[str, str]) -> None:
    one = rehearse_once_more(attempt[0])
    other = played(*attempt)
    assert one["score"] == other["score"]
    assert points(one) == points(other)
    assert (one["edition"], one["seed"]) == (other["edition"], other["seed"])


def rehearse_once_more(scenario: str) -> Any:
    """The same by itself, with nothing beside it."""
    with tempfile.TemporaryDirectory(prefix="wl-") as home:
        return rehearse(Path(home), scenario, "--seed", "7")


@pytest.mark.parametrize("attempt", LEFT_OUT, ids="-".join)
def test_R64_leaving_out_a_step_lowers_the_score(played: Played, attempt: tuple[str, str]) -> None:
    told = played(*attempt)
    assert points(told)[attempt[1]] < 1.0
    assert told["score"] < 100


def test_R64_a_scenario_that_is_wrong_is_refused_before_anything_starts(warmline_home: Path) -> None:
    file = warmline_home / "mine.toml"
    good = path("rehearsals/expert_helps.toml").read_text(encoding="utf-8")
    file.write_text(good.replace('user = "3107"', 'user = "1"').replace("weight = 12", 'weight = "x"'))
    done = subprocess.run(
        command(str(file), "--headless"), env=environment(warmline_home), cwd=ROOT, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.search(r"mine\.toml: line \d+: steps\[4\]\.weight: ", done.stderr), done.stderr
    assert not list(warmline_home.glob("warmline-rehearsal-*"))


def test_R64_a_console_opens_a_rehearsal_and_takes_it_down_with_it(
    qapp: QCoreApplication, warmline_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(warmline_home))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    opened = RehearsalProcess(places.of().prepare())
    assert {row.key for row in opened.scenarios()} == set(names())
    ended: list[str] = []

    def until(condition: Callable[[], object], what: str) -> None:
        end = time.monotonic() + STARTS
        while not condition():
            assert time.monotonic() < end, what
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def folders() -> list[Path]:
        return list(warmline_home.glob("warmline-rehearsal-*/rehearsal.toml"))

    opened.start("no_such_thing", None, ended.append)
    until(lambda: ended, "it ends by itself")
    assert "There is no scenario" in ended.pop()
    opened.start("expert_helps", 4, ended.append)
    until(folders, "its console is on its way")
    opened.stop()
    until(lambda: ended, "it was asked to end")
    assert ended.pop() == ""
    opened.start("expert_helps", 4, ended.append)
    until(folders, "its console is on its way again")
    pid = opened.pid
    opened.close()
    assert not process_lives(pid)
    assert (ended, opened.pid) == ([], 0)


# -- its sound

CUSTOMER_HZ = 700.0


def with_a_tone(folder: Path, scenario: str) -> str:
    """The scenario, in which the customer's first words are a tone."""
    make_tone(folder / "tone.wav", CUSTOMER_HZ, seconds=2.0)
    text = path(f"rehearsals/{scenario}.toml").read_text(encoding="utf-8")
    file = folder / "toned.toml"
    line = '[[says]]\nwhen = "answered"\nafter = 0.5\ntext = "A tone."\nwav = "tone.wav"\n\n'
    before = "[[says]]" if "[[says]]" in text else "[right]"
    file.write_text(text.replace(before, line + before, 1), encoding="utf-8")
    return str(file)


def loudest(channel: Any, hertz: float) -> float:
    """How high that tone is where it is loudest for a quarter of a second; it was sent 8000 high."""
    size = RATE // 4
    wave_ = 2 / size * np.exp(-2j * np.pi * hertz * np.arange(size) / RATE)
    starts = range(0, len(channel) - size, size // 4)
    return max(float(abs(np.dot(channel[at : at + size], wave_))) for at in starts)


def lasts(home: Path, seconds: float) -> None:
    """Until so much of the call is in its file."""

    def there() -> float:
        parts = home.glob("warmline-rehearsal-*/data/*/recordings/*.part")
        return sum((part.stat().st_size - HEAD) / SECOND for part in parts)

    wait_until(lambda: there() >= seconds, STARTS, what="the file grows")


def test_R64_recording_a_try_changes_nothing_of_its_score_and_the_customer_is_on_the_right(
    warmline_home: Path,
) -> None:
    file, out = with_a_tone(warmline_home, "expert_helps"), warmline_home / "out"
    silent = rehearse(warmline_home, file, "--seed", "7")
    told = rehearse(warmline_home, file, "--seed", "7", "--sound", str(out))
    assert (told["score"], points(told), told["seed"]) == (silent["score"], points(silent), silent["seed"])
    assert "sounds" not in silent
    assert [s["kind"] for s in told["sounds"]] == ["customer", "consult"]
    whole, consult = told["sounds"]
    answered = next(m["at"] for m in told["moments"] if m["what"] == "answered")
    assert whole["at"] == pytest.approx(answered, abs=0.5)
    assert consult["at"] > whole["at"]
    with wave.open(whole["file"]) as wav:
        assert (wav.getnchannels(), wav.getframerate()) == (2, RATE)
        samples = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").reshape(-1, 2).astype(float)
    left, right = loudest(samples[:, 0], CUSTOMER_HZ), loudest(samples[:, 1], CUSTOMER_HZ)
    print(f"{CUSTOMER_HZ:.0f} Hz: left {left:.0f}, right {right:.0f}")
    assert right > 4000
    assert left < 100


# -- with a window


class OpenRehearsal(InnerConsole):
    """``warmline rehearse`` with its window, worked by its control socket."""

    def __init__(self, home: Path, *words: str) -> None:
        process = subprocess.Popen(
            command(*words), env=environment(home), cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        super().__init__(process, home, "warmline-rehearsal-", "rehearsal.toml")

    def everybody(self) -> set[int]:
        """Its processes: its children, and whoever was started with a path of its folder (the engine)."""
        folder = str(self.home).encode()
        found = {self.process.pid}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has ended meanwhile
                continue
            if folder in words or parent == self.process.pid:
                found.add(int(entry.name))
        return found

    def end(self, how: signal.Signals) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(how)
        _, said = self.process.communicate(timeout=STARTS)
        return self.process.returncode, said


@pytest.fixture
def open_rehearsal(warmline_home: Path) -> Iterator[Callable[..., OpenRehearsal]]:
    opened: list[OpenRehearsal] = []

    def start(*words: str) -> OpenRehearsal:
        opened.append(OpenRehearsal(warmline_home, *words))
        return opened[-1]

    yield start
    for one in opened:
        one.end(signal.SIGTERM)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_R64_ctrl_c_ends_all_processes_of_a_rehearsal_in_a_call(
    open_rehearsal: Callable[..., OpenRehearsal], warmline_home: Path, how: signal.Signals
) -> None:
    rehearsal = open_rehearsal("expert_helps", "--seed", "1")
    rehearsal.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "the customer calls")
    assert "error" not in rehearsal.ctl("answer")
    rehearsal.until(lambda s: s["calls"][0]["state"] == "up", "it is answered")
    everybody = rehearsal.everybody()
    assert len(everybody) >= 4, "window, engine, house and customer"
    code, said = rehearsal.end(how)
    assert code == 130
    assert "Traceback" not in said
    end = time.monotonic() + 30
    while any(process_lives(pid) for pid in everybody) and time.monotonic() < end:
        time.sleep(0.05)  # polling, bounded by the deadline
    assert not [pid for pid in everybody if process_lives(pid)]
    assert not list(warmline_home.glob("warmline-rehearsal-*"))


def test_R64_a_try_is_kept_in_the_center_s_store_and_nothing_else_of_it_is(
    open_rehearsal: Callable[..., OpenRehearsal], warmline_home: Path
) -> None:
    url = f"sqlite:///{warmline_home / 'center.db'}"
    settings = warmline_home / "center.toml"
    settings.write_text(f'[store]\nurl = "{url}"\n\n[person]\nkey = "maria.lopez"\nname = "Maria Lopez"\n')
    scenario = with_a_tone(warmline_home, "broken_promise")
    rehearsal = open_rehearsal(scenario, "--seed", "5", "--config", str(settings))
    rehearsal.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "the customer calls")
    assert "error" not in rehearsal.ctl("answer")
    rehearsal.until(lambda s: s["calls"][0]["state"] == "up", "it is answered")
    lasts(warmline_home, 4.0)
    assert "error" not in rehearsal.ctl("hangup")
    rehearsal.until(lambda s: s["wrapups"], "the form")
    assert "error" not in rehearsal.ctl("wrapup", code="call_back")
    book = open_book(url)
    try:
        end = time.monotonic() + STARTS
        while not book.rehearsal_tries() and time.monotonic() < end:
            time.sleep(0.05)  # polling, bounded by the deadline
        (one,) = book.rehearsal_tries()
        assert (one.person, one.scenario, one.seed) == ("maria.lopez", "toned", 5)
        had = {step.check: step.points for step in one.steps}
        assert had["answered"] == had["wrapped_up"] == 1.0
        assert had["target"] == had["promised"] == 0.0
        assert 0 < one.score < 50
        assert {"rang", "answered", "wrapped_up"} <= {moment.what for moment in one.moments}
        assert book.tickets() == () == book.customers()
        while not (one.sounds and one.sounds[0].name) and time.monotonic() < end:
            time.sleep(0.05)  # polling, bounded by the deadline
            (one,) = book.rehearsal_tries()
        (sound,) = one.sounds
    finally:
        book.close()
    kept = places.of(config=settings)
    assert {p.name for p in kept.rehearsals.iterdir()} == {sound.name, sound.peaks}
    assert not kept.archive.exists(), "nothing of it is among the calls of customers"
    with Archive(str(kept.rehearsals), work=warmline_home / "work").audio(sound) as audio:
        samples = audio.read(round(audio.sound.frames))
    right = loudest(samples[:, 1].astype(float), CUSTOMER_HZ)
    assert right > 4000
    assert loudest(samples[:, 0].astype(float), CUSTOMER_HZ) < 100
    code, said = rehearsal.end(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in said
