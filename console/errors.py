"""Errors of the console's surroundings. A failing environment and a bug of ours are different types.

    ConsoleError              what a person can be told, with a code for programs
    ├── SettingsError         a TOML file that cannot be read or says something that is not allowed
    ├── PlacesError           a folder that cannot be made, or that is not ours alone
    └── SecretsError          the keyring refuses, or a key is no key

Anything else that is raised is a bug and is meant to be loud.
"""

from pathlib import Path


class ConsoleError(Exception):
    """``code`` is a word for programs, the message a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class SettingsError(ConsoleError):
    """A file of settings, people or customers: ``file`` and ``key`` (``sip.transport``, "" for the whole file)."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        where = f"{file}: {key}" if key else str(file)
        super().__init__("bad_settings", f"{where}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


class PlacesError(ConsoleError):
    """A folder of the profile cannot be used."""


class SecretsError(ConsoleError):
    """A secret cannot be read, kept or understood."""
