"""A batch that PostgreSQL refuses is divided: only what is refused is not written."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.gateway.durable.settling import REFUSED, settle
from hookshift.store import deliveries
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from hookshift.store.deliveries import Burial, Retry, claim
from hookshift.store.errors import EveryRowRefused
from hookshift.store.inbox import InboxWriter
from tests.store.deliveries import HANDLER, accept, new

NO_POISON = (
    "ALTER TABLE hookshift.dead_letters ADD CHECK (last_error NOT LIKE '%poison%')",
    "ALTER TABLE hookshift.deliveries ADD CHECK (last_error NOT LIKE '%poison%')",
)
NONE_OF_THESE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.id = ANY (ARRAY(SELECT id FROM public.refused)) THEN
    RAISE EXCEPTION 'not this one';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TABLE refused AS SELECT 0::bigint AS id;
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON hookshift.deliveries
FOR EACH ROW EXECUTE FUNCTION refuse()
"""

KINDS = ("done", "again", "dead")


def ended(owner: int, number: int, kind: str, error: str) -> FinishedDelivery:
    what: int | Retry | Burial = number
    if kind == "again":
        what = Retry(number, HANDLER, "legacy", 60.0, 1, 1, error)
    elif kind == "dead":
        what = Burial(number, 1, "permanent", error)
    return FinishedDelivery(owner, HANDLER, 2, what)


async def claimed(connection: Connection, url: str, count: int) -> tuple[int, list[int]]:
    await connection.execute(
        "TRUNCATE hookshift.deliveries, hookshift.dead_letters, hookshift.ledger"
    )
    writer = InboxWriter(url)
    await accept(writer, [new() for _ in range(count)])
    await writer.close()
    owner = await deliveries.register(connection, "me", 600.0)
    return owner, [row.id for row in await claim(connection, owner, {HANDLER: count})]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batch=st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=9))
def test_whatever_is_refused_the_rest_is_written(
    database_url: str, batch: list[tuple[str, bool]]
) -> None:
    """One whose error text is refused is tried again later, and says why."""

    async def work() -> None:
        async with connection_to(database_url, "tests") as connection:
            for statement in NO_POISON:
                await connection.execute(statement)
            owner, ids = await claimed(connection, database_url, len(batch))
            written = await settle(
                connection,
                owner,
                [
                    ended(owner, number, kind, "poison" if bad else "fine")
                    for number, (kind, bad) in zip(ids, batch, strict=True)
                ],
            )
            assert (written.written, written.set_aside) == (len(batch), 0)
            rows = await connection.fetch("SELECT id, owner, last_error FROM hookshift.deliveries")
            waiting = {row["id"]: (row["owner"], row["last_error"]) for row in rows}
            dead = {row["id"] for row in await connection.fetch("TABLE hookshift.dead_letters")}
            for number, (kind, bad) in zip(ids, batch, strict=True):
                refused = bad and kind != "done"
                if refused or kind == "again":
                    assert waiting[number] == (None, REFUSED if refused else "fine")
                assert (number in waiting) == (refused or kind == "again")
                assert (number in dead) == (kind == "dead" and not bad)

    asyncio.run(work())


async def test_of_which_nothing_can_be_written_is_set_aside(
    connection: Connection, database_url: str
) -> None:
    await connection.execute(NONE_OF_THESE)
    owner, ids = await claimed(connection, database_url, 9)
    refused = {ids[0]: "done", ids[4]: "again", ids[8]: "dead"}
    await connection.executemany("INSERT INTO refused VALUES ($1)", [[each] for each in refused])
    batch = [ended(owner, number, refused.get(number, "done"), "fine") for number in ids]
    written = await settle(connection, owner, batch)
    assert (written.written, written.set_aside) == (6, 3)
    left = await connection.fetch("SELECT id, owner FROM hookshift.deliveries ORDER BY id")
    assert [(row["id"], row["owner"]) for row in left] == [(number, owner) for number in refused]


@pytest.mark.parametrize("kind", KINDS)
async def test_where_nothing_at_all_can_be_written_nothing_is_set_aside(
    connection: Connection, database_url: str, kind: str
) -> None:
    """It is the table that is at fault; once it is mended all outcomes are written."""
    await connection.execute(NONE_OF_THESE)
    owner, ids = await claimed(connection, database_url, 5)
    await connection.executemany("INSERT INTO refused VALUES ($1)", [[each] for each in ids])
    batch = [ended(owner, number, kind, "fine") for number in ids]
    with pytest.raises(EveryRowRefused, match=r"each of 5 rows: not this one\. Look"):
        await settle(connection, owner, batch)
    await connection.execute("DROP TRIGGER refuse ON hookshift.deliveries")
    assert await settle(connection, owner, batch) == (5, 0, False)
