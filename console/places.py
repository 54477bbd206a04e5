"""Where a profile's files are: settings, data, logs, and the short private folder of its sockets and locks.

    default           the settings are config.toml in the platform's config folder
    --profile anna    … profiles/anna.toml
    --config FILE     any file; the profile is then named after a hash of its path, so that two never collide

``WARMLINE_HOME`` puts everything under one folder instead (tests, a trial from a USB stick).
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from console.errors import PlacesError
from telephony.errors import EngineError
from telephony.platform_specific import LONGEST_SOCKET_PATH, runtime_folder

DEFAULT = "default"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_CTL = "ctl.sock"
_LONGEST_FILE = len("/engine.sock.lock")


# No Struct: `warmline ctl` needs this, and starts without msgspec.
@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All paths of one profile. Nothing is made before :meth:`prepare`."""

    profile: str
    config: Path
    data: Path
    logs: Path
    runtime: Path
    """Short, ours alone (0700); lost at a restart of the machine."""
    arguments: tuple[str, ...] = ()
    """What to give ``warmline console`` to get this profile again."""

    @property
    def store_url(self) -> str:
        """The store of one desk, used if the settings name none."""
        return f"sqlite:///{self.data / 'warmline.db'}"

    @property
    def journal(self) -> Path:
        """The engine's unacknowledged events."""
        return self.data / "journal.db"

    @property
    def recordings(self) -> Path:
        """Where the engine records, until what is finished is in the archive."""
        return self.data / "recordings"

    @property
    def archive(self) -> Path:
        """The archive of recordings of one desk, used if the settings name none."""
        return self.data / "archive"

    @property
    def archiving(self) -> Path:
        """What is on its way into the archive."""
        return self.data / "archiving"

    @property
    def rehearsals(self) -> Path:
        """The archive of rehearsals' sound, used if the settings name none."""
        return self.data / "rehearsals"

    @property
    def rehearsing(self) -> Path:
        """What is on its way into that."""
        return self.data / "rehearsing"

    @property
    def engine_socket(self) -> Path:
        """Where the engine listens for its console."""
        return self.runtime / "engine.sock"

    @property
    def engine_lock(self) -> Path:
        """Held by the engine while it lives."""
        return self.runtime / "engine.lock"

    @property
    def ctl_socket(self) -> Path:
        """Where the console listens for ``warmline ctl``."""
        return self.runtime / _CTL

    @property
    def console_lock(self) -> Path:
        """Held by the console while it lives."""
        return self.runtime / "console.lock"

    def prepare(self) -> "Places":
        """Make the folders, for this user's eyes only. PlacesError says which one cannot be, and why."""
        for folder in (self.data, self.logs):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise PlacesError("no_folder", f"{folder} cannot be made: {error.strerror}.") from error
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise PlacesError(
                    "no_folder", f"{folder} cannot be written to. Make it yours, or set WARMLINE_HOME."
                )
        _make_private(self.runtime)
        return self


def of(profile: str = "", config: Path | None = None) -> Places:
    """The places of a profile by name, or of a settings file; neither is the default one.

    A file that *is* a profile's own is that profile. PlacesError if both are given or the name is none.
    """
    name, file = _who(profile, config)
    data, logs = (folder / name for folder in _user_folders())
    if file is not None:
        arguments: tuple[str, ...] = ("--config", str(file))
    else:
        arguments = () if name == DEFAULT else ("--profile", name)
    settings = file or _config_of(name)
    return Places(
        profile=name, config=settings, data=data, logs=logs, runtime=_runtime(name), arguments=arguments
    )


def ctl_socket(profile: str = "", config: Path | None = None) -> Path:
    """Where the console of that profile listens; quicker than :func:`of`."""
    return _runtime(_who(profile, config)[0]) / _CTL


def _who(profile: str, config: Path | None) -> tuple[str, Path | None]:
    """The profile's name, and its settings file if it is none of the named ones."""
    if config is None:
        name = profile or DEFAULT
        if not _NAME.fullmatch(name):
            raise PlacesError(
                "bad_profile",
                f"{name!r} is no name of a profile: letters, digits, - and _, at most 32, the first no sign.",
            )
        return name, None
    if profile:
        raise PlacesError("bad_profile", "Give either --profile or --config, not both.")
    file = Path(config).expanduser().resolve()
    for name in (DEFAULT, file.stem):
        if _NAME.fullmatch(name) and file == _config_of(name).resolve():
            return name, None
    return f"file-{hashlib.sha256(os.fsencode(file)).hexdigest()[:12]}", file


def _home() -> Path | None:
    """The folder that stands in for all of the platform's."""
    text = os.environ.get("WARMLINE_HOME", "")
    return Path(text).expanduser().absolute() if text else None


def _config_of(name: str) -> Path:
    home = _home()
    if home is None:
        import platformdirs  # noqa: PLC0415 - 25 ms, and `warmline ctl` seldom needs it

        base = platformdirs.user_config_path("warmline", appauthor=False, roaming=True)
    else:
        base = home / "config"
    return base / "config.toml" if name == DEFAULT else base / "profiles" / f"{name}.toml"


def _user_folders() -> tuple[Path, Path]:
    """Bases of data and logs."""
    home = _home()
    if home is not None:
        return home / "data", home / "logs"
    import platformdirs  # noqa: PLC0415 - see _config_of

    data = platformdirs.user_data_path("warmline", appauthor=False)
    return data, platformdirs.user_log_path("warmline", appauthor=False)


def _runtime(name: str) -> Path:
    """The platform's runtime folder, or one under WARMLINE_HOME if a socket's path is not too long there."""
    home = _home()
    if home is not None:
        if _fits(home / "run" / name):
            return home / "run" / name
        # Two homes must not meet in the shared runtime folder.
        name = hashlib.sha256(os.fsencode(home / name)).hexdigest()[:12]
    try:
        base = runtime_folder()
    except EngineError as error:
        raise PlacesError(error.code, error.message) from error
    if not _fits(base / name):
        name = hashlib.sha256(name.encode()).hexdigest()[:12]
    return base / name


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) + _LONGEST_FILE <= LONGEST_SOCKET_PATH


def _make_private(folder: Path) -> None:
    """Make it, and make sure that nobody else has: whoever can write there can take our sockets' place."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise PlacesError("no_runtime_folder", f"{folder} cannot be made: {error.strerror}.") from error
    if os.name != "posix":
        return
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PlacesError(
            "no_runtime_folder",
            f"{folder} is not a folder that belongs to you alone (mode 0700). Remove it, then start again.",
        )
