"""Sample handlers: eight functions on one port, as a Supabase project would serve them.

Each checks Meta's signature over the bytes that it got, as a careful handler does, so a gateway
that changed a byte would be refused. Runs as a process of its own:
`python -m hookshift.demo.handlers --port 9101`.
"""

import asyncio
import hashlib
import hmac
import random
import signal
import time
from collections import deque

import click
import msgspec
import uvloop

from hookshift.domain.events import EventKind
from hookshift.domain.http import Headers, Request, Response, header
from hookshift.gateway.http.limits import ServerLimits, ServerTimeouts
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.http.shared import TaskApplication
from hookshift.gateway.listeners import listen
from hookshift.providers.whatsapp import WhatsApp

PREFIX = b"/functions/v1/"
HANDLERS = (
    b"wa-webhook-jobs",
    b"wa-webhook-marketplace",
    b"wa-webhook-property",
    b"wa-webhook-unified",
    b"wa-webhook-default",
    b"wa-webhook-mobility",
    b"wa-webhook-profile",
    b"wa-webhook-insurance",
)
BODY_BYTES = 3_145_728
LIMITS = ServerLimits(16_384, 100, BODY_BYTES, 4_096, 4_096, 4_096, 268_435_456, 32)
TIMEOUTS = ServerTimeouts(headers=10.0, body=30.0, idle=75.0, write=30.0, drain=5.0)
MOST_REPLIES = 50_000
"""Replies that nobody has asked for yet; of more the oldest are forgotten."""
AT_ONCE_SECONDS = 10.0
"""What a person writes within this is answered once: it is one thing, said in several messages."""
SHORTEST, LONGEST = 0.003, 0.04
"""Seconds that a handler works on a webhook."""


class Breakage(msgspec.Struct):
    """What is wrong with some handlers; POSTed to `/break`."""

    handlers: tuple[str, ...] = ()
    fails: float = 0.0
    """Share of the requests that are answered 500, 0 to 1."""
    late: float = 0.0
    """Share of the requests that take longer, 0 to 1."""
    seconds: float = 0.0
    """How late answers are."""
    silent: bool = False
    """Whether they answer 200 and reply to nobody."""


class EventCounts(msgspec.Struct):
    """Events, as `/counts` tells them."""

    came: int = 0
    taken: int = 0
    """Events that were answered 200."""


class Reply(msgspec.Struct):
    """A message that a handler has sent to somebody, as `/sent` tells it."""

    handler: str
    person: str
    """The person's business-scoped id."""
    phone: str | None = None


class SampleHandlers(TaskApplication):
    """The application: works a little, counts the events, replies to who wrote, says yes.

    Unless it is broken: `/break` is how the demo breaks it. What it has sent to people the demo,
    which plays their provider, asks for by `/sent`.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._provider = WhatsApp([secret], b"unused")
        self.counted = EventCounts()
        self._broken = Breakage()
        self._replies: deque[Reply] = deque(maxlen=MOST_REPLIES)
        self._replied_at: dict[tuple[str, str], float] = {}
        """By handler and person, the latest last."""

    def admit(self, _method: bytes, path: bytes, _headers: Headers) -> int | Response:
        """Knows the handlers' paths, `/counts`, `/sent` and `/break`."""
        if path in (b"/counts", b"/sent", b"/break") or path.removeprefix(PREFIX) in HANDLERS:
            return BODY_BYTES
        return _json(404, {"error": "no such function"})

    async def handle(self, request: Request) -> Response:
        """Refuses a body whose signature does not match, as the real handlers do."""
        if request.path == b"/counts":
            return _json(200, self.counted)
        if request.path == b"/sent":
            replies = list(self._replies)
            self._replies.clear()
            return _json(200, replies)
        if request.path == b"/break":
            self._broken = msgspec.json.decode(request.body, type=Breakage)
            return _json(200, self._broken)
        digest = hmac.new(self._secret, request.body, hashlib.sha256).hexdigest()
        given = header(request.headers, b"x-hub-signature-256") or b""
        if not hmac.compare_digest(given, b"sha256=" + digest.encode()):
            return _json(401, {"error": "signature does not match the body"})
        return await self._worked(request)

    async def _worked(self, request: Request) -> Response:
        name = request.path.removeprefix(PREFIX).decode()
        found = self._provider.events(request.body)
        events = len(found)
        self.counted.came += events
        broken = self._broken if name in self._broken.handlers else Breakage()
        works = random.uniform(SHORTEST, LONGEST)  # noqa: S311, the work it pretends
        late = random.random() < broken.late  # noqa: S311
        await asyncio.sleep(works + broken.seconds * late)
        if random.random() < broken.fails:  # noqa: S311
            return _json(500, {"error": "broken for the demo"})
        self.counted.taken += events
        if not broken.silent:
            self._replies += [
                Reply(name, event.sender, event.phone)
                for event in found
                if event.kind is EventKind.MESSAGE
                and event.sender is not None
                and self._answers(name, event.sender)
            ]
        return _json(200, {"success": True, "handler": name})

    def _answers(self, name: str, person: str) -> bool:
        """Whether this person is to have a reply now."""
        replied, now = self._replied_at, time.monotonic()
        if now - replied.get((name, person), -AT_ONCE_SECONDS) < AT_ONCE_SECONDS:
            return False
        replied.pop((name, person), None)
        replied[name, person] = now
        if len(replied) > MOST_REPLIES:
            del replied[next(iter(replied))]
        return True


def _json(status: int, value: object) -> Response:
    return Response(status, [(b"content-type", b"application/json")], msgspec.json.encode(value))


async def serve(port: int, secret: bytes) -> None:
    """Serves until SIGTERM; prints the port first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    (sock,) = listen("127.0.0.1", port, 1)
    server = HttpServer(SampleHandlers(secret), LIMITS, TIMEOUTS)
    await server.start(sock)
    click.echo(sock.getsockname()[1])
    await stop.wait()
    await server.stop()


@click.command()
@click.option("--port", default=0, show_default=True, help="0 takes a free one.")
@click.option("--secret", envvar="WHATSAPP_APP_SECRET", required=True)
def main(port: int, secret: str) -> None:
    """Serves the sample handlers on 127.0.0.1."""
    uvloop.run(serve(port, secret.encode()))


if __name__ == "__main__":
    main()
