"""`python -m bench.conversing [--instructions]`: what conversations add to a webhook, in process.

As `bench.frame`, without sockets: two relays with the shipped settings, which differ in
`conversations` alone, get the webhooks of `bench.returning` by turns. With conversations the rows
that are to be written go to an embedded PostgreSQL, the worker's part of which is counted, and
whoever is not known is looked up there. `--instructions` counts by callgrind instead, in minutes:
those do not vary with what else the machine does.
"""

import asyncio
import contextlib
import gc
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast

import uvloop

from bench import callgrind, frame, hookshift, known, returning
from bench.cost import MODES, OFF, ON
from bench.hookshift import ANYWHERE, ENVIRONMENT
from bench.shipped import SHIPPED
from hookshift.app import build
from hookshift.app.conversations import ConversationMemory, conversation_memory
from hookshift.app.engine import engine
from hookshift.app.flights import flights
from hookshift.app.handlers import pools
from hookshift.config.load import settings_from
from hookshift.config.schema.settings import Settings
from hookshift.domain.routing.routing import Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.conversation.draft import Draft
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.metrics.counters import Metrics

PEOPLE = 50_000
REQUESTS = 1_000
"""Of a turn; what is to be written of them goes at its end."""
TURNS = 20
RUNS = (2, 10)
"""Turns under callgrind."""


class Side(NamedTuple):
    """A relay, and who asks it."""

    shared: Any
    inbound: InboundConnection
    client: frame.Transport
    handlers: list[tuple[Any, frame.Transport]]
    memory: ConversationMemory | None


def settings(mode: str, folder: Path) -> Settings:
    """The shipped ones, with a data folder of their own."""
    text = SHIPPED.read_text()
    for old, new in MODES[mode]:
        text = text.replace(old, new)
    found = settings_from(tomllib.loads(text), SHIPPED, ENVIRONMENT)
    return found.model_copy(update={"data_dir": folder / mode})


def side(own: Settings, memory: ConversationMemory | None, salt: bytes) -> Side:
    """The relay of these settings."""
    held, upstreams, counts = Load(), pools(own), Metrics(dict)
    callers, unused = TrustedCallers([]), cast("Any", None)
    remembered = None if memory is None else memory.memory
    draft = None if remembered is None else Draft(remembered)
    pipeline = build.pipeline(
        own, dict(upstreams), build.attempts(own, lambda _row: None, counts), counts, callers,
        load=held, acceptor=unused, keys=unused,
        conversations=build.conversations(own, remembered, draft, lambda: True),
    )  # fmt: skip
    domains = frozenset(name for name, each in own.domains.items() if each.unified)
    pipeline.snapshot = Snapshot(
        1, enabled=True, threshold=1_000, domains=domains, salt=salt, lowest_lately=0,
        since=int(time.time()),
    )  # fmt: skip
    handlers = [frame.connected(each) for each in upstreams.values()]
    noted = (lambda _row: None), counts
    usual = flights(own, pipeline, upstreams, callers, noted=noted, load=held)
    app = frame.Both(pipeline)
    server = HttpServer(app, build.limits(own), build.timeouts(own), load=held, engine=engine())
    shared = server.attach(asyncio.get_running_loop())
    shared.usual = usual
    inbound, client = InboundConnection(shared), frame.Transport()
    inbound.connection_made(cast("Any", client))
    return Side(shared, inbound, client, handlers, memory)


async def turn(own: Side, requests: list[bytes]) -> float:
    """Microseconds of CPU a webhook."""
    begun = time.process_time_ns()
    for request in requests:
        own.inbound.data_received(request)
        while not (asked := [each for each, way in own.handlers if way.out]):  # noqa: ASYNC110
            # Whoever is not known is looked up first, which is not to be waited for with CPU.
            await asyncio.sleep(0 if own.memory is None else 0.0005)
        for _, way in own.handlers:
            way.out.clear()
        asked[0].data_received(frame.ANSWER)
        while not own.client.out:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert own.client.out.pop().startswith(b"HTTP/1.1 200")
    if own.memory is not None:
        assert await own.memory._follower.run_once()
        while own.memory._writer.waiting:
            assert await own.memory._writer.run_once()
    return (time.process_time_ns() - begun) / len(requests) / 1_000


@contextlib.asynccontextmanager
async def prepared(folder: Path) -> AsyncIterator[dict[str, Side]]:
    """A relay of each mode; what conversations need is there, and knows PEOPLE."""
    with hookshift.postgres(folder / "data", ANYWHERE) as url:
        own = {mode: settings(mode, folder) for mode in MODES}
        salt = await known.fill(own[ON], url, PEOPLE)
        memory = conversation_memory(own[ON], url)
        assert memory is not None
        await memory._lookup.run_once()
        while not memory.memory.aliases.is_trusted:
            assert await memory._follower.run_once()
        yield {mode: side(own[mode], memory if mode == ON else None, salt) for mode in MODES}


async def turns(count: int, modes: Sequence[str]) -> list[dict[str, float]]:
    """CPU a webhook in us, of each of `modes` by turns."""
    requests = {
        mode: map(returning.request, returning.webhooks((count + 3) * REQUESTS, 0, PEOPLE))
        for mode in modes
    }
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with prepared(Path(folder)) as sides:
            gc.disable()
            return [
                {
                    mode: await turn(sides[mode], list(islice(requests[mode], REQUESTS)))
                    for mode in modes
                }
                for _ in range(count + 3)
            ][3:]


def main() -> None:
    """Prints CPU, or instructions, of a webhook in both modes."""
    if sys.argv[1:2] == ["--run"]:
        uvloop.run(turns(int(sys.argv[3]), [sys.argv[2]]))
    elif sys.argv[1:2] == ["--instructions"]:
        counted = {mode: instructions(mode) for mode in MODES}
        print({mode: f"{number:,}" for mode, number in counted.items()})
        print(f"on / off: {counted[ON] / counted[OFF]:.3f}")
    else:
        report(uvloop.run(turns(TURNS, list(MODES))))


def instructions(mode: str) -> int:
    """Of one webhook."""
    turn = callgrind.each(lambda count: ["bench.conversing", "--run", mode, str(count)], RUNS)
    return round(turn / REQUESTS)


def report(measured: list[dict[str, float]]) -> None:
    """Medians and least of each mode, and what one costs more than the other."""
    for mode in MODES:
        of = [each[mode] for each in measured]
        print(f"{mode}: median {statistics.median(of):.1f} us, least {min(of):.1f} us")
    more = [each[ON] - each[OFF] for each in measured]
    least = min(each[ON] for each in measured) - min(each[OFF] for each in measured)
    print(f"more: median {statistics.median(more):.1f} us, of the least {least:.1f} us")


if __name__ == "__main__":
    main()
