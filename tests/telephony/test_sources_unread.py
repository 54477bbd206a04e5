"""What PySide reads of modules that are imported after it, in a fresh interpreter each."""

import subprocess
import sys

import pytest

from tests.agents import ROOT

_READ = """
import linecache
import PySide6.QtCore
{before}
import mailbox
from PySide6.QtCore import QObject
assert QObject().objectName() == ""  # and it works as ever
print(any(name.endswith("mailbox.py") for name in linecache.cache))
"""
_SPARED = "from telephony.sources_unread import leave_sources_unread; leave_sources_unread()"
_CHANGED = (
    "import shibokensupport.feature as f; del f._mod_uses_pyside\nf.feature_imported = lambda module: None\n"
)


def run(before: str) -> str:
    code = _READ.format(before=before)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("before", "read"),
    [
        pytest.param("", "True", id="PySide reads them: if it no longer does, the module is to be deleted"),
        pytest.param(_SPARED, "False", id="spared"),
    ],
)
def test_the_source_of_what_is_imported_later(before: str, read: str) -> None:
    assert run(before) == read


def test_a_pyside_made_otherwise_is_left_alone() -> None:
    assert run(_CHANGED + _SPARED) in {"True", "False"}


def test_the_engine_is_told_before_anything_of_it_is_imported() -> None:
    code = (
        "import linecache, runpy, sys; sys.argv = ['engine', '--help']\n"
        "try: runpy.run_module('telephony.engine', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print([n for n in linecache.cache if '/telephony/engine/' in n])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
