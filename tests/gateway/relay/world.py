"""A gateway's pipeline in this process, by the shipped settings; the handlers are real."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hookshift.app import build
from hookshift.app.handlers import pools
from hookshift.config.load import load
from hookshift.domain.http import Request, Response, header
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.durable.grouping import Arrival
from hookshift.gateway.http.limits import Load
from hookshift.gateway.relay.pipeline import Pipeline
from tests.e2e.harness import SECRET, TOKEN, Handlers, settings, signed
from tests.gateway.relay.asking import ask
from tests.store.patient_keys import PatientKeys

WHATSAPP, ROUTER = "/webhook/whatsapp", "/webhook"
EVERYBODY = Snapshot(
    7, enabled=True, threshold=10_000, domains=frozenset({"jobs", "property"}), salt=b"salt"
)
NOBODY = EVERYBODY._replace(version=6, threshold=0)
STRANGER = "203.0.113.9"


class Counted(NamedTuple):
    """What was counted."""

    webhooks: Counter[tuple[str, str]]
    """By source and outcome."""
    deliveries: Counter[tuple[str, str, str, str]]
    """By handler, side, domain and outcome."""

    def webhook(self, source: str, outcome: str) -> None:
        """As `counters.Metrics`."""
        self.webhooks[source, outcome] += 1

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """As `counters.Metrics`."""
        assert seconds >= 0
        self.deliveries[handler, side, domain, outcome] += 1

    def dropped(self, source: str, rule: str) -> None:
        """As `counters.Metrics`; these tests have no rule that drops."""
        raise AssertionError(f"{rule} drops an event of {source}")


class Accepted:
    """Stands where a durable source's webhooks are written down; these tests have none."""

    has_room = True

    def put(self, arrival: Arrival, on_commit: object) -> None:
        """As `intake.Intake`."""
        raise AssertionError(arrival.source, on_commit)

    async def accept(self, arrival: Arrival) -> None:
        """As `intake.Intake`."""
        raise AssertionError(arrival.source)


class Answer(NamedTuple):
    """What the provider gets."""

    response: Response

    @property
    def status(self) -> int:
        """Of HTTP."""
        return self.response.status

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.response.body)

    @property
    def correlation_id(self) -> str:
        """Of the headers."""
        found = header(self.response.headers, b"x-correlation-id")
        assert found is not None
        return found.decode()


class Relay(NamedTuple):
    """The pipeline, what it records and counts, and the handlers behind it."""

    pipeline: Pipeline
    handlers: Handlers
    rows: list[LogRow]
    counted: Counted
    reached: dict[str, Any]
    """By what each handler is reached."""

    async def webhook(self, body: bytes, path: str = WHATSAPP, **given: str) -> Answer:
        """A signed webhook, with further headers."""
        return await self.send(body, {**signed(body), **given}, path)

    async def send(
        self,
        body: bytes,
        headers: dict[str, str],
        path: str = WHATSAPP,
        method: str = "POST",
        peer: str = STRANGER,
    ) -> Answer:
        """A request as it is, but for the headers that a server would have added."""
        target = urlsplit(path)
        given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        request = Request(
            method.encode(), target.path.encode(), target.query.encode(), given, body, peer
        )
        return Answer(await ask(self.pipeline, request))

    def handler(self, name: str) -> list[bytes]:
        """The bodies that a handler got, in order."""
        return [arrival.body for arrival in self.handlers.of(name)]


@asynccontextmanager
async def relaying(
    folder: Path, url: str, handlers: Handlers, *changes: tuple[str, str]
) -> AsyncIterator[Relay]:
    """With the shipped settings but for `changes`; nobody's share has moved yet."""
    environ = {
        "DATABASE_URL": url,
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "WHATSAPP_VERIFY_TOKEN": TOKEN,
    }
    own = load(settings(folder, handlers.port, *changes), environ)
    upstreams, keys, rows = pools(own), PatientKeys(url), list[LogRow]()
    reached: dict[str, Any] = dict(upstreams)
    counted = Counted(Counter(), Counter())
    pipeline = build.pipeline(
        own,
        reached,
        build.attempts(own, rows.append, counted),
        counted,
        TrustedCallers(own.gateway.trusted_callers),
        load=Load(),
        acceptor=Accepted(),
        keys=keys,
    )
    pipeline.snapshot = NOBODY
    try:
        yield Relay(pipeline, handlers, rows, counted, reached)
    finally:
        for upstream in upstreams.values():
            await upstream.close()
        await keys.close()
