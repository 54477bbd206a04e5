"""The telephone under test of the contract: the one in memory, and the real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.agents import StartAgent, sip_agents
from tests.telephony.stages import RealStage, ScriptedStage, Stage

__all__ = ["sip_agents"]


@pytest.fixture(params=["scripted", pytest.param("real", marks=pytest.mark.sip)])
def stage(request: pytest.FixtureRequest, warmline_home: Path) -> Iterator[Stage]:
    if request.param == "scripted":
        yield ScriptedStage()
        return
    start: StartAgent = request.getfixturevalue("sip_agents")
    qtbot: QtBot = request.getfixturevalue("qtbot")
    real = RealStage(warmline_home, qtbot, start)
    try:
        yield real
    finally:
        real.close()
