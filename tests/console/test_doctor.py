"""`warmline doctor` tells what is missing in words, and what to do."""

import socket
from pathlib import Path

import pytest

from console import doctor, places
from console.finding import Finding, Verdict


@pytest.fixture(autouse=True)
def no_registrar_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is slow, and has its own tests in test_doctor_account.py."""
    monkeypatch.setattr(doctor, "_account", lambda *_: iter(()))


def findings() -> dict[str, Finding]:
    return {f.name: f for f in doctor.examine(places.of())}


def test_a_machine_that_has_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.run(places.of()) == 0
    told = capsys.readouterr().out
    assert "Warmline has what it needs." in told
    for name in ("Python", "system libraries", "the SIP library", "data folder", "resources"):
        assert f"ok  {name} " in told


def test_whatever_is_not_well_comes_with_what_to_do() -> None:
    for finding in findings().values():
        assert finding.found
        assert bool(finding.do) == (finding.verdict is not Verdict.OK), finding


def test_a_missing_library_is_told_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = doctor._is_there
    monkeypatch.setattr(doctor, "_is_there", lambda proof: proof != "libEGL.so.1" and there(proof))
    found = findings()["system libraries"]
    assert found.verdict is Verdict.MISSING
    assert found.do == "sudo apt-get install libegl1"
    assert doctor.run(places.of()) == 1


def test_a_missing_module_is_told() -> None:
    found = doctor._module("no_such_module", "the SIP library", "install it")
    assert (found.verdict, found.do) == (Verdict.MISSING, "install it")


def test_bad_settings_do_not_stop_the_other_checks() -> None:
    config = places.of().config
    config.parent.mkdir(parents=True)
    config.write_text("[sip]\nport = true\n")
    found = findings()
    assert found["settings"].verdict is Verdict.MISSING
    assert "sip.port" in found["settings"].found
    assert found["data folder"].verdict is Verdict.OK


def test_a_data_folder_that_cannot_be_made(warmline_home: Path) -> None:
    (warmline_home / "data").touch()
    assert findings()["folders"].verdict is Verdict.MISSING


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        config = places.of().config
        config.parent.mkdir(parents=True)
        config.write_text(f'[sip]\nbind = "127.0.0.1"\nport = {port}\n')
        found = findings()["SIP port"]
    assert found.verdict is Verdict.NOTE
    assert str(port) in found.found


def test_the_list_of_packages_can_be_read() -> None:
    listed = doctor.system_packages()
    assert {section for section, _, _ in listed} == {"run", "window", "test"}
    assert ("run", "libegl1", "libEGL.so.1") in listed
    assert ("test", "xvfb", "Xvfb") in listed
    names = [package for _, package, _ in listed]
    assert len(names) == len(set(names))
