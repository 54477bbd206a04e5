"""A console as a process of its own."""

import subprocess
import sys


def test_a_console_that_has_settled_is_not_searched_for_garbage_and_what_comes_later_is() -> None:
    program = """
import gc, weakref
from console.running import settle
all_there = len(gc.get_objects())
settle()
assert gc.get_freeze_count() > 0.9 * all_there, (gc.get_freeze_count(), all_there)
class Knot: pass
knot = Knot()
knot.self, gone = knot, weakref.ref(knot)
del knot
gc.collect()
assert gone() is None
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
