"""What PostgreSQL refuses costs only itself: no other delivery waits for it, to any handler."""

import asyncio
import gzip
from functools import partial

import pytest

from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import Policy
from hookshift.domain.routing.routing import Side
from hookshift.gateway.durable.intake import InboxUnavailable
from hookshift.gateway.durable.settling import REFUSED
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from tests.gateway.durable.test_deliverer import QUICK, World, bodies, world  # noqa: F401

BINARY = gzip.compress(b'{"error": "no such user"}', mtime=0)
assert b"\0" in BINARY


@pytest.mark.parametrize(("status", "reason"), [(500, "attempts"), (400, "permanent")])
async def test_a_binary_error_answer_stops_nobody(
    world: World,  # noqa: F811
    status: int,
    reason: str,
) -> None:
    world.unified.status = status
    world.unified.body = BINARY
    world.unified.headers = [("content-encoding", "gzip")]
    policy = Policy(initial_backoff=0.05, max_backoff=0.1, max_attempts=2)
    await world.begin(QUICK._replace(policy=policy))
    await world.send("bad", side=Side.UNIFIED, sender="0")
    owner = world.deliverer.owner
    names = [f"good{number}" for number in range(20)]
    for number, name in enumerate(names):
        await world.send(name, sender=str(number + 1))
    await world.until(lambda: len(world.jobs.got) >= len(names))
    await world.ends(delivered=20, dead=1)
    # It has not failed meanwhile, and so has had nobody wait for its next try.
    assert world.deliverer.owner == owner
    assert sorted(bodies(world.jobs)) == sorted(names)
    letter = await world.connection.fetchrow(
        "SELECT reason, last_error FROM hookshift.dead_letters"
    )
    assert letter is not None
    assert dict(letter) == {
        "reason": reason,
        "last_error": f'HTTP {status}: {{"error": "no such user"}}',
    }
    assert world.deliverer.error is None


async def test_what_is_refused_takes_none_of_its_batch_with_it(world: World) -> None:  # noqa: F811
    """Somebody has added a constraint: one error text breaks it, the others of its batch do not."""
    await world.connection.execute(
        "ALTER TABLE hookshift.dead_letters ADD CHECK (last_error NOT LIKE '%poison%')"
    )
    world.unified.status = world.jobs.status = 400
    world.unified.body, world.jobs.body = b"poison", b"fine"
    await world.begin(QUICK._replace(breaker=BreakerPolicy(failures=100)))
    async with connection_to(world.url, "tests") as other, other.transaction():
        # One waits to be written, so that all others are written together, after it.
        await other.execute("LOCK TABLE hookshift.dead_letters IN EXCLUSIVE MODE")
        await world.send("first", sender="8")
        await world.until(partial(_somebody_waits, world.connection))
        await world.send("bad", side=Side.UNIFIED, sender="0")
        for number in range(6):
            await world.send(f"good{number}", sender=str(number + 1))
        await world.until(lambda: len(world.rows) == 8)
    await world.ends(delivered=0, dead=7)
    written = await world.connection.fetch("SELECT xmin::text FROM hookshift.dead_letters")
    assert len(written) == 7
    assert len({row["xmin"] for row in written}) < 7
    refused = "SELECT last_error FROM hookshift.deliveries WHERE owner IS NULL"

    async def waits() -> bool:
        return bool(await world.connection.fetchval(refused) == REFUSED)

    await world.until(waits)
    await world.until(lambda: world.deliverer.held == 0)
    assert world.deliverer.error is None
    world.jobs.status = 200
    await world.send("next", sender="9")
    await world.ends(delivered=1, dead=7)


async def _somebody_waits(connection: Connection) -> bool:
    """For the table of dead letters."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass"
    return bool(await connection.fetchval(query, "hookshift.dead_letters"))


async def test_a_chore_that_is_refused_stops_no_delivery(world: World) -> None:  # noqa: F811
    await world.connection.execute("DROP INDEX hookshift.ledger_added_up")
    await world.begin()
    await world.send("a", "b")
    await world.ends(2)
    await world.until(lambda: world.deliverer.error is not None)
    assert "hookshift.ledger" in (world.deliverer.error or "")
    await world.send("c")
    await world.ends(3)
    await world.connection.execute(
        "CREATE UNIQUE INDEX ledger_added_up ON hookshift.ledger (source, hour) WHERE writer = 0"
    )
    world.now += 60.0
    await world.until(lambda: world.deliverer.error is None)


async def test_a_webhook_that_is_refused_is_refused_alone(world: World) -> None:  # noqa: F811
    """They share a commit; the one that breaks a constraint is answered 503, the others 200."""
    await world.connection.execute(
        "ALTER TABLE hookshift.payloads ADD CHECK (body NOT LIKE '%poison%'::bytea)"
    )
    await world.begin()
    names = ["a", "b", "poison", "c", "d", "e", "f"]
    answers = await asyncio.gather(
        *(world.send(name, sender=str(number)) for number, name in enumerate(names)),
        return_exceptions=True,
    )
    refused = [isinstance(answer, InboxUnavailable) for answer in answers]
    assert refused == [name == "poison" for name in names]
    await world.ends(delivered=6)
    assert world.intake.error is None


async def test_a_table_that_refuses_every_webhook_is_told(world: World) -> None:  # noqa: F811
    """One alone may be its own fault; a second, with none taken in between, is not."""
    await world.connection.execute(
        "ALTER TABLE hookshift.payloads ADD CONSTRAINT no CHECK (body NOT LIKE '%poison%'::bytea)"
    )
    await world.begin()
    for number in range(3):
        with pytest.raises(InboxUnavailable):
            await world.send(f"poison {number}")
        assert (world.intake.error is None) == (number == 0)
    assert "each webhook is refused: cannot store webhooks" in str(world.intake.error)
    await world.send("fine")
    assert world.intake.error is None
    with pytest.raises(InboxUnavailable):
        await world.send("poison")
    assert world.intake.error is None
