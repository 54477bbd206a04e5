"""What is going on when the demo is opened: cases that wait, colleagues on calls, customers in the PBX's queues."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from store.changes import SetState
from store.waiting import Waiting, waiting_id

_TODAY = UUID("b7c1d0aa-4c1b-5f55-8a3e-0f9a3d6f2c31")

OPEN = (
    (
        "Two branches offline since 09:40", "Grace Adeyemi", "critical", 0.07, "daniel.okafor",
        "customer_impact", "Router restarted, line measured: no signal behind the branch's box.",
        "Both branches reachable before they close.",
    ),
    (
        "Refund refused three times", "Bruno Leal", "high", 0.32, "daniel.okafor", "lacks_authority",
        "Invoice 8841 credited once, then billed again by the November run. Two refunds stopped by the limit.",
        "312.40 EUR back on the card and a written note that it will not happen again.",
    ),
    (
        "Number port failed again", "Omar Said", "high", 1.1, "daniel.okafor", "complexity",
        "Ordered twice; the old carrier answers that the name differs.", "The number by Friday.",
    ),
    (
        "Recording missing for audit", "Yara Haddad", "high", 2.2, "daniel.okafor", "lacks_knowledge",
        "Searched by date and by number; the files of 4 November are not there.", "A word for the auditor.",
    ),
    (
        "VPN licence refused on renewal", "Yara Haddad", "normal", 5.0, "daniel.okafor", "lacks_authority",
        "The order is paid, the key is refused.", "A new key today.",
    ),
    (
        "Door phone echo after move", "Tom Weber", "normal", 17.0, "daniel.okafor", "lacks_knowledge",
        "Levels lowered, echo cancelling on; it comes back each morning.", "That one can be heard at the door.",
    ),
    (
        "Wrong name in caller ID", "Aiko Brandt", "low", 46.0, "daniel.okafor", "complexity",
        "The directory is right; the carrier's entry is not.", "The right name by next week.",
    ),
    (
        "Fax over VoIP fails", "Anna Petrova", "high", 3.1, "lin.chen", "complexity",
        "T.38 on and off, two devices.", "Orders by fax again.",
    ),
    (
        "Extra channel not billed", "Omar Said", "normal", 4.2, "selin.kaya", "lacks_authority",
        "The contract says two, the invoice one.", "A right invoice.",
    ),
    (
        "Outage credit for October", "Grace Adeyemi", "normal", 12.0, "marta.quist",
        "customer_demands_manager", "The outage is proved, the credit is beyond us.", "A credit in writing.",
    ),
)  # fmt: skip
RUNNING = (
    ("bo.jensen", "Grace Adeyemi", "Two branches offline", 14.2, 4.6),
    ("yusuf.demir", "Yara Haddad", "Recording missing", 3.3, 0.0),
    ("ana.ribeiro", "Aiko Brandt", "Licence refused", 5.0, 0.0),
    ("ivo.petrov", "Omar Said", "Number port failed", 9.5, 0.0),
)
_STATES = (
    ("bo.jensen", "on_call", "", 14.2),
    ("yusuf.demir", "on_call", "", 3.3),
    ("ana.ribeiro", "on_call", "", 5.0),
    ("ivo.petrov", "on_call", "", 9.5),
    ("lena.sorg", "wrapup", "", 1.2),
    ("tess.okoro", "available", "", 12.0),
    ("priya.nolan", "available", "", 1.1),
    ("hugo.maas", "available", "", 2.5),
    ("rosa.klein", "available", "", 0.3),
    ("dario.conti", "away", "break", 6.7),
    ("lin.chen", "available", "", 22.0),
    ("selin.kaya", "available", "", 31.0),
)
_WAITING = (
    ("Elena Markovic", "+442079460951", "billing", 252),
    ("Rashid Imani", "+12125550147", "network", 157),
    ("Nordlicht GmbH", "+493023125031", "support", 65),
    ("Sofia Almeida", "+442079460977", "support", 41),
    ("", "", "network", 12),
)


def states(now: datetime) -> tuple[SetState, ...]:
    """How the colleagues are who have no console of their own in the demo."""
    return tuple(
        SetState(
            id=uuid5(_TODAY, f"{person}:{now.isoformat()}"),
            at=now - timedelta(minutes=minutes),
            person=person,
            state=state,
            reason=reason,
        )
        for person, state, reason, minutes in _STATES
    )


def waiting(began: datetime) -> tuple[Waiting, ...]:
    """Who waits in the queues of the PBX that the demo has not, since the demo ``began``."""
    return tuple(
        Waiting(
            id=waiting_id("demo", str(place)),
            queue=queue,
            name=name,
            number=number,
            since=began - timedelta(seconds=seconds),
        )
        for place, (name, number, queue, seconds) in enumerate(_WAITING)
    )
