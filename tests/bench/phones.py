"""Softphones to be called: Warmline's engine and three others, each set to answer at once, PCMU only.

All are on this machine and in direct mode: no registrar, no sound card. Twinkle (and linphonec, if it finds it)
speak to the bench's own PulseAudio; baresip reads from one file and writes into another; Warmline's engine uses the
sound server too.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import wave
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from telephony import wire
from telephony.commands import PROTOCOL, Account, Acknowledge, Answer, Attach, Sound
from telephony.events import CallRang, RegistrationChanged, Snapshot
from telephony.launch import ENGINE, Launch, environment
from tests.bench.setup import wait_until
from tests.engines import Client, new_id


class Phone(ABC):
    """One softphone in a process of its own, listening on UDP at 127.0.0.1."""

    name: str
    program: str
    package: str

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self.pid = 0
        self._variables = dict(variables)
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def missing(cls) -> str:
        """Why it cannot be had here; "" if it can."""
        found = shutil.which(cls.program)
        return "" if found else f"{cls.program} is not installed (Debian package {cls.package})"

    @abstractmethod
    def command(self) -> list[str]:
        """Write its settings, and say how it is started."""

    def start(self) -> None:
        """Until its port is taken. TimeoutError if it does not come up."""
        with (self.folder / "out.txt").open("wb") as out:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env={**os.environ, **self._variables, "HOME": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
            )
        self.pid = self._process.pid
        wait_until(lambda: _is_bound(self.port), f"{self.name} at its port")
        time.sleep(1.0)  # what else it does at its start is not to be measured

    def close(self) -> None:
        """Twinkle takes no notice of SIGTERM."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()


class Warmline(Phone):
    """The engine alone, and a console reduced to one thread that answers whatever rings."""

    name = "Warmline's engine"

    @classmethod
    def missing(cls) -> str:
        return ""

    def command(self) -> list[str]:
        self._launch = Launch(
            socket=self.folder / "e.sock",
            lock=self.folder / "e.lock",
            journal=self.folder / "journal.db",
            log=self.folder / "engine.log",
        )
        self._variables |= environment()
        return [*ENGINE, *self._launch.arguments()]

    def start(self) -> None:
        with (self.folder / "out.txt").open("wb") as out:
            self._process = subprocess.Popen(
                self.command(), env={**os.environ, **self._variables}, stdout=out
            )
        self.pid = self._process.pid
        self._client = Client(self._launch.socket)
        account = Account(uri="sip:bench@127.0.0.1", bind="127.0.0.1", transport="udp")
        sound = Sound() if "PULSE_SERVER" in self._variables else None
        self._client.send(Attach(id=new_id(), protocol=PROTOCOL, account=account, sound=sound))
        uri = self._client.wait(Snapshot).registration.uri
        while uri.count(":") < 2:
            uri = self._client.event(RegistrationChanged).event.uri
        self.port = int(uri.rpartition(":")[2])
        self._over = False
        self._answering = threading.Thread(target=self._answer)
        self._answering.start()
        time.sleep(1.0)

    def _answer(self) -> None:
        while not self._over:
            try:
                told = self._client.wait(wire.Told)
            except (TimeoutError, AssertionError):
                continue
            if isinstance(told.envelope.event, CallRang):
                self._client.send(Answer(id=new_id(), call=told.envelope.event.call))
            self._client.send(Acknowledge(id=new_id(), seq=told.envelope.seq))

    def close(self) -> None:
        self._over = True
        super().close()
        self._answering.join(12)
        self._client.close()


class Baresip(Phone):
    """Wants an interface that is not loopback, for its SDP; its packets stay on this machine all the same."""

    name, program, package = "baresip", "baresip", "baresip-core"

    @classmethod
    def missing(cls) -> str:
        others = [at.name for at in Path("/sys/class/net").iterdir() if at.name != "lo" and _is_up(at)]
        return super().missing() or (
            "" if others else "baresip wants a network interface that is not loopback"
        )

    def command(self) -> list[str]:
        modules = ("g711.so", "aufile.so")
        with wave.open(str(self.folder / "says.wav"), "wb") as says:
            says.setparams((1, 2, 8000, 0, "NONE", ""))
            says.writeframes(bytes(range(256)) * 16 * 8 * 60)  # noise, about a minute
        (self.folder / "config").write_text(
            f"sip_listen 127.0.0.1:{self.port}\naudio_source aufile,{self.folder}/says.wav\n"
            f"audio_player aufile,{self.folder}/heard.wav\naudio_alert aufile,{self.folder}/alert.wav\n"
            f"module_path {_baresip_modules()}\n"
            + "".join(f"module {name}\n" for name in modules)
            + "module_tmp account.so\nmodule_app menu.so\n"
        )
        (self.folder / "accounts").write_text(
            "<sip:bench@127.0.0.1>;regint=0;answermode=auto;audio_codecs=PCMU/8000/1\n"
        )
        return ["baresip", "-f", str(self.folder)]


class Linphone(Phone):
    """Answers by -a, and needs no sound card."""

    name, program, package = "linphonec", "linphonec", "linphone-cli"

    def command(self) -> list[str]:
        for name in (".local/share/linphone", ".config/linphone"):  # it does not make them, and then waits
            (self.folder / name).mkdir(parents=True)
        config = self.folder / "linphonerc"
        config.write_text(
            f"[sip]\nsip_port={self.port}\nsip_tcp_port=0\nsip_tls_port=0\nbind_address=127.0.0.1\nuse_ipv6=0\n"
            "[video]\nenabled=0\ncapture=0\ndisplay=0\n"
        )
        return ["linphonec", "-a", "-c", str(config)]


class Twinkle(Phone):
    """Its ALSA null device burns a core, so it is given the sound server."""

    name, program, package = "twinkle", "twinkle-console", "twinkle-console"

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        super().__init__(folder, variables)
        self._has_sound = "PULSE_SERVER" in variables

    def command(self) -> list[str]:
        settings = self.folder / ".twinkle"
        settings.mkdir()
        (self.folder / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        (settings / "bench.cfg").write_text(
            "user_name=bench\nuser_domain=127.0.0.1\nregister_at_startup=no\ncodecs=g711u\nptime=20\n"
            "pres_publish_startup=no\n"
        )
        (settings / "twinkle.sys").write_text(
            f"dev_ringtone=alsa:default\ndev_speaker=alsa:default\ndev_mic=alsa:default\nsip_port={self.port}\n"
            f"rtp_port={free_port() // 2 * 2}\nplay_ringtone=no\nplay_ringback=no\n"
        )
        return ["twinkle-console", "bench.cfg"]

    def start(self) -> None:
        super().start()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(b"auto_answer -a on\n")
        self._process.stdin.flush()
        time.sleep(0.5)


ALL: tuple[type[Phone], ...] = (Warmline, Baresip, Linphone, Twinkle)


def free_port() -> int:
    """A UDP port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_bound(port: int) -> bool:
    """Whether a UDP socket of anybody has that port, by the kernel's own table."""
    wanted = f":{port:04X}"
    return any(
        line.split()[1].endswith(wanted)
        for table in ("udp", "udp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    )


def _is_up(interface: Path) -> bool:
    return (interface / "operstate").read_text().strip() == "up"


def _baresip_modules() -> Path:
    return next(
        (
            p
            for p in (Path("/usr/lib/baresip/modules"), *Path("/usr/lib").glob("*/baresip/modules"))
            if p.is_dir()
        ),
        Path("/usr/lib/baresip/modules"),
    )
