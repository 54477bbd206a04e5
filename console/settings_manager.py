"""The section of the settings about the PBX's manager login, which only `warmline clock` uses."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Manager(msgspec.Struct, frozen=True, kw_only=True):
    """Asterisk's manager interface (AMI): it tells who waits in a queue. Without ``host`` it is not asked."""

    host: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?)?$",
            description='the PBX, such as "pbx.example"',
        ),
    ] = ""
    port: Annotated[int, Meta(ge=1, le=65535, description="a port from 1 to 65535")] = 5038
    user: Annotated[str, Meta(max_length=80, description="a text: the login of manager.conf")] = ""
    tls: Annotated[bool, Meta(description="true or false")] = False
    ca_file: Annotated[
        str, Meta(description="the path of a PEM file with the authorities that TLS trusts")
    ] = ""
    queues: Annotated[
        tuple[str, ...], Meta(description='a list of queues, such as ["support"]; an empty one means all')
    ] = ()

    @property
    def entry(self) -> str:
        """The name under which the keyring keeps its secret."""
        return f"manager:{self.user}@{self.host}"
