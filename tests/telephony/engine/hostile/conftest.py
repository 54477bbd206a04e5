"""A network of the test's own: answers to bad messages go to whatever host their Via names, and must not get out."""

from collections.abc import Iterator

import pytest

from tests.agents import sip_agents
from tests.namespaces import pair, why_not

__all__ = ["sip_agents"]


@pytest.fixture
def alone() -> Iterator[None]:
    """This test and all that it starts live in a network namespace with nothing but a loopback of its own."""
    missing = why_not()
    if missing:
        pytest.skip(missing)
    with pair() as (desk, _), desk.inside():
        yield
