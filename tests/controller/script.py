"""A rollout whose every stage gets the same traffic, whenever it is entered; and what became of it.

So that a rollout whose controller was killed can be compared with one that nothing happened to.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.store.database import Connection
from hookshift.store.rollouts import Judged, StoredRollout, entries, judged, rollout
from hookshift.store.shapes import encode
from tests.controller.feed import feed, good
from tests.controller.plans import plan

SECONDS = 2
"""The hold of a stage, and its slots of a second each."""
SCRIPT = plan(
    stages=tuple(stage._replace(hold=float(SECONDS)) for stage in plan().stages), stale_after=300.0
)
TIMES = frozenset(
    {
        "entered",
        "through",
        "counted_to",
        "last_traffic",
        "since",
        "from",
        "until",
        "replies_through",
    }
)
"""What differs from one run to the next, and nothing else may."""
RATES = frozenset({"per_second"})


class Group(NamedTuple):
    """What each domain gets in one slot."""

    unified: Counts
    legacy: Counts
    guards: Counts


def groups(of: Plan, stage: int) -> Iterator[Group]:
    """Those of a stage: some errors, new people as its share has them, another latency each."""
    share = of.stages[stage].threshold / 10_000
    for second in range(SECONDS):
        requests = 60 + 10 * stage + second
        new = round(20 * share)
        failed = int(second == 1)
        unified = good(requests)._replace(
            new_senders=new, errors=failed, errors_squared=failed, failing_senders=(stage,) * failed
        )
        legacy = good(requests)._replace(new_senders=20 - new) if share < 1 else Counts()
        yield Group(unified, legacy, good(7))


async def feed_stage(connection: Connection, at: StoredRollout) -> None:
    """Everything of the stage that `at` is in; what lies ahead is not complete before its time."""
    for second, group in enumerate(groups(at.plan, at.progress.state.stage)):
        await feed_group(connection, at, second, group)


async def feed_group(connection: Connection, at: StoredRollout, second: int, group: Group) -> float:
    """One slot of the stage that `at` is in; its end."""
    state, evidence = at.progress
    assert state.version is not None
    start = evidence.entered + second
    await feed(connection, start, state.version, **group._asdict())
    return start + 1


async def outcome(connection: Connection, number: int, version: int | None) -> dict[str, Any]:
    """Everything that may not depend on who was killed when; `version` is what the start set."""
    found = await rollout(connection, number)
    assert found is not None
    history = [
        (entry.news, entry.stage, entry.actor, entry.text)
        for entry in reversed(await entries(connection, number, 1_000))
    ]
    changes = await connection.fetch(
        "SELECT new_percentage, new_enabled, actor, reason FROM webhook_routing_config_audit "
        "WHERE version >= $1 ORDER BY id",
        version,
    )
    return {
        "phase": found.progress.state.phase,
        "evidence": _timeless(json.loads(encode(found.progress.evidence))),
        "history": history,
        "changes": [tuple(change) for change in changes],
        "verdicts": _sequences(await judged(connection, number, limit=10_000)),
        "last": _timeless(json.loads(encode(found.verdicts))),
    }


def _sequences(kept: list[Judged]) -> Mapping[str, list[tuple[int, VerdictKind, Any]]]:
    """By gate and domain the kinds in order, and what the last one of each stage rests on.

    A controller that is there looks before there is anything to be seen, and one that was away does
    not, so verdicts on nothing are left out.
    """
    found: dict[str, list[tuple[int, VerdictKind, Any]]] = {}
    for each in reversed(kept):
        verdict, numbers = each.verdict, each.verdict.numbers
        if not numbers.get("requests", numbers.get("observed")):
            continue
        sequence = found.setdefault(f"{verdict.gate} of {verdict.domain}", [])
        if sequence and sequence[-1][:2] == (each.stage, verdict.kind):
            sequence.pop()
        sequence.append((each.stage, verdict.kind, _timeless(dict(numbers))))
    return found


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _timeless(v) for k, v in value.items() if k not in TIMES | RATES}
    return [_timeless(each) for each in value] if isinstance(value, list) else value
