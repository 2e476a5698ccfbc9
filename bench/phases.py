"""`python -m bench.phases [--instructions]`: what each phase of a relayed webhook costs.

By Python and by the compiled core. `--instructions` counts those of the whole instead, in minutes.

CPU time in process with the shipped settings, over connections without sockets as in `bench.frame`:
the least of many short turns, so that what other programs do counts little. `whole` is a webhook
from its bytes to the answer's, by callbacks; `frame` is what the phases leave of it: connections,
bulkheads, the hand-over, whose turn it is. In two calls of the core there are no such phases. What
is done by the batch comes last, and is not part of `whole`.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, cast

import uvloop

from bench import frame
from bench.shipped import plain_settings
from bench.traffic import SECRET
from hookshift.app import build
from hookshift.app.engine import engine
from hookshift.app.handlers import pools
from hookshift.app.sources import sources
from hookshift.core.choice import EngineName
from hookshift.core.loading import ENGINE_VARIABLE
from hookshift.domain.evidence.tally import tally
from hookshift.domain.http import Request, Response
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import plan
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import to_handler, trace, with_domains
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.reader import RequestReader
from hookshift.gateway.http.responses import encode
from hookshift.gateway.ids import IdSource
from hookshift.gateway.metrics.counters import Metrics
from hookshift.gateway.record.rows import Attempt
from hookshift.gateway.relay.answer import answer
from hookshift.gateway.relay.decide import decide
from hookshift.gateway.relay.read import read
from hookshift.gateway.relay.webhook import DecidedWebhook, Source
from hookshift.gateway.upstream.answer import AnswerReader
from hookshift.store import routing_logs

TURNS = 60
DATE = b"date: Sat, 28 Nov 2026 10:00:00 GMT\r\n"
SLOT_SECONDS, SLOW_MS = 10, 2_000

Phases = dict[str, Callable[[Any], object]]


class Case(NamedTuple):
    """One webhook, at each stage of its life."""

    raw: bytes
    request: Request
    decided: DecidedWebhook


class Parts(NamedTuple):
    """What the phases are done with."""

    pipeline: Any
    upstreams: Mapping[str, Any]
    source: Source
    callers: TrustedCallers
    ids: IdSource
    attempts: Any
    limits: Any
    rows: list[LogRow]


def parts() -> Parts:
    """The relay of the shipped settings."""
    secrets = {"WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_VERIFY_TOKEN": "benchmark-verify-token"}
    settings = plain_settings(secrets)
    upstreams, kept = pools(settings), list[LogRow]()
    made = frame.pipeline(settings, upstreams, Load())
    return Parts(
        made,
        upstreams,
        next(iter(sources(settings).values())),
        TrustedCallers(settings.gateway.trusted_callers, settings.gateway.trusted_proxies),
        IdSource(names=engine().names),
        build.attempts(settings, kept.append, Metrics(dict)),
        build.limits(settings),
        kept,
    )


def cases(own: Parts, path: bytes) -> list[Case]:
    """Webhooks, prepared for each phase."""
    return [case(own, raw) for raw in frame.requests(path)]


def case(own: Parts, raw: bytes) -> Case:
    """One of them."""
    reader = RequestReader(own.limits, lambda *_: 1 << 20, "127.0.0.1")
    reader.feed(raw)
    request = reader.next()
    assert request is not None
    names = trace(request, own.callers, own.ids)
    webhook = read(request, own.source, names, callers=own.callers, asked_for=frozenset(), now=0.0)
    return Case(raw, request, decide(webhook, own.pipeline._decide, own.pipeline.snapshot))


def phases(own: Parts) -> Phases:
    """What is done for each webhook, in order."""
    reader = RequestReader(own.limits, lambda *_: 1 << 20, "127.0.0.1", engine().head)
    provider, ids, callers = own.source.provider, own.ids, own.callers
    answers, usual = AnswerReader(100_000), engine().answer

    def request(each: Case) -> None:
        reader.feed(each.raw)
        reader.next()

    def verify(each: Case) -> None:
        each.request.__dict__.clear()
        provider.verify(each.request)

    def headers(each: Case) -> None:
        webhook, (part,) = each.decided.webhook, plan(each.decided.events, each.decided.decisions)
        kept = to_handler(each.request, webhook.trace, callers, engine().keep)
        headers = with_domains(kept, part.domains)
        own.upstreams[part.handler]._target.head(headers, len(webhook.body), b"")

    def answered(_each: Case) -> None:
        if usual(frame.ANSWER, 100_000) is None:
            answers.start()
            answers.feed(frame.ANSWER)
            answers.response()

    def note(each: Case) -> None:
        (part,) = plan(each.decided.events, each.decided.decisions)
        own.attempts.note(Attempt(part, OK, 1, 3), each.decided.origin, 0.003)

    def respond(each: Case) -> None:
        made = answer(each.decided.webhook, (OK,))
        encode(made, DATE, b"", with_body=True, join=engine().join)

    return {
        "request: head and body": request,
        "trace: ids, caller": lambda each: trace(each.request, callers, ids),
        "verify: signature": verify,
        "events": lambda each: provider.events(each.request.body),
        "decide": lambda each: decide(
            each.decided.webhook, own.pipeline._decide, own.pipeline.snapshot
        ),
        "plan; headers and head for the handler": headers,
        "answer of the handler": answered,
        "note: rows, metrics": note,
        "answer for the provider": respond,
    }


OK = Response(200, [(b"content-type", b"application/json")], b'{"success":true}')


def least(work: Callable[[Any], object], given: list[Case], after: Callable[[], object]) -> float:
    """Microseconds of CPU for each of `given`."""
    best = float("inf")
    for _ in range(TURNS):
        begun = time.process_time_ns()
        for each in given:
            work(each)
        best = min(best, time.process_time_ns() - begun)
        after()
    return best / len(given) / 1_000


def by_the_batch(rows: list[LogRow]) -> dict[str, float]:
    """What the recorder does with the rows of one batch, but for asyncpg's COPY."""
    batch = cast("Any", [rows])
    found = {
        "by the batch: columns of the log": lambda _: list(map(routing_logs._record, rows)),
        "by the batch: rollups": lambda _: tally(rows, SLOT_SECONDS, SLOW_MS),
    }
    return {name: least(work, batch, int) / len(rows) for name, work in found.items()}


async def measure() -> dict[str, float]:
    """Every phase, the whole, and what is left of it."""
    own = parts()
    path = next(iter(own.pipeline._sources))
    given = cases(own, path)
    gc.disable()
    found = {name: least(work, given, own.rows.clear) for name, work in phases(own).items()}
    turned = await frame.turns(TURNS, [frame.FLIGHT, frame.CALLBACKS])
    flight, whole = (min(each) for each in zip(*turned, strict=True))
    found["frame"] = whole - sum(found.values())
    found["whole"] = whole
    found["whole, in two calls of the core"] = flight
    for each in given:
        phases(own)["note: rows, metrics"](each)
    return found | by_the_batch(list(own.rows))


def of(name: EngineName) -> dict[str, float]:
    """The figures of one engine, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.phases", "--one"],
        env=os.environ | {ENGINE_VARIABLE: name},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def instructions(name: EngineName) -> int:
    """Of one webhook, from its bytes to the answer's."""
    return frame.instructions(environment={ENGINE_VARIABLE: name})


def table(figures: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    """Markdown."""
    yield f"| us of CPU | {' | '.join(figures)} |"
    yield "| --- |" + " ---: |" * len(figures)
    for phase in next(iter(figures.values())):
        yield f"| {phase} | {' | '.join(f'{each[phase]:.1f}' for each in figures.values())} |"


def main() -> None:
    """Prints the table."""
    match sys.argv[1:]:
        case ["--one"]:
            print(json.dumps(uvloop.run(measure())))
            return
        case ["--instructions"]:
            for name in EngineName:
                print(f"{name}: {instructions(name):,} instructions a webhook", flush=True)
            return
    for line in table({name.value: of(name) for name in EngineName}):
        print(line)


if __name__ == "__main__":
    main()
