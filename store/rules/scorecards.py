"""Rules for scorecards: who changes them, and what a version must be (R61)."""

from store.changes_reviews import SaveScorecard
from store.errors import Rejected
from store.review import EDITORS
from store.rules.common import Work
from store.scorecard import ScorecardVersion, card_id, check
from store.values import replace


def save_scorecard(change: SaveScorecard, work: Work) -> None:
    """A further version; the same once more is none."""
    me = work.unit.person(work.who)
    if me is None or me.role not in EDITORS:
        raise Rejected("not_allowed", "Scorecards are changed by trainers and managers.")
    card = replace(change.card, name=change.card.name.strip())
    wrong = check(card)
    if wrong:
        told = ", ".join(
            f"{p.flaw}{f' (question {p.question + 1})' if p.question >= 0 else ''}" for p in wrong
        )
        raise Rejected("bad_card", f"The scorecard cannot be used as it is: {told}.")
    base = work.unit.get(ScorecardVersion, card_id(card.key, change.base_version))
    newer = work.unit.get(ScorecardVersion, card_id(card.key, change.base_version + 1))
    if newer is not None or (change.base_version and base is None):
        raise Rejected(
            "conflict", f"“{card.name}” was saved by somebody else in the meantime. Look at it anew."
        )
    if base is not None and base.card == card:
        return
    version = change.base_version + 1
    work.unit.add(
        ScorecardVersion(
            id=card_id(card.key, version), key=card.key, version=version, card=card, saved_at=work.at,
            saved_by=work.who,
        )
    )  # fmt: skip
