"""The tables of training, of the weekly tallies and of recommendations. None holds a customer."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Index, Integer, String, Table, Text, Uuid

from store.recommendation import Aim, RecommendationState
from store.sql.tables import meta
from store.sql.types import Steps, Texts, Utc, Word
from store.tally import Counted
from store.training import PlanState, Presence, SessionState

courses = Table(
    "courses",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("areas", Texts, nullable=False),
    Column("questions", Texts, nullable=False),
    Column("roles", Texts, nullable=False),
    Column("departments", Texts, nullable=False),
    Column("again_after", Integer, nullable=False),
    Column("material", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("made_by", String, nullable=False),
)

sessions = Table(
    "training_sessions",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("trainer", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("course", Uuid),
    Column("people", Texts, nullable=False),
    Column("state", Word(SessionState), nullable=False),
    Column("policy", Integer, nullable=False),
    Column("made_by", String, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "at"),
)

attendances = Table(
    "attendances",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("session", Uuid, nullable=False),
    Column("person", String, nullable=False),
    Column("presence", Word(Presence), nullable=False),
    Column("at", Utc, nullable=False),
    Column("course", Uuid),
    Column("policy", Integer, nullable=False),
    Index(None, "session"),
    Index("ix_attendances_trained", "person", "presence", "course", "at", "policy"),
)

plans = Table(
    "plans",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("person", String, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("made_by", String, nullable=False),
    Column("question", String, nullable=False),
    Column("found", Float),
    Column("reviews", Integer, nullable=False),
    Column("goal", Text, nullable=False),
    Column("coach", String, nullable=False),
    Column("due", Date),
    Column("steps", Steps, nullable=False),
    Column("state", Word(PlanState), nullable=False),
    Column("settled_at", Utc),
    Column("why", Text, nullable=False),
    Index(None, "person"),
)

tallies = Table(
    "tallies",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("week", Date, nullable=False),
    Column("of", Word(Counted), nullable=False),
    Column("name", Text, nullable=False),
    Column("person", String, nullable=False),
    Column("count", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
    # All that is summed is in the indexes: no row is read.
    Index("ix_tallies_weeks", "week", "of", "name", "person", "count", "total"),
    Index("ix_tallies_person", "person", "of", "name", "week", "count", "total"),
)

recommendations = Table(
    "recommendations",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by", String, nullable=False),
    Column("aim", Word(Aim), nullable=False),
    Column("text", Text, nullable=False),
    Column("root_cause", Text, nullable=False),
    Column("owner", String, nullable=False),
    Column("state", Word(RecommendationState), nullable=False),
    Column("settled_at", Utc),
)
