"""What each wish of the person does: one row an intent."""

from collections.abc import Callable
from typing import Any

from console.desk import intents as ask
from console.desk import intents_inbox as cases
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.parts import Parts
from telephony import commands
from telephony.transfer import Input

Row = Callable[[Any], Refusal | None]
"""mypy cannot join the type of an intent to its row, so each row takes Any."""


class Wishes:
    """The table, and the few rows that are more than one call."""

    def __init__(self, core: Core, parts: Parts) -> None:
        self._core = core
        self._parts = parts

    def table(self) -> dict[type, Row]:
        """By the type of the intent."""
        mine = self._call_intents() | self._paper_intents() | self._desk_intents() | self._inbox_intents()
        parts = self._parts
        mine |= (
            parts.reviews.table()
            | parts.exports.table()
            | parts.holds.table()
            | parts.retention.table()
            | parts.erasures.table()
        )
        mine |= parts.policies.table() | parts.reports.table() | parts.updates.table()
        mine |= parts.rehearsals.table()
        return mine | parts.replay.table() | parts.learning.table() | parts.recordings.table()

    def _call_intents(self) -> dict[type, Row]:
        handling, dialling, transfers = self._parts.handling, self._parts.dialling, self._parts.transfers
        return {
            ask.Answer: lambda i: handling.answer(i.call),
            ask.Decline: lambda i: handling.decline(i.call),
            ask.HangUp: lambda i: handling.hang_up(i.call),
            ask.Hold: lambda i: handling.hold(i.call, on=True),
            ask.Resume: lambda i: handling.hold(i.call, on=False),
            ask.Swap: lambda _: dialling.swap(),
            ask.Mute: lambda i: handling.mute(i.call, on=i.on),
            ask.Digits: lambda i: handling.digits(i.call, i.digits),
            ask.Dial: lambda i: dialling.dial(i.target, i.ticket),
            ask.Redial: lambda _: dialling.redial(),
            ask.OfferDial: lambda i: dialling.offer(i.link),
            ask.SettleOffer: lambda i: dialling.settle(dial=i.dial),
            ask.TestCall: lambda _: self._parts.echo.begin(),
            ask.Listen: lambda i: self._parts.monitoring.listen(i.person, i.ear),
            ask.ChangeEar: lambda i: self._parts.monitoring.change_ear(i.ear),
            ask.StopListening: lambda _: self._parts.monitoring.stop(),
            ask.SendToSurvey: lambda i: self._parts.surveys.send(i.call),
            ask.Select: lambda i: self._core.put(selected=i.call),
            ask.ConfirmSpeaking: lambda _: transfers.ask(Input.CONFIRM, commands.ConfirmSpeaking),
            ask.Complete: lambda _: transfers.ask(Input.COMPLETE, commands.CompleteTransfer),
            ask.Conference: lambda _: transfers.ask(Input.JOIN, commands.JoinConference),
            ask.SplitConference: lambda _: transfers.ask(Input.SPLIT, commands.LeaveConferenceToConsult),
            ask.ReturnToCustomer: lambda i: transfers.ask(
                Input.BACK if i.keep_consult else Input.CANCEL,
                commands.ReturnToCustomer,
                keep_consult=i.keep_consult,
            ),
            ask.ConsultAgain: lambda _: transfers.ask(Input.AGAIN, commands.ConsultAgain),
            ask.TakeCase: self._take_case,
        }

    def _paper_intents(self) -> dict[type, Row]:
        paper, lists = self._parts.paper, self._parts.lists
        return {
            ask.AddNote: lambda i: paper.add_note(i.text, i.ticket),
            ask.EditTicket: lambda i: paper.edit(i.fields, i.ticket),
            ask.TypeDraft: self._type_draft,
            ask.LinkCustomer: lambda i: paper.link(i.ticket, i.customer),
            ask.OpenEscalate: lambda i: self._parts.escalations.open_form(i.call, i.ticket),
            ask.CloseEscalate: lambda _: self._parts.escalations.close_form(),
            ask.DemandManager: lambda i: self._parts.escalations.demand(i.call, i.ticket),
            ask.FollowProposal: lambda i: self._parts.proposals.follow(i.key),
            ask.LeaveProposal: lambda i: self._parts.proposals.leave(i.key),
            ask.NextCandidate: lambda _: self._parts.trying.next(),
            ask.CaptureStep: lambda i: self._parts.steps.capture(i.ticket, i.step, i.text),
            ask.EditEscalate: self._edit_escalate,
            ask.Escalate: self._parts.escalations.escalate,
            ask.WrapUp: self._wrap_up,
            ask.OpenTicket: lambda i: paper.open(i.ticket),
            ask.Search: lambda i: paper.search(i.query),
            ask.ShowHistory: lambda i: lists.show_history(i.query, i.kind, more=i.more),
            ask.FindContacts: lambda i: lists.find_contacts(i.query),
            ask.ImportContacts: lambda i: lists.import_contacts(i.path, apply=i.apply),
        }

    def _desk_intents(self) -> dict[type, Row]:
        core, sounds, states = self._core, self._parts.sounds, self._parts.states
        return {
            ask.SetPresence: lambda i: states.choose(i.presence, i.reason),
            ask.ExtendWrapUp: lambda _: states.more_time(),
            ask.RegisterAgain: lambda _: core.phone.send(commands.Register(id=core.command_id())),
            ask.UseSound: lambda i: sounds.use(i.sound),
            ask.TrySound: lambda i: sounds.test(i.what),
            ask.WatchLevels: lambda i: sounds.watch(on=i.on),
            ask.Dismiss: self._dismiss,
        }

    def _inbox_intents(self) -> dict[type, Row]:
        inbox, floor = self._parts.inbox, self._parts.floor
        return {
            cases.Accept: inbox.accept,
            cases.CallCustomer: inbox.call_customer,
            cases.ReturnWithAdvice: inbox.return_with_advice,
            cases.PassOn: inbox.pass_on,
            cases.Resolve: inbox.resolve,
            cases.Reopen: inbox.reopen,
            cases.Comment: inbox.comment,
            cases.ReadCase: inbox.read_case,
            cases.LookAtValue: inbox.look_at_value,
            cases.Offer: inbox.offer,
            cases.WithdrawOffer: inbox.withdraw,
            cases.WatchFloor: lambda i: floor.watch(on=i.on),
        }

    def _type_draft(self, intent: ask.TypeDraft) -> None:
        self._parts.paper.type_draft(intent.ticket, intent.scope, intent.fields)

    def _edit_escalate(self, intent: ask.EditEscalate) -> Refusal | None:
        if self._core.board.form is None and self._core.board.transfer is not None:
            self._parts.transfers.complete_summary(intent.fields)
            return None
        return self._parts.escalations.edit_form(intent.fields)

    def _take_case(self, intent: ask.TakeCase) -> Refusal | None:
        card = self._parts.handling.find(intent.call)
        return card if isinstance(card, Refusal) else self._parts.handovers.take(card)

    def _wrap_up(self, intent: ask.WrapUp) -> Refusal | None:
        refusal = self._parts.paper.wrap_up(intent.call, intent.code, intent.fields)
        self._parts.states.work_out()
        return refusal

    def _dismiss(self, intent: ask.Dismiss) -> None:
        self._core.put(notices=tuple(n for n in self._core.board.notices if n.id != intent.notice))
