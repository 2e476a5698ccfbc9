"""Verdicts in sentences that an operator can act on at night: what was seen, and what it means."""

from collections.abc import Mapping, Sequence

from hookshift.domain.plan import Gate
from hookshift.domain.verdict import Kind, Number

Numbers = Mapping[str, Number]

FAILURE = {
    Gate.ERRORS: ("failure", "failures"),
    Gate.DELIVERY: ("undelivered event", "undelivered events"),
    Gate.LATENCY: ("slow request", "slow requests"),
}


def rate(gate: Gate, kind: Kind, n: Numbers, against: str | None, *, incident: bool) -> str:
    """About errors, undelivered events or slow requests."""
    if kind is Kind.FAIL:
        return _failed(gate, n, against, incident=incident)
    if kind is Kind.PASS:
        return _passed(gate, n)
    if kind is Kind.STARVED:
        return _starved(n)
    if kind is Kind.IDLE:
        return f"nobody has traffic; {_seen(gate, n)} so far"
    return _insufficient(gate, n)


def _passed(gate: Gate, n: Numbers) -> str:
    if gate is Gate.LATENCY:
        return (
            f"p95 {milliseconds(n['p95_ms'])}, proven to be at most "
            f"{milliseconds(n['proven_p95_ms'])} (limit {milliseconds(n['limit_ms'])}, "
            f"{count(n['requests'])} requests)"
        )
    return (
        f"{_seen(gate, n)}: if the true rate were {percent(n['goal'])} or more, evidence this "
        "strong would appear in at most 5 % of migrations"
    )


def _insufficient(gate: Gate, n: Numbers) -> str:
    needed, requests, speed = n["needed"], n["requests"], n["per_second"]
    if not isinstance(needed, int) or not isinstance(requests, int):
        return f"{_seen(gate, n)}; no number of good ones proves less than {percent(n['goal'])}"
    more = max(needed - requests, 0)
    text = f"{_seen(gate, n)}; {count(more)} more without another are needed"
    if isinstance(speed, float) and speed > 0:
        text += f", about {duration(more / speed)} at today's traffic"
    if _is_suspicious(n):
        text += "; legacy has trouble too, so unified is not blamed yet"
    return text


def _is_suspicious(n: Numbers) -> bool:
    legacy = n.get("log_e_legacy")
    return isinstance(legacy, float) and legacy > 0


def _failed(gate: Gate, n: Numbers, against: str | None, *, incident: bool) -> str:
    one, many = FAILURE[gate]
    failures, requests = n["failures_since_start"], n["requests_since_start"]
    seen = f"{count(failures)} {one if failures == 1 else many} in {count(requests)} requests"
    beside = f"legacy had {count(n['legacy_failures'])} in {count(n['legacy_requests'])}"
    if incident:
        return f"platform incident: {seen}, and others are beyond their limit too ({beside})"
    if against == "worse than legacy beside it":
        return f"{seen}; {beside}, at the same time (at most 1 % false alarms)"
    if against == "worse than the limit of late":
        return f"{seen}, too many of them of late (at most 1 % false alarms)"
    line = n["line"]
    if isinstance(line, int) and isinstance(requests, int) and line >= requests:
        return (
            f"{seen}; {count(failures)} within {count(line)} is the rollback line "
            "(at most 1 % false alarms)"
        )
    return f"{seen}; that is beyond the rollback line in this stage (at most 1 % false alarms)"


def _starved(n: Numbers) -> str:
    return (
        f"{count(n['senders_without_unified'])} new people came to legacy and none to unified: "
        "the routing is broken"
    )


def share(kind: Kind, n: Numbers, *, misplaced: bool) -> str:
    """About who gets to unified."""
    if misplaced:
        return (
            f"a bucket contradicts its side: unified got {_or_dash(n['highest_unified_bucket'])} "
            f"at most, legacy {_or_dash(n['lowest_legacy_bucket'])} at least, and the share ends "
            f"below {count(n['threshold'])}"
        )
    if kind is Kind.STARVED:
        return _starved(n)
    people = (
        f"{count(n['unified_senders'])} of {_sum(n['unified_senders'], n['legacy_senders'])} "
        f"new people on unified, {percent(n['observed'])} beside {percent(n['configured'])}"
    )
    if kind is Kind.FAIL:
        return f"{people}: chance would do this in at most 0.1 % of stages"
    if kind is Kind.PASS:
        return people
    return "nobody has traffic" if kind is Kind.IDLE else "unified has had no request yet"


def guard(kind: Kind, worsened: Sequence[str], n: Numbers) -> str:
    """About a domain that no rollout may touch."""
    moved, requests = n["moved"], n["requests"]
    if moved:
        return f"{count(moved)} requests went to unified, which must get none"
    if kind is Kind.FAIL:
        return "; ".join(
            f"{count(n[measure])} {'slow requests' if measure == 'slow' else measure} in "
            f"{count(requests)} requests, more than {percent(n[f'{measure}_limit'])} "
            "since the rollout started"
            for measure in worsened
        )
    if kind is Kind.IDLE:
        return f"nobody has traffic; {count(requests)} requests so far, none moved"
    return f"{count(requests)} requests, none moved, {count(n['errors'])} errors, not worse"


def _seen(gate: Gate, n: Numbers) -> str:
    failures = n["failures"]
    word = FAILURE[gate][0 if failures == 1 else 1]
    return f"{count(failures)} {word} in {count(n['requests'])} requests"


def _sum(one: Number, other: Number) -> str:
    return count(one + other) if isinstance(one, int) and isinstance(other, int) else "-"


def _or_dash(value: Number) -> str:
    return "-" if value is None else str(value)


def count(value: Number) -> str:
    """A whole number with separators; "-" where it is not known."""
    return f"{value:,.0f}" if isinstance(value, int | float) else "-"


def percent(rate: Number) -> str:
    """A rate, 0 to 1, as a percentage."""
    return f"{100 * rate:.3g} %" if isinstance(rate, int | float) else "-"


def milliseconds(value: Number) -> str:
    """`1,234 ms`."""
    return f"{value:,.0f} ms" if isinstance(value, int | float) else "-"


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`, `2.1 days`: two digits are enough to plan with."""
    for limit, unit, name in (
        (90.0, 1.0, "s"),
        (5_400.0, 60.0, "min"),
        (172_800.0, 3_600.0, "h"),
    ):
        if seconds < limit:
            value = seconds / unit
            return f"{value:.1f} {name}" if value < 10 and name == "h" else f"{value:.0f} {name}"
    return f"{seconds / 86_400:.1f} days"
