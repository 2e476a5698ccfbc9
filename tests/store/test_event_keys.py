"""The connection of event keys: opened beside its calls, and ended with them."""

import asyncio
import gc
import logging

import pytest

from hookshift.domain.errors import OperatorError
from hookshift.store.event_keys import EventKeys
from tests.looking import seen
from tests.store.door import IN_THE_DOOR, door
from tests.store.patient_keys import PATIENT

KEY = bytes(16)
SOON = 0.05


async def test_a_call_ends_with_an_error_when_all_is_closed(database_url: str) -> None:
    """And not as if whoever has asked had been cancelled."""
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        asked = asyncio.create_task(keys.known([KEY], PATIENT))
        await way_in.let_in()
        await keys.close()
        with pytest.raises(OperatorError):
            await asked


async def test_what_is_closed_opens_no_other_connection(database_url: str) -> None:
    """Nobody would close that one."""
    async with door(database_url) as way_in:
        keys = EventKeys(way_in.url)
        assert await keys.known([KEY], PATIENT) == frozenset()
        await keys.close()
        with pytest.raises(OperatorError, match="is being stopped"):
            await keys.known([KEY], PATIENT)
        with pytest.raises(OperatorError, match="is being stopped"):
            await keys.add([KEY], PATIENT)
        assert way_in.entered == 1


async def test_nor_does_a_call_that_waited_for_its_turn_when_all_was_closed(
    database_url: str,
) -> None:
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        asked = [asyncio.create_task(keys.known([KEY], PATIENT)) for _ in range(2)]
        await way_in.let_in()
        await keys.close()
        for each in asked:
            with pytest.raises(OperatorError, match="is being stopped"):
                await each
        assert way_in.entered == 1


async def test_whoever_has_asked_can_be_cancelled(database_url: str) -> None:
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        asked = asyncio.create_task(keys.known([KEY], PATIENT))
        await way_in.let_in()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        way_in.thaw()
        assert await keys.known([KEY], PATIENT) == frozenset()
        assert way_in.entered == 1
        await keys.close()


async def refused_behind(keys: EventKeys) -> None:
    """A call does not wait until PostgreSQL throws out whoever comes in."""
    with pytest.raises(OperatorError):
        await keys.known([KEY], SOON)


async def test_nobody_hears_of_a_connection_that_failed_for_an_earlier_call(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        await refused_behind(keys)
        way_in.throw_out()
        await ended()
        way_in.thaw()
        with caplog.at_level(logging.ERROR, "asyncio"):
            assert await keys.known([KEY], PATIENT) == frozenset()
            gc.collect()
        # Nor is the failure called unseen.
        assert not caplog.records
        await keys.close()


async def test_a_connection_that_was_opened_for_an_earlier_call_may_have_gone(
    database_url: str,
) -> None:
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        await refused_behind(keys)
        way_in.thaw()
        await ended()
        way_in.throw_out()
        for _ in range(IN_THE_DOOR):
            await asyncio.sleep(0)
        assert await keys.known([KEY], PATIENT) == frozenset()
        await keys.close()


async def ended() -> None:
    """Waits until no connection is being opened."""

    async def is_over() -> bool:
        return not any("ReconnectingConnection" in repr(task) for task in asyncio.all_tasks())

    await seen(is_over)
