"""Who wrote and who was answered, read from the log as gateways write it."""

import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from hookshift.domain.evidence.replies import ReplyCounts, ReplySlot
from hookshift.domain.routing.records import LogRow
from hookshift.store import replies
from hookshift.store.database import Connection
from hookshift.store.replies import (
    LEAST_RECEIPTS,
    SQL,
    ReplyWindow,
    add_slots,
    count_replies,
    numbers_with_receipts,
    reply_slots,
)
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.rollups import maintain_rollups
from hookshift.store.routing_logs import LogWriter
from tests.store.log_rows import log_row

OURS, OTHER = "106540352242922", "206540352242922"
VERSION = 7
NUMBERS = frozenset({OURS, OTHER})


class Log:
    """What gateways wrote; seconds count from the beginning of the stage, ten minutes ago."""

    def __init__(self, url: str, connection: Connection) -> None:
        self.url = url
        self.connection = connection
        self.entered = float(int(time.time()) - 600)

    async def write(self, *rows: LogRow) -> None:
        writer = LogWriter(self.url, 30, RollupSettings("here:0", 10, 2_000))
        assert await writer.write(rows) == 0
        await writer.close()

    def asks(self, whose: int, at: float, **changes: object) -> LogRow:
        """A message that unified took, half a second after it was written."""
        given: dict[str, object] = {
            "person": whose,
            "created_at": self.entered + at + 0.5,
            "provider_time": int(self.entered + at),
            "business_number": OURS,
            "config_version": VERSION,
        }
        return log_row(**given | changes)

    def receipt(self, whose: int, at: float, **changes: object) -> LogRow:
        """A receipt, two seconds after it happened."""
        given: dict[str, object] = {
            "person": whose,
            "created_at": self.entered + at + 2,
            "provider_time": int(self.entered + at),
            "business_number": OURS,
            "event_kind": "status",
            "event_type": "sent",
            "pricing": "service",
            "routed_to": "legacy",
            "reason": "no_rule",
        }
        return log_row(**given | changes)

    async def count(
        self, since: float = 0, until: float = 10, numbers: frozenset[str] = NUMBERS
    ) -> tuple[dict[tuple[str, str], tuple[int, int, int]], Counter[str]]:
        """People, answered and failed by domain and side; and who cannot be judged."""
        window = ReplyWindow(
            self.entered + since,
            self.entered + until,
            self.entered,
            VERSION,
            ("jobs", "property"),
            within=60,
            grace=120,
        )
        slots, unjudged = await count_replies(self.connection, window, numbers)
        assert all(slot.start == self.entered + since for slot in slots)
        return {(slot.domain, slot.side): slot.counts[:3] for slot in slots}, unjudged


@pytest.fixture
def log(database_url: str, connection: Connection) -> Log:
    return Log(database_url, connection)


async def test_who_wrote_and_who_was_answered_by_side(log: Log) -> None:
    legacy = {"routed_to": "legacy", "reason": "out_of_share"}
    await log.write(
        *(log.asks(person, 3) for person in range(1, 6)),
        *(log.asks(person, 4, **legacy) for person in range(11, 15)),
        *(log.receipt(person, 20) for person in (1, 2, 11, 12, 13)),
        log.receipt(3, 30, event_type="failed", error_code=131047),
        log.receipt(4, 70),  # too late
        log.receipt(14, 2),  # before
        log.receipt(5, 20, pricing="marketing"),
    )
    assert await log.count() == (
        {("jobs", "unified"): (5, 3, 1), ("jobs", "legacy"): (4, 3, 0)},
        Counter(),
    )


def not_asking() -> Iterator[tuple[str, dict[str, object]]]:
    yield "another version", {"config_version": VERSION - 1}
    yield "another domain", {"domain": "insurance"}
    yield "held by affinity", {"reason": "affinity"}
    yield "in the middle of a conversation", {"reason": "continuing"}
    yield "not taken", {"status": "error"}
    yield "in a group", {"in_group": True}
    yield "a reaction", {"event_type": "reaction"}
    yield "an echo", {"event_kind": "echo"}
    yield "nobody", {"person": None}
    yield "before the slot", {"created_at": -700.0}
    yield "after the slot", {"created_at": 0.0}


@pytest.mark.parametrize(("what", "changes"), list(not_asking()))
async def test_who_does_not_ask(log: Log, what: str, changes: dict[str, object]) -> None:
    # From now: this may run many minutes after it was collected.
    if isinstance(ago := changes.get("created_at"), float):
        changes = {"created_at": time.time() + ago}
    await log.write(log.asks(1, 3, **changes), log.receipt(1, 5))
    assert await log.count() == ({}, Counter()), what


def not_answering() -> Iterator[tuple[str, dict[str, object]]]:
    yield "only delivered", {"event_type": "delivered"}
    yield "of another number", {"business_number": OTHER}
    yield "to somebody else", {"person": 2}
    yield "in a group", {"in_group": True}
    yield "an advertisement", {"pricing": "marketing_lite"}
    yield "without a time", {"provider_time": None}


@pytest.mark.parametrize(("what", "changes"), list(not_answering()))
async def test_what_is_no_answer(log: Log, what: str, changes: dict[str, object]) -> None:
    await log.write(log.asks(1, 3), log.receipt(1, 5, **changes))
    assert await log.count() == ({("jobs", "unified"): (1, 0, 0)}, Counter()), what


async def test_a_person_counts_once_in_a_stage_and_domain(log: Log) -> None:
    await log.write(
        *(log.asks(1, at) for at in (3, 5, 12, 25)),
        log.asks(1, 13, domain="property"),
        log.receipt(1, 4),
    )
    assert (await log.count())[0] == {("jobs", "unified"): (1, 1, 0)}
    assert (await log.count(10, 20))[0] == {("property", "unified"): (1, 0, 0)}
    assert (await log.count(20, 30))[0] == {}


async def test_who_came_before_as_somebody_that_is_not_counted_counts_now(log: Log) -> None:
    await log.write(
        log.asks(1, 3, event_type="reaction"),
        log.asks(1, 4, status="error"),
        log.asks(1, 5, config_version=VERSION - 1),
        log.asks(1, 12),
    )
    assert (await log.count(10, 20))[0] == {("jobs", "unified"): (1, 0, 0)}


async def test_a_receipt_may_be_in_the_log_before_its_message(log: Log) -> None:
    await log.write(log.receipt(1, 5, created_at=log.entered - 60), log.asks(1, 3))
    assert (await log.count())[0] == {("jobs", "unified"): (1, 1, 0)}


async def test_numbers_without_receipts_and_times_far_from_ours_are_not_judged(log: Log) -> None:
    await log.write(
        log.asks(1, 3),
        log.asks(2, 3, business_number=OTHER),
        log.asks(3, 3, business_number=None),
        log.asks(4, 3, provider_time=int(log.entered) - 500),
        log.asks(5, 3, provider_time=None, domain="property"),
    )
    assert await log.count(numbers=frozenset({OURS})) == (
        {("jobs", "unified"): (1, 0, 0)},
        Counter(jobs=3, property=1),
    )


async def test_somebody_with_another_name_in_the_receipt_is_known_by_conversations(
    log: Log,
) -> None:
    await log.connection.executemany(
        "INSERT INTO hookshift.conversation_people (alias, person, bucket, salt_tag, since) "
        "VALUES ($1, $2, 0, 0, now())",
        [(1, 1), (101, 1), (2, 2)],
    )
    await log.write(log.asks(1, 3), log.asks(2, 3), log.receipt(101, 5))
    assert (await log.count())[0] == {("jobs", "unified"): (2, 1, 0)}


async def test_few_people_are_read_however_many_write(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOST_PEOPLE", 10)
    await log.write(*(log.asks(person, 3) for person in range(100)))
    assert (await log.count())[0] == {("jobs", "unified"): (10, 0, 0)}
    assert (await log.count())[0] == {("jobs", "unified"): (10, 0, 0)}, "the same ones"


async def test_at_which_numbers_receipts_come(log: Log) -> None:
    await log.write(
        *(log.receipt(each, 3) for each in range(LEAST_RECEIPTS)),
        *(log.receipt(each, 3, business_number=OTHER) for each in range(LEAST_RECEIPTS - 1)),
        *(
            log.receipt(each, 3, business_number="3", event_type="delivered")
            for each in range(LEAST_RECEIPTS)
        ),
        *(log.receipt(each, 3, business_number=None) for each in range(LEAST_RECEIPTS)),
    )
    now = time.time()
    assert await numbers_with_receipts(log.connection, now) == {OURS}
    assert await numbers_with_receipts(log.connection, now + 8 * 86_400) == frozenset()


async def test_what_was_counted_is_kept_once_and_read_again(log: Log) -> None:
    counts = ReplyCounts(9, 7, 2, (0, 3, 4), ((131047, 1), (0, 1)))
    slots = [ReplySlot(log.entered, 10.0, "jobs", "unified", VERSION, counts)]
    await add_slots(log.connection, slots)
    await add_slots(log.connection, [slots[0]._replace(counts=ReplyCounts(1))])
    assert await reply_slots(log.connection, log.entered, log.entered + 1) == slots
    await maintain_rollups(log.connection, 30)
    assert await reply_slots(log.connection, log.entered, log.entered + 1) == slots
    await log.connection.execute(
        "UPDATE hookshift.reply_slots SET start = now() - interval '31 days'"
    )
    await maintain_rollups(log.connection, 30)
    assert await reply_slots(log.connection, 0, 1e10) == []


async def plan_of(connection: Connection, name: str, *arguments: object) -> str:
    """How PostgreSQL finds it, where reading whole tables is dear, as it is among millions."""
    async with connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        rows = await connection.fetch(f"EXPLAIN (COSTS OFF) {SQL[name]}", *arguments)
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize("is_known", [True, False])
async def test_what_is_asked_for_each_slot_is_found_by_indexes(log: Log, is_known: bool) -> None:
    """By time within the slot, by person for what came earlier, and what was answered.

    Also on a day that has just begun, which PostgreSQL has no statistics of.
    """
    connection, at = log.connection, log.entered
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, created_at, "
        "event_kind, event_type, status, reason, config_version, person, business_number, "
        "provider_time) "
        "SELECT 'h', 'jobs', 'legacy', to_timestamp($1 + i / 10.0), "
        "CASE i % 2 WHEN 0 THEN 'message' ELSE 'status' END, "
        "CASE i % 2 WHEN 0 THEN 'text' ELSE 'sent' END, 'success', 'out_of_share', $2, i, 'N', 1 "
        "FROM generate_series(1, 5000) AS i",
        at,
        VERSION,
    )
    if is_known:
        await connection.execute("ANALYZE public.webhook_routing_logs")
    asked = await plan_of(
        connection, "askings", at, at + 10, VERSION, at - 50, ["jobs"], 1_000, 120.0
    )
    found = await plan_of(connection, "receipts", [1, 2], at, at + 200, 100)
    received = await plan_of(connection, "numbers", at, 20, 1_000)
    for plan in (asked, found, received):
        assert "Seq Scan on webhook_routing_logs" not in plan
    assert re.search(r"Index Cond: .*created_at >= .*created_at <", asked)
    assert re.search(r"Index Cond: .*person = (drawn|wrote)\.person", asked)
    assert re.search(r"Index Cond: .*person = given.person", found)
    assert re.search(r"Index Cond: .*business_number = found.number", received)
