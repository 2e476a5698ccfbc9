"""hookshift's intake and deliverer alone, without HTTP: what is compared with a job queue.

`python -m bench.durable.alone --url ... --callers 256 --seconds 10`: so many callers take events
in, one after the other each, while the handler takes them at once. Prints one JSON object.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Iterator

import uvloop

from hookshift.app.durable import dispatcher
from hookshift.config.schema.delivery import DeliveryConfig
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.delivery.ordering import handler_groups
from hookshift.domain.events import Event, EventKind
from hookshift.domain.http import Headers, Response
from hookshift.domain.routing.routing import Decision, Reason, Route, RouteTable, Side
from hookshift.gateway.durable.attempt import Edges
from hookshift.gateway.durable.deliverer import Deliverer, DelivererSettings
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import Arrival, keys_of
from hookshift.gateway.durable.intake import Intake, IntakeSettings
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.providers.generic import Generic
from hookshift.store.database import connection
from hookshift.store.inbox import InboxWriter
from hookshift.store.migrate import migrate

SETTINGS = DeliveryConfig()
HANDLER = "wa-webhook-jobs"
TABLE = RouteTable((), {"jobs": Route("jobs", HANDLER, None, protected=False)})
BODY = b"x" * 535
"""As long as the other scenarios' webhooks."""
WAITING = "SELECT count(*) FROM hookshift.deliveries"


class AtOnce:
    """A handler that takes everything."""

    total_timeout = 1.0

    def __init__(self) -> None:
        self.taken = 0

    def begin(self, _headers: Headers, _body: bytes, _query: bytes, _ended: object) -> bool:
        """Never: `send` does not wait either."""
        return False

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:  # noqa: ARG002
        """Counts it."""
        self.taken += 1
        return Response(200, [], b"")


class NoCounts:
    """Delivery counters that count nothing."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """Counts nothing."""


def arrivals() -> Iterator[Arrival]:
    """One event each, each of another sender."""
    for number in itertools.count():
        sender = f"25078{number:08d}"
        event = Event(
            EventKind.MESSAGE, "text", f"wamid.{number}", sender, sender, "", (), "1", (), ()
        )  # fmt: skip
        decision = Decision("jobs", HANDLER, Side.LEGACY, Reason.OUT_OF_SHARE, "jobs", 9_999)
        headers = [(b"content-type", b"application/json")]
        keys = keys_of("whatsapp", [event])
        yield Arrival("whatsapp", Generic(), None, headers, BODY, [event], [decision], 1,
                      "bench", None, keys)  # fmt: skip


async def measure(url: str, callers: int, seconds: float) -> dict[str, float]:
    """Rates a second, and microseconds of this process's CPU an event."""
    async with connection(url, "bench") as opened:
        await migrate(opened)
    handler = AtOnce()
    rows = RowWriter(IdSource(), masked)
    attempts = Attempts(rows, lambda _row: None, NoCounts(), time.time)
    edges = Edges({HANDLER: handler}, attempts, time.monotonic, time.time, lambda: 0.5)
    deliverer = Deliverer(
        DelivererSettings(
            SETTINGS.lease, SETTINGS.poll_seconds, dispatcher(SETTINGS), MAX_CONNECTION_AGE
        ),
        url,
        "bench",
        TABLE,
        edges=edges,
        cipher=PayloadCipher(),
    )
    inbox = InboxWriter(url)
    intake = Intake(
        IntakeSettings(SETTINGS.max_pending, SETTINGS.batch),
        inbox,
        deliverer,
        handler_groups(TABLE.routes.values(), [HANDLER]),
        PayloadCipher(),
    )
    await deliverer.start()
    await intake.start()
    try:
        return await _load(url, intake, handler, callers, seconds)
    finally:
        await intake.stop()
        await deliverer.stop()
        await inbox.close()


async def _load(
    url: str, intake: Intake, handler: AtOnce, callers: int, seconds: float
) -> dict[str, float]:
    events, accepted = arrivals(), 0
    end = time.monotonic() + seconds

    async def caller() -> None:
        nonlocal accepted
        while time.monotonic() < end:
            await intake.accept(next(events))
            accepted += 1

    cpu, began = time.process_time(), time.monotonic()
    await asyncio.gather(*(caller() for _ in range(callers)))
    took, meanwhile = time.monotonic() - began, handler.taken
    async with connection(url, "bench") as opened:
        while await opened.fetchval(WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    whole = time.monotonic() - began
    return {
        "accepted_per_second": accepted / took,
        "delivered_meanwhile": meanwhile / max(1, accepted),
        "whole_per_second": accepted / whole,
        "cpu_us": (time.process_time() - cpu) * 1e6 / max(1, accepted),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--callers", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    print(json.dumps(uvloop.run(measure(options.url, options.callers, options.seconds))))
