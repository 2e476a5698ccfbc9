"""What the database says of handlers that may go."""

from decimal import Decimal
from typing import Any

from hookshift.controller.apply import apply_happening, begin
from hookshift.domain.retire.retire import FLIGHT_SECONDS, RetireFacts, Usage, whole_since
from hookshift.domain.retire.watch import DAY, HOUR
from hookshift.domain.rollout.state import Aborted
from hookshift.store.database import Connection
from hookshift.store.gateways import WorkerHeartbeat, heartbeat, leave
from hookshift.store.migrate import migrations
from hookshift.store.retire import known
from hookshift.store.routing_config import set_enabled, set_percentage
from tests.controller.plans import PLAN

JOBS, PROPERTY = "wa-webhook-jobs", "wa-webhook-property"
WINDOW = 48 * 3_600.0
DAYS_BACK = 20
LOG = """
INSERT INTO webhook_routing_logs
  (webhook_name, domain, routed_to, message_id, event_kind, event_type, reason, status, created_at)
VALUES ($1, 'jobs', 'legacy', $2, $3, $4, $5, 'success', now() - $6 * interval '1 second')
"""


async def days_back(connection: Connection) -> None:
    await connection.execute(
        "SELECT hookshift.make_log_partition((now() AT TIME ZONE 'UTC')::date - day)"
        " FROM generate_series(1, $1) AS day",
        DAYS_BACK,
    )


async def log(
    connection: Connection,
    ago: float,
    handler: str = JOBS,
    kind: str | None = "message",
    event: str | None = "text",
    reason: str | None = "no_sender",
    message: str | None = "wamid.A",
) -> None:
    await connection.execute(LOG, handler, message, kind, event, reason, ago)


async def status(
    connection: Connection, ago: float, word: str, message: str = "wamid.A", handler: str = JOBS
) -> None:
    """As the gateway makes it of a status about `message` (and a participant, after a colon)."""
    identity, colon, participant = message.partition(":")
    await log(
        connection, ago, handler, "status", word, "out_of_share",
        f"{identity}:{word}{colon}{participant}",
    )  # fmt: skip


async def usage(connection: Connection, handler: str = JOBS) -> Usage:
    return (await known(connection, [JOBS, PROPERTY], WINDOW, 30)).usage[handler]


async def facts(connection: Connection) -> RetireFacts:
    return (await known(connection, [JOBS], WINDOW, 30)).facts


async def test_of_nothing(connection: Connection) -> None:
    assert await usage(connection) == Usage()


async def test_uses_by_kind_and_reason(connection: Connection) -> None:
    await days_back(connection)
    await log(connection, 60)
    await log(connection, 90, kind="status", event="read", reason="unified_unreachable")
    await log(connection, WINDOW - 60, kind=None, event=None, reason=None)  # the runbook's router
    await log(connection, WINDOW + 60)
    await log(connection, 30, handler=PROPERTY)
    found = await usage(connection)
    assert found.kinds == {"message": 1, "status": 1, "unknown": 1}
    assert found.reasons == {"no_sender": 1, "unified_unreachable": 1, "unknown": 1}
    assert (found.recent, found.total) == (3, 4)
    now = (await facts(connection)).now
    assert found.last is not None
    assert 55 < now - found.last < 70
    assert (await usage(connection, PROPERTY)).total == 1


async def test_the_last_use_may_be_long_ago(connection: Connection) -> None:
    await days_back(connection)
    await log(connection, 15 * DAY)
    found = await usage(connection)
    assert (found.recent, found.total, found.kinds) == (0, 1, {})
    assert found.last is not None


async def flying(connection: Connection) -> int:
    found = await usage(connection)
    assert (found.in_flight_last is None) == (found.in_flight == 0)
    return found.in_flight


async def test_a_status_is_in_flight_until_a_final_one_whoever_gets_it(
    connection: Connection,
) -> None:
    await days_back(connection)
    await status(connection, 3_000, "sent")
    await status(connection, 2_000, "delivered")
    assert await flying(connection) == 1  # one message, two statuses
    await status(connection, 1_000, "read", handler="wa-webhook-unified")
    assert await flying(connection) == 0


async def test_each_final_status_ends_it_and_no_other_does(connection: Connection) -> None:
    await days_back(connection)
    for number, word in enumerate(("read", "played", "failed", "sent", "warning", "unknown")):
        await status(connection, 100, "delivered", f"wamid.{number}")
        await status(connection, 50, word, f"wamid.{number}")
    assert await flying(connection) == 3


async def test_participants_of_a_group_are_apart(connection: Connection) -> None:
    await days_back(connection)
    await status(connection, 100, "delivered", "wamid.G:250780000001")
    await status(connection, 100, "delivered", "wamid.G:250780000002")
    await status(connection, 50, "read", "wamid.G:250780000001")
    assert await flying(connection) == 1


async def test_a_status_without_an_id_is_never_known_to_be_over(connection: Connection) -> None:
    await log(connection, 100, kind="status", event="delivered", message=None)
    await log(connection, 50, kind="status", event="read", message=None)
    assert await flying(connection) == 1


async def test_what_a_week_has_not_ended_is_over(connection: Connection) -> None:
    await days_back(connection)
    await status(connection, FLIGHT_SECONDS + 60, "delivered")
    assert await flying(connection) == 0
    await status(connection, FLIGHT_SECONDS - 60, "sent")
    assert await flying(connection) == 1


async def test_a_final_status_that_overtook_the_others(connection: Connection) -> None:
    await days_back(connection)
    await status(connection, FLIGHT_SECONDS + 60, "read", handler="wa-webhook-unified")
    await status(connection, FLIGHT_SECONDS - 60, "delivered")
    assert await flying(connection) == 0


async def test_messages_in_flight_to_others_are_theirs(connection: Connection) -> None:
    await status(connection, 100, "delivered", handler="wa-webhook-unified")
    await status(connection, 100, "delivered", "wamid.B", handler=PROPERTY)
    assert await flying(connection) == 0
    assert (await usage(connection, PROPERTY)).in_flight == 1


async def test_the_share_and_its_trail(connection: Connection) -> None:
    assert (await facts(connection)).active is not None
    await set_percentage(connection, Decimal(100), "ada", None)
    before = await connection.fetchval("SELECT extract(epoch FROM now())::float8")
    await set_enabled(connection, False, "ada", None)
    await set_enabled(connection, True, "ada", None)
    found = await facts(connection)
    assert found.active is not None
    assert found.active.is_whole(["jobs", "property", "marketplace"])
    since = whole_since(found.active, found.changes, ["jobs"])
    assert since is not None
    assert before <= since <= found.now
    assert whole_since(found.active, found.changes, ["mobility"]) is None


async def test_a_configuration_that_was_made_active_by_deleting_another(
    connection: Connection,
) -> None:
    """The trail gives the deletion a version of its own; it is the older row that is active."""
    await set_percentage(connection, Decimal(100), "ada", None)
    await connection.execute("INSERT INTO webhook_routing_config (percentage) VALUES (5)")
    await connection.execute("DELETE FROM webhook_routing_config WHERE percentage = 5")
    found = await facts(connection)
    assert found.active is not None
    assert found.active.threshold == 10_000
    assert whole_since(found.active, found.changes, ["jobs"]) is not None


async def test_an_open_rollout(connection: Connection) -> None:
    assert (await facts(connection)).open_rollout is None
    rollout = await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    here = f"(running, {PLAN.named(0)})"
    assert (await facts(connection)).open_rollout == f"rollout {rollout.id} {here}"
    await apply_happening(connection, Aborted, "ada")
    assert (await facts(connection)).open_rollout is None


async def test_the_days_of_the_log(connection: Connection) -> None:
    found = await facts(connection)
    today = int(found.now // DAY) * DAY
    assert found.log.days == {today + n * DAY for n in range(8)}
    assert found.log.began is not None
    assert found.now - HOUR < found.log.began < found.now
    assert found.log.retention == 30 * DAY
    await days_back(connection)
    assert min((await facts(connection)).log.days) == today - DAYS_BACK * DAY
    await connection.execute("SELECT hookshift.drop_log_partitions(3)")
    assert min((await facts(connection)).log.days) == today - 3 * DAY


def worker(slot: int, started: Any) -> WorkerHeartbeat:
    return WorkerHeartbeat(f"a:{slot}", "a", 4711, slot, "0.1.0", started)


async def beat(
    connection: Connection, slot: int = 0, silent: float = 0, **counters: float
) -> WorkerHeartbeat:
    started = await connection.fetchval("SELECT now() - interval '3 days'")
    made = worker(slot, started)
    await heartbeat(connection, made, 1, counters)
    await connection.execute(
        "UPDATE hookshift.gateways SET seen_at = now() - $2 * interval '1 second'"
        " WHERE gateway = $1",
        made.gateway,
        silent,
    )
    return made


async def losses(connection: Connection) -> list[tuple[str, int | None, int]]:
    """Place, number, and how many seconds ago."""
    found = await facts(connection)
    return [(each.place, each.dropped, round(found.now - each.at)) for each in found.watch.losses]


async def test_workers(connection: Connection) -> None:
    await beat(connection, 0, unwritten_seconds=1.5)
    await beat(connection, 1, silent=100)
    first, second = (await facts(connection)).watch.workers
    now = (await facts(connection)).now
    assert (first.place, first.config_version, first.unwritten) == ("worker 0 on a", 1, 1.5)
    assert round(now - first.started_at) == 3 * DAY
    assert (second.unwritten, round(now - second.seen_at)) == (None, 100)


async def test_what_a_worker_drops_is_known_after_its_end(connection: Connection) -> None:
    await beat(connection, 0, recorder_dropped_rows=0)
    assert await losses(connection) == []
    await beat(connection, 0, recorder_dropped_rows=5)
    await beat(connection, 0, recorder_dropped_rows=5)
    first = await beat(connection, 0, recorder_dropped_rows=12)
    await beat(connection, 1, recorder_dropped_rows=2)
    await leave(connection, first)
    assert await losses(connection) == [
        ("worker 0 on a", 5, 0),
        ("worker 0 on a", 7, 0),
        ("worker 1 on a", 2, 0),
    ]


async def test_who_leaves_in_order_has_lost_nothing(connection: Connection) -> None:
    await leave(connection, await beat(connection, 0, recorder_dropped_rows=0))
    assert await losses(connection) == []


async def test_who_ended_without_a_word_is_known_when_his_row_is_forgotten(
    connection: Connection,
) -> None:
    await beat(connection, 0, silent=DAY + 60)
    await leave(connection, await beat(connection, 1))
    assert await losses(connection) == [("worker 0 on a", None, DAY + 60)]


async def test_the_migration_notes_what_was_dropped_before_it(connection: Connection) -> None:
    await beat(connection, 0, recorder_dropped_rows=5)
    await connection.execute("DELETE FROM hookshift.losses")
    migration = next(step for step in migrations() if step.name == "0008_losses")
    for _ in range(2):
        await connection.execute(migration.sql)
    assert await losses(connection) == [("worker 0 on a", 5, 0)]


async def test_hours_with_decisions(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO hookshift.rollup_hours SELECT date_trunc('hour', now()) - n * interval '1 h',"
        " 3600, 'a:0', 'jobs', 'unified', 1, requests, 0, 0, 0, 0, 0, attempts, NULL, NULL, '{}',"
        " '{}' FROM (VALUES (0, 5, 0), (1, 0, 0), (2, 0, 1), (60, 5, 0)) AS rows"
        " (n, requests, attempts)"
    )
    found = await facts(connection)
    hour = int(found.now // HOUR) * HOUR
    assert found.watch.busy_hours == {hour, hour - 2 * HOUR}
