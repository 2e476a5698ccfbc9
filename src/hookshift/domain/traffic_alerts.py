"""Alerts about what handlers do with traffic, and what the provider is answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hookshift.domain.alerts import Alert, AlertKind, AlertLimits
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.statistics import log_share
from hookshift.domain.format import clock, counted, percent
from hookshift.domain.recent import (
    SURE,
    Counted,
    FailingPeriod,
    Key,
    Measure,
    Recent,
    Slice,
    failing,
    together,
)

MESSAGES = 10
"""Requests of one sender within an hour, a generous guess: so many count as one person."""
SLOW = 0.05
"""The share of requests that may be slower than the limit of p95, 0 to 1."""
SUDDEN = 3.0
"""A handler may fail so many times as often as it usually does."""
KNOWN = 1_000
"""Requests from which on what a handler usually does is known."""


class Usual(NamedTuple):
    """What a handler did in the days before."""

    requests: int
    errors: int


class _Found(NamedTuple):
    """A handler that fails, and against which limit."""

    handler: str
    failing: FailingPeriod
    limit: float
    usual: float | None


def of_handlers(
    recent: Recent,
    usual: Mapping[str, Usual],
    unified: frozenset[str],
    limits: AlertLimits,
) -> list[Alert]:
    """Alerts about handlers that fail now; `usual` is by handler, `unified` are the new ones.

    A new handler may fail as often as its gates allow, in each of its domains. Any other may fail
    SUDDEN times as often as it usually does, and never more than `handler_errors`.
    """
    found: list[Alert] = []
    for handler, series in sorted(_by_handler(recent).items()):
        if handler in unified:
            groups = [series, *({key: of} for key, of in series.items())]
            rates = [_found(handler, group, limits.error_rate, None) for group in groups]
        else:
            before = _usual(usual.get(handler))
            limit = limits.handler_errors
            if before is not None:
                limit = min(limit, max(limits.error_rate, SUDDEN * before))
            rates = [_found(handler, series, limit, before)]
        worst = next((each for each in rates if each is not None), None)
        if worst is not None:
            text = _sentence(worst, series)
            found.append(Alert(AlertKind.HANDLER_FAILING, handler, text, worst.failing.since))
    return found


def of_slowness(recent: Recent, unified: frozenset[str], limits: AlertLimits) -> Iterator[Alert]:
    """Alerts about new handlers that are too slow now, by domain."""
    for key, slices in sorted(recent.items()):
        if key.counted is not Counted.HANDLER or key.name not in unified:
            continue
        slow = failing(slices, SLOW, "slow")
        if slow is not None:
            yield Alert(
                AlertKind.SLOW,
                key.domain,
                f"unified took longer than {limits.p95_ms:,.0f} ms for {slow.failed:,} of its last "
                f"{counted(slow.requests, 'attempt', 'attempts')} in {key.domain} "
                f"({percent(slow.failed / slow.requests)}), since {clock(slow.since)}; 5 % may be "
                "slower",
                slow.since,
            )


def of_provider(recent: Recent, failing_handlers: Sequence[str], limit: float) -> Iterator[Alert]:
    """Alerts about webhooks that are answered 5xx; more than `limit` (0 to 1) of a source."""
    names, verb = ", ".join(failing_handlers), "fail" if len(failing_handlers) > 1 else "fails"
    why = f": {names} {verb}" if failing_handlers else ""
    for key, slices in sorted(recent.items()):
        if key.counted is Counted.PROVIDER:
            found = failing(slices, limit)
            if found is not None:
                yield Alert(
                    AlertKind.PROVIDER_HEARS_ERRORS,
                    key.name,
                    f"{found.failed:,} of the last "
                    f"{counted(found.requests, 'webhook', 'webhooks')} of {key.name} "
                    f"({percent(found.failed / found.requests)}) were answered 5xx, since "
                    f"{clock(found.since)}, so the provider sends them again{why}",
                    found.since,
                )
        elif key.counted is Counted.REFUSED:
            found = failing(slices, limit)
            if found is not None:
                yield Alert(
                    AlertKind.PROVIDER_HEARS_ERRORS,
                    key.name,
                    f"the gateway has refused {counted(found.failed, 'request', 'requests')} with "
                    f"503 ({key.name.replace('_', ' ')}) since {clock(found.since)}: it has "
                    "reached its limits",
                    found.since,
                )


def of_share(
    hour: Mapping[tuple[str, str], Totals],
    domains: Iterable[str],
    share: float,
    limits: AlertLimits,
) -> Iterator[Alert]:
    """Alerts about an hour in which `share` (0 to 1) was configured for `domains` throughout."""
    for domain in sorted(domains):
        unified, legacy = (
            hour[domain, side].counts.requests if (domain, side) in hour else 0
            for side in ("unified", "legacy")
        )
        seen = unified / (unified + legacy) if unified + legacy else share
        if (
            share > 0
            and seen < limits.share_below * share
            and _is_no_chance(unified // MESSAGES, legacy // MESSAGES, share)
        ):
            yield Alert(
                AlertKind.SHARE_TOO_LOW,
                domain,
                f"unified got {percent(seen)} of {domain} in the last hour; {percent(share)} is "
                "configured",
            )


def of_protected(touched: Mapping[str, int]) -> Iterator[Alert]:
    """Alerts about events routed as unified in the last hour, by protected handler."""
    for handler, events in sorted(touched.items()):
        if events:
            yield Alert(
                AlertKind.PROTECTED_TOUCHED,
                handler,
                f"{events:,} events of the protected handler {handler} were routed as unified in "
                "the last hour",
            )


def _by_handler(recent: Recent) -> dict[str, dict[Key, Sequence[Slice]]]:
    found: dict[str, dict[Key, Sequence[Slice]]] = {}
    for key, slices in recent.items():
        if key.counted is Counted.HANDLER:
            found.setdefault(key.name, {})[key] = slices
    return found


def _found(
    handler: str, series: Mapping[Key, Sequence[Slice]], limit: float, usual: float | None
) -> _Found | None:
    found = failing(together(series.values()), limit)
    return None if found is None else _Found(handler, found, limit, usual)


def _usual(before: Usual | None) -> float | None:
    """The rate at which it usually fails, with one failure more than were seen."""
    if before is None or before.requests < KNOWN:
        return None
    return (before.errors + 1) / (before.requests + 1)


def _sentence(found: _Found, series: Mapping[Key, Sequence[Slice]]) -> str:
    failed, requests, since = found.failing
    against = f"the limit is {percent(found.limit)}"
    if found.usual is not None:
        against = f"usually it fails {percent(found.usual)}"
    return (
        f"{found.handler} ({_domains(series, since)}) has failed {failed:,} of its last "
        f"{counted(requests, 'attempt', 'attempts')} ({percent(failed / requests)}) since "
        f"{clock(since)}; {against}"
    )


def _domains(series: Mapping[Key, Sequence[Slice]], since: int, measure: Measure = "failed") -> str:
    """`legacy of property`; of several domains those that fail."""
    failed = {
        (key.side, key.domain)
        for key, slices in series.items()
        if any(getattr(each, measure) for each in slices if each.start >= since)
    }
    sides = sorted({side for side, _ in failed})
    return "; ".join(
        f"{side} of {', '.join(sorted(domain for of, domain in failed if of == side))}"
        for side in sides
    )


def _is_no_chance(unified: int, legacy: int, share: float) -> bool:
    if share >= 1:
        # At 100 % nobody is drawn by chance, so each one who goes to legacy counts.
        return legacy > MESSAGES
    return log_share(unified, legacy, share) >= SURE
