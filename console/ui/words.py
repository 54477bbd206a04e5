"""Codes in the words of the person's language. A code that is not known here is shown as it is, never hidden."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QLocale, QObject

from console.ui import format as fmt
from store.directory import Directory, Person
from telephony import status

_DAY = 24 * 3600
_HOUR = 3600
_MINUTE = 60


class Words(QObject):
    """One vocabulary a window. One word for one thing everywhere."""

    def __init__(self, locale: QLocale) -> None:
        super().__init__()
        self.locale = locale
        self.no_escalation = False
        """This person's team does not escalate (R33): the word is not used."""
        self._presence = {
            "available": self.tr("Available"),
            "away": self.tr("Away"),
            "dnd": self.tr("Do not disturb"),
            "on_call": self.tr("On a call"),
            "wrapup": self.tr("Wrap-up"),
            "busy": self.tr("On the phone"),
            "offline": self.tr("Not at the desk"),
            "": self.tr("State unknown"),
        }
        self._status = {
            "new": self.tr("New"),
            "open": self.tr("Open"),
            "waiting": self.tr("Waiting"),
            "escalated": self.tr("Escalated"),
            "resolved": self.tr("Resolved"),
            "closed": self.tr("Closed"),
        }
        self._severity = {
            "low": self.tr("Low"),
            "normal": self.tr("Normal"),
            "high": self.tr("High"),
            "critical": self.tr("Critical"),
        }
        self._category = {
            "general": self.tr("General"),
            "billing": self.tr("Billing"),
            "network": self.tr("Network"),
            "licensing": self.tr("Licensing"),
            "hardware": self.tr("Hardware"),
            "account": self.tr("Account"),
            "complaint": self.tr("Complaint"),
            "other": self.tr("Other"),
        }
        self._reason = {
            "lacks_knowledge": self.tr("Needs deeper knowledge"),
            "lacks_authority": self.tr("Beyond my authority"),
            "customer_demands_manager": self.tr("Asks for a manager"),
            "overload": self.tr("Overload"),
            "sla_exceeded": self.tr("SLA exceeded"),
            "complexity": self.tr("Complexity"),
            "customer_impact": self.tr("Impact on the customer"),
        }
        self._kind = {"functional": self.tr("Functional"), "hierarchical": self.tr("Hierarchical")}
        self._wrapup = {
            "solved": self.tr("Solved"),
            "escalated": self.tr("Escalated"),
            "call_back": self.tr("Call back"),
            "information": self.tr("Information"),
            "wrong_number": self.tr("Wrong number"),
            "complaint": self.tr("Complaint"),
            "no_answer": self.tr("No answer"),
        }
        self._outcome = {
            "talking": self.tr("On the line"),
            "ringing": self.tr("Ringing"),
            "answered": self.tr("Answered"),
            "abandoned": self.tr("Abandoned"),
            "missed": self.tr("Missed"),
            "declined": self.tr("Declined"),
            "busy": self.tr("Busy"),
            "elsewhere": self.tr("Answered by a colleague"),
            "handed_over": self.tr("Handed over"),
            "cut_off": self.tr("Cut off"),
            "not_reached": self.tr("Not reached"),
        }
        self._escalation = {
            "pending": self.tr("Under way"),
            "handed_over": self.tr("Handed over"),
            "blind": self.tr("Handed over blind"),
            "conference": self.tr("Handed over in a three-way"),
            "sent": self.tr("Sent"),
            "declined": self.tr("Declined"),
            "busy": self.tr("Busy"),
            "unreachable": self.tr("Unreachable"),
            "no_answer": self.tr("No answer"),
            "cancelled": self.tr("Called off"),
            "returned": self.tr("Returned"),
            "customer_left": self.tr("Customer left"),
            "failed": self.tr("Failed"),
            "cut_off": self.tr("Cut off"),
        }
        self._trust = {
            "missing": self.tr("no case came with it"),
            "malformed": self.tr("its case cannot be read"),
            "forged": self.tr("its signature is wrong"),
            "old": self.tr("its case is too old"),
            "early": self.tr("the sender's clock is ahead"),
            "replayed": self.tr("its case was used before"),
            "not_for_us": self.tr("its case was meant for somebody else"),
            "no_key": self.tr("this desk has no floor key"),
        }
        self._role = {
            "agent": self.tr("Agent"),
            "supervisor": self.tr("Supervisor"),
            "escalation_manager": self.tr("Escalation manager"),
            "administrator": self.tr("Administrator"),
            "senior_agent": self.tr("Senior agent"),
            "trainer": self.tr("Trainer"),
        }

    # -- single codes

    def presence(self, code: str) -> str:
        """What a colleague is doing."""
        return self._presence.get(code, code)

    def status(self, code: str) -> str:
        """Where a ticket stands."""
        if code == "escalated" and self.no_escalation:
            return self.tr("With a colleague")
        return self._status.get(code, code)

    def severity(self, code: str) -> str:
        """How bad it is."""
        return self._severity.get(code, code)

    def category(self, code: str) -> str:
        """What it is about."""
        return self._category.get(code, code)

    def reason(self, code: str) -> str:
        """Why it is escalated."""
        return self._reason.get(code, code)

    def kind(self, code: str) -> str:
        """Functional or hierarchical."""
        return self._kind.get(code, code)

    def wrapup(self, code: str) -> str:
        """How a call was finished."""
        return self._wrapup.get(code, code)

    def outcome(self, code: str) -> str:
        """How a call ended."""
        return self._outcome.get(code, code)

    def escalation(self, code: str) -> str:
        """How an escalation ended."""
        return self._escalation.get(code, code)

    def role(self, code: str) -> str:
        """What somebody is."""
        return self._role.get(code, code)

    def trust(self, code: str) -> str:
        """Why a case is not to be believed."""
        return self._trust.get(code, code)

    def choices(self, field: str) -> list[tuple[str, str]]:
        """Codes and words of a ticket's field, or of the reasons and codes, in their order."""
        table = {
            "category": self._category,
            "severity": self._severity,
            "status": self._status,
            "reason": self._reason,
            "wrapup": self._wrapup,
        }[field]
        return list(table.items())

    def sip(self, code: int) -> str:
        """What a SIP status means."""
        return status.sentence(code) if code else ""

    # -- names and times

    def who(self, name: str, number: str) -> str:
        """The caller, however little is known."""
        return name or number or self.tr("Number withheld")

    def colleague(self, key: str, directory: Directory) -> str:
        """A colleague's or a department's name by key."""
        person = directory.person(key)
        if person is not None:
            return person.name
        department = directory.department(key)
        return department.name if department is not None else key

    def age(self, since: datetime, now: datetime) -> str:
        """``3 min``, ``2 h``, ``5 d``."""
        seconds = max(0, int((now - since).total_seconds()))
        if seconds < _HOUR:
            return self.tr("{n} min").format(n=seconds // _MINUTE)
        if seconds < _DAY:
            return self.tr("{n} h").format(n=seconds // _HOUR)
        return self.tr("{n} d").format(n=seconds // _DAY)

    def day(self, at: datetime, now: datetime) -> str:
        """``today``, ``yesterday``, ``21 Nov``."""
        days = fmt.days_between(at, now)
        if days == 0:
            return self.tr("today")
        return self.tr("yesterday") if days == 1 else fmt.day(at, now, self.locale)

    def when(self, at: datetime, now: datetime) -> str:
        """``14:02`` of today, else ``21 Nov, 14:02``."""
        if fmt.same_day(at, now):
            return fmt.clock(at)
        return self.tr("{day}, {time}").format(day=self.day(at, now), time=fmt.clock(at))

    def customer_time(self, zone: str, now: datetime) -> str:
        """``09:41``, ``09:41 tomorrow``; "" if the zone is not known."""
        found = fmt.customer_time(zone, now)
        if found is None:
            return ""
        time, days = found
        if days > 0:
            return self.tr("{time} tomorrow").format(time=time)
        return self.tr("{time} yesterday").format(time=time) if days < 0 else time


def state_of(person: Person, seen: Mapping[str, str]) -> str:
    """How a colleague is: as the PBX says where it does, else as the store has it; "" if nobody knows."""
    return seen.get(person.key) or person.state


STATUS_TONE = {
    "new": "accent",
    "open": "accent",
    "waiting": "n",
    "escalated": "vio",
    "resolved": "ok",
    "closed": "n",
}
SEVERITY_TONE = {"low": "n", "normal": "n", "high": "bad", "critical": "bad"}
PRESENCE_TONE = {
    "available": "ok",
    "on_call": "warn",
    "busy": "warn",
    "wrapup": "warn",
    "away": "n",
    "dnd": "bad",
    "offline": "n",
    "": "n",
}
OUTCOME_TONE = {
    "answered": "ok",
    "talking": "ok",
    "ringing": "ok",
    "abandoned": "warn",
    "missed": "bad",
    "declined": "n",
    "busy": "n",
    "elsewhere": "n",
    "handed_over": "vio",
    "cut_off": "bad",
    "not_reached": "warn",
}
"""The tone of each word; the word itself always stands beside it."""


def locale_of(language: str) -> QLocale:
    """That of a BCP 47 tag, "" the system's; British English where the system has none."""
    locale = QLocale(language) if language else QLocale.system()
    if locale.language() is QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return locale
