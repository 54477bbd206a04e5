"""Values are msgspec's frozen Structs: a dataclass takes twenty times as long to be made, and there are hundreds.

class Hop(msgspec.Struct, frozen=True, kw_only=True): ...
replace(hop, person="maya")   the same with another person; TypeError for a field that there is none of
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # To a type checker a Struct is a dataclass (PEP 681), and only of this function it knows the fields.
    from dataclasses import replace  # noqa: TID251
else:
    from msgspec.structs import replace

__all__ = ["replace"]
