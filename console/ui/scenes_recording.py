"""The states of recording on the call's card, and its section of the settings; see scenes.py."""

from collections.abc import Callable
from typing import Any

from console.desk.board import Board, Notice
from console.desk.recorded import ConductHint, HintKind, PausedBy, RecordedCall, RecordingBoard
from console.ui import invented as i
from console.ui.scene import Scene, press
from console.ui.scenes_settings import settings
from store.recording import Consent
from store.values import replace
from telephony.recording import Policy, Trouble


def recorded(policy: Policy = Policy.ALWAYS, hint: HintKind | None = None, **call: Any) -> Board:
    """Anna's call, recorded so."""
    usual: dict[str, Any] = {"call": i.CALL.call, "legs": (i.CALL.call,), "since": i.ago(4.2)}
    made = RecordedCall(**(usual | call))
    hints = (ConductHint(call=i.CALL.call, kind=hint, since=i.ago(0.6)),) if hint is not None else ()
    board = RecordingBoard(
        policy=policy,
        asks_first=policy is Policy.ON_DEMAND,
        sensitive=("step.card", "ticket.notes"),
        field="Card number" if made.paused_by is PausedBy.FIELD else "",
        calls=(made,),
        hints=hints,
    )
    return replace(i.TALKING, recording=board)


def trouble(problem: Trouble) -> Board:
    """It cannot be kept."""
    notice = Notice(id=9, kind="error", code=f"recording_{problem.value}", sticky=True)
    return replace(recorded(trouble=problem, gaps=True), notices=(notice,))


RECORDING_SCENES: dict[str, Callable[[], Scene]] = {
    "recording": lambda: Scene(recorded()),
    "recording_paused": lambda: Scene(recorded(paused_by=PausedBy.HAND, paused_at=i.ago(0.4))),
    "recording_paused_long": lambda: Scene(recorded(paused_by=PausedBy.HAND, paused_at=i.ago(2.1))),
    "recording_paused_by_field": lambda: Scene(recorded(paused_by=PausedBy.FIELD, paused_at=i.ago(0.2))),
    "recording_paused_before": lambda: Scene(recorded(paused_by=PausedBy.BEFORE, paused_at=i.ago(0.7))),
    "recording_disk_full": lambda: Scene(trouble(Trouble.DISK_FULL)),
    "recording_no_notice": lambda: Scene(trouble(Trouble.NO_NOTICE)),
    "recording_gaps": lambda: Scene(recorded(gaps=True)),
    "recording_on_demand": lambda: Scene(recorded(Policy.ON_DEMAND, since=None, legs=())),
    "recording_on_demand_asks": lambda: Scene(
        recorded(Policy.ON_DEMAND, since=None, legs=()), then=press("call.record")
    ),
    "recording_on_demand_runs": lambda: Scene(recorded(Policy.ON_DEMAND, consent=Consent.GIVEN)),
    "recording_objected": lambda: Scene(recorded(since=None, legs=(), consent=Consent.OBJECTED)),
    "recording_hint_silent": lambda: Scene(recorded(hint=HintKind.SILENT)),
    "recording_hint_hold": lambda: Scene(recorded(hint=HintKind.HOLD)),
    "settings_recording": lambda: settings("recording"),
}
