"""The section of the settings about media keys; the window's own keys are in ``[ui] keys``."""

from typing import Annotated

import msgspec
from msgspec import Meta


class HotKeys(msgspec.Struct, frozen=True, kw_only=True):
    """What play, pause and stop of a keyboard or a headset do during a call (see console/hotkeys/media.py)."""

    media: Annotated[
        bool, Meta(description="true, or false: media keys are left to music players in a call too")
    ] = True
    media_stop: Annotated[
        bool, Meta(description="true: the stop key hangs up or declines; false: it does nothing")
    ] = False
    media_names: Annotated[
        bool, Meta(description="true: the desktop shows who calls, also while it is locked; false: “Call”")
    ] = False
