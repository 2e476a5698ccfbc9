"""Verdicts in sentences that an operator can act on at night: what was seen, and what it means."""

from collections.abc import Mapping, Sequence

from hookshift.domain.evidence.plan import Gate
from hookshift.domain.format import clock, count, counted, milliseconds, percent
from hookshift.domain.gates.failing import Against
from hookshift.domain.gates.presentation import PRESENTATION
from hookshift.domain.gates.verdict import Number, VerdictKind

Numbers = Mapping[str, Number]

FAILURE = {
    gate: shown.proof.failures for gate, shown in PRESENTATION.items() if shown.proof is not None
}
GUARDED = {"errors": ("error", "errors"), "slow": ("slow request", "slow requests")}


def rate(gate: Gate, kind: VerdictKind, n: Numbers, *, incident: bool) -> str:
    """The sentence of a gate on errors, undelivered events or slow requests."""
    if kind is VerdictKind.FAIL:
        return _incident(gate, n) if incident else _failed(gate, n)
    if kind is VerdictKind.PASS:
        return _passed(gate, n)
    if kind is VerdictKind.STARVED:
        return _starved(n)
    if kind is VerdictKind.IDLE:
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
    needed, requests = n["needed"], n["requests"]
    settles_at, until = n.get("from"), n.get("until")
    if isinstance(settles_at, float) and isinstance(until, float) and until < settles_at:
        return (
            f"warm-up until {clock(settles_at)}, when requests begin to count for the proof; "
            f"{_requests(n['requests_in_stage'])} so far"
        )
    if not isinstance(needed, int) or not isinstance(requests, int):
        return (
            f"{_seen(gate, n)}; no number of successful requests can prove less than "
            f"{percent(n['goal'])}"
        )
    other = "another" if n["failures"] else "one"
    more = max(needed - requests, 0)
    text = f"{_seen(gate, n)}; {count(more)} more without {other} are needed"
    return text + _excuse(n) if n.get("excused") else text


def _excuse(n: Numbers) -> str:
    trouble = n["log_e_legacy"]
    if isinstance(trouble, float) and trouble > 0:
        return "; legacy has trouble too, so unified is not blamed yet"
    return "; beyond the limit, but legacy has not done better in the same time"


def _failed(gate: Gate, n: Numbers) -> str:
    against = n["against"]
    if against == Against.LATELY:
        why = ", too many of them recently"
    elif against in (Against.LEGACY, Against.LEGACY_IN_STAGE):
        why = f"; {_beside(n)}, at the same time"
    else:
        failures, line, its = (
            (n["failures_in_stage"], n["line_in_stage"], "its")
            if is_of_stage(n)
            else (n["failures_since_start"], n["line"], "the")
        )
        why = f"; {count(failures)} within {count(line)} is {its} rollback line"
    return f"{_all_seen(gate, n)}{why} (at most 1 % false alarms)"


def _incident(gate: Gate, n: Numbers) -> str:
    text = f"platform incident: {_all_seen(gate, n)}, and others are beyond their limit too"
    return f"{text} ({_beside(n)})" if n["legacy_requests"] else text


def is_of_stage(n: Numbers) -> bool:
    """Whether a fail is about the numbers of the stage, and not those since the start."""
    is_first = n.get("requests_in_stage") == n.get("requests_since_start")
    return not is_first and n.get("against") not in (Against.LEGACY, Against.LIMIT)


def _all_seen(gate: Gate, n: Numbers) -> str:
    """The failures of unified, those of the warm-up included."""
    if is_of_stage(n):
        requests = f"{_requests(n['requests_in_stage'])} of this stage"
        return f"{counted(n['failures_in_stage'], *FAILURE[gate])} in {requests}"
    failures = counted(n["failures_since_start"], *FAILURE[gate])
    return f"{failures} in {_requests(n['requests_since_start'])}"


def _beside(n: Numbers) -> str:
    since = "" if is_of_stage(n) else "_since_start"
    failures, requests = n[f"legacy_failures{since}"], n[f"legacy_requests{since}"]
    return f"legacy had {count(failures)} in {count(requests)}"


def _starved(n: Numbers) -> str:
    return (
        f"{count(n['senders_without_unified'])} new people came to legacy and none to unified: "
        "the routing is broken"
    )


def share(kind: VerdictKind, n: Numbers, *, misplaced: bool) -> str:
    """The sentence of the gate on the share."""
    if misplaced:
        return (
            f"a bucket contradicts its side: unified got {_or_dash(n['highest_unified_bucket'])} "
            f"at most, legacy {_or_dash(n['lowest_legacy_bucket'])} at least, and the share ends "
            f"below {count(n['threshold'])}"
        )
    if kind is VerdictKind.STARVED:
        return _starved(n)
    people = (
        f"{count(n['unified_senders'])} of {_sum(n['unified_senders'], n['legacy_senders'])} "
        f"new people on unified, {percent(n['observed'])} beside {percent(n['configured'])}"
    )
    if kind is VerdictKind.FAIL:
        return f"{people}: chance would do this in at most 0.1 % of stages"
    if kind is VerdictKind.PASS:
        return people
    return "nobody has traffic" if kind is VerdictKind.IDLE else "unified has had no request yet"


def guard(kind: VerdictKind, worsened: Sequence[str], n: Numbers, *, in_stage: bool) -> str:
    """The sentence of a guarded domain; `in_stage`: by the numbers of the stage alone."""
    moved, requests = n["moved"], _requests(n["requests"])
    if moved:
        return f"{_requests(moved)} went to unified, which must get none"
    if kind is VerdictKind.FAIL:
        key, since = (
            ("_in_stage", "in this stage") if in_stage else ("", "since the rollout started")
        )
        return "; ".join(
            f"{counted(n[f'{measure}{key}'], *GUARDED[measure])} in "
            f"{_requests(n[f'requests{key}'])}, more than {percent(n[f'{measure}_limit'])} {since}"
            for measure in worsened
        )
    if kind is VerdictKind.IDLE:
        return f"nobody has traffic; {requests} so far, none moved"
    return f"{requests}, none moved, {counted(n['errors'], *GUARDED['errors'])}, not worse"


def _seen(gate: Gate, n: Numbers) -> str:
    return f"{counted(n['failures'], *FAILURE[gate])} in {_requests(n['requests'])}"


def _requests(number: Number) -> str:
    return counted(number, "request", "requests")


def _sum(one: Number, other: Number) -> str:
    return count(one + other) if isinstance(one, int) and isinstance(other, int) else "-"


def _or_dash(value: Number) -> str:
    return "-" if value is None else str(value)
