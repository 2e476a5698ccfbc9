"""A large backlog is counted now and then; the rest of the page does not wait for it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from math import inf

import pytest

from hookshift.config.schema.settings import Settings
from hookshift.store.database import Connection
from hookshift.web.inbox import QUICK_SECONDS, SHARE, InboxView
from hookshift.web.live import pause
from tests.cli.conftest import Hookshift
from tests.cli.letters import letter, waiting

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def clock(*times: float) -> Callable[[], float]:
    """Says these times, one after the other; the last for ever."""
    rest: Iterator[float] = chain(times, repeat(times[-1]))
    return lambda: next(rest)


async def as_of(
    inbox: InboxView, connection: Connection, settings: Settings, minutes: int
) -> datetime | None:
    seen = await inbox.read(connection, settings, NOW + timedelta(minutes=minutes))
    return None if seen is None else seen["as_of"]


@pytest.fixture
def backlog(database_url: str) -> None:
    waiting(Hookshift(database_url), letter(1))


@pytest.mark.usefixtures("backlog")
async def test_what_is_read_slowly_is_kept(connection: Connection, settings: Settings) -> None:
    began, took = 100.0, 3.0
    again = began + took / SHARE
    inbox = InboxView(clock(began, began + took, again - 0.1, again, again + took))
    assert await as_of(inbox, connection, settings, 0) == NOW
    assert await as_of(inbox, connection, settings, 1) == NOW
    assert await as_of(inbox, connection, settings, 2) == NOW + timedelta(minutes=2)


@pytest.mark.usefixtures("backlog")
async def test_what_is_read_quickly_is_read_each_time(
    connection: Connection, settings: Settings
) -> None:
    inbox = InboxView(clock(0.0, QUICK_SECONDS))
    for minutes in range(3):
        assert await as_of(inbox, connection, settings, minutes) == NOW + timedelta(minutes=minutes)


async def test_an_installation_that_relays_only_has_none(
    connection: Connection, settings: Settings
) -> None:
    assert await as_of(InboxView(), connection, settings, 0) is None


@pytest.mark.parametrize(
    ("took", "before", "seconds"),
    [(0.1, inf, 1.0), (3.0, inf, 30.0), (3.0, 0.1, 1.0), (0.1, 3.0, 1.0), (3.0, 4.0, 30.0)],
)
def test_one_slow_reading_among_quick_ones_delays_nobody(
    took: float, before: float, seconds: float
) -> None:
    assert pause(took, before) == pytest.approx(seconds)
