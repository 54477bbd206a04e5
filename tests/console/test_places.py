"""Where a profile's files are."""

import os
from pathlib import Path

import pytest

from console import places
from console.errors import PlacesError


def test_profiles_share_nothing(warmline_home: Path) -> None:
    one, two = places.of(), places.of("anna")
    for name in (
        "config",
        "data",
        "logs",
        "runtime",
        "ctl_socket",
        "console_lock",
        "engine_socket",
        "journal",
    ):
        assert getattr(one, name) != getattr(two, name)
        assert str(getattr(one, name)).startswith(str(warmline_home))
    assert one.store_url == f"sqlite:///{one.data}/warmline.db"


def test_the_default_profile_has_a_name_too() -> None:
    assert places.of("default") == places.of()
    assert places.of().arguments == ()
    assert places.of("anna").arguments == ("--profile", "anna")


def test_two_config_files_never_collide(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (places.of(config=tmp_path / d / "warmline.toml") for d in "ab")
    assert one.runtime != two.runtime
    assert one.data != two.data
    assert one.config == tmp_path / "a" / "warmline.toml"
    assert one.arguments == ("--config", str(one.config))


def test_a_config_file_is_one_profile_by_whichever_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.toml"
    file.touch()
    (tmp_path / "link.toml").symlink_to(file)
    monkeypatch.chdir(tmp_path)
    assert (
        places.of(config=Path("x.toml")) == places.of(config=file) == places.of(config=tmp_path / "link.toml")
    )


def test_a_profiles_own_file_is_that_profile() -> None:
    assert places.of(config=places.of("anna").config) == places.of("anna")
    assert places.of(config=places.of().config) == places.of()


def test_the_ctl_socket_is_found_without_the_rest(tmp_path: Path) -> None:
    assert places.ctl_socket() == places.of().ctl_socket
    assert places.ctl_socket("anna") == places.of("anna").ctl_socket
    assert places.ctl_socket("", tmp_path / "x.toml") == places.of(config=tmp_path / "x.toml").ctl_socket


@pytest.mark.parametrize("name", ["../up", "a/b", ".", "-x", "ä", "a" * 33, "a b"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(PlacesError, match="no name of a profile"):
        places.of(name)


def test_name_and_file_at_once_are_refused() -> None:
    with pytest.raises(PlacesError, match="not both"):
        places.of("anna", Path("x.toml"))


def test_a_long_home_still_gives_short_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for letter in "ab":
        monkeypatch.setenv("WARMLINE_HOME", str(tmp_path / (letter * 100)))
        monkeypatch.setenv("XDG_RUNTIME_DIR", "")
        found.add(places.of("anna").ctl_socket)
    assert len(found) == 2, "two homes never share a socket"
    assert all(len(os.fsencode(p)) < 90 for p in found)


def test_folders_are_made_for_ones_own_eyes(warmline_home: Path) -> None:
    old = os.umask(0)
    try:
        found = places.of("anna").prepare()
    finally:
        os.umask(old)
    for folder in (found.data, found.logs, found.runtime):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert found.prepare() == found


def test_a_runtime_folder_that_others_may_enter_is_refused() -> None:
    found = places.of()
    found.runtime.mkdir(parents=True)
    found.runtime.chmod(0o755)
    with pytest.raises(PlacesError, match="belongs to you alone"):
        found.prepare()


def test_a_runtime_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    found = places.of()
    found.runtime.parent.mkdir(parents=True)
    found.runtime.symlink_to(tmp_path, target_is_directory=True)
    tmp_path.chmod(0o700)
    with pytest.raises(PlacesError, match="belongs to you alone"):
        found.prepare()


def test_a_folder_that_cannot_be_made_is_told(warmline_home: Path) -> None:
    (warmline_home / "data").touch()
    with pytest.raises(PlacesError, match="cannot be made"):
        places.of().prepare()
