"""Detects interference: a change of the share by somebody else while a rollout runs."""

from collections.abc import Iterator
from decimal import Decimal

from hookshift.store.database import Connection
from hookshift.store.rollouts import StoredRollout
from hookshift.store.routing_config import ActiveConfig, AuditRow, history

CHANGES_SHOWN = 3


async def interference(
    connection: Connection, rollout: StoredRollout, config: ActiveConfig | None
) -> str | None:
    """Who changed what; None if the configuration is the rollout's own, or the change is known.

    Raises OperatorError.
    """
    state = rollout.progress.state
    if state.foreign or is_own(rollout, config):
        return None
    newer = [
        change
        for change in await history(connection, CHANGES_SHOWN)
        if state.version is None or change.version > state.version
    ]
    if newer:
        return "; then ".join(described(change) for change in reversed(newer))
    return f"{_shown(config)} is active, but the audit trail has no such change"


def is_own(rollout: StoredRollout, config: ActiveConfig | None) -> bool:
    """Whether `config` is what the rollout set.

    Every change gets a version; values are compared too, in case the table has lost its triggers.
    """
    state, plan = rollout.progress.state, rollout.plan
    return (
        config is not None
        and config.version == state.version
        and config.enabled
        and int(config.percentage * 100) == plan.stages[state.stage].threshold
        and set(config.domains) == set(plan.domains)
    )


def described(change: AuditRow) -> str:
    """`ada (psql) changed 10 % to 35 %: why`."""
    who = change.actor + (f" ({change.application_name})" if change.application_name else "")
    what = ", ".join(_differences(change)) or "set the same values again"
    return f"{who} {what}" + (f": {change.reason}" if change.reason else "")


def _differences(change: AuditRow) -> Iterator[str]:
    if change.new_percentage is None:
        yield "deleted the configuration"
        return
    if change.old_percentage != change.new_percentage:
        yield f"changed {_percent(change.old_percentage)} to {_percent(change.new_percentage)}"
    if change.old_enabled != change.new_enabled:
        yield "enabled routing" if change.new_enabled else "disabled routing"
    if change.old_domains != change.new_domains:
        yield f"changed the domains to {', '.join(change.new_domains or []) or 'none'}"
    if change.salt_changed:
        yield "changed the salt"


def _shown(config: ActiveConfig | None) -> str:
    if config is None:
        return "no configuration"
    state = "on" if config.enabled else "off"
    return f"{_percent(config.percentage)} of {', '.join(config.domains)}, routing {state},"


def _percent(value: Decimal | None) -> str:
    return "nothing" if value is None else f"{float(value):g} %"
