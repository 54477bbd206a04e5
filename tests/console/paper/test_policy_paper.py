"""The policy on paper (R32): the whole of it, everybody's part, and nothing that a name could smuggle in."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from typer.testing import CliRunner

from console import commands
from console.paper.policy import Paper, policy_html
from console.ui.directory.words import EditorWords
from console.ui.policy_pdf import write_paper
from console.ui.scenes_policy import OFFICE, POLICY
from console.ui.words import Words
from store.coaching import Coaching, ConductGoals
from store.directory import Department, Directory, Level, Person
from store.policy import PolicyVersion
from store.values import replace

GOLDEN = Path(__file__).with_name("policy.html")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = Directory(
    levels=(
        Level(number=1, name="First line", competence="Takes every call"),
        Level(number=2, name="Experts", competence="Reads logs"),
        Level(number=3, name="Leads"),
    ),
    departments=(
        Department(key="support", name="Support", expertise=("first contact",), languages=("en",)),
        Department(key="network", name="Network support", expertise=("VPN",)),
        Department(key="billing", name="Billing"),
    ),
    people=(
        Person(key="maya.torres", name="Maya Torres", department="support"),
        Person(key="daniel.okafor", name="Daniel Okafor", level=2, department="network", on_call=True),
        Person(key="petra.holm", name="Petra Holm", level=2, department="billing", deputy="maya.torres",
               absent_until=(NOW + timedelta(days=3)).isoformat()),
        Person(key="selin.kaya", name="Selin Kaya", level=3, role="supervisor", department="network"),
    ),
)  # fmt: skip
VERSION = PolicyVersion(
    version=2, policy=POLICY, saved_at=NOW, saved_by="maya.torres", approved_at=NOW, approved_by="selin.kaya",
    valid_from=NOW,
)  # fmt: skip


@pytest.fixture
def words(qapp: QApplication) -> EditorWords:
    assert qapp is not None
    return EditorWords(Words(QLocale("en_GB")))


def paper(**more: Any) -> Paper:
    policy = replace(POLICY, off_for=frozenset({"support"}), calendar=replace(OFFICE, country=""))
    usual: dict[str, Any] = {
        "policy": policy, "directory": PEOPLE, "versions": (VERSION,), "name": "Northwind", "now": NOW,
    }  # fmt: skip
    return Paper(**(usual | more))


def timeless(html: str) -> str:
    """Times are written where the reader sits."""
    return re.sub(r"\d\d? \w{3}(?: \d{4})?, \d\d:\d\d", "DAY", html)


def test_R32_the_policy_is_printed_as_it_is(words: EditorWords) -> None:
    made = timeless(policy_html(paper(), words))
    assert made == GOLDEN.read_text(encoding="utf-8"), "look at it, then write it to policy.html"


def test_R32_what_is_low_and_the_goals_of_conduct_are_printed_as_the_policy_has_them(
    words: EditorWords,
) -> None:
    conduct = ConductGoals(talk_low=30, talk_high=55.5, talk_over=2.5, silence=45, hold=90)
    html = policy_html(
        paper(policy=replace(POLICY, coaching=Coaching(below=72.5, reviews=5), conduct=conduct)), words
    )
    for said in (
        "30 % to 55.5 %",
        "at most 2.5 %",
        "at most 45 s",
        "at most 90 s",
        "under 72.5 % in 5 or more",
    ):
        assert said in html, said
    html = policy_html(paper(policy=replace(POLICY, coaching=Coaching(below=0))), words)
    assert "No coaching plan is proposed by itself." in html
    assert "scores under" not in html


class Tags(HTMLParser):
    """Which tags there are, and that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "onclick"}]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_R32_names_are_words_and_nothing_is_fetched(words: EditorWords) -> None:
    evil = '<script src="//x">&"\''
    people = tuple(replace(p, name=p.name + evil) for p in PEOPLE.people)
    departments = tuple(replace(d, name=d.name + evil, expertise=(evil,)) for d in PEOPLE.departments)
    policy = replace(
        POLICY,
        rules=tuple(replace(r, name=r.name + evil) for r in POLICY.rules),
        paths=tuple(replace(p, name=p.name + evil) for p in POLICY.paths),
    )
    hostile = Directory(levels=PEOPLE.levels, departments=departments, people=people)
    html = policy_html(paper(policy=policy, directory=hostile, name=evil), words)
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert tags.addresses == []
    assert tags.seen == {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "table", "tr", "th", "td", "ul", "li",
    }  # fmt: skip
    assert "url(" not in html
    assert "@import" not in html


def part(words: EditorWords, person: str) -> str:
    html = policy_html(paper(person=person), words)
    assert "Everybody's part" not in html
    assert "Everybody&#x27;s part" not in html
    return html.split("Your part in it</h2>")[1].split("<h2>")[0]


def test_R32_everyone_sees_their_own_part(words: EditorWords) -> None:
    daniel = part(words, "daniel.okafor")
    assert "Agent, L2, Network support" in daniel
    assert "credit up to €250; exchange of devices" in daniel
    assert (
        "Owns step 1 of “Network” (Network): 2 h to solve it, then it goes to L3 of Network support."
        in daniel
    )
    assert "Is reached outside the hours too." in daniel
    selin = part(words, "selin.kaya")
    assert "Owns step 2 of “Network” (Network)." in selin
    assert "Owns step 1 of “Leads” (Asks for a manager)." in selin


def test_R32_R33_absence_deputies_and_switched_off_teams_are_told(words: EditorWords) -> None:
    assert "Maya Torres stands in" in part(words, "petra.holm")
    maya = part(words, "maya.torres")
    assert "Stands in for Petra Holm." in maya
    assert "escalation is off for this department" in maya


def test_R32_without_a_policy_it_says_so(words: EditorWords) -> None:
    from store.policy import Policy

    html = policy_html(paper(policy=Policy(version=0), versions=()), words)
    assert "No policy is in force" in html
    assert "Paths</h2>" not in html


def test_R32_the_pdf_holds_every_page_and_can_be_searched(words: EditorWords, tmp_path: Path) -> None:
    crowd = tuple(
        Person(key=f"p{n}", name=f"Person {n:03d}", level=2, department="network") for n in range(120)
    )
    file = tmp_path / "policy.pdf"
    write_paper(paper(directory=replace(PEOPLE, people=(*PEOPLE.people, *crowd))), words, file)
    document = QPdfDocument()
    assert document.load(str(file)) is QPdfDocument.Error.None_
    pages = document.pageCount()
    assert pages > 3
    texts = [document.getAllText(n).text() for n in range(pages)]
    assert "Escalation policy · Northwind" in texts[0]
    assert f"{pages} / {pages}" in texts[-1]
    assert all(f"Person {n:03d}" in "".join(texts) for n in (0, 60, 119))
    image = document.render(0, QSize(400, 566))
    dark = sum(image.pixelColor(x, y).lightness() < 128 for x in range(0, 400, 2) for y in range(0, 566, 2))
    assert dark > 100, "something is on it"
    document.close()


def test_R32_html_is_written_where_the_name_says_so(words: EditorWords, tmp_path: Path) -> None:
    file = tmp_path / "policy.html"
    write_paper(paper(), words, file)
    assert file.read_text(encoding="utf-8") == policy_html(paper(), words)
    with pytest.raises(OSError, match="nowhere"):
        write_paper(paper(), words, tmp_path / "nowhere" / "policy.html")


def test_R32_a_pdf_that_cannot_be_written_is_told(words: EditorWords, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_paper(paper(), words, tmp_path / "nowhere" / "policy.pdf")


@pytest.mark.sip
@pytest.mark.parametrize(("kind", "begin"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")])
def test_R32_the_command_prints_it(
    kind: str, begin: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    assert qapp is not None
    monkeypatch.setenv("WARMLINE_HOME", str(tmp_path))
    out = tmp_path / f"out.{kind}"
    done = CliRunner().invoke(commands.app, ["policy", "print", "--format", kind, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(begin)
