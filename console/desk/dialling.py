"""Calling somebody: by number, again, from a link, in an emergency; and changing between two customers' lines."""

from uuid import UUID

from console.desk.calling import CallCard
from console.desk.calls import Calls
from console.desk.cards import is_up
from console.desk.core import Core
from console.desk.handling import Handling
from console.desk.intents import Refusal
from console.desk.links import read_link
from console.desk.states import States
from console.desk.targets import resolve
from store.book import Book
from store.values import replace
from telephony import commands
from telephony.address import NumberKind, check_target, normalise, user_of
from telephony.country import is_emergency
from telephony.errors import AddressError


class Dialling:
    """Policy first, then the engine; an emergency has no policy."""

    def __init__(self, core: Core, calls: Calls, handling: Handling, states: States) -> None:
        self._core = core
        self._calls = calls
        self._handling = handling
        self._states = states

    def dial(self, target: str, ticket: UUID | None = None) -> Refusal | None:
        """A new call; one that is up is held first by the engine."""
        core = self._core
        if is_emergency(target, core.terms.emergency, core.terms.country):
            return self._emergency(target, ticket)
        if len(core.board.cards) >= core.terms.lines:
            return Refusal("lines_full", "Both lines are in use.")
        transfer = core.board.transfer
        if transfer is not None and transfer.under_way and transfer.consult_alive:
            return Refusal("transfer_under_way", "Finish the hand-over first, or go back to the customer.")
        uri = resolve(core, target)
        if isinstance(uri, Refusal):
            return uri
        core.put(last_dialled=target.strip())
        self._send(uri, ticket, emergency=False)
        return None

    def _emergency(self, target: str, ticket: UUID | None) -> Refusal | None:
        """Whatever is up, whatever the state: it is dialled. The engine makes room for it."""
        core = self._core
        host, port = core.terms.host, core.terms.port
        try:
            uri = check_target(target, default_host=host, default_port=port)
        except AddressError as error:
            # A number as it was typed may hold anything but the number; that is what is dialled then.
            try:
                uri = check_target(user_of(target), default_host=host, default_port=port)
            except AddressError:
                return Refusal(error.code, error.message)
        self._states.call_me_back()
        self._send(uri, ticket, emergency=True)
        self._states.work_out()
        return None

    def _send(self, uri: str, ticket: UUID | None, *, emergency: bool) -> None:
        core = self._core
        call = core.new_id().hex
        if ticket is not None:
            self._calls.about(call, ticket)
        if emergency:
            self._calls.emergencies.add(call)
        self._handling.end_test()
        core.phone.send(
            commands.Dial(id=core.command_id(), call=call, target=uri, emergency=emergency),
        )

    def redial(self) -> Refusal | None:
        """The number dialled last, also before this console was started."""
        last = self._core.board.last_dialled
        return self.dial(last) if last else Refusal("nothing_dialled", "No number was dialled yet.")

    def restore(self) -> None:
        """What was dialled last, as the store knows it."""
        core = self._core
        me, terms = core.board.me.key, core.terms

        def read(book: Book) -> str:
            for row in book.history(me, kind="out", limit=10):
                text = row.call.dialled or row.call.remote_number
                if text and not is_emergency(text, terms.emergency, terms.country):
                    return text
            return ""

        def found(text: str) -> None:
            if text and not core.board.last_dialled:
                with core.turn():
                    core.put(last_dialled=text)

        core.keeper.run(read, found)

    def swap(self) -> Refusal | None:
        """To the other line; the engine holds the one that is up."""
        core = self._core
        transfer = core.board.transfer
        if transfer is not None and transfer.under_way:
            return Refusal("transfer_under_way", "Finish the hand-over first, or go back to the customer.")
        other = self._other()
        if other is None:
            return Refusal("no_other_line", "There is no other call to change to.")
        core.put(selected=other.call)
        return self._handling.order(other, commands.Resume)

    def _other(self) -> CallCard | None:
        """The line that waits: held, and not the one that is spoken on."""
        up = [c for c in self._core.board.cards if is_up(c)]
        held = [c for c in up if c.held]
        if len(held) < len(up):  # somebody is spoken to: to whoever waits longest
            return min(held, key=lambda c: c.held_since or c.since, default=None)
        current = self._core.board.current
        others = [c for c in held if current is None or c.call != current.call]
        return others[0] if others else None

    # -- links

    def offer(self, link: str) -> None:
        """A link was opened: say what it would dial, and whom."""
        core = self._core
        terms = core.terms
        offer = read_link(link, country=terms.country, host=terms.host, port=terms.port)
        core.put(offer=offer)
        if offer.problem:
            return
        number = normalise(offer.target, core.terms.country)
        user = user_of(offer.target)
        person = core.board.directory.person(user) or next(
            (p for p in core.board.directory.people if p.target == offer.target), None
        )
        if person is not None:
            core.put(offer=replace(offer, name=person.name))
        elif number.kind is NumberKind.E164:
            self._name_offer(offer.target, number.value)

    def _name_offer(self, target: str, number: str) -> None:
        core = self._core

        def found(name: str) -> None:
            offer = core.board.offer
            if offer is not None and offer.target == target and name:
                with core.turn():
                    core.put(offer=replace(offer, name=name))

        def read(book: Book) -> str:
            customer = book.customer_by_number(number)
            return customer.name if customer is not None else ""

        core.keeper.run(read, found)

    def settle(self, *, dial: bool) -> Refusal | None:
        """Dial what the link asks for, or not."""
        core, offer = self._core, self._core.board.offer
        if offer is None:
            return Refusal("no_offer", "No link waits for an answer.")
        if not dial:
            core.put(offer=None)
            return None
        if not offer.target:
            return Refusal("bad_target", "This link cannot be dialled.")
        refusal = self.dial(offer.target)
        if refusal is None:
            core.put(offer=None)
        return refusal
