"""What one verdict rests on, fact by fact: its numbers, its limits, how strong the evidence is."""

from collections.abc import Iterator, Mapping
from math import exp
from typing import NamedTuple

from hookshift.domain.evidence.levels import LEAST_FAILURES, LEAST_SOURCES
from hookshift.domain.format import count, counted, milliseconds, percent
from hookshift.domain.gates.verdict import Number

Numbers = Mapping[str, Number]
Failures = tuple[str, str]
"""One of what a gate counts, and many."""

LARGEST = 30.0
"""Logarithm of an e-value; what is larger is shown as this."""


class Fact(NamedTuple):
    """One line."""

    label: str
    text: str


def of_rate(n: Numbers, failures: Failures) -> Iterator[Fact]:
    """What a gate on a rate rests on."""
    yield Fact("unified", _seen(failures, n, "requests", "failures"))
    yield Fact("legacy beside", _seen(failures, n, "legacy_requests", "legacy_failures"))
    yield from _proof(n, failures)


def of_latency(n: Numbers, failures: Failures) -> Iterator[Fact]:
    """What a gate on latency rests on: rates of slow requests, and how slow they were."""
    yield Fact("unified", _seen(failures, n, "requests", "failures"))
    yield Fact("legacy beside", _seen(failures, n, "legacy_requests", "legacy_failures"))
    yield from _latency(n)
    yield from _proof(n, failures)


def _proof(n: Numbers, failures: Failures) -> Iterator[Fact]:
    yield Fact("to pass", _to_pass(n))
    yield Fact("proven", f"less than {percent(n['proven'])}" if n.get("proven") else "nothing yet")
    yield from _together(n)
    yield from _to_fail(n)
    if n.get("line"):
        yield Fact("rollback line", _line(failures, n))


def _seen(words: Failures, n: Numbers, requests: str, failures: str) -> str:
    seen, failed = n.get(requests), n.get(failures)
    rate = ""
    if isinstance(seen, int) and isinstance(failed, int) and seen:
        rate = f" ({percent(failed / seen)})"
    return f"{counted(failed, *words)} in {count(seen)} requests{rate}"


def _latency(n: Numbers) -> Iterator[Fact]:
    yield Fact(
        "p95",
        f"{milliseconds(n.get('p95_ms'))}, proven at most {milliseconds(n.get('proven_p95_ms'))}; "
        f"limit {milliseconds(n.get('limit_ms'))}; legacy {milliseconds(n.get('legacy_p95_ms'))}",
    )
    if n.get("compared_above_ms") is not None:
        yield Fact("compared", f"with legacy above {milliseconds(n['compared_above_ms'])}")


def _to_pass(n: Numbers) -> str:
    needed = n.get("needed")
    if needed is None:
        more = "no number of successful requests would suffice"
    else:
        more = f"after {count(needed)} requests in all, if no other fails"
    return (
        f"less than {percent(n.get('goal'))} must be proven: {e_value(n.get('log_e_better'))}, "
        f"{e_value(n.get('pass_at'))} needed; {more}"
    )


def _together(n: Numbers) -> Iterator[Fact]:
    together = _float(n.get("dispersion"))
    if together is not None and together > 1:
        yield Fact("clusters", f"{together:.1f} failures that come together count as one")


def _to_fail(n: Numbers) -> Iterator[Fact]:
    if n.get("log_e_since_start") is None:
        yield Fact(
            "to fail",
            "too few failures for the gate to fail: "
            f"{LEAST_FAILURES}, from {LEAST_SOURCES} senders",
        )
        return
    whole, stage = e_value(n.get("fail_at")), e_value(n.get("fail_at_in_stage"))
    for label, name in (("worse than legacy", "relative_"), ("beyond the limit", "")):
        yield Fact(
            label,
            f"since the start {e_value(n.get(f'log_e_{name}since_start'))}, fails at {whole}; "
            f"in this stage {e_value(n.get(f'log_e_{name}in_stage'))}, fails at {stage}",
        )
    yield Fact("limit", f"{percent(n.get('limit'))}")
    yield Fact(
        "legacy's trouble",
        f"{e_value(n.get('log_e_legacy'))}: from 1 on it is suspicious, and unified is not blamed "
        f"alone; from {e_value(n.get('pass_at'))} on it is a platform incident",
    )


def _line(failures: Failures, n: Numbers) -> str:
    return (
        f"{counted(n.get('failures_since_start'), *failures)} since the start would fail within "
        f"{count(n.get('line'))} requests; there were {count(n.get('requests_since_start'))}"
    )


def of_replies(n: Numbers) -> Iterator[Fact]:
    """What the gate on replies rests on."""
    for where, label in (("", "unified"), ("legacy_", "beside it")):
        yield Fact(label, _answers(n, where))
    yield Fact("limit", f"at least {percent(n.get('limit'))} of the rate beside it")
    yield Fact("to pass", f"{e_value(n.get('log_e_enough'))}, {e_value(n.get('pass_at'))} needed")
    yield Fact(
        "to fail",
        f"in this stage {e_value(n.get('log_e_in_stage'))}, fails at "
        f"{e_value(n.get('fail_at_in_stage'))}; recently {e_value(n.get('log_e_lately'))}, fails "
        f"at {e_value(n.get('fail_at_lately'))}",
    )
    if n.get("unjudged"):
        yield Fact("not judged", f"{count(n['unjudged'])} people, who cannot be judged")


def _answers(n: Numbers, where: str) -> str:
    rate = n.get(f"{where}rate")
    shown = f" ({percent(rate)})" if rate is not None else ""
    text = f"{count(n.get(f'{where}answered'))} of {count(n.get(f'{where}people'))} people{shown}"
    if n.get(f"{where}answered"):
        text += (
            f", half within {milliseconds(n.get(f'{where}p50_ms'))}, "
            f"95 % within {milliseconds(n.get(f'{where}p95_ms'))}"
        )
    if n.get(f"{where}failed"):
        text += f"; {count(n[f'{where}failed'])} failed: {n.get(f'{where}codes')}"
    return text


def of_share(n: Numbers) -> Iterator[Fact]:
    """What the gate on the share rests on."""
    yield Fact(
        "new people",
        f"{count(n.get('unified_senders'))} on unified, {count(n.get('legacy_senders'))} on "
        f"legacy: {percent(n.get('observed'))} beside {percent(n.get('configured'))} configured",
    )
    yield Fact(
        "to fail",
        f"by chance: {e_value(n.get('log_e_mismatch'))}, fails at {e_value(n.get('fail_at'))}; "
        "or by one bucket on the wrong side",
    )
    yield Fact(
        "buckets",
        f"unified {_plain(n.get('highest_unified_bucket'))} at most, legacy "
        f"{_plain(n.get('lowest_legacy_bucket'))} at least; the share ends below "
        f"{count(n.get('threshold'))}",
    )
    yield Fact(
        "starved",
        f"{count(n.get('senders_without_unified'))} new people on legacy since unified's last "
        "request",
    )


def of_guard(n: Numbers) -> Iterator[Fact]:
    """What a guard rests on."""
    yield Fact("moved", f"{count(n.get('moved'))} requests to unified; none is allowed")
    for measure, many in (("errors", "failures"), ("slow", "slow requests")):
        before = percent(n.get(f"{measure}_rate_before"))
        allowed = percent(n.get(f"{measure}_limit"))
        yield Fact(
            many, f"{_worse(n, measure, '')}; before the rollout {before}, allowed {allowed}"
        )
        if n.get("requests_in_stage") is not None:
            yield Fact("in this stage", _worse(n, measure, "_in_stage"))


def _worse(n: Numbers, measure: str, where: str) -> str:
    seen = f"{count(n.get(f'{measure}{where}'))} in {count(n.get(f'requests{where}'))} requests"
    found = n.get(f"log_e_{measure}{where}")
    if found is None:
        return f"{seen}: too few for the gate to fail"
    return f"{seen}: {e_value(found)}, fails at {e_value(n.get(f'fail_at{where}'))}"


def e_value(log_e: Number) -> str:
    """`e-value 34`, from its logarithm."""
    if not isinstance(log_e, int | float):
        return "-"
    if log_e > LARGEST:
        return f"e-value above {exp(LARGEST):.0e}"
    value = exp(log_e)
    return f"e-value {value:,.0f}" if value >= 10 else f"e-value {value:.2g}"


def _float(value: Number) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _plain(value: Number) -> str:
    return "-" if value is None else str(value)
