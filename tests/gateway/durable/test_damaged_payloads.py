"""A payload that cannot be read is set aside with its cause, and stops no other delivery."""

import pytest

from hookshift.domain.delivery.delivery import Policy
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.store import deliveries
from hookshift.store.deliveries import claim_each, register
from tests.gateway.durable.test_deliverer import QUICK, World, bodies, world  # noqa: F401

DAMAGED_PAGE = """
    ALTER TABLE hookshift.payloads RENAME TO payloads_on_disk;
    CREATE FUNCTION hookshift.read_from_disk(number bigint, body bytea) RETURNS bytea
    LANGUAGE plpgsql AS $$ BEGIN
      IF number = (SELECT min(id) FROM hookshift.payloads_on_disk) THEN
        RAISE 'missing chunk number 0 for toast value 4711' USING ERRCODE = 'data_corrupted';
      END IF;
      RETURN body;
    END $$;
    CREATE VIEW hookshift.payloads AS
    SELECT id, received_at, key_id, content, hookshift.read_from_disk(id, body) AS body
    FROM hookshift.payloads_on_disk
"""
"""PostgreSQL's own words for a page that is damaged, at the place where it says them."""
FIRST = "(SELECT min(id) FROM hookshift.payloads)"
DAMAGE = {
    "page": (DAMAGED_PAGE, "missing chunk number 0", False),
    "content": (
        f"UPDATE hookshift.payloads SET content = '\\xc1' WHERE id = {FIRST}",
        "no delivery's",
        True,
    ),
    "tampered with": (
        f"UPDATE hookshift.payloads SET body = body || '\\x00' WHERE id = {FIRST}",
        "changed since it was stored",
        True,
    ),
}
WAITING = "SELECT count(*) FROM hookshift.deliveries WHERE owner IS NULL"


async def wait_in_the_inbox(world: World, *names: str) -> None:  # noqa: F811
    """They are accepted, tried in vain, and then nobody's; the first is the lowest id."""
    world.jobs.status = 503
    slow = Policy(initial_backoff=3_000.0, max_backoff=3_000.0)
    await world.begin(QUICK._replace(policy=slow))
    for number, name in enumerate(names):
        await world.send(name, sender=str(number))

    async def released() -> bool:
        return bool(await world.connection.fetchval(WAITING) == len(names))

    await world.until(released)
    await world.intake.stop()
    await world.deliverer.stop()
    world.jobs.status = 200
    world.jobs.got.clear()
    await world.connection.execute("UPDATE hookshift.deliveries SET next_at = now()")


@pytest.mark.parametrize("kind", DAMAGE)
async def test_one_damaged_payload_stops_no_other(world: World, kind: str) -> None:  # noqa: F811
    statement, said, whole = DAMAGE[kind]
    world.cipher = PayloadCipher([b"k" * 32] if kind == "tampered with" else [])
    names = [f"good {number}" for number in range(20)]
    await wait_in_the_inbox(world, "bad", *names)
    await world.connection.execute(statement)
    await world.begin()
    await world.ends(delivered=20, dead=1)
    assert sorted(bodies(world.jobs)) == sorted(names)
    assert world.deliverer.error is None
    letter = await world.connection.fetchrow(
        "SELECT reason, last_error, body IS NOT NULL AS whole FROM hookshift.dead_letters"
    )
    assert letter["reason"] == "damaged_payload"
    assert said in letter["last_error"]
    assert letter["whole"] == whole


async def test_what_is_too_old_is_given_up_although_it_is_damaged(
    world: World,  # noqa: F811
) -> None:
    await wait_in_the_inbox(world, "bad", "good")
    await world.connection.execute(DAMAGED_PAGE)
    owner = await register(world.connection, "tests", 60.0)
    assert await deliveries.bury_overdue(world.connection, owner, 0.0) == 2
    rows = await world.connection.fetch(
        "SELECT reason, last_error, body FROM hookshift.dead_letters ORDER BY id"
    )
    assert [(row["reason"], row["body"]) for row in rows] == [("age", None), ("age", b"good")]
    assert "a page of the database is damaged" in rows[0]["last_error"]


async def test_payloads_read_one_by_one_are_the_same(world: World) -> None:  # noqa: F811
    await wait_in_the_inbox(world, "a", "b", "c")
    owner = await register(world.connection, "tests", 60.0)
    one_by_one = await claim_each(world.connection, owner, {"jobs": 3})
    assert len(one_by_one) == 3
    await world.connection.execute("UPDATE hookshift.deliveries SET owner = NULL")
    together = await deliveries.claim(world.connection, owner, {"jobs": 3})
    assert sorted(one_by_one) == sorted(together)
