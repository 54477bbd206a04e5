"""Errors of the store. A failing environment and a bug of ours are different types.

StoreError                what a person can be told, with a code for programs
├── StoreUnavailable      cannot be opened, is full, is locked for too long, lost its server
├── SchemaTooNew          written by a newer Warmline: refused, never guessed at
└── Rejected              a change that the rules forbid (see changes.py); nothing of it was stored
"""


class StoreError(Exception):
    """``code`` is a word for programs, the message a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StoreUnavailable(StoreError):  # noqa: N818 - the field's word
    """The data cannot be reached now; the message says what to do."""


class SchemaTooNew(StoreError):  # noqa: N818 - the field's word
    """The data was written by a newer version of Warmline."""


class Rejected(StoreError):  # noqa: N818 - the field's word
    """The change is against the rules; nothing of it was stored."""
