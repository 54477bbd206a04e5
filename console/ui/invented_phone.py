"""Invented calls and contacts for the page of calls; see invented.py."""

from console.ui import invented as i
from store.customer import Customer
from store.ticket import Outcome, Status
from store.values import replace

NADIA = Customer(
    id=i.uid(41),
    name="Nadia Ferro",
    company="Ferro Ceramica",
    role="Owner",
    tier="Silver",
    numbers=("+390699345210", "+393450000142"),
)
CONTACTS = (
    i.ANNA,
    NADIA,
    i.YARA,
    replace(i.BRUNO, numbers=("+351210000042",)),
    Customer(id=i.uid(42), name="Harbour Clinic", role="Reception", tier="Gold", numbers=("+442079460311",)),
    Customer(
        id=i.uid(43),
        name=i.LONG,
        company=i.LONG,
        role="Head of everything",
        tier="Bronze",
        numbers=("+493023125190",),
    ),
    Customer(
        id=i.uid(44),
        name=i.RTL,
        company="Alwaha",
        numbers=("+97145550142", "+971505550142", "2188", "+97145550199"),
    ),
    Customer(id=i.uid(45), name="Tom Weber", numbers=()),
)
FOUND = (NADIA, Customer(id=i.uid(46), name="Nadja Kern", company="Kern Optik", numbers=("+493023125044",)))
_DAY = 1440
HISTORY = tuple(
    replace(row, call=replace(row.call, remote_number=row.call.remote_number or f"+44207946{300 + n:04}"))
    for n, row in enumerate(
        (
            i.call_row(
                21, "Yara Haddad", "", Outcome.ABANDONED, Status.NEW, 3, remote_number="+442079460420"
            ),
            *i.TODAY[:4],
            i.call_row(22, "Lumen Dental", "Recall list", Outcome.ELSEWHERE, Status.OPEN, 64),
            *i.TODAY[4:],
            i.call_row(
                23,
                "Pelican Books",
                "Extra channel",
                Outcome.HANDED_OVER,
                Status.ESCALATED,
                _DAY + 40,
                talked=9.1,
            ),
            i.call_row(24, "", "", Outcome.MISSED, Status.NEW, _DAY + 90, remote_number="+33199007710"),
            i.call_row(25, "Cobalt Opticians", "Branch offline", Outcome.BUSY, Status.NEW, _DAY + 240),
            i.call_row(
                26, "Oakline Inn", "Trunk drops", Outcome.NOT_REACHED, Status.OPEN, 3 * _DAY, direction="out"
            ),
            i.call_row(
                27, "Greta Lind", "Wrong name in caller ID", Outcome.DECLINED, Status.CLOSED, 9 * _DAY
            ),
            i.call_row(28, "", "", Outcome.ANSWERED, Status.CLOSED, 12 * _DAY, talked=64.2),
            i.call_row(
                29,
                "Harbour Clinic",
                "Call-back kept",
                Outcome.ANSWERED,
                Status.CLOSED,
                400 * _DAY,
                direction="out",
            ),
        )
    )
)
MISSED = tuple(r for r in HISTORY if r.call.outcome in {Outcome.MISSED, Outcome.ABANDONED, Outcome.BUSY})
HOSTILE_ROWS = tuple(
    replace(
        row,
        customer_name=name,
        call=replace(row.call, remote_number="sip:a-very-long-user-name@voice.branch-office.example"),
        ticket=replace(row.ticket, subject=name),
    )
    for row, name in zip(
        HISTORY, (i.HOSTILE, i.LONG, i.RTL, "", "R&D & Söhne", "\u202egnitirw sdrawkcab"), strict=False
    )
)
PROBLEMS = (
    (17, "The number “070 12 34” is none."),
    (44, "There is no name."),
    (203, "The number “+44 20 79” is too short for its country."),
    (1204, "The line has 7 columns, the heading 6."),
)
