"""Why a command is not carried out."""


class Refusal(Exception):  # noqa: N818 - no error: an answer
    """Told as CommandRefused; ``code`` is a word for programs, ``message`` a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
