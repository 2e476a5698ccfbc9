"""`python -m bench.durable.frame`: a durable webhook in process, without sockets and PostgreSQL.

From a request's bytes to the answer after the commit, and on to the handler's answer. Commits are
of 100 webhooks. What is left out: asyncpg, the event loop's system calls, and the log's COPY.

`--instructions` counts those of a webhook by callgrind, `--profile` shows where the time goes.
"""

import asyncio
import cProfile
import gc
import pstats
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import uvloop

from bench import callgrind
from bench.durable.stage import DURABLE
from bench.frame import ANSWER, Transport, connected
from bench.shipped import SHIPPED, plain
from bench.traffic import SECRET, sign, signed_bodies
from hookshift.app import build, durable
from hookshift.app.engine import engine
from hookshift.app.flights import flights
from hookshift.app.handlers import pools
from hookshift.config.load import settings_from
from hookshift.config.schema.settings import Settings
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.metrics.counters import Metrics
from hookshift.store.taking_in import Compose, Placed

if TYPE_CHECKING:
    from hookshift.gateway.durable.claims import FinishedDelivery

TURNS = 60
REQUESTS = 100
CONNECTIONS = 64
RUNS = (1, 9)
"""Turns under callgrind."""


class Memory:
    """Takes webhooks in without PostgreSQL, all of them new."""

    def __init__(self) -> None:
        self.number = 0

    async def accept(
        self,
        owner: int | None,  # noqa: ARG002
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
        conversations: object = None,  # noqa: ARG002
    ) -> list[Placed]:
        """As `InboxWriter.accept`."""
        rows = await cast("Any", compose([[True] * len(keys) for _, keys in webhooks]))
        now = time.time()
        self.number += len(rows)
        return [Placed(self.number - i, True, now) for i in range(len(rows))]


class Bench:
    """One worker's parts, but for those that talk to PostgreSQL."""

    def __init__(self, settings: Settings) -> None:
        counts, load, trusted = Metrics(dict), Load(), TrustedCallers([])
        upstreams = pools(settings)
        rows = cast("Any", (lambda _row: None))
        attempts = build.attempts(settings, rows, counts)
        self.deliverer = durable.deliverer(
            settings, "postgresql://nobody/none", "bench", predecessors=(), handlers=upstreams,
            attempts=attempts,
        )  # fmt: skip
        self.deliverer._lease.begin(1, time.monotonic() + 3_600)
        self.intake = durable.intake(settings, cast("Any", Memory()), self.deliverer)
        self.pipeline = build.pipeline(
            settings, dict(upstreams), attempts, counts, trusted,
            load=load, acceptor=self.intake, keys=cast("Any", None),
        )  # fmt: skip
        domains = frozenset(name for name, each in settings.domains.items() if each.unified)
        self.pipeline.snapshot = Snapshot(
            1, enabled=True, threshold=1_000, domains=domains, salt=b"salt"
        )
        usual = flights(
            settings, self.pipeline, upstreams, trusted, noted=(rows, counts), load=load,
            deliverer=self.deliverer,
        )  # fmt: skip
        server = HttpServer(
            cast("Any", self), build.limits(settings), build.timeouts(settings), load=load,
            engine=engine(), usual=usual,
        )  # fmt: skip
        self.begin = self.pipeline.begin
        shared = server.attach(asyncio.get_running_loop())
        shared.date = b"date: Sat, 28 Nov 2026 10:00:00 GMT\r\n"
        self.handlers = [connected(each) for each in upstreams.values() for _ in range(CONNECTIONS)]
        self.clients = [(InboundConnection(shared), Transport()) for _ in range(REQUESTS)]
        for inbound, transport in self.clients:
            inbound.connection_made(cast("Any", transport))
        head = (
            b"POST %b HTTP/1.1\r\nhost: h\r\nuser-agent: facebookexternalua\r\naccept: */*\r\n"
            b"content-type: application/json\r\nx-hub-signature-256: %b\r\n"
            b"content-length: %d\r\n\r\n"
        )
        path = next(iter(build.sources(settings)))
        self.webhooks = [
            head % (path, sign(each.body).encode(), len(each.body)) + each.body
            for each in signed_bodies(REQUESTS)
        ]

    def admit(self, _method: bytes, _path: bytes, _headers: Headers) -> int:
        """Any request."""
        return 1 << 20

    async def turn(self) -> float:
        """CPU a webhook, in us."""
        begun = time.process_time_ns()
        for (inbound, _), webhook in zip(self.clients, self.webhooks, strict=True):
            inbound.data_received(webhook)
        await asyncio.sleep(0)
        assert self.intake.waiting == REQUESTS
        await self.intake._take(self.intake._next())
        await asyncio.sleep(0)
        waiting = self.deliverer._settlements
        while len(waiting.ids()) < REQUESTS:
            for connection, way in self.handlers:
                if way.out:
                    way.out.clear()
                    connection.data_received(ANSWER)
            await asyncio.sleep(0)
        (ended,) = waiting._ended.values()
        for each in ended:
            settled: FinishedDelivery = each
            self.deliverer._dispatcher.release(settled.queue, settled.size)
        ended.clear()
        took = (time.process_time_ns() - begun) / REQUESTS / 1_000
        for _, client in self.clients:
            (answer,) = client.out
            assert answer.startswith(b"HTTP/1.1 200")
            client.out.clear()
        return took


def instructions() -> int:
    """Of a webhook."""
    each = callgrind.each(lambda count: ("bench.durable.frame", "--run", str(count)), RUNS)
    return each // REQUESTS


async def main() -> None:
    """Prints the fifth percentile and the median."""
    secrets = {"WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_VERIFY_TOKEN": "benchmark-verify-token"}
    text = plain(SHIPPED.read_text(encoding="utf-8")).replace(*DURABLE)
    bench = Bench(settings_from(__import__("tomllib").loads(text), SHIPPED, secrets))
    gc.disable()
    if "--run" in sys.argv:
        for _ in range(int(sys.argv[-1])):
            await bench.turn()
        return
    for _ in range(5):
        await bench.turn()
    if "--profile" in sys.argv:
        with cProfile.Profile() as profile:
            for _ in range(10):
                await bench.turn()
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        return
    took = sorted([await bench.turn() for _ in range(TURNS)])
    print(f"{took[TURNS // 20]:.1f} us (median {took[TURNS // 2]:.1f})")


if __name__ == "__main__":
    if "--instructions" in sys.argv:
        print(f"{instructions():,} instructions a webhook")
    else:
        uvloop.run(main())
