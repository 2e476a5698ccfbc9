"""How much evidence is enough.

At most ALPHA_FAIL of the migrations of a good handler are rolled back by chance. Half of that is
spent on what the whole rollout has seen, half is shared by its stages, so that a good history
cannot mask a late regression; both halves are shared by domains, gates and the ways to fail: two,
in a stage three. Passing needs no such correction: everything must pass.
"""

from math import log

from hookshift.domain.evidence.plan import Gate, Plan

MEASURE = {Gate.ERRORS: "errors", Gate.DELIVERY: "undelivered", Gate.LATENCY: "slow"}
"""What each gate on a rate counts."""
GUARDED = ("errors", "slow")
"""What is watched in a guarded domain."""

PASS_LOG_E = log(20.0)
"""A proof at 5 %; also what makes legacy's own trouble certain."""
INCIDENT_LOG_E = 2 * PASS_LOG_E
"""What a guard's CUSUM must reach to be an incident: no single failure does."""
INCIDENT_KEPT = 3 * PASS_LOG_E
"""Of that CUSUM at most, so that trouble that is over soon excuses nothing any more."""
ALPHA_FAIL = 0.01
ALPHA_SHARE = 0.001
"""A stage; the usual level for a sample-ratio mismatch."""
ALPHA_GUARD = 0.01
"""A rollout, half on the whole and half on its stages, shared by the guarded domains."""
WAYS = 2
"""To fail: beside legacy, and against the limit."""
WAYS_IN_STAGE = 3
"""Also against the limit of late."""
SUPPORT_LOG_E = PASS_LOG_E
"""What must speak for unified being worse than legacy of late before the limit counts."""
LEAST_FAILURES = 3
LEAST_SOURCES = 2
"""Senders (for latency: spells) that failures must come from before they fail a gate."""
STARVED_CHANCE = 0.001


def fail_log_e(plan: Plan) -> float:
    """What a process over the whole rollout must reach to fail."""
    return log(2 * len(plan.domains) * len(MEASURE) * WAYS / ALPHA_FAIL)


def stage_fail_log_e(plan: Plan) -> float:
    """The same within one stage."""
    return fail_log_e(plan) + log(len(plan.stages) * WAYS_IN_STAGE / WAYS)


def lately_fail_log_e(plan: Plan, stage: int) -> float:
    """The same of late: bets begin anew at every slot of the longest possible hold."""
    slots = plan.stages[stage].hold * plan.extension / plan.slot
    return stage_fail_log_e(plan) + log(max(slots, 1.0))


def guard_fail_log_e(plan: Plan) -> float:
    """What a guard's process over the whole rollout must reach to fail."""
    return log(2 * max(len(plan.guards), 1) * len(GUARDED) / ALPHA_GUARD)


def guard_stage_fail_log_e(plan: Plan) -> float:
    """The same within one stage."""
    return guard_fail_log_e(plan) + log(len(plan.stages))


def share_fail_log_e() -> float:
    """What makes a share impossible by chance."""
    return log(1 / ALPHA_SHARE)
