"""The demo: the real console on real SIP, against a simulated floor, with nothing to set up.

home.py     the demo's own folder: settings, floor key, store; shared by the windows of one demo
people.py   the demo's directory and customers, put into its store
stage.py    the simulated floor's processes, and a customer now and then
script.py   steps that wait for something to be true
shift.py    one whole shift, played and checked by itself (``--auto``)
run.py      what ``warmline demo`` does
"""

from console.demo.run import run

__all__ = ["run"]
