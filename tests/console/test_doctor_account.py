"""The doctor registers for real, and says in words what stands in the way and what to do about it."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from console import doctor, doctor_account, places, settings
from console.account import account
from console.doctor_account import examine
from console.finding import Finding, Verdict
from telephony.events import (
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
    SoundChanged,
    SoundTrouble,
)
from tests.certificates import DAY, Authority
from tests.registrar import PASSWORD, Registrar, StreamRegistrar

pytestmark = pytest.mark.sip


@pytest.fixture
def registrar() -> Iterator[Registrar]:
    with Registrar() as raw:
        yield raw


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch, qapp: QCoreApplication) -> None:
    monkeypatch.setenv("WARMLINE_SIP_PASSWORD", PASSWORD)


def look(registrar: str, **more: str) -> dict[str, Finding]:
    """What the doctor finds with this registrar in the settings."""
    here = places.of()
    here.config.parent.mkdir(parents=True, exist_ok=True)
    lines = {"id": "sip:agent@floor.example", "registrar": registrar, "bind": "127.0.0.1", **more}
    text = "\n".join(f'{key} = "{value}"' for key, value in lines.items() if value)
    here.config.write_text(f"[sip]\n{text}\n", encoding="utf-8")
    here.prepare()
    return {found.name: found for found in examine(settings.load(here.config), here)}


def at(registrar: Registrar) -> str:
    return f"{registrar.host}:{registrar.port}"


def test_an_account_that_is_well(registrar: Registrar) -> None:
    found = look(at(registrar))["account"]
    assert (found.verdict, found.do) == (Verdict.OK, "")
    assert found.found == "sip:agent@floor.example is registered at 127.0.0.1"
    registrar.wait("REGISTER", count=3)
    last = registrar.seen("REGISTER")[-1]
    assert last.first("expires") == "0" or "expires=0" in last.first("contact")  # it has left nothing behind


def test_it_is_part_of_the_whole_and_a_bad_one_is_named(
    registrar: Registrar, capsys: pytest.CaptureFixture[str]
) -> None:
    look(at(registrar))
    assert doctor.run(places.of()) == 0
    registrar.password = "another"
    assert doctor.run(places.of()) == 1
    assert "Warmline cannot work yet: account." in capsys.readouterr().out


def test_direct_mode_needs_no_registrar() -> None:
    found = look("", id="2041")["account"]
    assert found.verdict is Verdict.OK
    assert "called by address" in found.found


@pytest.mark.parametrize(
    ("wrong", "says", "do"),
    [
        (401, "127.0.0.1 does not take the password of agent (401 Thing)", "warmline key password"),
        (403, "127.0.0.1 does not let sip:agent@floor.example register (403 Thing)", "administrator"),
        (404, "127.0.0.1 does not know sip:agent@floor.example (404 Thing)", "[sip] id"),
        (503, "127.0.0.1 cannot serve us now (503 Thing)", "wait a few minutes"),
        (488, "127.0.0.1 answers 488 Thing", "administrator"),
    ],
)
def test_what_the_registrar_does_not_want(registrar: Registrar, wrong: int, says: str, do: str) -> None:
    registrar.password, registrar.wrong = "another", wrong
    found = look(at(registrar))["account"]
    assert (found.verdict, found.found) == (Verdict.MISSING, says)
    assert do in found.do


def test_a_name_that_nobody_knows() -> None:
    found = look("pbx.invalid")["account"]
    assert found.verdict is Verdict.MISSING
    assert "The name pbx.invalid is not found" in found.found or "no network" in found.found
    assert "DNS" in found.do or "network" in found.do


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_port_where_nothing_listens(transport: str) -> None:
    kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = look(f"127.0.0.1:{port}", transport=transport)["account"]
    assert found.verdict is Verdict.MISSING
    assert found.found == f"127.0.0.1 has nothing that listens at {transport.upper()} port {port}"
    assert "not running" in found.do


def test_silence_may_be_a_firewall(registrar: Registrar) -> None:
    registrar.answers["REGISTER"] = None
    found = look(at(registrar))["account"]
    assert found.found == f"127.0.0.1 does not answer at UDP port {registrar.port}"
    assert "firewall" in found.do


@pytest.mark.parametrize(
    ("case", "says", "do"),
    [
        ("untrusted", "which this computer does not trust", "ca_file"),
        ("expired", "has expired", "renew"),
        ("early", "is not valid before", "clock"),
        ("foreign", "The certificate is for other.example, not for 127.0.0.1", "[sip] registrar"),
    ],
)
def test_which_certificate_and_why(tmp_path: Path, case: str, says: str, do: str) -> None:
    ours, other = Authority(tmp_path), Authority(tmp_path, "Other CA")
    here = "127.0.0.1"
    served = {
        "untrusted": lambda: other.serve(here),
        "expired": lambda: ours.serve(here, begins=-9 * DAY, ends=-timedelta(hours=30)),
        "early": lambda: ours.serve(here, begins=timedelta(hours=30), ends=9 * DAY),
        "foreign": lambda: ours.serve("other.example"),
    }
    with StreamRegistrar(served[case]()) as registrar:
        found = look(at(registrar), transport="tls", ca_file=str(ours.file))["account"]
    assert found.verdict is Verdict.MISSING
    assert says in found.found
    assert do in found.do


def test_no_password_is_told_beside(registrar: Registrar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARMLINE_SIP_PASSWORD")
    found = look(at(registrar))
    assert found["password"].verdict is Verdict.NOTE
    assert "warmline key password" in found["password"].do
    assert found["account"].verdict is Verdict.MISSING


def test_a_console_that_runs_is_asked_and_no_second_telephone_registers(
    registrar: Registrar, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "state": "refused",
        "code": 403,
        "reason": "Forbidden",
        "problem": "forbidden",
        "uri": "",
        "retry_at": None,
    }
    monkeypatch.setattr(doctor_account, "_ask_console", lambda _places: told)
    found = look(at(registrar))
    assert "does not let" in found["account"].found
    assert registrar.seen("REGISTER") == []


def test_where_the_records_lead_is_told(registrar: Registrar, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"state": "registered", "server": "sip1.floor.example:5070", "over": "udp"}
    monkeypatch.setattr(doctor_account, "_ask_console", lambda _places: told)
    found = look("floor.example")
    assert (
        found["server of the PBX"].found
        == "the SRV records of floor.example lead to sip1.floor.example:5070 by UDP"
    )
    assert found["account"].verdict is Verdict.OK
    told.update(server="", over="")
    assert "server of the PBX" not in look(at(registrar))


@pytest.mark.parametrize("over", ["udp", "tcp"])
def test_a_server_of_the_records_where_nothing_listens(over: str) -> None:
    kind = socket.SOCK_DGRAM if over == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    who = account(settings.Settings(sip=settings.Sip(id="2041", registrar="floor.example")))
    told = RegistrationChanged(
        state=RegistrationState.LOST,
        problem=RegistrationProblem.NO_ANSWER,
        server=f"127.0.0.1:{port}",
        over=over,
    )
    found = doctor_account._finding(who, told)
    assert found.found == f"127.0.0.1 has nothing that listens at {over.upper()} port {port}"
    assert "SRV records of floor.example" in found.do


@pytest.mark.parametrize("problem", list(RegistrationProblem))
def test_every_problem_has_words_and_a_remedy(
    problem: RegistrationProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_account, "_refuses", lambda *_: False)
    who = account(settings.Settings(sip=settings.Sip(id="2041", registrar="pbx.example")))
    told = RegistrationChanged(state=RegistrationState.LOST, problem=problem, code=500, reason="why")
    found = doctor_account._finding(who, told)
    assert found.verdict is Verdict.MISSING
    assert found.found
    assert found.do


@pytest.mark.parametrize(
    ("sound", "says"),
    [
        (None, "did not say"),
        (SoundChanged(trouble=SoundTrouble.NO_SERVER), "no sound server"),
        (SoundChanged(trouble=SoundTrouble.NO_MICROPHONE), "there is none"),
        (SoundChanged(trouble=SoundTrouble.NONE), "there is none"),
        (SoundChanged(trouble=SoundTrouble.NO_SPEAKER), "no loudspeaker"),
    ],
)
def test_no_microphone_is_told_with_what_to_do(sound: SoundChanged | None, says: str) -> None:
    found = doctor_account._microphone(sound)
    assert found.verdict is Verdict.NOTE
    assert says in found.found
    assert found.do


def test_microphones_are_named() -> None:
    sound = SoundChanged(trouble=SoundTrouble.NONE, microphones=("Jabra", "Webcam"))
    found = doctor_account._microphone(sound)
    assert (found.verdict, found.found, found.do) == (Verdict.OK, "Jabra, Webcam", "")
