"""Whatever a text holds, PostgreSQL takes the statement that it comes with."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookshift.domain.routing.routing import Side
from hookshift.store import outbox, routing_config
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from hookshift.store.dead_letters import Chosen, LetterAction, act, actions, counted
from hookshift.store.decisions import WantedDecisions, latest
from hookshift.store.parameters import json_text, parameter, storable

BAD = "a\0b\ud800c"
GOOD = "a\ufffdb\ufffdc"
ANY_TEXT = st.text(st.characters(), max_size=50)


@given(ANY_TEXT)
def test_only_what_cannot_be_stored_is_replaced(text: str) -> None:
    kept = storable(text)
    assert len(kept) == len(text)
    for before, after in zip(text, kept, strict=True):
        unstorable = before == "\0" or "\ud800" <= before <= "\udfff"
        assert after == ("\ufffd" if unstorable else before)


@pytest.mark.parametrize("value", [None, 1, 1.5, b"\0", True, [b"\0", None], [1, 2], []])
def test_what_is_no_text_is_left_alone(value: object) -> None:
    assert parameter(value) == value


ONE = st.none() | st.integers() | st.binary(max_size=5) | st.sampled_from(Side) | ANY_TEXT


@given(st.lists(ONE, max_size=8))
def test_each_text_of_a_column_is_made_storable(column: list[object]) -> None:
    expected = [storable(each) if isinstance(each, str) else each for each in column]
    assert parameter(column) == parameter(tuple(column)) == expected


async def test_every_way_to_run_a_statement(connection: Connection) -> None:
    await connection.execute("CREATE TABLE texts (text TEXT)")
    await connection.execute("INSERT INTO texts VALUES ($1)", BAD)
    await connection.executemany("INSERT INTO texts VALUES ($1)", [[BAD], [BAD]])
    await connection.execute("INSERT INTO texts SELECT unnest($1::text[])", [BAD, None, "x"])
    rows = await connection.fetch("SELECT text FROM texts WHERE text = $1", BAD)
    assert [row["text"] for row in rows] == [GOOD] * 4
    assert await connection.fetchval("SELECT count(*) FROM texts WHERE text = $1", BAD) == 4
    row = await connection.fetchrow("SELECT $1::text AS text", BAD)
    assert row is not None
    assert row["text"] == GOOD


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    value=st.recursive(
        ANY_TEXT | st.none() | st.integers(-9, 9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
        max_leaves=5,
    )
)
def test_whatever_is_written_as_json_postgresql_reads(database_url: str, value: Any) -> None:
    async def work() -> str:
        async with connection_to(database_url, "tests") as opened:
            return str(await opened.fetchval("SELECT $1::text::jsonb::text", json_text(value)))

    assert json.loads(asyncio.run(work())) == replaced(value)


def replaced(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [replaced(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): replaced(each) for key, each in value.items()}
    return value


def test_an_escaped_backslash_before_u0000_is_left_alone() -> None:
    assert json.loads(json_text("\\u0000")) == "\\u0000"
    assert json.loads(json_text("\\\0")) == "\\\ufffd"


async def test_what_people_and_handlers_say(connection: Connection) -> None:
    """Reasons, searches and errors, as the commands, the API and notifiers hand them on."""
    await routing_config.set_percentage(connection, Decimal(5), BAD, BAD)
    (change, *_) = await routing_config.history(connection, 1)
    assert (change.actor, change.reason) == (GOOD, GOOD)
    assert await counted(connection, Chosen(contains=BAD, handlers=[BAD])) == []
    async for _ in act(connection, LetterAction("drop", BAD, BAD), Chosen(contains=BAD)):
        pass
    (action,) = await actions(connection, 1)
    assert (action.actor, action.reason, action.chosen["contains"]) == (GOOD, GOOD, GOOD)
    assert await latest(connection, WantedDecisions(60, message_id=BAD), 10) == []
    await outbox.register(connection, [BAD], 60.0)
    await outbox.pause(connection, BAD, 1.0)
