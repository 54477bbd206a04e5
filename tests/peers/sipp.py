"""sipp, which plays a scenario of ours word by word: what a telephone may say and ours must understand."""

import shutil
from pathlib import Path

from tests.peers.ground import PeerProcess, own_address
from tests.peers.trees import Unavailable

_SCENARIOS = Path(__file__).parent / "scenarios"


class Sipp:
    """One run of a scenario, at a loopback address of its own; ``target`` is ``host:port`` for a caller."""

    def __init__(
        self,
        scenario: str,
        folder: Path,
        *,
        target: str = "",
        service: str = "",
        calls: int = 1,
        talk_ms: int = 300,
    ) -> None:
        if shutil.which("sipp") is None:
            raise Unavailable("sipp is not installed (Debian: sip-tester)")
        self.host, self.port = own_address()
        self.uri = f"sip:callee@{self.host}:{self.port}"
        self._folder = folder / f"sipp-{scenario}"
        self._folder.mkdir()
        options = ["-sf", str(_SCENARIOS / f"{scenario}.xml"), "-i", self.host, "-mi", self.host]
        options += ["-p", str(self.port), "-m", str(calls), "-l", "1", "-r", "10", "-d", str(talk_ms)]
        options += ["-timeout", "60", "-timeout_error", "-trace_err", "-nostdin"]
        options += ["-s", service, target] if target else []
        self.peer = PeerProcess(
            "sipp", ["sipp", *options], self._folder / "out.txt", environment={"TERM": "dumb"}
        )

    @property
    def log(self) -> str:
        """What went wrong, in sipp's own words."""
        return "\n".join(
            each.read_text(errors="replace")[-3000:] for each in self._folder.glob("*errors.log")
        )

    def done(self) -> None:
        """Wait until every call has gone as written."""
        code = self.peer.process.wait(60)
        assert code == 0, f"sipp ended with {code}\n{self.log}"

    def close(self) -> None:
        self.peer.end()
