"""Simulated customers, departments and supervisors on real SIP: for the demo, for rehearsal, for tests.

    Floor (processes.py)            starts, hears and ends the processes below; no pjsua2 in it
      ├─ house      (house.py)      one process for all colleagues, told apart by the user that is dialled
      └─ customer   (customer.py)   one process a call
           both are a Stage (stage.py): a Softphone, JSON lines out (what it experienced) and in (orders)

What they do is TOML, checked in scenario.py; what they say lies in resources/prompts.
"""

from telephony.floor.processes import Floor, FloorError, Simulated

__all__ = ["Floor", "FloorError", "Simulated"]
