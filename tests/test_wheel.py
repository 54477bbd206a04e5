"""Warmline as it is installed: from a wheel, in a folder that has nothing to do with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is tracked: building in place would leave build/ behind, and untracked files would be shipped."""
    copy = tmp_path_factory.mktemp("source")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if names.returncode:
        pytest.skip("not a clone: the names of the tracked files are not known")
    for name in names.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), ".", cwd=source)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile")
    run(*pip, "--target", str(target), str(wheel), cwd=target)
    return target


def test_the_wheel_holds_what_it_needs_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"console", "telephony", "store", "resources"}
    for name in (
        "resources/icons/phone.svg",
        "resources/fonts/LICENSE-Inter.txt",
        "resources/system_packages.txt",
    ):
        assert name in names
    assert any(name.startswith("resources/scenarios/") for name in names)
    assert not [name for name in names if "__pycache__" in name]


def test_every_tracked_resource_is_shipped(source: Path, wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = {p.relative_to(source).as_posix() for p in (source / "resources").rglob("*") if p.is_file()}
    tracked |= {p.relative_to(source).as_posix() for p in (source / "store").rglob("*") if p.is_file()}
    assert tracked <= names


def test_the_command_works_from_an_unrelated_folder(installed: Path, tmp_path: Path) -> None:
    shown = run(str(installed / "bin" / "warmline"), "--help", cwd=tmp_path, PYTHONPATH=str(installed))
    assert "ticket" in shown
    shown = run(
        sys.executable, "-P", "-m", "console", "key", "--help", cwd=tmp_path, PYTHONPATH=str(installed)
    )
    assert "keyring" in shown


def test_resources_and_migrations_are_found_in_it(installed: Path, tmp_path: Path) -> None:
    code = (
        "import resources, store.sql, console.doctor as d\n"
        f"assert resources.ROOT.is_relative_to({str(installed)!r}), resources.ROOT\n"
        "resources.path('icons/phone.svg'); resources.path('demo/directory.toml')\n"
        "assert d.system_packages()\n"
        "from pathlib import Path\n"
        "from store.open import open_book\n"
        "book = open_book('sqlite:///' + str(Path('new.db').absolute()))\n"
        "assert book.tickets() == ()\n"
        "book.close()\n"
        "print('found')"
    )
    shown = run(sys.executable, "-P", "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    assert shown.strip() == "found"
