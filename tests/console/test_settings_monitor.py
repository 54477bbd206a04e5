"""The section [monitor] of the settings (R52), and what the desk makes of it."""

from pathlib import Path

import pytest

from console.desk.terms import MonitorCodes
from console.errors import SettingsError
from console.settings import Settings, load


def loaded(folder: Path, text: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(text)
    return load(file)


def test_R52_without_a_section_the_agents_console_is_called_and_the_agent_is_told(tmp_path: Path) -> None:
    monitor = loaded(tmp_path, "").monitor
    assert (monitor.listen, monitor.whisper, monitor.join, monitor.by_grant) == ("", "", "", False)
    assert monitor.told


def test_R52_codes_and_keys_are_read(tmp_path: Path) -> None:
    text = '[monitor]\nlisten = "*88{extension}"\nlisten_key = "0"\nwhisper_key = "2"\ntold = false\n'
    monitor = loaded(tmp_path, text).monitor
    assert (monitor.listen, monitor.listen_key, monitor.whisper_key, monitor.told) == (
        "*88{extension}", "0", "2", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line", ['listen = "*88{reason}"', 'join = "call me"', 'whisper_key = "12345"', "told = 1"]
)
def test_R52_what_is_no_code_is_refused_by_its_key(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match=rf"monitor\.{line.partition(' ')[0]}"):
        loaded(tmp_path, f"[monitor]\n{line}\n")


def test_R52_a_pbx_with_any_code_does_it() -> None:
    assert not MonitorCodes(by_grant=True, told=False)
    codes = MonitorCodes(whisper="*2", join_key="3")
    assert codes
    assert [codes.code(ear) for ear in ("listen", "whisper", "join")] == ["", "*2", ""]
    assert [codes.key(ear) for ear in ("listen", "whisper", "join")] == ["", "", "3"]
