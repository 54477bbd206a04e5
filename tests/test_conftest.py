"""The nets under all other tests do catch."""

from pathlib import Path

import pytest

pytest_plugins = "pytester"

CONFTEST = (Path(__file__).parent / "conftest.py").read_text(encoding="utf-8")


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(CONFTEST)
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nqt_api = "pyside6"\nqt_log_level_fail = "WARNING"\n'
        'filterwarnings = ["error"]\nmarkers = ["allow_logs: on purpose"]\n'
    )
    return pytester


def test_a_warning_in_the_log_fails_the_test_unless_it_is_expected(inner: pytest.Pytester) -> None:
    inner.makepyfile("""
        import logging, pytest
        def test_quiet(): logging.getLogger("x").info("all is well")
        def test_loud(): logging.getLogger("x").warning("something is wrong")
        @pytest.mark.allow_logs
        def test_on_purpose(): logging.getLogger("x").error("as expected")
    """)
    result = inner.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*unexpected in the log*", "*WARNING x: something is wrong*"])


def test_an_exception_in_a_slot_or_a_thread_and_a_complaint_of_qt_fail_the_test(
    inner: pytest.Pytester,
) -> None:
    inner.makepyfile("""
        import threading
        from PySide6.QtCore import QTimer, qWarning
        def test_slot(qtbot):
            def fail(): raise ValueError("in a slot")
            QTimer.singleShot(0, fail)
            qtbot.wait(20)
        def test_thread():
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        def test_qt(qtbot):
            qWarning("QObject::connect: no such slot")
    """)
    result = inner.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=3)


def test_every_test_has_a_home_of_its_own_and_no_keyring(warmline_home: Path) -> None:
    import keyring
    from keyring.errors import NoKeyringError

    assert warmline_home.is_dir()
    assert list(warmline_home.iterdir()) == []
    with pytest.raises(NoKeyringError):
        keyring.get_password("warmline", "anyone")
