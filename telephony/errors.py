"""Errors of the telephone side. A failing environment and a bug of ours are different types.

    TelephonyError            what a person can be told, with a code for programs
    ├── EngineError           the engine process: not there, of another version, cannot listen
    ├── AddressError          what was dialled is no address
    └── ContextError          a hand-over context that is not to be believed

Anything else that is raised is a bug and is meant to be loud.
"""


class TelephonyError(Exception):
    """``code`` is a word for programs, the message a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class EngineError(TelephonyError):
    """The engine cannot be started, reached or spoken with."""


class AddressError(TelephonyError):
    """A target that must not be dialled; the message says what is wrong with it."""


class ContextError(TelephonyError):
    """``code`` is ``missing``, ``malformed``, ``forged``, ``old``, ``early``, ``replayed`` or ``not_for_us``.

    ``key`` is a floor key that somebody typed wrong.
    """
