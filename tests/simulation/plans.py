"""A plan to simulate."""

from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan, Stage

HOUR = 3_600.0
RUNBOOK = ((10, 4, 0.01), (25, 4, 0.005), (35, 6, 0.003), (50, 24, 0.001))
"""Percentage, hours, and what is to be proven."""


def plan(
    mode: Mode = Mode.LADDER,
    domains: tuple[str, ...] = ("jobs",),
    stages: tuple[tuple[int, int, float], ...] = RUNBOOK,
) -> Plan:
    """The runbook's, 10 to 50 %."""
    return Plan(
        stages=tuple(
            Stage(percentage * 100, hold * HOUR, prove, False) for percentage, hold, prove in stages
        ),
        mode=mode,
        domains=domains,
        guards=("mobility",),
        error_limit=0.001,
        undelivered_limit=0.001,
        latency_ms=2_000.0,
        latency_floor_ms=1_000.0,
        on_fail={gate: OnFail.HOLD if gate in ("share", "guard") else OnFail.ZERO for gate in Gate},
        settle=120.0,
        lag=5.0,
        idle_after=900.0,
        stale_after=60.0,
        extension=3.0,
        replies_off="there are no receipts here",
    )


def shipped() -> Plan:
    """All of a rollout, up to everybody, as `hookshift.toml` has it; answers are judged."""
    stages = (*RUNBOOK, (75, 24, 0.001), (100, 48, 0.001))
    return plan(domains=("jobs", "property", "marketplace"), stages=stages)._replace(
        guards=("mobility", "profile", "insurance", "unknown"), replies_off=""
    )
