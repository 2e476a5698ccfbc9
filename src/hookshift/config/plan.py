"""Makes the domain's plan of a rollout from the settings."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from hookshift.config.faults import did_you_mean
from hookshift.config.schema.rollout import Gates, RolloutConfig
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.plan import WHOLE, Gate, OnFail, Plan, Stage
from hookshift.domain.routing.routing import UNKNOWN_DOMAIN

NO_KEY = "recorder.hash_key is not set, so nobody can tell whose message a receipt answers"
_PER_PERCENT = WHOLE // 100


def rollout_plan(settings: Settings, domains: Sequence[str]) -> Plan:
    """The plan by which `domains` move; all other domains of the settings are guards.

    Raises OperatorError that names every domain which cannot move, and says what to do.
    """
    moving = tuple(dict.fromkeys(domains))
    _refuse_immovable(settings, moving)
    rollout = settings.rollout
    gates = rollout.gates
    return Plan(
        stages=tuple(_stages(rollout)),
        mode=rollout.mode,
        domains=moving,
        guards=(*(name for name in settings.domains if name not in moving), UNKNOWN_DOMAIN),
        error_limit=_rate(gates.errors.limit),
        undelivered_limit=float((100 - Decimal(repr(gates.delivery.at_least))) / 100),
        latency_ms=float(gates.latency.p95_ms),
        latency_floor_ms=float(gates.latency.floor_ms),
        on_fail=_on_fail(gates),
        settle=float(rollout.warm_up),
        lag=float(rollout.lag),
        idle_after=float(rollout.idle_after),
        stale_after=float(rollout.stale_after),
        extension=rollout.extension,
        slot=float(settings.recorder.rollup_seconds),
        replies_margin=_rate(gates.replies.margin),
        replies_within=float(gates.replies.within),
        replies_grace=float(gates.replies.grace),
        replies_off="" if settings.recorder.hash_key else NO_KEY,
    )


def _stages(rollout: RolloutConfig) -> Iterator[Stage]:
    limit = rollout.gates.errors.limit
    for stage in rollout.stages:
        # The stages that stand in for a file without any know nothing of the file's limit.
        prove = limit if stage.prove is None else max(limit, stage.prove)
        threshold = int(Decimal(repr(stage.percentage)) * _PER_PERCENT)
        yield Stage(threshold, float(stage.hold), _rate(prove), stage.approval)


def _rate(percent: float) -> float:
    """A percentage as a rate, 0 to 1: 0.1 % is exactly 0.001, which dividing floats may miss."""
    return float(Decimal(repr(percent)) / 100)


def _on_fail(gates: Gates) -> dict[Gate, OnFail]:
    """Of those that are judged."""
    return {
        gate: getattr(gates, gate.value).on_fail
        for gate in Gate
        if gate is not Gate.REPLIES or gates.replies.enabled
    }


def _refuse_immovable(settings: Settings, domains: Sequence[str]) -> None:
    if not domains:
        raise OperatorError(
            "a rollout moves at least one domain; name one that has a unified handler"
        )
    faults = [
        f"{name}: {reason}"
        for name in domains
        if (reason := _immovable(settings, name)) is not None
    ]
    if faults:
        raise OperatorError("these domains cannot move:\n  " + "\n  ".join(faults))


def _immovable(settings: Settings, name: str) -> str | None:
    """Why a domain cannot move, and what to do; None if it can."""
    if name == UNKNOWN_DOMAIN:
        return "it is the label of events that no rule claims; add a rule that names their domain"
    domain = settings.domains.get(name)
    if domain is None:
        advice = did_you_mean(name, settings.domains)
        return f"the settings have no such domain; {advice or f'add [domains.{name}]'}"
    if settings.handlers[domain.legacy].protected:
        return f"its handler {domain.legacy} is protected; leave the domain out"
    if domain.unified is None:
        return f"it has no unified handler; add unified to [domains.{name}], or leave it out"
    return None
