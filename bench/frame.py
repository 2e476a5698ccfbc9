"""`python -m bench.frame`: the ways of a webhook, from a request's bytes to its answer's.

The shipped settings between two connections without sockets: a webhook's bytes go in, the
handler's answer follows at once. Turns of the ways (two calls of the compiled core; callbacks; a
task and a future) alternate, so that other programs disturb all of them alike.

Each webhook is a short text of ASCII letters. With `--mixed` they are the hundred of
`bench.returning`, and rows have hashes of people. `--instructions` counts those of the first way;
with `--recorded` it is done with its rows what the recorder does by the batch, up to PostgreSQL.
"""

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import inf
from typing import Any, cast

import uvloop

from bench import callgrind, returning
from bench.shipped import OFF, PLAIN, plain_settings
from bench.traffic import SECRET, sign, signed_bodies
from hookshift.app import build
from hookshift.app.engine import engine
from hookshift.app.flights import flights
from hookshift.app.handlers import pools
from hookshift.app.sources import sources
from hookshift.config.schema.settings import Settings
from hookshift.domain.evidence.tally import tally
from hookshift.domain.http import Headers, Request, Response
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.http.shared import Answered
from hookshift.gateway.metrics.counters import Metrics
from hookshift.gateway.record.row_queue import RowList
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.pool import Upstream
from hookshift.store.log_columns import BOUNDS, KINDS

FLIGHT, CALLBACKS, TASK = "two calls", "callbacks", "task"
WAYS = (FLIGHT, CALLBACKS, TASK)
"""Without the compiled core the first is as the second."""
TURNS = 40
REQUESTS = 100
RUNS = (5, 45)
"""Turns under callgrind."""
BATCH_TURNS = 5
"""Turns whose rows are one batch, as at full load."""
ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: handler\r\n"
    b"date: Sat, 28 Nov 2026 10:00:00 GMT\r\ncontent-length: 16\r\n\r\n"
    b'{"success":true}'
)


class Rows:
    """What the recorder does with rows, but for PostgreSQL; all of it only if `recorded`."""

    def __init__(self, *, recorded: bool) -> None:
        self.recorded = recorded
        self.queue: Any = (engine().queue or RowList)(1_000, 500, lambda: None)
        self.turns = 0

    def turned(self) -> None:
        """Writes them from time to time."""
        self.turns += 1
        if self.turns % BATCH_TURNS:
            return
        while rows := self.queue.take():
            if self.recorded:
                copied, people, gather = engine().copied, engine().people, engine().gathered
                if copied is not None and people is not None:
                    copied(rows, KINDS, BOUNDS)
                    people(rows)
                tally(rows, 10, 2_000, gather)


class Transport:
    """Keeps what is written to it."""

    def __init__(self) -> None:
        self.out: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Keeps it."""
        self.out.append(data)

    def get_extra_info(self, name: str, default: object = None) -> object:
        """The peer's address."""
        return ("127.0.0.1", 1) if name == "peername" else default

    def get_write_buffer_size(self) -> int:
        """The other end takes everything at once."""
        return 0

    def set_write_buffer_limits(self, **_limits: int) -> None:
        """Nothing waits."""


class Both:
    """The pipeline, asked in the usual way or in the general one."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.general = False

    def admit(self, _method: bytes, _path: bytes, _headers: Headers) -> int:
        """Any request."""
        return 1 << 20

    def begin(self, request: Request, answered: Answered) -> Response | Awaitable[Response] | None:
        """As `shared.Application`."""
        if self.general:
            return self.pipeline.handle(request, self.pipeline.trace(request))
        return self.pipeline.begin(request, answered)


def connected(upstream: Upstream) -> tuple[UpstreamConnection, Transport]:
    """An idle connection of this handler."""
    made, transport = UpstreamConnection(upstream, 100_000, engine().answer), Transport()
    made.connection_made(cast("Any", transport))
    made.adopted, made.retires_at = True, inf
    upstream._connections.add(made)
    upstream._idle.append(made)
    upstream._slots_taken += 1
    return made, transport


def mixed_requests() -> list[bytes]:
    """The mix, as it comes over a connection."""
    return [returning.request(each) for each in returning.webhooks(REQUESTS, REQUESTS, 100_000)]


def requests(path: bytes) -> list[bytes]:
    """Webhooks as they come over a connection."""
    head = (
        b"POST %b HTTP/1.1\r\nhost: h\r\nuser-agent: facebookexternalua\r\naccept: */*\r\n"
        b"content-type: application/json\r\nx-hub-signature-256: %b\r\ncontent-length: %d\r\n\r\n"
    )
    return [
        head % (path, sign(each.body).encode(), len(each.body)) + each.body
        for each in signed_bodies(REQUESTS)
    ]


def pipeline(
    settings: Settings,
    upstreams: dict[str, Upstream],
    limits: Load,
    counts: Metrics | None = None,
    record: Callable[[LogRow], None] = lambda _row: None,
) -> Pipeline:
    """The relay of the shipped settings."""
    counts, unused = counts or Metrics(dict), cast("Any", None)
    attempts = build.attempts(settings, record, counts)
    made = build.pipeline(
        settings, dict(upstreams), attempts, counts, TrustedCallers([]),
        load=limits, acceptor=unused, keys=unused,
    )  # fmt: skip
    domains = frozenset(name for name, each in settings.domains.items() if each.unified)
    made.snapshot = Snapshot(1, enabled=True, threshold=1_000, domains=domains, salt=b"salt")
    return made


async def turns(
    count: int, ways: Sequence[str] = WAYS, *, mixed: bool = False, recorded: bool = False
) -> list[tuple[float, ...]]:
    """CPU a webhook in us, for each of `ways` by turns."""
    secrets = {
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "benchmark-verify-token",
        "HOOKSHIFT_HASH_KEY": "benchmark-hash-key",
    }
    settings, held = plain_settings(secrets, [OFF] if mixed else PLAIN), Load()
    rows = Rows(recorded=recorded)
    upstreams, counts = pools(settings), Metrics(dict)
    app = Both(pipeline(settings, upstreams, held, counts, rows.queue.append))
    handlers = [connected(each) for each in upstreams.values()]
    usual = flights(
        settings, app.pipeline, upstreams, TrustedCallers([]), noted=(rows.queue.append, counts),
        load=held, queue=rows.queue if engine().queue is not None else None,
    )  # fmt: skip
    server = HttpServer(
        app, build.limits(settings), build.timeouts(settings), load=held, engine=engine()
    )
    shared = server.attach(asyncio.get_running_loop())
    inbound, client = InboundConnection(shared), Transport()
    shared.usual = usual
    inbound.connection_made(cast("Any", client))
    webhooks = mixed_requests() if mixed else requests(next(iter(sources(settings))))

    async def turn(way: str) -> float:
        app.general = way == TASK
        shared.usual = usual if way == FLIGHT else None
        begun = time.process_time_ns()
        for webhook in webhooks:
            inbound.data_received(webhook)
            while not (asked := [each for each, way in handlers if way.out]):  # noqa: ASYNC110
                await asyncio.sleep(0)
            for _, way in handlers:
                way.out.clear()
            asked[0].data_received(ANSWER)
            while not client.out:  # noqa: ASYNC110
                await asyncio.sleep(0)
            assert client.out.pop().startswith(b"HTTP/1.1 200")
        rows.turned()
        return (time.process_time_ns() - begun) / len(webhooks) / 1_000

    gc.disable()
    return [tuple([await turn(way) for way in ways]) for _ in range(count)]


def main() -> None:
    """Prints CPU a webhook of each way; `--run N` only makes N turns of the first."""
    options = [each for each in ("--mixed", "--recorded") if each in sys.argv]
    mixed, recorded = "--mixed" in options, "--recorded" in options
    match [each for each in sys.argv[1:] if each not in options]:
        case ["--run", count]:
            uvloop.run(turns(int(count), [FLIGHT], mixed=mixed, recorded=recorded))
        case ["--instructions"]:
            print(f"{FLIGHT}: {instructions(*options):,} instructions a webhook")
        case _:
            report(uvloop.run(turns(TURNS, mixed=mixed, recorded=recorded)))


def instructions(*options: str, environment: Mapping[str, str] | None = None) -> int:
    """Of a webhook in the first way."""
    each = callgrind.each(
        lambda count: ("bench.frame", "--run", str(count), *options), RUNS, environment
    )
    return each // REQUESTS


def report(turned: Sequence[tuple[float, ...]]) -> None:
    """Medians, the least, and the medians of the ratios to the general way."""
    for number, way in enumerate(WAYS):
        median = statistics.median(each[number] for each in turned)
        least = min(each[number] for each in turned)
        ratio = statistics.median(each[number] / each[-1] for each in turned)
        print(f"{way}: {median:.1f} us, at least {least:.1f}, {ratio:.2f} of a task's")


if __name__ == "__main__":
    main()
