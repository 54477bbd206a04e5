"""Rules for recommendations: who makes them, and how one stands after another (R65)."""

from store.changes_recommendations import PutRecommendation
from store.errors import Rejected
from store.recommendation import Recommendation, RecommendationState
from store.rules.common import Work, bad_value
from store.values import replace

_LONGEST = 2000

NEXT: dict[RecommendationState, tuple[RecommendationState, ...]] = {
    RecommendationState.PROPOSED: (RecommendationState.ACCEPTED, RecommendationState.REJECTED),
    RecommendationState.ACCEPTED: (RecommendationState.DONE, RecommendationState.REJECTED),
    RecommendationState.DONE: (RecommendationState.ACCEPTED,),
    RecommendationState.REJECTED: (RecommendationState.PROPOSED,),
}
"""What may follow: done was not done after all, and what was rejected may be proposed anew."""
SETTLED = frozenset({RecommendationState.DONE, RecommendationState.REJECTED})


def put_recommendation(change: PutRecommendation, work: Work) -> None:
    """Make it, or change it; what is settled has its time."""
    me = work.unit.person(work.who)
    if me is not None and me.role == "agent":
        raise Rejected("not_allowed", "Recommendations are made by supervisors, trainers and managers.")
    text = change.text.strip()
    if not text or len(text) > _LONGEST:
        raise Rejected("bad_value", f"A recommendation is a text of at most {_LONGEST} letters.")
    owner = work.unit.person(change.owner) if change.owner else None
    if change.owner and owner is None and change.owner != work.who:
        raise bad_value("person of the directory", change.owner)
    key = owner.key if owner is not None else change.owner
    known = work.unit.get(Recommendation, change.recommendation)
    state = change.state
    before = known.state if known is not None else RecommendationState.PROPOSED
    if state is not before and state not in NEXT[before]:
        raise Rejected("not_now", f"A recommendation that is {before} cannot be {state} next.")
    if state in {RecommendationState.ACCEPTED, RecommendationState.DONE} and not key:
        raise Rejected("no_owner", "Say who takes care of it first.")
    settled_at = None
    if state in SETTLED:
        settled_at = known.settled_at if known is not None and state is before else work.at
    values = Recommendation(
        id=change.recommendation, at=work.at, by=work.who, aim=change.aim, text=text,
        root_cause=change.root_cause.strip(), owner=key, state=state, settled_at=settled_at,
    )  # fmt: skip
    if known is None:
        work.unit.add(values)
    else:
        work.unit.put(replace(values, at=known.at, by=known.by))
