"""What the demo measures, from the same tables that an operator reads."""

from collections.abc import Sequence
from typing import NamedTuple

from hookshift.demo.handlers import EventCounts
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.rollout.state import Phase
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.rollouts import StoredRollout

SQL = load("demo")


class AtStage(NamedTuple):
    """One stage; percentages are 0 to 100, None where nothing was seen."""

    configured: float
    requests: int
    """Requests whose side the share decided."""
    unified_share: float | None
    legacy_share: float | None
    error_rate: float | None
    """The error rate of the worst domain and side, as in `webhook_routing_stats`."""
    p95_ms: float | None
    """The 95th percentile of the worst domain and side."""


class Whole(NamedTuple):
    """The whole of the demo; events, unless it is said otherwise."""

    answered: int
    """Events for which the sender was answered with success."""
    came: int
    """Events that came to handlers, repetitions included."""
    taken: int
    """Events that handlers answered with success."""
    recorded: int
    rolled_up: int | None
    people: int
    moved_back: int
    """People who got to legacy after unified while the rollout ran."""
    protected: int
    protected_moved: int
    bare: int
    """Messages without a keyword, which continue a conversation."""
    astray: int
    """Bare messages that did not go where the conversation is."""
    held: int
    """Bare messages that stayed with legacy because their conversation had begun there."""


class Ending(NamedTuple):
    """What the controller did, and what became of it."""

    failed: int
    """Requests that failed on unified."""
    slow: int
    """Requests on unified that took longer than the limit."""
    last: float | None
    """Seconds from the end to the last webhook that came and was sent to unified."""
    afterwards: int
    """People seen since then."""
    still: int
    """People seen afterwards who were still sent to unified."""
    passed: int
    """Stages that the controller let go."""
    proven: int
    """Passed stages for which every verdict is stored, and passes."""
    changes: int
    """Changes of the share since the start, in the audit trail."""
    explained: int
    """Changes that have an actor and a reason."""
    steps: int
    """Changes that the rollout's history speaks of."""
    ended_by: str | None
    """Who ended or held it; None if nobody has."""
    share: float
    """Configured now, 0 to 100."""


async def stages(connection: Connection, rollout: StoredRollout) -> list[AtStage]:
    """Each stage that `rollout` entered. Raises OperatorError."""
    with translated("measure the demo"):
        rows = await connection.fetch(
            SQL["stages"], rollout.started_at, rollout.progress.state.stage + 1
        )
    return [AtStage(*row) for row in rows]


async def whole(
    connection: Connection,
    rollout: StoredRollout,
    protected: Sequence[str],
    answered: int,
    counted: EventCounts,
) -> Whole:
    """All of it; `answered` and `counted` are the sender's and the handlers' own.

    Raises OperatorError.
    """
    state = rollout.progress.state
    # What the rollback itself moves back, it means to.
    before = state.version if state.phase is Phase.ROLLED_BACK else None
    with translated("measure the demo"):
        row = await connection.fetchrow(SQL["whole"], before, list(protected))
    assert row is not None
    return Whole(answered, counted.came, counted.taken, *row)


async def ending(connection: Connection, rollout: StoredRollout) -> Ending:
    """How `rollout` ended, and what happened afterwards. Raises OperatorError."""
    plan = rollout.plan
    of_domains = [gate for gate in plan.gates if gate is not Gate.GUARD]
    verdicts = len(of_domains) * len(plan.domains) + len(plan.guards)
    with translated("measure the demo"):
        row = await connection.fetchrow(
            SQL["ending"],
            *(rollout.id, rollout.started_at, rollout.progress.state.since),
            *(verdicts, plan.latency_ms),
        )
    assert row is not None
    return Ending(*row)
