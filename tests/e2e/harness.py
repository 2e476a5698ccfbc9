"""Real processes around a gateway: an independent handler server, an independent client."""

import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import psutil
from bench.shipped import SHIPPED, plain

from hookshift.demo import processes
from hookshift.demo.processes import first_line
from tests.forked import Process, started
from tests.postgres import Session
from tests.signals import Signal

SECRET = b"e2e secret"
TOKEN = "e2e token"
HASH_KEY = "e2e key of the hashes of people"
EXAMPLE = SHIPPED
PATIENCE = 60.0
"""Seconds until what did not happen is a failure: long, since it costs nothing where it does."""
LOOKS = 60.0
"""Two looks for alerts, and what a busy machine takes."""
OFTEN = ('interval = "10s"', 'interval = "1s"')
"""How often one looks for alerts."""
PAUSE = 0.02
SHARE = 4
"""How many times as long as a look took nobody looks again, so that waiting leaves the processor to
those who are waited for."""
ONE_WORKER = ("workers = 2", "workers = 1")
NO_CONTROL = (
    "enabled = true            # `hookshift serve` runs it",
    "enabled = false           # `hookshift serve` runs it",
)
NO_DASHBOARD = ("dashboard = true ", "dashboard = false ")
SIGNAL = Signal()
"""Given whenever a handler of this process has got something."""

Value = TypeVar("Value")


class Arrival(NamedTuple):
    """What a handler got."""

    handler: str
    headers: Mapping[str, str]
    body: bytes
    query: str


@dataclass
class Handlers:
    """Every handler of the example, on one port; says 200 by default."""

    arrivals: list[Arrival] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    headers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Further headers of a handler's answers."""
    hold: threading.Event = field(default_factory=threading.Event)
    """While this is not set, handlers do not answer."""
    port: int = 0
    arrived: Signal = field(default_factory=lambda: SIGNAL)
    """Given after each arrival."""

    def __post_init__(self) -> None:
        self.hold.set()

    def begin(self) -> None:
        """For another test with the same handlers: they have got nothing and say 200."""
        self.hold.set()
        self.answers.clear()
        self.headers.clear()
        self.arrivals.clear()

    def of(self, handler: str) -> list[Arrival]:
        """What one handler got, in order."""
        return [arrival for arrival in self.arrivals if arrival.handler == handler]


@contextmanager
def running_handlers(port: int = 0) -> Iterator[Handlers]:
    """Serves `Handlers` with the standard library's own server, on any port where none is named."""
    state = Handlers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            path, _, query = self.path.partition("?")
            name = path.rpartition("/")[2]
            state.arrivals.append(
                Arrival(name, {k.lower(): v for k, v in self.headers.items()}, body, query)
            )
            state.arrived.give()
            state.hold.wait(PATIENCE)
            status, answer = state.answers.get(name, (200, b'{"success": true}'))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            for header, value in state.headers.get(name, ()):
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(PAUSE,))
    thread.start()
    try:
        yield state
    finally:
        state.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Answer(NamedTuple):
    """What the provider was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass
class Gateway:
    """A running `hookshift serve`."""

    port: int
    database_url: str
    pid: int
    folder: Path
    log: Path
    session: Session
    """For `sql`, which is often asked again and again."""
    since: str = "-infinity"
    """What was decided before, on PostgreSQL's clock, is not of this test."""

    def send(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        path: str = "/webhook/whatsapp",
        method: str = "POST",
    ) -> Answer:
        """One request as it is."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            client.request(method, path, body, dict(headers or {}))
            response = client.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            client.close()

    def webhook(self, body: bytes, **headers: str) -> Answer:
        """A signed webhook."""
        return self.send(body, {**signed(body), **headers})

    def sql(self, query: str, *arguments: object) -> list[Any]:
        """Rows of a query."""
        return self.session.fetch(query, *arguments)

    def logged(self, count: int) -> list[Any]:
        """This test's decisions, once there are `count` of them."""
        query = (
            "SELECT * FROM webhook_routing_logs"
            f" WHERE created_at >= '{self.since}' ORDER BY created_at, id"
        )
        return eventually(lambda: rows if len(rows := self.sql(query)) >= count else None)

    def begin(self) -> None:
        """For another test with the same gateway: nobody's share has moved, no decision is its."""
        if self.sql("SELECT percentage FROM webhook_routing_config")[0]["percentage"] != 0:
            self.set_percentage(0)
        self.since = str(self.sql("SELECT clock_timestamp() AS now")[0]["now"])

    def set_percentage(self, percentage: float) -> None:
        """As the runbook does it; returns once every worker follows."""
        self.sql("SELECT update_routing_percentage($1)", percentage)
        self.followed()

    def followed(self) -> None:
        """Returns once every worker has said that it follows the newest configuration."""
        query = """SELECT bool_and(config_version = (SELECT max(version)
            FROM webhook_routing_config)) AS good FROM hookshift.gateways"""
        eventually(lambda: self.sql(query)[0]["good"])


def signed(body: bytes, secret: bytes = SECRET) -> dict[str, str]:
    """The headers that Meta sends."""
    digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={digest}"}


def message(text: str, sender: str = "250780000001", number: int = 1) -> dict[str, Any]:
    """One change with one text message."""
    return {
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "1", "phone_number_id": "106540352242922"},
            "contacts": [{"profile": {"name": "A"}, "wa_id": sender}],
            "messages": [
                {
                    "from": sender,
                    "id": f"wamid.{sender}.{number}",
                    "timestamp": "1764750000",
                    "type": "text",
                    "text": {"body": text},
                }
            ],
        },
    }


def body(*changes: dict[str, Any]) -> bytes:
    """A whole webhook, printed as no serialiser of ours would print it."""
    envelope = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return json.dumps(envelope, indent=1, ensure_ascii=True).encode()


def eventually(probe: Callable[[], Value | None], patience: float = PATIENCE) -> Value:
    """The first truthy value of `probe`; fails when patience is over.

    It looks whenever a handler has got something. What another process does in PostgreSQL or to its
    log gives no signal, so it also looks each PAUSE; more seldom where a look, such as a whole
    command, takes long itself.
    """
    end = time.monotonic() + patience
    while (began := time.monotonic()) < end:
        since = SIGNAL.times
        value = probe()
        if value:
            return value
        SIGNAL.wait(since, max(PAUSE, SHARE * (time.monotonic() - began)))
    raise AssertionError(f"not within {patience} s")


@contextmanager
def suspended(pid: int | None) -> Iterator[None]:
    """A process and all it has started are stopped, as by a disk that does not answer."""
    assert pid is not None
    first = psutil.Process(pid)
    stopped: list[int] = []
    # Whoever starts processes before those it has started, so that no more are started.
    for process in (first, *first.children(recursive=True)):
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGSTOP)
            stopped.append(process.pid)
    try:
        yield
    finally:
        for one in stopped:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)


def settings(folder: Path, handlers_port: int, *changes: tuple[str, str]) -> Path:
    """The example's settings with other addresses, and without conversations.

    `changes` are replacements that must apply.
    """
    text = plain(EXAMPLE.read_text())
    text = text.replace('listen = "127.0.0.1:8080"', 'listen = "127.0.0.1:0"')
    text = text.replace('listen = "127.0.0.1:8090"', 'listen = "127.0.0.1:0"')
    text = re.sub(r"http://127\.0\.0\.1:\d+/", f"http://127.0.0.1:{handlers_port}/", text)
    for old, new in (OFTEN, *changes):
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "hookshift.toml"
    path.write_text(text)
    return path


@contextmanager
def running_gateway(
    folder: Path,
    database_url: str,
    handlers_port: int,
    *changes: tuple[str, str],
    before: Sequence[str] = (),
    control: bool = False,
    dashboard: bool = False,
    from_nothing: bool = False,
) -> Iterator[Gateway]:
    """Starts `hookshift serve`, by a command that stands `before` it, and ends it with SIGTERM.

    Its processes are forks of one that has loaded hookshift; `from_nothing` they load it
    themselves, which takes each of them most of a second. Each costs something anyway: the
    control process is for tests of rollouts, alerts and the dashboard, and ONE_WORKER for those
    of what one worker does alone.
    """
    beside = [] if dashboard else [NO_DASHBOARD]
    if not (control or dashboard):
        beside.append(NO_CONTROL)
    path = settings(folder, handlers_port, *changes, *beside)
    environ = {
        "DATABASE_URL": database_url,
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "WHATSAPP_VERIFY_TOKEN": TOKEN,
        "HOOKSHIFT_HASH_KEY": HASH_KEY,
    }
    log = folder / "gateway.log"
    words = ["--config", str(path), "serve"]
    if before:
        become = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
        arguments = ["-c", become, *before, sys.executable, "-m", "hookshift", *words]
        running: AbstractContextManager[Process] = processes.started(arguments, environ, log)
    else:
        running = started(words, environ, log, from_nothing=from_nothing)
    with closing(Session(database_url)) as session, running as process:
        port = int(first_line(process, log).rpartition(":")[2])
        gateway = Gateway(port, database_url, process.pid, folder, log, session)
        eventually(lambda: gateway.send(b"", path="/healthz", method="GET").status == 200)
        yield gateway
