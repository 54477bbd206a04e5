"""linphonec, an independent SIP stack, as somebody's telephone: driven by what is typed, read by what it prints."""

import shutil
from pathlib import Path

from tests.agents import make_tone
from tests.namespaces import PBX, Namespace
from tests.peers.ground import PeerProcess, tones_at_the_end
from tests.peers.trees import Unavailable

_RC = """[sip]
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
bind_address={host}
use_ipv6=0
contact="{name}" <sip:{user}@{host}>
guess_hostname=0
media_encryption={encryption}
use_info={info}
inc_timeout=60
[net]
firewall_policy=0
[rtp]
audio_rtp_port=31000-31100
[sound]
echocancellation=0
{codecs}"""
_CODECS = ("PCMU/8000", "PCMA/8000", "G722/8000", "opus/48000", "speex/16000", "speex/8000", "GSM/8000")


class Linphone:
    """A telephone in a namespace of its own (there every port is free). ``codecs`` in the order of preference.

    What it hears is on record only from a call's second media session on; a call of ours that has two codecs to
    choose from gets one at once, since pjsip then settles on the first by an UPDATE.
    """

    def __init__(
        self,
        place: Namespace,
        folder: Path,
        *,
        voice: float,
        codecs: tuple[str, ...] = ("PCMU/8000", "PCMA/8000"),
        encryption: str = "none",
        info: bool = False,
        answers: bool = True,
        user: str = "lena",
    ) -> None:
        if shutil.which("linphonec") is None:
            raise Unavailable("linphonec is not installed (Debian: linphone-cli)")
        for each in (
            ".local/share/linphone",
            ".config/linphone",
        ):  # it does not make them, and then waits for ever
            (folder / each).mkdir(parents=True)
        self.uri = f"sip:{user}@{PBX}:5062"
        self.heard = folder / "heard.wav"
        said = make_tone(folder / "says.wav", voice, 20.0)
        order = (*codecs, *(c for c in _CODECS if c not in codecs))
        lines = ""
        for number, codec in enumerate(order):
            mime, rate = codec.split("/")
            lines += f"[audio_codec_{number}]\nmime={mime}\nrate={rate}\nchannels=1\nenabled={int(codec in codecs)}\n"
        rc = folder / "linphonerc"
        rc.write_text(
            _RC.format(
                port=5062,
                host=PBX,
                user=user,
                name="Lena Stack",
                encryption=encryption,
                info=int(info),
                codecs=lines,
            )
        )
        command = ["ip", "netns", "exec", place.name, "linphonec", "-c", str(rc), "-S", "-d", "0"]
        self.peer = PeerProcess(
            "linphonec",
            [*command, "-a"] if answers else command,
            folder / "out.txt",
            environment={"HOME": str(folder), "TERM": "dumb"},
            folder=folder,
        )
        self.peer.until(lambda: "linphonec>" in self.peer.said(), "it is ready")
        self.type("soundcard use files")
        self.type(f"record {self.heard}")
        self.type(f"play {said}")
        self.until("play ")

    @property
    def log(self) -> str:
        return self.peer.said()

    def type(self, line: str) -> None:
        self.peer.type(line)

    def dial(self, uri: str) -> None:
        self.type(f"call {uri}")

    def digits(self, digits: str) -> None:
        for digit in digits:
            self.type(digit)

    def hold(self) -> None:
        paused = self.log.count("is now paused")
        self.type("pause")
        self.until("is now paused", paused + 1)

    def resume(self) -> None:
        self.type("resume")

    def hang_up(self) -> None:
        self.type("terminate")

    def got_digits(self, digits: str) -> None:
        """Wait until each of them was received."""
        for digit in digits:
            self.until(f"Receiving tone {digit} from")

    def until(self, words: str, count: int = 1) -> None:
        """Wait until it has printed this so many times."""
        self.peer.until(lambda: self.peer.said().count(words) >= count, words)

    def hears_only(self, expected: set[float], candidates: tuple[float, ...]) -> None:
        """Wait until exactly these tones come in."""

        def heard() -> bool:
            return self.heard.exists() and tones_at_the_end(self.heard, candidates) == expected

        self.peer.until(heard, f"hears {expected}")

    def close(self) -> None:
        self.peer.end()
