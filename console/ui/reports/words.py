"""A report in words: names of what is counted, durations, shares and how they have changed."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QObject

from console.ui import format as fmt
from console.ui.words import Words
from store.directory import Directory
from store.recommendation import Aim, RecommendationState
from store.reports import Bar, Filter, Mean, Odd, Series, Share, Slice, Step

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_DAYS_FROM = 2 * _DAY

SERIES_TONE = {
    Series.DEPARTMENT: "accent",
    Series.SUPERVISOR: "vio",
    Series.MANAGER: "teal",
    Series.NO_CALL: "n",
}


class ReportWords(QObject):
    """``words`` are the window's; ``directory`` has the names of departments."""

    def __init__(self, words: Words, directory: Directory) -> None:
        super().__init__()
        self.words = words
        self.directory = directory
        self._series = {
            Series.DEPARTMENT: self.tr("Other department"),
            Series.SUPERVISOR: self.tr("Supervisor, L2"),
            Series.MANAGER: self.tr("Manager, L3"),
            Series.NO_CALL: self.tr("Sent without a call"),
        }
        self._modes = {
            "warm": self.tr("Consult first"),
            "blind": self.tr("Transferred at once"),
            "no_call": self.tr("Sent without a call"),
        }
        self._triggers = {
            "agent": self.tr("The agent"),
            "customer": self.tr("The customer's demand"),
            "sla": self.tr("A broken promise (SLA)"),
            "rule": self.tr("A rule"),
            "bot": self.tr("A bot or menu that failed"),
            "ivr": self.tr("A bot or menu that failed"),
            "reopened": self.tr("A reopened ticket"),
        }
        self._postures = {"reactive": self.tr("After a complaint"), "proactive": self.tr("Before one")}
        self._clocks = {
            "first_response": self.tr("First answer"),
            "next_update": self.tr("Next update"),
            "resolution": self.tr("Resolution"),
        }
        self._odd = {
            Odd.OVERDUE: self.tr("Open past 30 days"),
            Odd.ACCEPTED_LATE: self.tr("Accepted late"),
            Odd.RESOLVED_LATE: self.tr("Resolved late"),
            Odd.DEMANDED: self.tr("A manager was demanded"),
            Odd.RATED: self.tr("Rated by customers"),
        }
        self._aims = {
            Aim.PRODUCT: self.tr("Product"),
            Aim.PROCESS: self.tr("Process"),
            Aim.TRAINING: self.tr("Training"),
        }
        self._states = {
            RecommendationState.PROPOSED: self.tr("Proposed"),
            RecommendationState.ACCEPTED: self.tr("Accepted"),
            RecommendationState.DONE: self.tr("Done"),
            RecommendationState.REJECTED: self.tr("Rejected"),
        }

    # -- names

    def series(self, series: Series) -> str:
        """To whom."""
        return self._series[series]

    def name(self, what: str, key: str) -> str:
        """A bar's name; ``what`` is the field of the report."""
        if what == "reasons":
            return self.words.reason(key)
        if what == "departments":
            found = self.directory.department(key)
            return found.name if found else key or self.tr("No department")
        if what == "levels":
            level = next((n for n in self.directory.levels if str(n.number) == key), None)
            return f"L{key} {level.name}" if level and level.name != f"L{key}" else f"L{key}"
        if what == "kinds":
            return self.words.kind(key)
        if what == "causes":
            return key[:1].upper() + key[1:]
        tables = {"modes": self._modes, "triggers": self._triggers, "postures": self._postures}
        return tables[what].get(key, key)

    def clock(self, key: str) -> str:
        """Which promise."""
        return self._clocks.get(key, key)

    def aim(self, aim: Aim) -> str:
        """What is to change."""
        return self._aims[aim]

    def state(self, state: RecommendationState) -> str:
        """How a recommendation stands."""
        return self._states[state]

    def part(self, part: Slice, filter_: Filter) -> str:
        """What the cases of a bar have in common, as a heading."""
        said = []
        if part.odd is not None:
            said.append(self._odd[part.odd])
        if part.series is not None:
            said.append(self.series(part.series))
        named = (
            ("kinds", part.kind), ("modes", part.mode), ("reasons", part.reason), ("triggers", part.trigger),
            ("departments", part.department), ("postures", part.posture), ("causes", part.cause),
        )  # fmt: skip
        said += [self.name(what, str(key)) for what, key in named if key is not None]
        if part.level is not None:
            said.append(self.name("levels", str(part.level)))
        if part.hops is not None:
            said.append(self.hops(part.hops))
        if part.bucket is not None:
            said.append(self.bucket(filter_.starts[part.bucket], filter_.width))
        return ", ".join(said) or self.tr("All escalations")

    def hops(self, count: int) -> str:
        """Of a case."""
        return {0: self.tr("No hop"), 1: self.tr("1 hop"), 2: self.tr("2 hops")}.get(
            count, self.tr("3 hops and more")
        )

    # -- values

    @property
    def locale(self) -> QLocale:
        """How numbers and days are written."""
        return self.words.locale

    def day(self, day: date) -> str:
        """``17 Nov``."""
        return self.locale.toString(QDate(day.year, day.month, day.day), "d MMM")

    def full_day(self, day: date) -> str:
        """``17 Nov 2026``."""
        return self.locale.toString(QDate(day.year, day.month, day.day), "d MMM yyyy")

    def bucket_label(self, day: date, step: Step) -> str:
        """Under a bar."""
        if step is Step.MONTH:
            return self.locale.toString(QDate(day.year, day.month, day.day), "MMM yy")
        return self.day(day)

    def bucket(self, day: date, step: Step) -> str:
        """In a sentence."""
        if step is Step.MONTH:
            return self.locale.toString(QDate(day.year, day.month, day.day), "MMMM yyyy")
        return self.tr("week of {day}").format(day=self.day(day)) if step is Step.WEEK else self.day(day)

    def span(self, filter_: Filter) -> str:
        """``1 Sep to 21 Nov 2026``."""
        return self.tr("{first} to {last}").format(
            first=self.full_day(filter_.since), last=self.full_day(filter_.until)
        )

    def lasted(self, seconds: int) -> str:
        """``40 s``, ``11 min``, ``1 h 31``, ``2 d 4 h``."""
        if seconds < _MINUTE:
            return self.tr("{n} s").format(n=seconds)
        if seconds < _HOUR:
            return self.tr("{n} min").format(n=round(seconds / _MINUTE))
        if seconds < _DAYS_FROM:
            minutes = round(seconds / _MINUTE)
            return self.tr("{h} h {m}").format(h=minutes // 60, m=f"{minutes % 60:02d}")
        hours = round(seconds / _HOUR)
        return self.tr("{d} d {h} h").format(d=hours // 24, h=hours % 24)

    def tick(self, seconds: int) -> str:
        """A round duration on a ruler."""
        if seconds < _HOUR:
            return self.tr("{n} min").format(n=seconds // _MINUTE)
        if seconds < _DAY:
            return self.tr("{n} h").format(n=seconds // _HOUR)
        return self.tr("{n} d").format(n=seconds // _DAY)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """``92 %``; a dash of nothing."""
        return "–" if share is None else f"{self.locale.toString(share * 100, 'f', digits)} %"

    def number(self, value: float | None, digits: int) -> str:
        """``0.39``; a dash of nothing."""
        return "–" if value is None else self.locale.toString(value, "f", digits)

    def count(self, value: int) -> str:
        """With the language's groups of digits."""
        return self.locale.toString(value)

    def cases(self, count: int) -> str:
        """``816 cases``."""
        return self.tr("1 case") if count == 1 else self.tr("{n} cases").format(n=self.count(count))

    def reviews(self, count: int) -> str:
        """``24 reviews``."""
        return fmt.counted(count, self.tr("{n} review"), self.tr("{n} reviews"), self.locale)

    def answers(self, count: int) -> str:
        """``412 answers``."""
        return fmt.counted(count, self.tr("{n} answer"), self.tr("{n} answers"), self.locale)

    def scores(self, count: int) -> str:
        """``412 answers, 1 to 5``; "" for none."""
        return self.fill(self.tr("{answers}, 1 to 5"), answers=self.answers(count)) if count else ""

    # -- change; fewer is better, unless it is said

    def change(self, bar: Bar) -> tuple[str, str]:
        """In per cent of the period before, and its tone."""
        if bar.before is None:
            return "", "muted"
        if not bar.before:
            return (self.tr("new"), "warnT") if bar.count else ("", "muted")
        return self._signed(round((bar.count - bar.before) / bar.before * 100))

    def _signed(self, percent: int) -> tuple[str, str]:
        if not percent:
            return "0 %", "muted"
        sign = "+" if percent > 0 else "−"
        return f"{sign}{abs(percent)} %", "warnT" if percent > 0 else "okT"

    def fewer(self, now: int, before: int | None) -> tuple[str, str]:
        """``5 % fewer`` and its tone."""
        if not before:
            return "", ""
        percent = round((now - before) / before * 100)
        if not percent:
            return self.tr("as before"), ""
        said = self.tr("{n} % more") if percent > 0 else self.tr("{n} % fewer")
        return said.format(n=abs(percent)), "warn" if percent > 0 else "ok"

    def points(self, now: Share, before: Share | None) -> tuple[str, str]:
        """``up 3.1 points`` and its tone: more is better."""
        if before is None or now.value is None or before.value is None:
            return "", ""
        points = (now.value - before.value) * 100
        if abs(points) < 0.05:  # noqa: PLR2004 - what is shown as nothing
            return self.tr("as before"), ""
        said = self.tr("up {n} points") if points > 0 else self.tr("down {n} points")
        return said.format(n=self.number(abs(points), 1)), "ok" if points > 0 else "warn"

    def slower(self, now: int, before: int | None) -> tuple[str, str]:
        """``4 min longer`` and its tone."""
        if not before or now == before:
            return ("", "") if not before else (self.tr("as before"), "")
        said = self.tr("{time} longer") if now > before else self.tr("{time} shorter")
        return said.format(time=self.lasted(abs(now - before))), "warn" if now > before else "ok"

    def mean(self, mean: Mean) -> str:
        """``4.1``; a dash of nothing."""
        return self.number(mean.value, 1)

    def fill(self, sentence: str, **values: str) -> str:
        """Put values into a sentence; braces in a stranger's text mean nothing."""
        return fmt.fill(sentence, **values)
