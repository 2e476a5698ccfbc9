"""`python -m bench.relay_cpu`: CPU time of one relayed webhook, in process.

From a request that has been read to the answer, with the shipped settings: signature, events,
decisions, headers, record and metrics; the handler answers at once, no socket is touched and
nothing is written to PostgreSQL. So it shows what the code itself costs, also beside other
programs: of many short turns the one at a fifth of the way from the fastest is given.
"""

import json
import time
from collections.abc import Sequence
from typing import Any, cast

from bench.shipped import plain_settings
from bench.traffic import SECRET, sign, signed_bodies
from hookshift.app import build
from hookshift.app.sources import sources
from hookshift.domain.http import Headers, Request, Response
from hookshift.domain.routing.routing import Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.limits import Load
from hookshift.gateway.metrics.counters import Metrics
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.upstream.exchange import Ended

EVENTS = (1, 3)
REQUESTS = 100
TURNS = 40
ANSWER = Response(200, [(b"content-type", b"application/json")], b'{"success":true}')


class InstantHandler:
    """Answers as soon as it is asked to."""

    total_timeout = 1.0

    def __init__(self) -> None:
        self.asking: list[Ended] = []

    def begin(self, headers: Headers, body: bytes, query: bytes, ended: Ended) -> bool:  # noqa: ARG002
        """As `Upstream.begin`: an idle connection is always there."""
        self.asking.append(ended)
        return True

    def answer(self) -> None:
        """Success, to whoever has asked."""
        self.asking.pop()(ANSWER)

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:  # noqa: ARG002
        """Success."""
        return ANSWER


def pipeline() -> tuple[Pipeline, bytes, InstantHandler]:
    """The relay of the shipped settings, the path of its first source, and all its handlers."""
    secrets = {"WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_VERIFY_TOKEN": "benchmark-verify-token"}
    settings = plain_settings(secrets)
    trusted = TrustedCallers(settings.gateway.trusted_callers, settings.gateway.trusted_proxies)
    unused = cast("Any", None)
    counts, handler = Metrics(dict), InstantHandler()
    made = build.pipeline(
        settings,
        cast("Any", dict.fromkeys(settings.handlers, handler)),
        build.attempts(settings, lambda _row: None, counts),
        counts,
        trusted,
        load=Load(in_flight=1),
        acceptor=unused,
        keys=unused,
    )
    domains = frozenset(name for name, each in settings.domains.items() if each.unified)
    made.snapshot = Snapshot(1, enabled=True, threshold=1_000, domains=domains, salt=b"salt")
    return made, next(iter(sources(settings))), handler


def requests(path: bytes, events: int) -> list[Request]:
    """Webhooks with so many messages of one sender each."""
    return [_request(path, webhook.body, events) for webhook in signed_bodies(REQUESTS)]


def _request(path: bytes, one: bytes, events: int) -> Request:
    content = json.loads(one)
    value = content["entry"][0]["changes"][0]["value"]
    (message,) = value["messages"]
    value["messages"] = [{**message, "id": f"{message['id']}{i}"} for i in range(events)]
    body = json.dumps(content, separators=(",", ":")).encode()
    headers = [
        (b"host", b"127.0.0.1:8080"),
        (b"content-type", b"application/json"),
        (b"x-hub-signature-256", sign(body).encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    return Request(b"POST", path, b"", headers, body, "127.0.0.1")


def relay(made: Pipeline, handler: InstantHandler, webhook: Request) -> None:
    """One webhook there, and the answer back."""
    answers: list[Response] = []
    assert made.begin(webhook, answers.append) is None
    handler.answer()
    assert answers[0].status == 200, answers


def measure(made: Pipeline, handler: InstantHandler, webhooks: Sequence[Request]) -> float:
    """Microseconds of CPU a webhook."""
    turns = []
    for _ in range(TURNS):
        begun = time.process_time_ns()
        for webhook in webhooks:
            relay(made, handler, webhook)
        turns.append(time.process_time_ns() - begun)
    return sorted(turns)[TURNS // 5] / len(webhooks) / 1_000


def main() -> None:
    """Prints a line for each number of events."""
    made, path, handler = pipeline()
    for events in EVENTS:
        print(f"{events} event(s): {measure(made, handler, requests(path, events)):.1f} us")


if __name__ == "__main__":
    main()
