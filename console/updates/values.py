"""What a template is filled in with: the names that it may use, from the case and the settings (R29, R31).

==============  ========================================================================================
name            what it is ("" where nothing is known)
==============  ========================================================================================
``customer``    the customer's name, else "" (a template says "Dear customer" then)
``company``     the customer's company
``center``      the name of the call center
``number``      the number of the ticket
``subject``     the subject of the ticket
``owner``       who has the case: a person's name, else the department's
``department``  the owner's department
``target``      to whom it was escalated
``promised``    by when the customer was promised to hear again, in their time zone, while that is to come
``survey``      the five links of the survey, a line each, where the policy asks for feedback
``token``       what belongs to the answer
==============  ========================================================================================
"""

import base64
import hashlib
from datetime import datetime
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from console.settings_mail import Mail
from console.updates.text import FALLBACK
from store.book import Case
from store.directory import Directory
from store.escalation import Escalation
from store.update import CustomerUpdate

SCORES = (5, 4, 3, 2, 1)
_TOKEN = 6


def values_of(
    update: CustomerUpdate,
    case: Case,
    directory: Directory,
    mail: Mail,
    *,
    center: str,
    survey: bool,
    language: str,
) -> dict[str, str]:
    """For :func:`console.updates.templates.render`, in the ``language`` that the template is written in.

    ``survey``: feedback is asked for.
    """
    ticket, customer = case.ticket, case.customer
    escalation = next((e for e in case.escalations if e.id == update.escalation), None)
    person = directory.person(ticket.owner)
    department = directory.department(ticket.owner_department or (person.department if person else ""))
    department_name = department.name if department else ""
    token = token_of(ticket.shown_number, update.id)
    zone = customer.time_zone if customer else ""
    promised = escalation.promised_at if escalation is not None else None
    return {
        "customer": customer.name if customer else ticket.caller_name,
        "company": customer.company if customer else "",
        "center": center,
        "number": ticket.shown_number,
        "subject": ticket.subject,
        "owner": person.name if person else department_name,
        "department": department_name,
        "target": _target(escalation, directory),
        "promised": when(promised, zone, language)
        if promised is not None and promised > update.due_at
        else "",
        "survey": "\n".join(f"{n}  {link(n, token, mail)}" for n in SCORES) if survey else "",
        "token": token if survey else "",
    }


def _target(escalation: Escalation | None, directory: Directory) -> str:
    if escalation is None:
        return ""
    if escalation.target_is_department:
        department = directory.department(escalation.target)
        return department.name if department else escalation.target_name
    person = directory.person(escalation.target)
    return person.name if person else escalation.target_name


def when(at: datetime, zone: str, language: str) -> str:
    """``Dienstag, 3. März 2026, 14:30 (Berlin)``: nobody takes the month for the day. Without a zone, ours."""
    try:
        local = at.astimezone(ZoneInfo(zone)) if zone else at.astimezone()
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        local, zone = at.astimezone(), ""
    from babel import Locale, UnknownLocaleError, dates  # noqa: PLC0415 - 30 ms, when something is written

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):  # a center's own templates may be in any language
        locale = Locale(FALLBACK)
    day, time = dates.format_date(local, "full", locale), dates.format_time(local, "short", locale=locale)
    place = zone.rpartition("/")[2].replace("_", " ") or local.tzname()
    return f"{day}, {time} ({place})"


def token_of(number: str, update: UUID) -> str:
    """``TK-0048213-K7Q2MP``: by it a person finds the ticket, and Warmline the message that asked."""
    digest = hashlib.sha256(update.bytes).digest()
    return f"{number}-{base64.b32encode(digest).decode()[:_TOKEN]}"


def link(score: int, token: str, mail: Mail) -> str:
    """The center's own page, or else an e-mail that only has to be sent.

    An e-mail needs no server of ours: it lands where the center's answers land, and a person files it by its token.
    """
    if mail.survey_url:
        return mail.survey_url.replace("{score}", str(score)).replace("{token}", quote(token))
    to = mail.reply_to or mail.sender
    return f"mailto:{quote(to, safe='@')}?subject={quote(f'{score} - {token}')}"
