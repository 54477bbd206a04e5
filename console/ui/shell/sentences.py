"""What notices say: a sentence for each code, with what to do where something can be done."""

from PySide6.QtCore import QObject

from console.desk.board import Notice
from console.desk.seat import EngineState, PhoneLine
from console.ui.format import fill
from console.ui.words import Words
from telephony.events import RegistrationState


class Sentences(QObject):
    """Notices, and what is wrong with the telephone, in words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._notices = {
            "handed_over": self.tr("{customer} is with {target} now."),
            "customer_left": self.tr("{customer} has hung up. {target} may still be on the line."),
            "transfer_declined": self.tr("{target} declined. {customer} is back with you."),
            "transfer_busy": self.tr("{target} is busy. {customer} is back with you."),
            "transfer_unreachable": self.tr("{target} cannot be reached. {customer} is back with you."),
            "transfer_no_answer": self.tr("{target} did not answer. {customer} is back with you."),
            "transfer_cancelled": self.tr("Called off. {customer} is back with you."),
            "transfer_hold_refused": self.tr("{customer} could not be put on hold, so nobody was called."),
            "transfer_target_left": self.tr("{target} hung up. {customer} is back with you."),
            "transfer_transfer_refused": self.tr("The hand-over was refused. {customer} is back with you."),
            "transfer_no_notify": self.tr("No answer to the hand-over. {customer} is back with you."),
            "escalated_without_call": self.tr("Sent to {name}."),
            "nobody_left": self.tr(
                "{name} was the last who could take it. Promise a call-back, or choose somebody."
            ),
            "no_such_review": self.tr("There is no such review, or it is not for you."),
            "review_shared": self.tr(
                "{name} has shared a review of your call {number}. It is under Learning."
            ),
            "no_such_ticket": self.tr("There is no such ticket."),
            "rejected": self.tr("It was not stored: {why}"),
            "refused": self.tr("It did not work: {why}"),
            "you_have_the_customer": self.tr("You now have {name}."),
            "bad_case": self.tr("A case came that is not to be believed: {why}."),
            "digit": self.tr("{who} pressed {digit}."),
            "engine_lost": self.tr(
                "The telephone stopped and is being started again. Calls that were up are cut off."
            ),
            "queue_unknown": self.tr(
                "The queue did not take {dialled}: it may think otherwise of you than is shown above."
            ),
            "available_for_emergency": self.tr("You are available now, so that they can call you back."),
            "update_queued": self.tr("The message to {to} goes out in a moment."),
            "mail_account": self.tr("Customers cannot be written to: {why} Messages wait."),
            "mail_templates": self.tr("A template of yours cannot be used, Warmline's own was sent: {why}"),
            "feedback_filed": self.tr("The answer is filed."),
            "no_such_token": self.tr("No message of ours had this token."),
            "case_held": self.tr("{ticket} is on legal hold: nothing of it is deleted."),
            "case_let_go": self.tr(
                "The legal hold of {ticket} has ended: the rules say how long it is kept."
            ),
            "rules_kept": self.tr(
                "Saved. Recordings are kept by these rules from now on, the older ones too."
            ),
            "erased": self.tr(
                "Erased. Tickets: {tickets}, recordings: {recordings}. Entry {entry} of the list."
            ),
            "erased_pages_left": self.tr(
                "Erased. Old pages are still in the database's file; the next start tries again. Entry {entry}."
            ),
            "erased_audio_left": self.tr(
                "Erased. Recordings still to be deleted by consoles that have them: {left}. {why} Entry {entry}."
            ),
            "not_erased": self.tr("Nothing was erased: {why}"),
            "exporting": self.tr("The case is being written: {path}"),
            "exported": self.tr("The case is in {path}. Its seal begins with {seal}"),
            "not_exported": self.tr("The case could not be written: {why}"),
            "left_out": self.tr("Left out of the case: {why}"),
            "recordings_wait": self.tr("Recordings wait on this machine: {why}"),
            "recording_lost": self.tr("A recording could not be kept: {why}"),
            "not_saved": self.tr("The settings could not be saved: {why}"),
            "listen_refused": self.tr("{who}'s console did not let you in. Try again."),
            "listen_nothing": self.tr("{who} has no call to listen to."),
            "listen_taken": self.tr("{who}'s telephone has no room: somebody else may listen already."),
            "listen_failed": self.tr("{who}'s call cannot be reached."),
            "listen_over": self.tr("The call that you heard of {who} is over."),
            "ear_refused": self.tr("Nothing has changed: the agent's console did not answer. Try again."),
            "mentioned": self.tr("{who} mentions you in {ticket}: {text}"),
            "promise_near": self.tr("{ticket} is due soon: {text}"),
            "thirty_days_near": self.tr("{ticket} is {days} days old, of 30 at most: {text}"),
            "thirty_days_over": self.tr("{ticket} is over 30 days old: {text}"),
            "end_of_path": self.tr("Nobody on its path has solved {ticket} in time: {text}"),
            "sent_accepted": self.tr("{who} has accepted {ticket}."),
            "sent_returned": self.tr("{who} has returned {ticket} with advice: it is yours again."),
            "sent_resolved": self.tr("{who} has resolved {ticket}."),
            "sent_late": self.tr("{ticket} was not solved in time; it is with {who} now."),
            "policy_saved": self.tr("Saved. The policy waits for somebody else's approval."),
            "directory_saved": self.tr("Saved. People and departments are changed for everybody."),
            "policy_approved": self.tr("Version {version} is approved."),
            "draft_unreadable": self.tr("The draft of the policy that was kept cannot be read: {why}"),
            "draft_not_kept": self.tr("The draft of the policy could not be kept on this machine: {why}"),
            "paper_saved": self.tr("The policy is in {path}."),
            "strain_row": self.tr("{who} has had {n} hard calls in a row. A short break may help."),
            "strain_escalations": self.tr("{who} has escalated {n} times today. Ask how it goes."),
            "strain_hold": self.tr(
                "{who}'s customers were on hold for {n} min today. Ask what they wait for."
            ),
            "recording_disk_full": self.tr(
                "This call is not being recorded: the disk is full. Free some space; the call goes on."
            ),
            "recording_cannot_write": self.tr(
                "This call is not being recorded: the file cannot be written. Tell your administrator."
            ),
            "recording_slow": self.tr(
                "The disk is slow: something of this call may be missing in its recording. The call goes on."
            ),
            "recording_no_notice": self.tr(
                "This call is not recorded: the notice that must be given cannot be played. Tell your administrator."
            ),
            "store_slow": self.tr("The ticket takes longer than usual. The call goes on."),
        }

    def notice(self, notice: Notice) -> str:
        """The sentence of a notice; a code that is not known is shown with its values."""
        values = dict(notice.values)
        if notice.code == "bad_case":
            values["why"] = self._words.trust(values.get("why", ""))
        sentence = self._notices.get(notice.code)
        if sentence is None:
            told = ", ".join(values.values())
            return values.get("message") or f"{notice.code.replace('_', ' ')}{': ' + told if told else ''}"
        return fill(sentence, **values)

    def missed(self, notice: Notice) -> tuple[str, str, str]:
        """Tone, sentence and remedy after a call that rang here and was not taken."""
        who = notice.values.get("who") or notice.values.get("number", "")
        said = self.tr("A call of {who} rang here and was not taken: you are away now.")
        without = self.tr("A call rang here and was not taken: you are away now.")
        return (
            "warn",
            fill(said, who=who) if who else without,
            self.tr("No further call rings here until you are available again."),
        )

    def telephone(self, phone: PhoneLine) -> tuple[str, str, str] | None:
        """Tone, sentence and remedy if the telephone cannot be called; None if all is well."""
        if phone.engine is EngineState.LOST:
            return (
                "bad",
                self.tr("The telephone stopped and is being started again."),
                self.tr("This takes about a second. Calls that were up can be called back with one press."),
            )
        if phone.engine is EngineState.STARTING:
            return None
        said = self._words.sip(phone.code) if phone.code else phone.why
        code = f" ({phone.code})" if phone.code else ""
        why = f": {said}{code}." if said else "."
        if phone.registration is RegistrationState.REFUSED:
            return (
                "bad",
                self.tr("The PBX refuses this desk") + why,
                self.tr(
                    "Check login and password, or ask your administrator. Nobody can call you until then."
                ),
            )
        if phone.registration is RegistrationState.LOST:
            return (
                "warn",
                self.tr("The PBX does not answer") + why,
                self.tr("Check the network. Warmline keeps trying; nobody can call you until then."),
            )
        return None

    def store(self, why: str) -> tuple[str, str, str]:
        """Tone, sentence and remedy while the store is away."""
        return (
            "warn",
            self.tr("Tickets cannot be stored right now: {why}").format(why=why),
            self.tr("Go on working: everything is kept here and stored as soon as it is back."),
        )
