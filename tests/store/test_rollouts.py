"""What PostgreSQL keeps of rollouts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.progress import start
from hookshift.domain.rollout.state import News, Phase
from hookshift.store.database import Connection
from hookshift.store.rollouts import (
    NewEntry,
    NewVerdict,
    Save,
    add_entry,
    add_verdicts,
    clock,
    entries,
    forget_verdicts,
    insert,
    judged,
    latest,
    lock_open,
    open_rollout,
    rollout,
    rollouts,
    save,
)
from tests.controller.plans import PLAN

NOW = 1_800_000_000.25
NOTHING: Mapping[tuple[str, str], Totals] = {}
PROGRESS = start(PLAN, NOTHING, 0, NOW).progress


async def begun(connection: Connection, reason: str | None = "go") -> int:
    number = await insert(
        connection, PLAN, PROGRESS, folded_to=NOW - 10, now=NOW, actor="ada", reason=reason
    )
    assert number is not None
    return number


def verdict(kind: VerdictKind, gate: Gate = Gate.ERRORS, domain: str = "jobs") -> Verdict:
    return Verdict(gate, domain, kind, f"it is {kind}", {"requests": 7, "rate": 0.5, "p": None})


async def test_a_rollout_is_read_as_it_was_written(connection: Connection) -> None:
    assert await open_rollout(connection) is None
    assert await latest(connection) is None
    number = await begun(connection)
    found = await open_rollout(connection)
    assert found is not None
    assert (found.id, found.revision, found.plan, found.progress) == (number, 0, PLAN, PROGRESS)
    assert (found.verdicts, found.looked_at, found.ended_at) == ((), None, None)
    assert (found.started_by, found.reason, found.folded_to) == ("ada", "go", NOW - 10)
    assert found.started_at == datetime.fromtimestamp(NOW, UTC)
    assert await rollout(connection, number) == await latest(connection) == found
    assert await rollout(connection, number + 1) is None


async def test_only_one_is_open(connection: Connection) -> None:
    first = await begun(connection)
    again = await insert(
        connection, PLAN, PROGRESS, folded_to=NOW, now=NOW, actor="bob", reason=None
    )
    assert again is None
    over = PROGRESS._replace(state=PROGRESS.state._replace(phase=Phase.ABORTED, since=NOW + 5))
    await save(connection, first, 0, Save(over))
    assert await open_rollout(connection) is None
    second = await begun(connection)
    assert [each.id for each in await rollouts(connection, 10)] == [second, first]
    assert [each.id for each in await rollouts(connection, 1)] == [second]
    ended = (await rollouts(connection, 2))[1].ended_at
    assert ended == datetime.fromtimestamp(NOW + 5, UTC)


async def test_saving_needs_the_newest_revision_and_keeps_what_is_not_given(
    connection: Connection,
) -> None:
    number = await begun(connection)
    looked = Save(PROGRESS, (verdict(VerdictKind.PASS),), folded_to=NOW + 20, looked_at=NOW + 21)
    await save(connection, number, 0, looked)
    with pytest.raises(OperatorError, match="has been changed meanwhile"):
        await save(connection, number, 0, Save(PROGRESS))
    await save(connection, number, 1, Save(PROGRESS))
    found = await rollout(connection, number)
    assert found is not None
    assert found.revision == 2
    assert found.verdicts == (verdict(VerdictKind.PASS),)
    assert found.folded_to == NOW + 20
    assert found.looked_at == datetime.fromtimestamp(NOW + 21, UTC)


async def test_the_open_one_can_be_locked(connection: Connection) -> None:
    assert await lock_open(connection) is None
    number = await begun(connection)
    async with connection.transaction():
        locked = await lock_open(connection)
    assert locked is not None
    assert locked[:2] == (number, 0)
    assert locked.now == pytest.approx(await clock(connection), abs=60)


async def test_history_is_kept_in_order_and_cannot_be_rewritten(connection: Connection) -> None:
    number = await begun(connection)
    for at, news in ((NOW, News.ENTERED), (NOW, News.STARTED), (NOW + 1, News.PAUSED)):
        await add_entry(connection, number, NewEntry(at, 1, news, "ada", f"it {news}"))
    found = await entries(connection, number, 2)
    assert [(each.news, each.stage, each.actor, each.text) for each in found] == [
        (News.PAUSED, 1, "ada", "it paused"),
        (News.STARTED, 1, "ada", "it started"),
    ]
    assert found[0].at == datetime.fromtimestamp(NOW + 1, UTC)
    for statement in (
        "UPDATE hookshift.rollout_entries SET text = 'never mind'",
        "DELETE FROM hookshift.rollout_entries",
        "TRUNCATE hookshift.rollout_entries CASCADE",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await connection.execute(statement)


async def test_an_entry_is_announced_when_it_is_committed(connection: Connection) -> None:
    number = await begun(connection)
    received: list[object] = []
    await connection.add_listener("hookshift_rollout", lambda *call: received.append(call[3]))
    async with connection.transaction():
        await add_entry(connection, number, NewEntry(NOW, 0, News.STARTED, "ada", "go"))
        await connection.fetchval("SELECT 1")
        assert received == []
    await connection.fetchval("SELECT 1")
    assert received == [str(number)]


async def test_verdicts_in_force_at_a_time(connection: Connection) -> None:
    number = await begun(connection)
    errors, slow = Gate.ERRORS, Gate.LATENCY
    await add_verdicts(
        connection,
        number,
        (
            NewVerdict(NOW, 0, verdict(VerdictKind.INSUFFICIENT, errors)),
            NewVerdict(NOW, 0, verdict(VerdictKind.PASS, slow)),
            NewVerdict(NOW, 0, verdict(VerdictKind.PASS, errors, "property")),
            NewVerdict(NOW + 60, 1, verdict(VerdictKind.FAIL, errors)),
        ),
    )

    async def kinds(seconds: float | None, **which: str) -> list[tuple[str, str, str, int]]:
        at = None if seconds is None else datetime.fromtimestamp(NOW + seconds, UTC)
        found = await judged(connection, number, at=at, **which)  # type: ignore[arg-type]
        return [(j.verdict.domain, j.verdict.gate, j.verdict.kind, j.stage) for j in found]

    assert await kinds(-1) == []
    first = [
        ("jobs", "errors", "insufficient", 0),
        ("jobs", "latency", "pass", 0),
        ("property", "errors", "pass", 0),
    ]
    assert await kinds(30) == first
    assert await kinds(60, domain="jobs") == [("jobs", "errors", "fail", 1), first[1]]
    assert await kinds(None, gate="errors") == [("jobs", "errors", "fail", 1), first[2], first[0]]
    assert await kinds(None, limit=1) == [("jobs", "errors", "fail", 1)]  # type: ignore[arg-type]
    assert (await judged(connection, number))[0].verdict == verdict(VerdictKind.FAIL)


async def test_old_verdicts_are_forgotten(connection: Connection) -> None:
    number = await begun(connection)
    now = await clock(connection)
    days = [timedelta(days=n).total_seconds() for n in (0, 6, 8)]
    await add_verdicts(
        connection, number, [NewVerdict(now - ago, 0, verdict(VerdictKind.PASS)) for ago in days]
    )
    await forget_verdicts(connection, 7)
    assert len(await judged(connection, number)) == 2


async def test_what_another_version_wrote_is_refused_with_the_way_out(
    connection: Connection,
) -> None:
    number = await begun(connection)
    await connection.execute("UPDATE hookshift.rollouts SET plan = '{\"stages\": []}'")
    with pytest.raises(OperatorError, match=rf"rollout {number} was written.*Plan lacks.*psql"):
        await open_rollout(connection)


async def test_an_end_needs_a_final_phase(connection: Connection) -> None:
    await begun(connection)
    for wrong in ("ended_at = now()", "phase = 'completed'"):
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(f"UPDATE hookshift.rollouts SET {wrong}")
