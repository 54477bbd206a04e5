"""Templates of messages to customers (R29): languages, the center's own, and hostile values."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from console.settings_mail import Mail
from console.updates.templates import NAMES, BadTemplateError, fill, language_of, render
from console.updates.text import LONGEST_VALUE, languages, plain
from console.updates.values import link, token_of, values_of, when
from store.book import Case
from store.directory import Directory
from store.escalation import Escalation, Kind, Mode
from store.ticket import Ticket
from store.update import Channel, CustomerUpdate, Occasion
from store.values import replace

OCCASIONS = [o.value for o in Occasion if o is not Occasion.COMPOSED]
SHIPPED = ("en", "de", "fr", "es")
VALUES: dict[str, Any] = dict.fromkeys(NAMES, "x") | {"number": "TK-0000001", "customer": "Anna Petrova"}


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_R29_every_occasion_is_there_in_every_language(language: str, occasion: str) -> None:
    full = render(occasion, language, VALUES)
    bare = render(occasion, language, dict.fromkeys(NAMES, "") | {"number": "TK-0000001", "center": "C"})
    for written in (full, bare):
        assert written.language == language
        assert written.problems == ()
        assert "TK-0000001" in written.subject
        assert "{" not in written.body + written.subject
        assert "\n\n\n" not in written.body
    assert "Anna Petrova" in full.body


def test_R29_nothing_else_lies_among_the_templates() -> None:
    root = resources.path("updates")
    files = {str(f.relative_to(root)) for f in root.rglob("*.txt")}
    assert files == {f"{tag}/{o}.txt" for tag in SHIPPED for o in OCCASIONS}


@pytest.mark.parametrize(
    ("tag", "looked_in"),
    [
        ("", ["en"]),
        ("de", ["de", "en"]),
        ("pt-BR", ["pt-BR", "pt", "en"]),
        ("EN_gb", ["EN-gb", "EN", "en"]),
        ("../../etc", ["en"]),
        ("en/../../x", ["en"]),
        ("zh-Hant-TW", ["zh-Hant-TW", "zh-Hant", "zh", "en"]),
    ],
)
def test_R29_the_languages_that_are_looked_in(tag: str, looked_in: list[str]) -> None:
    assert languages(tag) == looked_in


def test_R29_the_centers_own_goes_first_in_each_language(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "accepted.txt").write_text(
        "Subject: Ours\n\nHello {{ customer }}.\n", encoding="utf-8-sig"
    )
    assert render("accepted", "en-GB", VALUES, tmp_path).body == "Hello Anna Petrova.\n"
    assert render("accepted", "ja", VALUES, tmp_path).subject == "Ours"
    assert render("accepted", "de", VALUES, tmp_path).language == "de", "their language before our words"
    assert render("resolved", "en", VALUES, tmp_path).problems == ()


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("", 1, "Subject"),
        ("Hello\n\nx", 1, "Subject"),
        ("Subject: \n\nx", 1, "Subject"),
        ("Subject: a\n\n", 2, "nothing is left"),
        ("Subject: a\n\nb\n{{ nobody }}\n", 4, "nobody"),
        ("Subject: {{ nobody }}\n\nb", 1, "nobody"),
        ("Subject: a\n\n{% if customer %}\nb\n", 4, "end"),
        ("Subject: a\n\n{{ customer|", 3, ""),
        ("Subject: a\n\nb\n\n{{ customer.__class__ }}", 5, "getattr"),
        ("Subject: a\n\n{{ customer.upper() }}", 3, "call"),
        ("Subject: a\n\n{{ customer['x'] }}", 3, "getitem"),
        ("Subject: a\n\n{% for i in range(9) %}{{ i }}{% endfor %}", 3, "loop"),
        ("Subject: a\n\n{{ 'x' * 100 }}", 3, "mul"),
        ("Subject: a\n\n{{ 9 ** 9 }}", 3, "pow"),
        ("Subject: a\n\n{% include 'x' %}", 3, "include"),
        ("Subject: a\n\n{% import 'x' as y %}", 3, "import"),
        ("Subject: a\n\n{% macro m() %}{% endmacro %}", 3, "macro"),
        ("Subject: a\n\n{% set x = 1 %}", 3, "assign"),
        ("Subject: a\n\n{{ customer|attr('x') }}", 3, "no filter"),
        ("Subject: a\n\n{{ customer|truncate(100000) }}", 3, "too large"),
        ("Subject: a\n\n{{ customer|nosuch }}", 3, "nosuch"),
    ],
)
def test_R29_what_is_wrong_is_told_with_its_line(source: str, line: int, why: str) -> None:
    with pytest.raises(BadTemplateError) as bad:
        fill(source, VALUES)
    assert bad.value.line == line
    assert why in bad.value.why
    assert bad.value.why.endswith(".")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"Subject: a\n\n" + b"x" * 20_000])
def test_R29_a_file_that_is_no_template_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "survey.txt").write_bytes(content)
    written = render("survey", "en", VALUES, tmp_path)
    assert "survey.txt, line 1" in written.problems[0]
    assert "TK-0000001" in written.subject


def test_R29_a_value_is_never_a_template() -> None:
    hostile = "{{ 7 * 7 }}{% for i in x %}{# gone #}"
    subject, body = fill("Subject: {{ customer }}\n\n{{ customer }}", {"customer": hostile})
    assert subject == hostile
    assert body == hostile + "\n"


def test_R29_a_value_cannot_break_a_header_or_turn_the_text() -> None:
    written = render(
        "accepted", "en", VALUES | {"number": "TK-1\r\nBcc: x@y.example", "subject": "a\u202eb\0c"}
    )
    assert "\n" not in written.subject
    assert written.subject.startswith("Your case TK-1 Bcc")
    assert "abc" in written.body
    assert "\r" not in written.body


def test_R29_a_flood_of_a_value_is_cut() -> None:
    assert len(plain("x" * 10_000_000)) == LONGEST_VALUE
    with pytest.raises(BadTemplateError, match="longer than"):
        fill("Subject: a\n\n" + "{{ customer }}" * 50, {"customer": "x" * LONGEST_VALUE})


def test_R29_loops_go_over_given_lists_only() -> None:
    source = "Subject: a\n\n{% for n in names %}- {{ n }}\n{% endfor %}"
    assert fill(source, {"names": ("b", "c")})[1] == "- b\n- c\n"
    deep = "{% for a in names %}" * 3 + "x" + "{% endfor %}" * 3
    with pytest.raises(BadTemplateError, match="two deep"):
        fill("Subject: a\n\n" + deep, {"names": ("b",)})


@given(st.text(max_size=80))
def test_R29_whatever_stands_in_a_template_is_filled_in_or_told(text: str) -> None:
    try:
        subject, body = fill(f"Subject: {text}\n\n{text} {{{{ customer }}}}", VALUES)
    except BadTemplateError as bad:
        assert bad.line >= 1  # noqa: PT017 - either way is right
    else:
        assert "\n" not in subject
        assert body


@given(st.text(max_size=200))
def test_R29_whatever_a_customer_is_called_their_message_is_made(name: str) -> None:
    written = render("resolved", "en", VALUES | {"customer": name, "subject": name, "number": name or "n"})
    assert written.subject.splitlines() == [written.subject]


def test_R29_a_promise_that_is_over_is_not_made_again() -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    ticket = Ticket(id=UUID(int=1), number=7, opened_at=at, updated_at=at, subject="VPN")
    escalation = Escalation(
        id=UUID(int=2), ticket=ticket.id, kind=Kind.FUNCTIONAL, mode=Mode.NO_CALL, reason="x", summary="x",
        from_person="maya", target="daniel", target_name="Daniel", created_at=at, due_at=at,
        promised_at=at + timedelta(hours=5),
    )  # fmt: skip
    update = CustomerUpdate(
        id=UUID(int=3), ticket=ticket.id, escalation=escalation.id, occasion=Occasion.ACCEPTED,
        channel=Channel.EMAIL, to="a@b.example", created_at=at, due_at=at,
    )  # fmt: skip
    case = Case(ticket=ticket, escalations=(escalation,))
    early = values_of(update, case, Directory(), Mail(), center="C", survey=False, language="en")
    assert early["promised"].startswith("Monday, March 2, 2026, ")
    assert early["target"] == "Daniel"
    assert set(early) == set(NAMES)
    late = replace(update, due_at=at + timedelta(hours=6))
    assert (
        values_of(late, case, Directory(), Mail(), center="C", survey=False, language="en")["promised"] == ""
    )


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        ("Europe/Berlin", "de", "Dienstag, 3. März 2026, 14:30 (Berlin)"),
        ("America/Los_Angeles", "en", "Tuesday, March 3, 2026, 5:30\u202fAM (Los Angeles)"),
        ("Europe/Paris", "fr", "mardi 3 mars 2026, 14:30 (Paris)"),
        ("Europe/Madrid", "es", "martes, 3 de marzo de 2026, 14:30 (Madrid)"),
        ("Europe/Zurich", "gsw-x-1-2", "Tuesday, March 3, 2026, 2:30\u202fPM (Zurich)"),
        ("America/Argentina/Buenos_Aires", "es", "martes, 3 de marzo de 2026, 10:30 (Buenos Aires)"),
    ],
)
def test_R29_a_time_is_told_in_the_customers_zone_and_language(zone: str, language: str, told: str) -> None:
    assert when(datetime(2026, 3, 3, 13, 30, tzinfo=UTC), zone, language) == told


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "\0"])
def test_R29_without_a_zone_that_is_known_ours_is_told_with_its_name(zone: str) -> None:
    at = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    assert when(at, zone, "de").endswith(f"{at.astimezone():%H:%M} ({at.astimezone().tzname()})")


def test_R29_times_are_told_in_the_language_that_the_template_is_in(tmp_path: Path) -> None:
    assert language_of("accepted", "fr-CA") == "fr"
    assert language_of("accepted", "ar") == "en"
    (tmp_path / "ar").mkdir()
    (tmp_path / "ar" / "accepted.txt").write_text("Subject: x\n\nx")
    assert language_of("accepted", "ar", tmp_path) == "ar"
    assert language_of("resolved", "ar", tmp_path) == "en"


def test_R31_the_customer_is_asked_by_an_answer_or_by_the_centers_page() -> None:
    mail = Mail(host="m", sender="support@center.example", reply_to="rate@center.example")
    token = token_of("TK-0048213", UUID(int=5))
    assert token.startswith("TK-0048213-")
    assert link(4, token, mail) == f"mailto:rate@center.example?subject=4%20-%20{token}"
    page = Mail(host="m", sender="s@c.example", survey_url="https://c.example/r?s={score}&t={token}")
    assert link(1, "TK/1 x", page) == "https://c.example/r?s=1&t=TK/1%20x"
    body = render("resolved", "en", VALUES | {"survey": "5  a\n4  b"}).body
    assert "5  a\n4  b" in body
