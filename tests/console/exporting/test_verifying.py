"""R60: of an export every byte is accounted for: what was changed, added or taken away is named, and where."""

import hashlib
import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from console.errors import ConsoleError
from console.exporting.bundle import MANIFEST, PIECE, SUMS, Item, write
from console.exporting.commands import EXIT_CHANGED, EXIT_DONE, run_verify
from console.exporting.verifying import Fault, Finding, verify

AUDIO = random.Random(3).randbytes(3 * PIECE + 1000)  # noqa: S311 - any bytes
FILES = {"audio/01_customer.flac": AUDIO, "timeline.json": b'{"a": 1}\n', "empty.txt": b""}


def written(out: Path, files: dict[str, bytes] = FILES) -> str:
    def opened(content: bytes) -> Callable[[], io.BytesIO]:
        return lambda: io.BytesIO(content)

    return write(
        [Item(name, opened(content)) for name, content in files.items()], out, about={"ticket": "TK-1"}
    )


@pytest.fixture(params=["case", "case.zip"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    written(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "case"
    written(path)
    return path


def test_R60_what_was_not_touched_is_whole(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = verify(out)
    assert found.findings == ()
    assert found.files == 5
    assert run_verify(out, found.seal.upper()) == EXIT_DONE
    assert found.seal in capsys.readouterr().out


def test_R60_a_folder_is_checked_by_sha256sum_as_well(folder: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum here")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_R60_the_seal_is_of_the_sums_and_tells_one_that_was_written_anew(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal = verify(folder).seal
    assert seal == hashlib.sha256((folder / SUMS).read_bytes()).hexdigest()
    forged = tmp_path / "forged"
    assert written(forged, {**FILES, "timeline.json": b'{"a": 2}\n'}) != seal
    assert verify(forged).findings == ()
    assert run_verify(forged, seal) == EXIT_CHANGED
    assert "not the one of this seal" in capsys.readouterr().out


@pytest.mark.parametrize("at", [0, PIECE - 1, PIECE, 2 * PIECE + 5, 3 * PIECE + 999])
def test_R60_one_byte_that_was_changed_is_found_where_it_is(at: int, folder: Path) -> None:
    path = folder / "audio/01_customer.flac"
    content = bytearray(AUDIO)
    content[at] ^= 1
    path.write_bytes(content)
    begin = at // PIECE * PIECE
    end = min(begin + PIECE, len(AUDIO))
    assert verify(folder).findings == (Finding("audio/01_customer.flac", Fault.CHANGED, begin, end),)


def test_R60_in_a_zip_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.zip"
    written(path)
    content = bytearray(path.read_bytes())
    at = content.find(AUDIO[PIECE + 40 : PIECE + 80])
    content[at] ^= 0x80
    path.write_bytes(content)
    assert verify(path).findings == (Finding("audio/01_customer.flac", Fault.CHANGED, PIECE, 2 * PIECE),)
    assert run_verify(path, "") == EXIT_CHANGED
    assert f"changed between byte {PIECE} and byte {2 * PIECE}" in capsys.readouterr().out


def test_R60_several_places_are_told_apart(folder: Path) -> None:
    content = bytearray(AUDIO)
    content[10] ^= 1
    content[2 * PIECE] ^= 1
    content[3 * PIECE] ^= 1
    (folder / "audio/01_customer.flac").write_bytes(content)
    spans = [(f.begin, f.end) for f in verify(folder).findings]
    assert spans == [(0, PIECE), (2 * PIECE, len(AUDIO))]


@pytest.mark.parametrize(
    ("content", "begin", "end"),
    [
        (AUDIO[:-1], 3 * PIECE, len(AUDIO)),
        (AUDIO[:PIECE], PIECE, len(AUDIO)),
        (AUDIO + b"x", 3 * PIECE, len(AUDIO) + 1),
    ],
)
def test_R60_what_was_cut_off_or_put_on_is_changed_from_there_on(
    content: bytes, begin: int, end: int, folder: Path
) -> None:
    (folder / "audio/01_customer.flac").write_bytes(content)
    assert verify(folder).findings == (Finding("audio/01_customer.flac", Fault.CHANGED, begin, end),)


def test_R60_files_that_were_added_or_are_missing_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "audio/02_other.flac").write_bytes(b"more")
    (folder / "timeline.json").unlink()
    assert verify(folder).findings == (
        Finding("audio/02_other.flac", Fault.ADDED),
        Finding("timeline.json", Fault.MISSING),
    )
    assert run_verify(folder, "") == EXIT_CHANGED
    assert capsys.readouterr().out == "audio/02_other.flac: added\ntimeline.json: missing\n"


def test_R60_a_link_is_no_file(folder: Path, tmp_path: Path) -> None:
    path = folder / "timeline.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    assert verify(folder).findings == (Finding("timeline.json", Fault.ADDED),)


def test_R60_files_that_were_added_to_or_taken_from_a_zip_are_named(tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    written(path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("more.txt", "more")
    assert verify(path).findings == (Finding("more.txt", Fault.ADDED),)
    with zipfile.ZipFile(path) as file, zipfile.ZipFile(tmp_path / "less.zip", "w") as less:
        for name in file.namelist():
            if name not in {"more.txt", "timeline.json"}:
                less.writestr(name, file.read(name))
    assert verify(tmp_path / "less.zip").findings == (Finding("timeline.json", Fault.MISSING),)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_R60_a_second_file_of_a_name_is_found(tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    written(path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("timeline.json", FILES["timeline.json"])
    assert verify(path).findings == (Finding("timeline.json", Fault.ADDED),)


def test_R60_no_byte_of_a_zip_can_be_changed_unseen(tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    written(path, {"timeline.json": b'{"a": 1}\n', "audio/01.flac": b"fLaC" + bytes(60)})
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        try:
            assert verify(path).findings, f"byte {at}"
        except ConsoleError as error:
            assert error.code == "no_export"  # noqa: PT017 - one of the two


def test_R60_nothing_is_put_before_or_behind_a_zip_unseen(tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    written(path)
    whole = path.read_bytes()
    for content in (b"MZ" + whole, whole + b"\0", whole[:-1]):
        path.write_bytes(content)
        try:
            assert verify(path).findings
        except ConsoleError as error:
            assert error.code == "no_export"  # noqa: PT017 - as above


@pytest.mark.parametrize("name", [SUMS, MANIFEST])
def test_R60_no_byte_of_the_hashes_can_be_changed_unseen(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    written(folder, {"timeline.json": b'{"a": 1}\n'})
    path = folder / name
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert verify(folder).findings, f"byte {at}"
    path.unlink()
    assert verify(folder).findings == (Finding(name, Fault.MISSING),)


def test_R60_a_hash_that_was_changed_is_not_taken_for_its_file(folder: Path) -> None:
    path = folder / SUMS
    text = path.read_text(encoding="utf-8")
    path.write_text(("0" if text[0] != "0" else "1") + text[1:], encoding="utf-8")
    assert verify(folder).findings == (Finding(SUMS, Fault.CHANGED),)


def test_R60_names_lead_nowhere_else(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    sums = (folder / SUMS).read_text(encoding="utf-8")
    line = f"{hashlib.sha256(b'x').hexdigest()}  ../secret\n"
    (folder / SUMS).write_text(line + sums, encoding="utf-8")
    found = verify(folder).findings
    assert Finding("../secret", Fault.MISSING) in found or Finding(SUMS, Fault.CHANGED) in found


def test_R60_what_is_no_export_is_told(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    for path, code in (
        (tmp_path / "note.txt", "no_export"),
        (tmp_path / "empty", "no_export"),
        (tmp_path / "nothing", "not_read"),
    ):
        with pytest.raises(ConsoleError) as caught:
            verify(path)
        assert caught.value.code == code


def test_R60_nothing_is_written_over_and_nothing_is_left_of_a_try_that_failed(
    tmp_path: Path, out: Path
) -> None:
    with pytest.raises(ConsoleError) as caught:
        written(out)
    assert caught.value.code == "exists"

    def broken() -> io.BytesIO:
        raise OSError(28, "No space left on device")

    for name in ("other", "other.zip"):
        with pytest.raises(ConsoleError) as caught:
            write([Item("a", lambda: io.BytesIO(b"a")), Item("b", broken)], tmp_path / name, about={})
        assert caught.value.code == "not_written"
        assert "No space left" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
