"""A plan with times that a test can wait for."""

from typing import Any

from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan, Stage

DOMAINS = ("jobs", "marketplace", "property")
"""Those of the shipped configuration row."""
GUARDS = ("mobility", "unknown")
STAGES = (
    Stage(1_000, hold=4.0, prove=0.5, approval=False),
    Stage(5_000, hold=4.0, prove=0.5, approval=False),
    Stage(10_000, hold=4.0, prove=0.5, approval=False),
)
PLAN = Plan(
    stages=STAGES,
    mode=Mode.LADDER,
    domains=DOMAINS,
    guards=GUARDS,
    error_limit=0.05,
    undelivered_limit=0.05,
    latency_ms=2_000.0,
    latency_floor_ms=1_000.0,
    on_fail=dict.fromkeys(Gate, OnFail.ZERO),
    settle=0.0,
    lag=0.5,
    idle_after=60.0,
    stale_after=20.0,
    extension=10.0,
)


def plan(**changes: Any) -> Plan:
    """PLAN with changes."""
    return PLAN._replace(**changes)
