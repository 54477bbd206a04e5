"""R60: the key of a floor's recordings is made, shown in half, backed up and taken in; none is ever thrown away."""

import io
from pathlib import Path

import keyring
import pytest

from console import keys_recordings as keys
from console import secrets
from console.errors import SecretsError, SettingsError
from console.key_text import private_from_text, private_to_text, public_from_text, public_to_text
from console.recording_keys import RecordingKeys
from console.settings import Floor, Settings, load
from store.archive.keys import name_of, new_key, public_of, wrap
from tests.console.test_secrets import MemoryKeyring
from tests.store.archive.wavs import RECORDING

NORTH = Settings(floor=Floor(name="North"))


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> "object":
    before = keyring.get_keyring()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "one.of.the.Test")
    yield ring
    keyring.set_keyring(before)


def say(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))


def test_R60_texts_of_keys_are_never_mixed_up() -> None:
    private = new_key()
    public = public_of(private)
    text = public_to_text(public)
    assert public_from_text(text.lower().replace("-", " ")) == public
    assert private_from_text(private_to_text(private)) == private
    assert private_from_text(text) is None
    assert public_from_text(private_to_text(private)) is None
    for wrong in ("", "x", text[:-1], text[:-1] + ("A" if text[-1] != "A" else "B"), "1" * 56):
        assert public_from_text(wrong) is None


def test_R60_a_key_is_made_once_and_only_its_public_half_is_shown(
    ring: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys.new(NORTH, replace=False) == 0
    told = capsys.readouterr()
    private = secrets.recordings_key("North")
    assert private is not None
    assert public_from_text(told.out) == public_of(private)
    assert private_to_text(private) not in told.out + told.err
    assert "Back it up now" in told.err
    with pytest.raises(SecretsError) as caught:
        keys.new(NORTH, replace=False)
    assert caught.value.code == "key_exists"
    keys.public(NORTH)
    assert public_from_text(capsys.readouterr().out) == public_of(private)


def test_R60_after_a_new_key_what_was_sealed_for_the_one_before_still_opens(ring: object) -> None:
    keys.new(NORTH, replace=False)
    before = RecordingKeys("North").public()
    wrapped = wrap(bytes(32), before, RECORDING)
    keys.new(NORTH, replace=True)
    of_now = RecordingKeys("North")
    assert of_now.public() != before
    assert of_now.unlock(RECORDING, wrapped) == bytes(32)


def test_R60_a_back_up_opens_with_its_passphrase_on_another_machine(
    ring: MemoryKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.new(NORTH, replace=False)
    private = secrets.recordings_key("North")
    assert private is not None
    say(monkeypatch, "correct horse")
    assert keys.export(NORTH, tmp_path / "key.pem") == 0
    content = (tmp_path / "key.pem").read_bytes()
    assert content.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert private not in content
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    ring.kept.clear()
    say(monkeypatch, "wrong horse")
    with pytest.raises(SecretsError, match="passphrase"):
        keys.import_(NORTH, tmp_path / "key.pem", replace=False)
    assert not ring.kept
    say(monkeypatch, "correct horse")
    assert keys.import_(NORTH, tmp_path / "key.pem", replace=False) == 0
    assert secrets.recordings_key("North") == private
    assert secrets.recordings_key("North", name_of(public_of(private))) == private


def test_R60_an_old_key_that_is_taken_in_opens_and_does_not_seal(
    ring: MemoryKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.new(NORTH, replace=False)
    old = RecordingKeys("North").public()
    say(monkeypatch, "correct horse")
    keys.export(NORTH, tmp_path / "old.pem")
    ring.kept.clear()
    keys.new(NORTH, replace=False)
    current = RecordingKeys("North").public()
    say(monkeypatch, "correct horse")
    keys.import_(NORTH, tmp_path / "old.pem", replace=False)
    assert RecordingKeys("North").public() == current
    assert RecordingKeys("North").unlock(RECORDING, wrap(bytes(32), old, RECORDING)) == bytes(32)
    say(monkeypatch, "correct horse")
    keys.import_(NORTH, tmp_path / "old.pem", replace=True)
    assert RecordingKeys("North").public() == old
    assert RecordingKeys("North").unlock(RECORDING, wrap(bytes(32), current, RECORDING)) == bytes(32)


def test_R60_a_short_passphrase_and_files_that_are_no_back_up_are_refused(
    ring: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SecretsError) as caught:
        keys.export(NORTH, tmp_path / "key.pem")
    assert caught.value.code == "no_key"
    keys.new(NORTH, replace=False)
    say(monkeypatch, "short")
    with pytest.raises(SecretsError) as caught:
        keys.export(NORTH, tmp_path / "key.pem")
    assert caught.value.code == "bad_passphrase"
    assert not (tmp_path / "key.pem").exists()
    (tmp_path / "note.txt").write_text("hello")
    for name, code in (("note.txt", "bad_key"), ("nothing", "not_read")):
        say(monkeypatch, "correct horse")
        with pytest.raises(SecretsError) as caught:
            keys.import_(NORTH, tmp_path / name, replace=False)
        assert caught.value.code == code


def test_R60_without_a_keyring_the_private_key_is_shown_for_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keys.new(NORTH, replace=False) == 1
    told = capsys.readouterr()
    assert secrets.RECORDINGS_VARIABLE in told.err
    text = told.out.splitlines()[0]
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, text)
    assert RecordingKeys("North").public() == public_of(private_from_text(text) or b"")


def test_R60_the_settings_take_no_password_and_no_private_key(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    private = new_key()
    for line, said in (
        ('url = "s3://me:secret@bucket/x"', "password"),
        ('url = "s3://[x"', "no URL"),
        (f'public_key = "{private_to_text(private)}"', "no public key"),
        ('public_key = "hello"', "no public key"),
        ('encrypt = "never"', "always"),
    ):
        file.write_text(f"[recording]\n{line}\n", encoding="utf-8")
        with pytest.raises(SettingsError, match=said):
            load(file)
    text = public_to_text(public_of(private))
    file.write_text(f'[recording]\nurl = "calls"\npublic_key = "{text}"\n', encoding="utf-8")
    found = load(file).recording
    assert found.url == str(tmp_path / "calls")
    assert RecordingKeys("North", found.public_key).public() == public_of(private)
    file.write_text('[recording]\nurl = "s3://bucket/calls"\n', encoding="utf-8")
    assert load(file).recording.url == "s3://bucket/calls"
