"""Checks how settings of rollouts fit together: stages that rise, gates and times that agree."""

from collections.abc import Iterator

from hookshift.config.compare import at_most
from hookshift.config.faults import Fault, Location, dotted
from hookshift.config.freeze import leave_no_time
from hookshift.config.schema.rollout import RUNBOOK, Freeze
from hookshift.config.table import Table
from hookshift.domain.evidence.plan import Mode

_STAGES = ("rollout", "stages")
_LATENCY = ("rollout", "gates", "latency")
_FREEZE = ("rollout", "freeze")
_HOLDS = [stage.hold for stage in RUNBOOK]
"""The holds of a file without stages."""


def rollout_faults(root: Table) -> Iterator[Fault]:
    """Faults: settings of rollouts that contradict each other."""
    rollout = root.table("rollout")
    yield from _percentages(rollout)
    yield from _proofs(rollout)
    yield from _times(root)
    yield from _latency(root)
    yield from _freeze(rollout)


def rollout_warnings(root: Table) -> Iterator[Fault]:
    """Warnings: what is allowed about rollouts but probably not meant."""
    rollout = root.table("rollout")
    stages = list(rollout.listed("stages"))
    proving = [i for i, stage in stages if stage.has("prove")]
    if rollout.text("mode") == Mode.STRICT and proving:
        yield Fault(
            dotted((*_STAGES, proving[0], "prove")),
            'is not used: mode is "strict", so each stage proves the limit',
            'remove prove from the stages, or write mode = "ladder"',
        )
    last = stages[-1][1].number("percentage") if stages else None
    if last is not None and last < 100:
        yield Fault(
            dotted(_STAGES),
            f"ends at {last:g} %, and `hookshift retire` needs 100 %",
            "add a stage of 100, or keep the old handlers",
        )


def _percentages(rollout: Table) -> Iterator[Fault]:
    before = 0.0
    for i, stage in rollout.listed("stages"):
        percentage = stage.number("percentage")
        if percentage is None:
            continue
        if percentage <= before:
            yield Fault(
                dotted((*_STAGES, i, "percentage")),
                f"is {percentage:g}, not more than the {before:g} before it",
                "raise it: each stage must be larger than the one before",
            )
        before = max(before, percentage)


def _proofs(rollout: Table) -> Iterator[Fault]:
    """Faults: no stage may prove less than one before it; without `prove` it proves the limit."""
    limit = rollout.table("gates").table("errors").number("limit")
    if limit is None:
        return
    before, whose = None, ""
    for i, stage in rollout.listed("stages"):
        given = stage.number("prove")
        if given is None and stage.has("prove"):
            continue
        prove = limit if given is None else given
        where = dotted((*_STAGES, i, "prove"))
        if prove < limit:
            yield Fault(
                where,
                f"is {prove:g}, less than the limit of {limit:g} in rollout.gates.errors",
                "raise it, or lower the limit",
            )
        elif before is not None and prove > before:
            yield Fault(
                where,
                f"is {prove:g}, more than the {before:g} of {whose}",
                "lower it: no stage may prove less than the one before",
            )
        before, whose = prove, dotted((*_STAGES, i))


def _times(root: Table) -> Iterator[Fault]:
    rollout = root.table("rollout")
    stages = rollout.listed("stages")
    holds = [stage.seconds("hold") for _, stage in stages] if rollout.has("stages") else _HOLDS
    shortest = min((hold for hold in holds if hold is not None), default=None)
    warm_up, idle = rollout.seconds("warm_up"), rollout.seconds("idle_after")
    slot = root.table("recorder").seconds("rollup_seconds")
    if warm_up is not None and shortest is not None and warm_up >= shortest:
        yield Fault(
            "rollout.warm_up",
            f"is {warm_up}, not shorter than the shortest hold of {shortest}: "
            "successes in it would prove nothing",
            "lower it, or hold longer",
        )
    if idle is not None and slot is not None and idle < slot:
        yield Fault(
            "rollout.idle_after",
            f"is {idle}, shorter than a slot of recorder.rollup_seconds, which is {slot}: "
            "the hold clock would stop between two slots",
            "raise it",
        )


def _latency(root: Table) -> Iterator[Fault]:
    latency = root.table("rollout").table("gates").table("latency")
    yield from at_most(latency, "floor_ms", "p95_ms", _LATENCY)
    judged, counted = latency.number("p95_ms"), root.table("recorder").number("slow_ms")
    if judged is not None and counted is not None and judged != counted:
        yield Fault(
            dotted((*_LATENCY, "p95_ms")),
            f"is {judged:,}, but the gateways count what takes longer than the {counted:,} "
            "of recorder.slow_ms",
            "write the same number in both",
        )


def _freeze(rollout: Table) -> Iterator[Fault]:
    windows = list(rollout.listed("freeze"))
    faults = [fault for i, window in windows for fault in _window(window, (*_FREEZE, i))]
    yield from faults
    readable = [freeze for _, window in windows if (freeze := window.parsed(Freeze)) is not None]
    if not faults and leave_no_time(readable):
        yield Fault(
            dotted(_FREEZE),
            "leaves no time for a promotion: the windows cover the whole week",
            "shorten one of them",
        )


def _window(window: Table, where: Location) -> Iterator[Fault]:
    begins, ends = window.has("from"), window.has("to")
    if begins != ends:
        given, missing = ("from", "to") if begins else ("to", "from")
        yield Fault(
            dotted((*where, missing)),
            f"is missing, and there is a {given}",
            f"add it, or remove {given} for whole days",
        )
    elif begins and window.text("from") == window.text("to"):
        yield Fault(
            dotted((*where, "to")),
            "is the same as from",
            "let it end at another time, or remove both for whole days",
        )
    elif not begins and not window.has("days"):
        yield Fault(
            dotted(where),
            "has neither days nor from and to, so it would never end",
            "say when it is, or remove it",
        )
