"""Asterisk as the PBX of a test: extensions, a queue, music on hold, feature codes (config in asterisk_etc/).

maya = sip_agents("2041", account=asterisk.account("2041"))
asterisk.cli("queue show support")
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.agents import make_tone
from tests.peers import trees
from tests.peers.ground import PeerProcess, own_address
from tests.peers.people import ANNOUNCEMENT_HZ, MUSIC_HZ, PASSWORD, PEOPLE

NUMBERS = {"7001": "+14155550132", "7002": "+442079460420"}
"""What the customers are known by to those they call."""
_MORE = {
    "2041-info": {"dtmf_mode": "info"},
    "2041-sdes": {"media_encryption": "sdes"},
}
"""2041 again, set up otherwise; each registers under this name."""
_EMPTY = ("acl", "ccss", "cdr", "cel", "features", "indications", "pjproject", "udptl")
"""Asterisk calls it an error if one of these is missing."""
_ETC = Path(__file__).parent / "asterisk_etc"


class Asterisk:
    """One PBX, at an address of its own."""

    def __init__(self) -> None:
        self.host, self.port = own_address()
        self.run = Path(tempfile.mkdtemp(prefix="wl-pbx-"))  # short: a socket's path is in it
        for folder in ("etc", "lib", "spool", "log", "music", "sounds"):
            (self.run / folder).mkdir()
        own = shutil.which("asterisk")
        if own:
            self._command: tuple[str, ...] = (own,)
            modules = next(Path("/usr").glob("lib*/**/asterisk/modules"), Path("/usr/lib/asterisk/modules"))
            data = Path("/usr/share/asterisk")
        else:
            tree = trees.found("asterisk")
            self._command = tree.command("usr/sbin/asterisk")
            modules, data = tree.root / "usr/lib/asterisk/modules", tree.root / "usr/share/asterisk"
        self._write_etc({"RUN": self.run, "MODULES": modules, "DATA": data})
        self._write_sounds()
        self.peer = PeerProcess(
            "asterisk", [*self._command, "-f", "-vvv", *self._config], self.run / "out.txt"
        )
        self.peer.until(self._is_up, "it has booted")

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def log(self) -> str:
        path = self.run / "log" / "full"
        text = path.read_text(errors="replace") if path.exists() else ""
        return text.partition("Asterisk Ready.")[2] or text

    def account(self, extension: str, **more: Any) -> dict[str, Any]:
        """An account at this PBX (see :class:`telephony.commands.Account`)."""
        user = extension.partition("-")[0]
        return {
            "uri": f"sip:{extension}@{self.address}",
            "registrar": f"sip:{self.address}",
            "username": extension,
            "password": PASSWORD,
            "display_name": PEOPLE[user],
            "transport": "udp",
            **more,
        }

    def uri(self, user: str) -> str:
        return f"sip:{user}@{self.address}"

    def cli(self, command: str) -> str:
        """What Asterisk's console says to a command."""
        done = subprocess.run(
            [*self._command, *self._config, "-rx", command],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout

    def until(self, command: str, *words: str) -> str:
        """Ask until all the words are in the answer."""

        def said() -> str:
            answer = self.cli(command)
            return answer if all(word in answer for word in words) else ""

        return str(self.peer.until(said, f"{command}: {words}"))

    def registered(self, *extensions: str) -> None:
        """Wait until all of them are there."""
        self.until("pjsip show contacts", *(f"{extension}/sip:" for extension in extensions))

    def connected(self, calls: int = 1) -> None:
        """Wait until so many bridges have two channels each.

        A hold that comes before that, in the first two or three milliseconds of a call, Asterisk 16 confirms and
        forgets: nobody hears music (measured: 3 of 30 calls, none of 30 when waiting). After a hand-over that comes
        before the target's second channel is there, one of them hears nothing. People are slower than that.
        """
        self.peer.until(
            lambda: len(re.findall(r"\s2 +basic\s", self.cli("bridge show all"))) >= calls,
            f"{calls} calls are connected",
        )

    def close(self) -> None:
        self.peer.end()
        shutil.rmtree(self.run, ignore_errors=True)

    @property
    def _config(self) -> tuple[str, ...]:
        return ("-C", str(self.run / "etc" / "asterisk.conf"))

    def _is_up(self) -> bool:
        return "fully booted" in self.cli("core waitfullybooted")

    def _write_etc(self, places: dict[str, Path]) -> None:
        words = {**places, "HOST": self.host, "PORT": self.port, "PASSWORD": PASSWORD}
        for name in _EMPTY:
            (self.run / "etc" / f"{name}.conf").touch()
        for template in _ETC.iterdir():
            text = template.read_text()
            if template.name == "pjsip.conf":
                text += "".join(self._endpoint(user, {}) for user in PEOPLE)
                text += "".join(self._endpoint(user, more) for user, more in _MORE.items())
            for word, value in words.items():
                text = text.replace(f"@{word}@", str(value))
            (self.run / "etc" / template.name).write_text(text)

    @staticmethod
    def _endpoint(name: str, more: dict[str, str]) -> str:
        user = name.partition("-")[0]
        caller = f'"{PEOPLE[user]}" <{NUMBERS.get(user, user)}>'
        options = {"auth": name, "aors": name, "callerid": caller, **more}
        lines = "\n".join(f"{key}={value}" for key, value in options.items())
        return f"\n[{name}](phone)\n{lines}\n[{name}](login)\nusername={name}\n[{name}](place)\n"

    def _write_sounds(self) -> None:
        """Sines: what plays can then be told by its pitch."""
        make_tone(self.run / "music" / "music.wav16", MUSIC_HZ, 10.0)
        make_tone(self.run / "sounds" / "announcement.wav16", ANNOUNCEMENT_HZ, 2.0)
