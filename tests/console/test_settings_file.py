"""Settings that are written back: what a person wrote in the file stays, what they changed in the window is there."""

import stat
from pathlib import Path
from typing import Any

import pytest

from console import settings_file
from console.errors import SettingsError
from console.settings import Settings, Sip, Ui, load
from store.values import replace

WRITTEN = """\
# Maya's desk, second floor
[ui]   # how it looks
theme = "dark"  # easier on the eyes

# The PBX moves in March.
[sip]
registrar = "pbx.example"
id = "2041"
# tls comes later
transport = "udp"

[person]
key = "maya.torres"
name = "Maya Torres"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def changed(settings: Settings, section: str, **values: Any) -> Settings:
    part = replace(getattr(settings, section), **values)
    return replace(settings, **{section: part})


def test_comments_and_order_stay_and_only_the_change_is_made(file: Path) -> None:
    file.write_text(WRITTEN)
    settings_file.save(file, changed(load(file), "sip", transport="tls"))
    assert file.read_text() == WRITTEN.replace('"udp"', '"tls"')
    assert load(file).sip.transport == "tls"


def test_a_new_section_is_added_below(file: Path) -> None:
    file.write_text(WRITTEN)
    settings_file.save(file, changed(load(file), "floor", country="PT"))
    assert file.read_text().startswith(WRITTEN)
    assert load(file).floor.country == "PT"


def test_what_is_set_back_to_its_default_leaves_the_file(file: Path) -> None:
    file.write_text(WRITTEN)
    settings_file.save(file, changed(load(file), "ui", theme="system"))
    text = file.read_text()
    assert "theme" not in text
    assert "# The PBX moves in March." in text
    assert load(file).ui == Ui()


def test_what_was_only_worked_out_is_not_written(file: Path) -> None:
    settings = load(file)
    assert settings.person.key
    settings_file.save(file, changed(settings, "ui", theme="light"))
    assert file.read_text().strip() == '[ui]\ntheme = "light"'


def test_a_relative_path_stays_as_it_was_written(file: Path) -> None:
    (file.parent / "ca.pem").write_text("x")
    file.write_text('[sip]\nca_file = "ca.pem"\n')
    settings_file.save(file, changed(load(file), "sip", port=5070))
    assert 'ca_file = "ca.pem"' in file.read_text()


def test_dotted_keys_are_changed_where_they_stand(file: Path) -> None:
    file.write_text('sip.id = "2041"\nsip.registrar = "pbx.example"\n')
    settings_file.save(file, changed(load(file), "sip", registrar="pbx2.example", transport="tcp"))
    assert load(file).sip == Sip(id="2041", registrar="pbx2.example", transport="tcp")


@pytest.mark.parametrize("start", ["", WRITTEN])
def test_what_is_saved_is_what_is_loaded(file: Path, start: str) -> None:
    if start:
        file.write_text(start)
    wanted = changed(load(file), "person", key="a.b", name='Ünal "x" \\ <b>', extension="3107", level=3)
    wanted = changed(wanted, "sip", id="3107", registrar="[2001:db8::1]:5070", srtp="mandatory")
    wanted = changed(wanted, "floor", ring_seconds=12.5, name="Erdgeschoß")
    settings_file.save(file, wanted)
    assert load(file) == wanted
    settings_file.save(file, load(file))
    assert load(file) == wanted


def test_line_ends_stay(file: Path) -> None:
    file.write_bytes(WRITTEN.replace("\n", "\r\n").encode())
    settings_file.save(file, changed(load(file), "sip", transport="tls"))
    content = file.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == WRITTEN.count("\n")


def test_the_file_is_for_its_owner_only_and_nothing_is_left_beside_it(file: Path) -> None:
    file.write_text(WRITTEN)
    file.chmod(0o644)
    settings_file.save(file, changed(load(file), "ui", theme="light"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [f.name for f in file.parent.iterdir()] == ["config.toml"]


def test_a_link_stays_a_link(file: Path) -> None:
    real = file.parent / "dotfiles.toml"
    real.write_text(WRITTEN)
    file.symlink_to(real)
    settings_file.save(file, changed(load(file), "ui", theme="light"))
    assert file.is_symlink()
    assert load(real).ui.theme == "light"


def test_a_value_that_is_not_allowed_is_told_with_its_key_and_changes_nothing(file: Path) -> None:
    file.write_text(WRITTEN)
    with pytest.raises(SettingsError) as told:
        settings_file.save(file, changed(load(file), "person", extension="x"))
    assert told.value.key == "person.extension"
    assert "2 to 6 digits" in told.value.problem
    assert str(file) in told.value.message
    assert file.read_text() == WRITTEN
    assert [f.name for f in file.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("now", ['[ui]\ntheme = "light"\n', None])
def test_a_file_that_somebody_else_changed_is_left_alone(file: Path, now: str | None) -> None:
    file.write_text(WRITTEN)
    mine, seen = load(file), settings_file.fingerprint(file)
    if now is None:
        file.unlink()
    else:
        file.write_text(now)
    with pytest.raises(SettingsError, match="somebody else"):
        settings_file.save(file, changed(mine, "ui", theme="light"), seen=seen)
    assert (file.read_text() if file.exists() else None) == now


def test_a_file_that_came_into_being_meanwhile_is_left_alone(file: Path) -> None:
    seen = settings_file.fingerprint(file)
    file.write_text(WRITTEN)
    with pytest.raises(SettingsError, match="somebody else"):
        settings_file.save(file, Settings(), seen=seen)
    assert file.read_text() == WRITTEN


def test_the_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "profiles" / "anna.toml"
    settings_file.save(file, changed(load(file), "ui", theme="dark"))
    assert load(file).ui.theme == "dark"


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"cannot be (read|written)"):
        settings_file.save(tmp_path / "file" / "config.toml", changed(Settings(), "ui", theme="dark"))


def test_a_disk_that_fails_is_a_sentence_and_the_file_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(WRITTEN)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        settings_file.save(file, changed(load(file), "ui", theme="light"))
    assert file.read_text() == WRITTEN
    assert [f.name for f in file.parent.iterdir()] == ["config.toml"]


def test_nothing_to_change_touches_nothing(file: Path) -> None:
    file.write_text(WRITTEN)
    before = file.stat().st_mtime_ns, file.stat().st_ino
    settings_file.save(file, load(file))
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
