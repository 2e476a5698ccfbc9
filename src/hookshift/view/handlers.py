"""Handlers as the settings and the statistics know them: which are new, what is usual."""

from collections.abc import Mapping

from hookshift.config.schema.health import HealthSettings
from hookshift.domain.alerts import AlertKind
from hookshift.domain.recent import KEPT, Counted, Key, Recent, Slice
from hookshift.domain.routing.routing import UNKNOWN_DOMAIN
from hookshift.domain.traffic_alerts import Usual
from hookshift.store import alerts
from hookshift.store.database import Connection
from hookshift.store.rollups import hourly_sums
from hookshift.store.routing_config import ActiveConfig

HOUR = 3_600.0
DAYS = 7


def unified(settings: HealthSettings) -> frozenset[str]:
    """The handlers that rollouts move people to."""
    return frozenset(each.unified for each in settings.domains.values() if each.unified)


async def usual(connection: Connection, settings: HealthSettings, now: float) -> dict[str, Usual]:
    """What each handler did in the days before, and before it began to fail.

    A failure that goes on must not become usual, or its alert would end by itself. After DAYS it
    does: then nothing is left of before. Raises OperatorError.
    """
    since = _hour(now) - DAYS * 24 * HOUR
    found = _added(settings, await hourly_sums(connection, since, _hour(now - KEPT)))
    failing = await alerts.began(connection, AlertKind.HANDLER_FAILING)
    until = {handler: _hour(began - KEPT) for handler, began in failing.items()}
    # Handlers that fail together began in the same hour: it is read once for all of them.
    before = {
        hour: _added(settings, await hourly_sums(connection, since, hour))
        for hour in set(until.values())
    }
    return found | {
        handler: before[hour].get(handler, Usual(0, 0)) for handler, hour in until.items()
    }


def _hour(at: float) -> float:
    return at // HOUR * HOUR


def _added(
    settings: HealthSettings, sums: Mapping[tuple[str, str], tuple[int, int]]
) -> dict[str, Usual]:
    found: dict[str, Usual] = {}
    for (domain, side), (requests, errors) in sums.items():
        for handler in _handlers(settings, domain, side):
            before = found.get(handler, Usual(0, 0))
            found[handler] = Usual(before.requests + requests, before.errors + errors)
    return found


def _handlers(settings: HealthSettings, domain: str, side: str) -> set[str]:
    if domain == UNKNOWN_DOMAIN:
        return {source.default_handler for source in settings.sources}
    route = settings.domains.get(domain)
    name = None if route is None else getattr(route, side, None)
    return set() if name is None else {name}


def of_now(recent: Recent, unified: frozenset[str], config: ActiveConfig | None) -> Recent:
    """Without what new handlers did under another share than the current one.

    After a rollback nobody need be woken for what unified did before, nor when the next rollout
    begins.
    """

    def is_moving(key: Key) -> bool:
        return key.counted is Counted.HANDLER and key.name in unified and key.side == "unified"

    is_off = config is None or not config.enabled or not config.percentage
    changed = 0.0 if config is None else config.updated_at.timestamp()
    found: dict[Key, list[Slice]] = {}
    for key, slices in recent.items():
        if not is_moving(key):
            found[key] = list(slices)
        elif not is_off and (left := [each for each in slices if each.start >= changed]):
            found[key] = left
    return found
