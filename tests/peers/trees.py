"""Servers for the tests, unpacked from Debian packages into a folder of their own: nothing of the system is touched.

    python3 tests/peers/trees.py        fetch what is not there yet; `.ci/setup test` does it

Asterisk is in none of Debian 12's suites, and installing Kamailio would start a server on the developer's machine.
So apt fetches both into a private root (empty dpkg status, signatures checked by apt as ever), from the mirror that
this machine's own sources name; the packages are unpacked, and a program of a tree is run by the tree's own loader
(ld.so) with the tree's own libraries. No root, no chroot, no service. About 20 s and 100 MB the first time.

Standard library only: this runs before there is an environment.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

LAYOUT = "1"
"""Counted up when a tree that somebody has is no longer what is wanted."""
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_SECONDS = 90
"""For one run of apt."""
_SULK = 600
"""Seconds after a failure in which it is not tried again: `.ci/run` sets up four times."""


class Unavailable(Exception):  # noqa: N818 - no error: the tests that want it are skipped
    """This peer cannot be had here; the text says why."""


@dataclass(frozen=True)
class Recipe:
    """``suite`` "" is the system's own."""

    name: str
    packages: tuple[str, ...]
    suite: str = ""


RECIPES = {
    "asterisk": Recipe("asterisk", ("asterisk",), "bullseye"),
    "kamailio": Recipe("kamailio", ("kamailio", "kamailio-tls-modules")),
}


@dataclass(frozen=True)
class Tree:
    """Where a recipe's packages are unpacked."""

    root: Path

    def command(self, program: str) -> tuple[str, ...]:
        """How a program of the tree is run: ``command("usr/sbin/asterisk")``."""
        loaders = sorted(self.root.glob("lib/*-linux-gnu*/ld-*.so*"))
        if not loaders:
            raise Unavailable(f"{self.root} holds no loader")
        libraries = [*self.root.glob("lib/*-linux-gnu*"), *self.root.glob("usr/lib/*-linux-gnu*")]
        libraries += [self.root / "usr/lib", *self.root.glob(f"usr/lib/*-linux-gnu*/{Path(program).name}")]
        path = ":".join(str(folder) for folder in libraries)
        return (str(loaders[0]), "--library-path", path, str(self.root / program))


def found(name: str) -> Tree:
    """The tree if it has been fetched, else Unavailable with what to do."""
    recipe = RECIPES[name]
    root = _cache() / recipe.name
    if _is_complete(root, recipe):
        return Tree(root)
    why = _reason(recipe)
    said = why.read_text().strip() if why.exists() else "it was never fetched"
    raise Unavailable(f"{name}: {said}; `python3 tests/peers/trees.py` fetches it")


def fetch(name: str) -> Tree:
    """The tree, fetched if it is not there yet; Unavailable, and remembered why, if it cannot be."""
    recipe = RECIPES[name]
    root = _cache() / recipe.name
    root.parent.mkdir(parents=True, exist_ok=True)
    with _alone(root.parent / f"{recipe.name}.lock"):
        if not _is_complete(root, recipe):
            try:
                _make(root, recipe)
            except (Unavailable, OSError) as why:
                _reason(recipe).write_text(f"{why}\n")
                raise Unavailable(str(why)) from None
            _reason(recipe).unlink(missing_ok=True)
    return Tree(root)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "warmline-tests"


def _reason(recipe: Recipe) -> Path:
    return _cache() / f"{recipe.name}.why"


def _is_complete(root: Path, recipe: Recipe) -> bool:
    mark = root / "complete"
    return mark.exists() and mark.read_text() == f"{LAYOUT} {recipe}"


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two clones may be set up at the same time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(root: Path, recipe: Recipe) -> None:
    """Fetch and unpack beside ``root``, and move there when all of it is right."""
    for tool in ("apt-get", "apt-config", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise Unavailable(f"this system has no {tool}")
    if not KEYRING.exists():
        raise Unavailable(f"no {KEYRING}, so Debian's signatures cannot be checked")
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=f"{recipe.name}-") as folder:
        packages = _download(Path(folder) / "apt", recipe)
        tree = Path(folder) / "tree"
        tree.mkdir()
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # nearly all of it is xz
            for done in [pool.submit(_run, ["dpkg-deb", "-x", str(each), str(tree)]) for each in packages]:
                done.result()
        (tree / "complete").write_text(f"{LAYOUT} {recipe}")
        shutil.rmtree(root, ignore_errors=True)
        tree.rename(root)


def _download(apt: Path, recipe: Recipe) -> list[Path]:
    """The packages of a recipe with all that they stand on, as if nothing were installed."""
    release = _release()
    mirror = _mirror(release)
    for folder in (
        "etc/apt/apt.conf.d",
        "etc/apt/preferences.d",
        "etc/apt/sources.list.d",
        "var/lib/apt/lists/partial",
        "var/cache/apt/archives/partial",
        "var/lib/dpkg",
    ):
        (apt / folder).mkdir(parents=True)
    (apt / "var/lib/dpkg/status").touch()
    source = f"deb [signed-by={KEYRING}] {mirror} {recipe.suite or release} main\n"
    (apt / "etc/apt/sources.list").write_text(source)
    settings = {
        "Dir": apt,
        "Dir::State::status": apt / "var/lib/dpkg/status",
        "Dir::Etc::netrc": "/etc/apt/auth.conf",
        "Dir::Etc::netrcparts": "/etc/apt/auth.conf.d",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
        "Acquire::Retries": "1",
        "Acquire::http::Timeout": "20",
        "Acquire::https::Timeout": "20",
    }
    lines = [f'{name} "{value}";' for name, value in settings.items()]
    (apt / "apt.conf").write_text("\n".join([*_way_out(), *lines]) + "\n")
    configured = {"APT_CONFIG": str(apt / "apt.conf")}
    _run(["apt-get", "update", "-qq"], configured)
    _run(["apt-get", "install", "--yes", "--download-only", "-qq", *recipe.packages], configured)
    return sorted((apt / "var/cache/apt/archives").glob("*.deb"))


def _release() -> str:
    """The name of this Debian, as its sources spell it."""
    words = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    if words.get("ID", "").strip('"') != "debian":
        raise Unavailable("only Debian's packages are used, and this is another system")
    return words["VERSION_CODENAME"].strip('"')


def _mirror(release: str) -> str:
    """The mirror that this machine's own apt uses for the release itself (not its updates)."""
    listed = _run(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"]
    )
    for line in listed.splitlines():
        suite, component, address = line.split(" ", 2)
        if suite in {release, "stable", "oldstable"} and component == "main":
            return address
    raise Unavailable(f"apt's sources name no mirror of {release}")


def _way_out() -> list[str]:
    """How this machine's apt reaches the network (proxies and the like), to be used here too."""
    dumped = _run(["apt-config", "dump"]).splitlines()
    return [line for line in dumped if line.startswith(("Acquire::http::", "Acquire::https::"))]


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "LC_ALL": "C", **(environment or {})},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{' '.join(command[:2])} took more than {_SECONDS} s") from None
    if done.returncode:
        words = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise Unavailable(f"{' '.join(command[:2])}: {words[0] if words else done.returncode}")
    return done.stdout


def main() -> int:
    """Fetch all; what cannot be had is told, and is no failure."""
    for name, recipe in RECIPES.items():
        why_not = _reason(recipe)
        try:
            if why_not.exists() and time.time() - why_not.stat().st_mtime < _SULK:
                raise Unavailable(why_not.read_text().strip())
            fetch(name)
        except Unavailable as why:
            print(f"setup: no {name}, so the tests through it are skipped: {why}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
