"""Kamailio as registrar and proxy of a test: digest, UDP, TCP and TLS (config in kamailio.cfg)."""

import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from tests.certificates import DAY, Authority
from tests.peers import trees
from tests.peers.ground import PeerProcess, own_address
from tests.peers.people import PASSWORD, PEOPLE

_CONFIG = Path(__file__).parent / "kamailio.cfg"


class Kamailio:
    """One proxy, at an address of its own; ``ca_file`` vouches for the certificate that it shows to TLS.

    ``algorithm`` is the digest's. ``name``: the certificate is for this host and not for ours. ``expired``: it was.
    """

    def __init__(self, *, algorithm: str = "MD5", name: str = "", expired: bool = False) -> None:
        self.run = Path(tempfile.mkdtemp(prefix="wl-sip-"))
        self.host, self.port = own_address()
        self.tls_port = self._second_port()
        own = shutil.which("kamailio")
        if own:
            command: tuple[str, ...] = (own,)
            modules = next(Path("/usr/lib").glob("*/kamailio/modules"), Path("/usr/lib/kamailio/modules"))
        else:
            tree = trees.found("kamailio")
            command = tree.command("usr/sbin/kamailio")
            modules = next(tree.root.glob("usr/lib/*/kamailio/modules"))
        authority = Authority(self.run)
        authority.serve(name or self.host, ends=-DAY / 2 if expired else DAY)
        self.ca_file = authority.file
        (certificate,) = self.run.glob("server-*.pem")
        (self.run / "tls.cfg").write_text(
            f"[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n"
            f"private_key = {certificate}\ncertificate = {certificate}\n"
        )
        words = {
            "HOST": self.host,
            "PORT": self.port,
            "TLS_PORT": self.tls_port,
            "RUN": self.run,
            "MODULES": modules,
            "ALGORITHM": algorithm,
            "PASSWORDS": "\n".join(f'    $sht(password=>{user}) = "{PASSWORD}";' for user in PEOPLE),
        }
        text = _CONFIG.read_text()
        for word, value in words.items():
            text = text.replace(f"@{word}@", str(value))
        config = self.run / "kamailio.cfg"
        config.write_text(text)
        options = ["-DD", "-E", "-f", str(config), "-m", "64", "-M", "8", "-Y", str(self.run)]
        self.peer = PeerProcess("kamailio", [*command, *options], self.run / "out.txt")
        self.peer.until(self._listens, "it listens")

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def log(self) -> str:
        return self.peer.said()

    def account(self, extension: str, **more: Any) -> dict[str, Any]:
        """An account at this proxy (see :class:`telephony.commands.Account`)."""
        over = more.get("transport", "udp")
        address = f"sip:{self.host}:{self.tls_port if over == 'tls' else self.port}"
        return {
            "uri": f"sip:{extension}@{self.address}",
            "registrar": address,
            "proxy": address,
            "username": extension,
            "password": PASSWORD,
            "display_name": PEOPLE[extension],
            "transport": "udp",
            **more,
        }

    def uri(self, user: str) -> str:
        return f"sip:{user}@{self.address}"

    def close(self) -> None:
        self.peer.end()
        shutil.rmtree(self.run, ignore_errors=True)

    def _second_port(self) -> int:
        with socket.socket() as probe:
            probe.bind((self.host, 0))
            return int(probe.getsockname()[1])

    def _listens(self) -> bool:
        for port in (self.port, self.tls_port):
            with socket.socket() as probe:
                if probe.connect_ex((self.host, port)) != 0:
                    return False
        return True
