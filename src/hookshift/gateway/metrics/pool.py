"""What each handler's connections are doing, as numbers of a worker's snapshot.

Keys are a metric's name, a space, and the handler's.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from hookshift.gateway.upstream.pool import Upstream


class PoolMetric(NamedTuple):
    """A metric that each handler has."""

    help: str
    read: "Callable[[Upstream], int]"


POOL_GAUGES: Final[Mapping[str, PoolMetric]] = {
    "upstream_connections ": PoolMetric("Open connections to a handler.", lambda up: up.open),
    "upstream_idle_connections ": PoolMetric(
        "Connections to a handler with nothing to do.", lambda up: up.idle
    ),
    "upstream_waiting_requests ": PoolMetric(
        "Requests that wait for a connection to a handler.", lambda up: up.waiting
    ),
}
POOL_COUNTERS: Final[Mapping[str, PoolMetric]] = {
    "upstream_requests ": PoolMetric("Requests to a handler.", lambda up: up.requests_total),
    "upstream_connects ": PoolMetric(
        "Attempts to open a connection to a handler.", lambda up: up.connects_total
    ),
    "upstream_connect_errors ": PoolMetric(
        "Attempts to open a connection to a handler that failed.",
        lambda up: up.connect_errors_total,
    ),
    "upstream_retries ": PoolMetric(
        "Second attempts to connect to a handler, and requests sent to it a second time.",
        lambda up: up.retries_total,
    ),
}


def pool_numbers(upstreams: "Mapping[str, Upstream]") -> dict[str, float]:
    """All pool metrics as they are now; counters begin with the worker."""
    metrics = {**POOL_GAUGES, **POOL_COUNTERS}
    return {
        f"{key}{name}": float(metric.read(upstream))
        for key, metric in metrics.items()
        for name, upstream in upstreams.items()
    }
