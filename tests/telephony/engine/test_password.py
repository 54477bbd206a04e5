"""The SIP password: in no log, no file, no command line, no core dump; it goes over the private socket only."""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from telephony.commands import PROTOCOL, Account, Attach
from telephony.events import RegistrationChanged, RegistrationState
from tests.engines import Engines, engines, new_id
from tests.registrar import Registrar

__all__ = ["engines"]

PASSWORD = "kX7-correct-horse"
LOUD = (sys.executable, "-P", str(Path(__file__).parent / "loud_engine.py"))


@pytest.fixture
def registrar() -> Iterator[Registrar]:
    with Registrar() as raw:
        yield raw


def test_an_account_in_a_traceback_shows_no_password() -> None:
    account = Account(uri="sip:2041@pbx.example", registrar="sip:pbx.example", password=PASSWORD)
    assert PASSWORD not in repr(account)
    assert PASSWORD not in str(Attach(id=new_id(), protocol=PROTOCOL, account=account))
    assert "sip:2041@pbx.example" in repr(account)


@pytest.mark.sip
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_is_nowhere_to_be_found(engines: Engines, registrar: Registrar) -> None:
    registrar.password = PASSWORD
    process = engines.start(command=LOUD)
    client = engines.client()
    account = msgspec.convert(registrar.account(PASSWORD, bind="127.0.0.1"), Account)
    client.attach(account)
    while client.event(RegistrationChanged).event.state is not RegistrationState.REGISTERED:
        pass
    proc = Path(f"/proc/{process.pid}")
    for file in ("cmdline", "environ"):
        assert PASSWORD.encode() not in (proc / file).read_bytes()
    limits = (proc / "limits").read_text(encoding="ascii")
    assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]
    client.send_bytes(b"\x00\x00\x00\x05nonsense that is no message")
    client.wait_closed()
    process.terminate()
    assert process.wait(30) == 0
    files = [path for path in engines.folder.rglob("*") if path.is_file()]
    assert engines.launch.log in files
    assert "Authorization: Digest" in engines.log  # so it did tell everything
    for path in files:
        assert PASSWORD.encode() not in path.read_bytes(), path
