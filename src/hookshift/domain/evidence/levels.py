"""How much evidence is enough to pass or fail a gate.

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
"""The measures that are watched in a guarded domain."""

PASS_LOG_E = log(20.0)
"""A proof at 5 %; also what makes legacy's own trouble certain."""
INCIDENT_LOG_E = 2 * PASS_LOG_E
"""What a guard's CUSUM must reach to be an incident: no single failure does."""
INCIDENT_KEPT = 3 * PASS_LOG_E
"""The most that CUSUM is allowed to reach, so that trouble that is over soon excuses nothing."""
ALPHA_FAIL = 0.01
"""The chance that a good handler's rollout fails."""
ALPHA_SHARE = 0.001
"""The chance that a correct share fails a stage: the usual level for sample-ratio mismatch."""
ALPHA_GUARD = 0.01
"""The chance that the guards fail a rollout: half for the whole, half for its stages."""
WAYS = 2
"""Ways to fail over the whole rollout: worse than legacy, worse than the limit."""
WAYS_IN_STAGE = 3
"""Ways to fail in a stage: also recently worse than the limit."""
REPLY_WAYS_IN_STAGE = 2
"""Ways in which the gate on replies fails: in the stage as a whole, and recently."""
SUPPORT_LOG_E = PASS_LOG_E
"""Recent evidence that unified is worse than legacy, needed before the limit counts."""
LEAST_FAILURES = 3
LEAST_SOURCES = 2
"""Senders (for latency: spells) that failures must come from before they fail a gate."""
STARVED_CHANCE = 0.001


def fail_log_e(plan: Plan) -> float:
    """What a process over the whole rollout must reach to fail."""
    return log(2 * len(plan.domains) * len(MEASURE) * WAYS / ALPHA_FAIL)


def stage_fail_log_e(plan: Plan) -> float:
    """What a process within one stage must reach to fail."""
    ways = len(MEASURE) * WAYS_IN_STAGE + (REPLY_WAYS_IN_STAGE if plan.judges_replies else 0)
    return fail_log_e(plan) + log(len(plan.stages) * ways / (len(MEASURE) * WAYS))


def lately_fail_log_e(plan: Plan, stage: int) -> float:
    """What recent evidence must reach to fail: bets begin anew at every slot of the hold."""
    slots = plan.stages[stage].hold * plan.extension / plan.slot
    return stage_fail_log_e(plan) + log(max(slots, 1.0))


def guard_fail_log_e(plan: Plan) -> float:
    """What a guard's process over the whole rollout must reach to fail."""
    return log(2 * max(len(plan.guards), 1) * len(GUARDED) / ALPHA_GUARD)


def guard_stage_fail_log_e(plan: Plan) -> float:
    """What a guard's process within one stage must reach to fail."""
    return guard_fail_log_e(plan) + log(len(plan.stages))


def share_fail_log_e() -> float:
    """What the evidence for a wrong share must reach to fail."""
    return log(1 / ALPHA_SHARE)
