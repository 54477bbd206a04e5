"""All transfers under way; each is a :class:`~telephony.engine.transfer_driver.TransferDriver`."""

from telephony.call import CallId
from telephony.engine.line import Line
from telephony.events import CallEnded, Transfer


class Transfers:
    """Passes on to each transfer what happens to its legs."""

    def snapshot(self) -> tuple[Transfer, ...]:
        """For a console that attaches."""
        return ()

    def line_rings(self, line: Line) -> None:
        pass

    def line_up(self, line: Line) -> None:
        pass

    def line_ended(self, line: Line, end: CallEnded) -> None:
        pass

    def line_moved(self, old: CallId, new: CallId) -> None:
        pass

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        pass
