"""What `warmline doctor` says of headsets."""

from pathlib import Path

import pytest

from console.headset.examine import RULE, examine
from tests.console.headset import headsets
from tests.console.headset.headsets import FakeHeadset, FakeHid


def test_none_is_no_problem() -> None:
    assert list(examine(FakeHid())) == [("none with keys is plugged in", "")]


def test_one_whose_keys_may_be_used() -> None:
    assert list(examine(FakeHid(FakeHeadset("/nowhere/hidraw0", headsets.EPOS)))) == [("Acme Voice 40", "")]


def test_one_that_is_withheld_comes_with_the_rule_that_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path / "hidraw0"
    device.touch()
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    ((found, do),) = examine(FakeHid(FakeHeadset(str(device), headsets.EPOS)))
    assert found == f"Acme Voice 40: its keys are withheld by the system ({device})"
    assert Path(do.split("'")[1]).name == Path(RULE).name


def test_a_system_that_lists_nothing_is_told() -> None:
    class Broken(FakeHid):
        def enumerate(self) -> list[dict[str, object]]:
            raise OSError("no such subsystem")

    ((found, do),) = examine(Broken())
    assert "no such subsystem" in found
    assert do
