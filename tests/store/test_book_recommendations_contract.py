from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from store.changes_recommendations import PutRecommendation
from store.errors import Rejected
from store.recommendation import Aim, Recommendation, RecommendationState
from tests.store.story import Story


def put(story: Story, key: UUID | None = None, **values: Any) -> UUID:
    key = key or uuid4()
    given = {"aim": Aim.PROCESS, "text": "Read the invoice back.", "root_cause": "Billing run"}
    story.tell(PutRecommendation, **({"recommendation": key, "person": "daniel.okafor"} | given | values))
    return key


def refused(story: Story, code: str, **values: Any) -> None:
    with pytest.raises(Rejected) as told:
        put(story, **values)
    assert told.value.code == code


def test_R65_a_recommendation_has_an_owner_and_a_state_and_keeps_who_proposed_it(story: Story) -> None:
    first = put(story)
    made = story.book.recommendations()[0]
    put(story, first, owner="2091", state=RecommendationState.ACCEPTED)
    put(story, first, owner="ines.weber", state=RecommendationState.DONE, text="Read it back twice.")
    done_at = story.now
    put(story, first, owner="ines.weber", state=RecommendationState.DONE, aim=Aim.TRAINING)
    assert story.book.recommendations() == (
        Recommendation(
            id=first, at=made.at, by="daniel.okafor", aim=Aim.TRAINING, text="Read the invoice back.",
            root_cause="Billing run", owner="ines.weber", state=RecommendationState.DONE, settled_at=done_at,
        ),
    )  # fmt: skip
    put(story, first, owner="ines.weber", state=RecommendationState.ACCEPTED)
    assert story.book.recommendations()[0].settled_at is None


def test_R65_the_newest_recommendation_is_the_first(story: Story) -> None:
    first = put(story)
    story.now += timedelta(days=1)
    second = put(story, aim=Aim.PRODUCT)
    put(story, first, state=RecommendationState.REJECTED)
    assert [r.id for r in story.book.recommendations()] == [second, first]


def test_R65_what_a_recommendation_must_not_be_is_refused(story: Story) -> None:
    key = put(story)
    refused(story, "not_now", key=key, state=RecommendationState.DONE, owner="ines.weber")
    refused(story, "no_owner", key=key, state=RecommendationState.ACCEPTED)
    refused(story, "bad_value", text="  ")
    refused(story, "bad_value", owner="nobody")
    refused(story, "not_now", state=RecommendationState.DONE, owner="ines.weber")
    refused(story, "not_allowed", person="maria.lopez")
    assert [r.state for r in story.book.recommendations()] == [RecommendationState.PROPOSED]
