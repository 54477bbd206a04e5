from pathlib import Path

import pytest

from telephony.engine.door import take_lock
from telephony.errors import EngineError


def test_an_engine_whose_folder_has_gone_does_not_wait_for_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as told:
        take_lock(tmp_path / "gone" / "engine.lock", tmp_path / "gone" / "engine.sock")
    assert told.value.code == "no_lock"
