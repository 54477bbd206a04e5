"""The section of the settings about reviews of calls."""

from typing import Annotated

import msgspec
from msgspec import Meta

from store.review import Sight


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What trainers look for by themselves, and when a review is due if nobody says so."""

    trainers_see: Annotated[Sight, Meta(description='"all" or "assigned"')] = Sight.ALL
    due_days: Annotated[int, Meta(ge=1, le=90, description="1 to 90 days")] = 7
