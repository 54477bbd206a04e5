"""pjsua2's objects of calls that are over, kept until nobody else is in their place.

pjsua has four places for calls and gives one away again as soon as its call has ended, often within the same turn.
The destructor of pjsua2's Call knows only the number of its place: it takes the place's present call its object
away, so that nothing of that call is told any more, and hangs it up. So an object must not die while a later call
has its place, however long that call lasts. Everything here is on the main thread, outside pjsua2's callbacks.
"""

from telephony.engine.sip_call import SipCall


class Graves:
    """``living`` are the objects whose calls are not over; whoever makes one says so here."""

    def __init__(self) -> None:
        self._living: list[SipCall] = []
        self._dead: list[SipCall] = []

    def born(self, call: SipCall) -> SipCall:
        """Know it as the one that its place belongs to."""
        self._living.append(call)
        return call

    def retire(self, call: SipCall) -> None:
        """Its call is over: it dies here and now, or when the call that has its place is over too."""
        call.sink = None
        if call in self._living:
            self._living.remove(call)
            self._dead.append(call)
        self._bury()

    def clear(self) -> None:
        """The end: no call comes any more."""
        self._living.clear()
        self._dead.clear()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._dead)

    def _bury(self) -> None:
        taken = {call.getId() for call in self._living}
        self._dead = [call for call in self._dead if call.getId() in taken]
