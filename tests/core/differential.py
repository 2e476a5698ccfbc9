"""Both engines side by side: whatever the compiled core answers, the reference answers, too."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hookshift.core.choice import Decide
from hookshift.core.loading import Unusable, native
from hookshift.domain.events import Event
from hookshift.domain.routing.routing import Decision, RouteTable, Snapshot, decide
from hookshift.providers.whatsapp_events import events
from tests.providers.strategies import GOLDEN, PAYLOADS

MOST = 20
"""Events of a body; small, so that the bound is met."""
CASES = sorted((GOLDEN.parent / "whatsapp_cases").glob("*.json"))
CORPUS = sorted((Path(__file__).parent / "corpus").glob("*"))
BODIES = [*PAYLOADS, *CASES, *CORPUS]


def core() -> Any:
    """The compiled module; without one the test is skipped, and says so."""
    try:
        return _module()
    except Unusable as error:
        pytest.skip(f"there is no compiled core: {error}")


@cache
def _module() -> Any:
    """Looked at once: whether its sources are these."""
    return native()


def read_alike(body: bytes, most: int = MOST) -> bool:
    """Whether the core read it, in which case the reference reads the same."""
    found = core().Reader(most)(body)
    if found is None:
        return False
    expected = events(body, most)
    assert found == expected
    assert types(found) == types(expected)
    return True


def decide_alike(
    decider: Decide, found: Sequence[Event], table: RouteTable, snapshot: Snapshot | None
) -> None:
    """Asserts that both decide the same about these events."""
    decisions = decider(found, "default", snapshot)
    expected = [decide(event, table, "default", snapshot) for event in found]
    assert decisions == expected
    assert types(decisions) == types(expected)


def types(found: Sequence[Event] | Sequence[Decision]) -> list[Any]:
    """They tell a member of an enumeration from its value, and True from 1."""
    return [(type(each), [*map(type, each)]) for each in found]


def cuts(body: bytes) -> Iterator[bytes]:
    """The body up to each of its bytes."""
    return (body[:end] for end in range(len(body)))
