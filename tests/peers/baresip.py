"""baresip, an independent SIP stack, as somebody's telephone: keys on its standard input."""

import shutil
from pathlib import Path

from tests.agents import make_tone
from tests.namespaces import PBX, Namespace
from tests.peers.ground import PeerProcess, tones_at_the_end
from tests.peers.trees import Unavailable

_CONFIG = """poll_method epoll
sip_listen {host}:5064
call_local_timeout 120
call_max_calls 4
snd_path {folder}
audio_source aufile,{says}
audio_alert aufile,{folder}/alert.wav
audio_channels 1
ausrc_srate 16000
auplay_srate 16000
rtp_ports 32000-32100
module_path {modules}
module stdio.so
module g722.so
module g711.so
module aufile.so
module srtp.so
module sndfile.so
module_app account.so
module_app menu.so
"""
_FORMATS = {"G722": "G722/16000/1", "PCMA": "PCMA/8000/1", "PCMU": "PCMU/8000/1"}


class Baresip:
    """A telephone in a namespace of its own. ``codecs`` in the order of preference, by their names in SDP.

    What it hears while it is held is not on record.
    """

    def __init__(
        self,
        place: Namespace,
        folder: Path,
        *,
        voice: float,
        codecs: tuple[str, ...] = ("G722", "PCMA"),
        info: bool = False,
        encryption: str = "",
    ) -> None:
        if shutil.which("baresip") is None:
            raise Unavailable("baresip is not installed (Debian: baresip-core)")
        modules = next(Path("/usr/lib").glob("**/baresip/modules"), None)
        if modules is None:
            raise Unavailable("baresip has no modules here")
        folder.mkdir()
        self.uri = f"sip:bert@{PBX}:5064"
        self._folder = folder
        says = make_tone(folder / "says.wav", voice, 60.0)
        (folder / "config").write_text(_CONFIG.format(host=PBX, says=says, folder=folder, modules=modules))
        account = f"<sip:bert@{PBX}>;regint=0;answermode=auto;audio_codecs="
        account += ",".join(_FORMATS[codec] for codec in codecs)
        account += ";dtmfmode=info" if info else ""
        account += f";mediaenc={encryption}" if encryption else ""
        (folder / "accounts").write_text(account + "\n")
        (folder / "contacts").touch()
        command = ["ip", "netns", "exec", place.name, "baresip", "-f", str(folder), "-v"]
        self.peer = PeerProcess("baresip", command, folder / "out.txt", environment={"HOME": str(folder)})
        self.peer.until(lambda: "baresip is ready" in self.peer.said(), "it is ready")

    @property
    def log(self) -> str:
        return self.peer.said()

    def press(self, keys: str) -> None:
        """Keys, as on a terminal."""
        assert self.peer.process.stdin is not None
        self.peer.process.stdin.write(keys.encode())
        self.peer.process.stdin.flush()

    def dial(self, uri: str) -> None:
        self.press(f"/dial {uri}\n")

    def digits(self, digits: str) -> None:
        self.press(digits)

    def hold(self) -> None:
        self.press("x")

    def resume(self) -> None:
        self.press("X")

    def hang_up(self) -> None:
        self.press("b")

    def got_digits(self, digits: str) -> None:
        """Wait until each of them was received."""
        wanted = {f"received event: '{digit}'" for digit in digits}
        self.peer.until(lambda: all(words in self.log for words in wanted), f"digits {digits}")

    def hears_only(self, expected: set[float], candidates: tuple[float, ...]) -> None:
        """Wait until exactly these tones come in."""

        def heard() -> bool:
            files = sorted(self._folder.glob("dump-*-dec.wav"))
            return bool(files) and tones_at_the_end(files[-1], candidates) == expected

        self.peer.until(heard, f"hears {expected}")

    def close(self) -> None:
        self.peer.end()
