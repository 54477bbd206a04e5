"""`warmline doctor` about recordings: it tries, and says what to do."""

from pathlib import Path

import msgspec
import pytest

from console import secrets
from console.archiving.doctor import examine
from console.finding import Verdict
from console.key_text import private_to_text, public_to_text
from console.places import of
from console.settings import Settings
from console.settings_recording import Recording
from store.archive.keys import name_of, new_key, public_of


def recorded(**values: object) -> Settings:
    recording = msgspec.convert({"policy": "always", **values}, Recording)
    return Settings(recording=recording)


def test_R60_where_calls_are_not_recorded_there_is_nothing_to_say() -> None:
    assert list(examine(Settings(), of().prepare())) == []


def test_R60_a_folder_without_a_key_works_and_what_that_means_is_said() -> None:
    places = of().prepare()
    kept, key = examine(recorded(), places)
    assert (kept.verdict, key.verdict) == (Verdict.OK, Verdict.NOTE)
    assert str(places.archive) in kept.found
    assert "not encrypted" in key.found
    assert "warmline key recordings new" in key.do
    assert not list(places.archive.iterdir())


def test_R60_a_shared_address_without_a_key_does_not_work() -> None:
    kept, _ = examine(recorded(url="memory://floor"), of().prepare())
    assert kept.verdict is Verdict.NOTE
    assert "only encrypted" in kept.found


def test_R60_it_says_whether_this_desk_can_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    places, private = of().prepare(), new_key()
    public = public_of(private)
    deaf = recorded(url="memory://floor", public_key=public_to_text(public))
    kept, key = examine(deaf, places)
    assert kept.verdict is Verdict.OK
    assert "cannot open" in key.found
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, private_to_text(private))
    _, key = examine(deaf, places)
    assert (key.verdict, key.found) == (Verdict.OK, f"{name_of(public)}: this desk can listen")


def test_R60_what_waits_and_why_is_said(tmp_path: Path) -> None:
    places = of().prepare()
    places.recordings.mkdir()
    (places.recordings / f"{'a' * 32}.wav").write_bytes(b"")
    found = list(examine(recorded(url=str(tmp_path / "no" / "such" / "folder")), places))
    assert "cannot be kept" in found[0].found
    assert found[2].found.startswith("1 wait in")
