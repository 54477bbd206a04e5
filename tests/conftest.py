"""What holds for every test: a home of its own, no keyring, no window, and no complaint that nobody expected."""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time: what one run has let pass, the next one does not refuse.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Never the keyring of whoever runs the tests; this one says that there is none.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _name in (
    "WARMLINE_SIP_PASSWORD",
    "WARMLINE_FLOOR_KEY",
    "WARMLINE_MAIL_PASSWORD",
    "WARMLINE_RECORDINGS_KEY",
    "WARMLINE_HOME",
):
    os.environ.pop(_name, None)

# Qt's objects may be destroyed on the main thread only, and the collector runs on whichever thread makes an object.
gc.disable()
_ALL_EVERY = 50
_ended = 0


def pytest_runtest_logfinish() -> None:
    """Collect between two tests, as console and engine do from time to time."""
    global _ended  # noqa: PLW0603 - a hook has nowhere else to count
    _ended += 1
    gc.collect(1 if _ended % _ALL_EVERY else 2)


@pytest.fixture(autouse=True)
def warmline_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home for this test alone. Not pytest's tmp_path: its long name leaves no room for a socket's path."""
    home = Path(tempfile.mkdtemp(prefix="wl-"))
    monkeypatch.setenv("WARMLINE_HOME", str(home))
    yield home
    shutil.rmtree(home, ignore_errors=True)


class _Complaints(logging.Handler):
    """Collects what is logged at WARNING and above, on any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that makes the program complain, unless it is marked ``allow_logs``."""
    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(complaints)
    if complaints.records and request.node.get_closest_marker("allow_logs") is None:
        lines = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in complaints.records]
        pytest.fail(
            "unexpected in the log (mark the test allow_logs if it is meant):\n" + "\n".join(lines),
            pytrace=False,
        )
