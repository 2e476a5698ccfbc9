"""Verdicts of a rollout, present or past, for `hookshift rollout explain` here and elsewhere."""

from datetime import datetime
from typing import Any

from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.plan import Gate
from hookshift.store import rollouts as store
from hookshift.store.database import Connection
from hookshift.store.rollouts import Judged, StoredRollout, judged, rollouts
from hookshift.view.explanation import explained
from hookshift.view.report import judged_of, plan_of

ROLLOUTS_READ = 1_000
"""Among which the one of a past moment is looked for."""


def explanation(rollout: StoredRollout, verdicts: list[Judged]) -> dict[str, Any]:
    """Verdicts as data, each with the facts that it rests on, in words."""
    return {
        "rollout": rollout.id,
        "plan": plan_of(rollout.plan),
        "verdicts": [
            {
                **judged_of(each),
                "facts": [list(fact) for fact in explained(each.verdict, each.at.timestamp())],
                "on_fail": rollout.plan.on_fail[each.verdict.gate],
            }
            for each in verdicts
        ],
    }


async def judged_rollout(
    connection: Connection, number: int | None, at: datetime | None
) -> StoredRollout:
    """The one that was named, or that ran at a past moment, or that is shown anyway.

    Raises OperatorError.
    """
    found = None
    if number is not None or at is None:
        found = await store.named(connection, number)
    else:
        for each in await rollouts(connection, ROLLOUTS_READ):
            if each.started_at <= at:
                found = each
                break
    if found is not None:
        return found
    if at is None:
        raise OperatorError("no rollout has been started: there is nothing to explain.")
    raise OperatorError(
        f"no rollout had been started by {at:%Y-%m-%d %H:%M:%S %z}: `hookshift rollout history "
        "--all` says when each was."
    )


def demand_domain(rollout: StoredRollout, domain: str | None) -> None:
    """Raises OperatorError if the rollout has no such domain."""
    domains = (*rollout.plan.domains, *rollout.plan.guards)
    if domain is not None and domain not in domains:
        raise OperatorError(
            f"rollout {rollout.id} has no domain {domain}: name one of {', '.join(domains)}."
        )


async def verdicts_of(
    connection: Connection,
    rollout: StoredRollout,
    at: datetime | None,
    gate: Gate | None,
    domain: str | None,
) -> list[Judged]:
    """The latest verdicts, or those of a past moment, by domain and gate. Raises OperatorError."""
    if at is None and rollout.looked_at is not None and rollout.verdicts:
        looked_at, stage = rollout.looked_at, rollout.progress.state.stage
        found = [Judged(0, rollout.id, looked_at, stage, each) for each in rollout.verdicts]
        found = [
            each
            for each in found
            if gate in (None, each.verdict.gate) and domain in (None, each.verdict.domain)
        ]
    else:
        upto = at or datetime.now().astimezone()
        found = await judged(connection, rollout.id, at=upto, gate=gate, domain=domain)
    if not found:
        raise OperatorError(
            f"rollout {rollout.id} has no such verdict {'at that time' if at else 'yet'}: "
            "each gate judges its own domains only, and verdicts are deleted after "
            "recorder.retention_days; see `hookshift rollout history`."
        )
    places = {name: at for at, name in enumerate((*rollout.plan.domains, *rollout.plan.guards))}
    gates = list(Gate)
    return sorted(
        found,
        key=lambda each: (
            places.get(each.verdict.domain, len(places)),
            gates.index(each.verdict.gate),
        ),
    )
