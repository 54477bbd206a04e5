"""R60: an archivist that is killed, at whatever point, has lost nothing, and the next one leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.sip
@pytest.mark.skipif(sys.platform != "linux", reason="forks, and counts what Linux is asked for")
@pytest.mark.parametrize("wanted", ["kept", "erased"])
def test_R60_killed_at_any_point_nothing_is_lost_and_no_file_is_orphaned(wanted: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.console.archiving.kills", str(tmp_path), wanted],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 10  # points at which it was killed
