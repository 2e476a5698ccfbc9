"""`hookshift reload` and SIGHUP: new settings without a gap, bad ones without a change."""

import asyncio
import functools
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from hookshift.app.admin import AdminFault, ask
from hookshift.demo.processes import first_line, started
from tests.cli.conftest import beside
from tests.e2e.harness import (
    NO_CONTROL,
    ONE_WORKER,
    SECRET,
    TOKEN,
    Gateway,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
    settings,
    signed,
)
from tests.lengths import LONG

CONNECTIONS = 24
PAUSE = 0.1 if LONG else 0.4
"""Between two webhooks on a connection: idle connections are what a reload may break."""
RELOADS = 10 if LONG else 2
AT_LEAST = 20_000 if LONG else 500


def admin(gateway: Gateway) -> dict[str, object]:
    return status_of(socket_of(gateway))


def status_of(socket: Path) -> dict[str, object]:
    """What it answers; nothing while one generation has left the socket to the next."""
    try:
        return ask(socket, "status")
    except AdminFault:
        return dict.fromkeys(("pid", "generation", "serving", "workers", "former"))


def is_later(socket: Path, former: dict[str, object]) -> bool:
    return status_of(socket)["generation"] not in (None, former["generation"])


def serving(socket: Path) -> dict[str, object] | None:
    status = status_of(socket)
    return status if status["serving"] else None


def counted(gateway: Gateway) -> float:
    """How many webhooks the page of metrics says were answered, over all generations."""
    page = gateway.send(b"", path="/metrics", method="GET").body.decode()
    found = re.search(r'hookshift_webhooks_total\{outcome="2xx".*\} ([\d.]+)', page)
    return float(found[1]) if found else 0.0


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def socket_of(gateway: Gateway) -> Path:
    return next(gateway.folder.glob("**/run/admin.sock"))


def reloaded(gateway: Gateway) -> None:
    """Reloads, and waits until nothing is left of the former generation."""
    # On a busy machine a generation takes long to begin, which is no fault.
    done = beside(gateway, "reload", "--timeout", "600")
    assert done.exit_code == 0, done.output
    eventually(lambda: admin(gateway)["former"] == 0)


def change(gateway: Gateway, *changes: tuple[str, str]) -> None:
    path = gateway.folder / "hookshift.toml"
    text = path.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)


class Sender:
    """Sends webhooks over connections that are kept as long as the gateway lets them."""

    def __init__(self, gateway: Gateway) -> None:
        self._port = gateway.port
        self._bodies = [body(message(f"job {number}")) for number in range(5)]
        self._stopping = False
        self.sent = 0
        self.failures: list[str] = []

    async def run(self, until: Callable[[], bool]) -> None:
        """Sends on CONNECTIONS connections while `until` is not true."""
        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(self._send(until))

    async def _send(self, until: Callable[[], bool]) -> None:
        while not until():
            try:
                await self._on_one_connection(until)
            except (OSError, asyncio.IncompleteReadError) as error:
                self.failures.append(repr(error))

    async def _on_one_connection(self, until: Callable[[], bool]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            while not until():
                await asyncio.sleep(PAUSE)
                webhook = self._bodies[self.sent % len(self._bodies)]
                self.sent += 1
                writer.write(_request(webhook))
                status, closes = await _answer(reader)
                if status != b"200":
                    self.failures.append(status.decode())
                if closes:
                    return
        finally:
            writer.transport.abort()


def _request(webhook: bytes) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(webhook).items())
    head = f"POST /webhook/whatsapp HTTP/1.1\r\nHost: t\r\nContent-Length: {len(webhook)}\r\n"
    return f"{head}{headers}\r\n".encode() + webhook


async def _answer(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"content-length: (\d+)", head)
    assert length is not None
    await reader.readexactly(int(length[1]))
    return head.split()[1], b"connection: close" in head


@pytest.mark.timeout(1_800)
async def test_nobody_is_refused_or_reset_while_it_reloads_under_load(
    tmp_path: Path, database_url: str
) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port) as gateway,
    ):
        sender = Sender(gateway)
        reloads = asyncio.create_task(_reload_often(gateway))
        await sender.run(lambda: reloads.done() and sender.sent >= AT_LEAST)
        await reloads
        status = admin(gateway)
        assert sender.failures == []
        assert (status["pid"], status["generation"]) == (gateway.pid, 1 + RELOADS)
        assert len(handlers.arrivals) == sender.sent
        # Every decision of every generation is recorded, and counted on the page of metrics.
        assert len(gateway.logged(sender.sent)) == sender.sent
        # Another worker's numbers are a second old.
        eventually(lambda: counted(gateway) == sender.sent)
        parent = psutil.Process(gateway.pid)
        eventually(lambda: all(runs(child) for child in parent.children()))
    assert b"Traceback" not in gateway.log.read_bytes()


async def _reload_often(gateway: Gateway) -> None:
    for _ in range(RELOADS):
        await asyncio.to_thread(reloaded, gateway)


@pytest.mark.night(14)
def test_a_reload_takes_new_rules_secrets_and_workers(tmp_path: Path, database_url: str) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER) as gateway,
    ):
        word, secret = body(message("quetzal")), b"the next one"
        gateway.webhook(word)
        assert gateway.send(word, signed(word, secret)).status == 401
        change(
            gateway,
            ('"job"', '"quetzal", "job"'),
            ("workers = 1", "workers = 2"),
            ('APP_SECRET"]', f'APP_SECRET", "{secret.decode()}"]'),
        )
        reloaded(gateway)
        assert gateway.send(word, signed(word, secret)).status == 200
        first, second = (arrival.handler for arrival in handlers.arrivals)
        assert (first, second) == ("wa-webhook-default", "wa-webhook-jobs")
        assert admin(gateway)["workers"] == 2
        change(gateway, ("workers = 2", "workers = 1"))
        reloaded(gateway)
        assert gateway.webhook(word).status == 200
        assert admin(gateway)["workers"] == 1


@pytest.fixture(scope="module")
def unchanged(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[Gateway]:
    """For tests after which it runs as before."""
    folder = tmp_path_factory.mktemp("unchanged")
    with (
        running_handlers() as handlers,
        running_gateway(folder, module_database_url, handlers.port, ONE_WORKER) as gateway,
    ):
        yield gateway


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('provider = "whatsapp"', 'provider = "pigeon"', "sources[0].provider"),
        ('listen = "127.0.0.1:0"', 'listen = "256.0.0.1:1"', "gateway.listen"),
        ("[gateway]", "[gateway]\nworkers = none", "hookshift.toml"),
    ],
)
@pytest.mark.night(14)
def test_a_bad_file_changes_nothing(unchanged: Gateway, old: str, new: str, says: str) -> None:
    path = unchanged.folder / "hookshift.toml"
    good = path.read_text()
    workers = {each.pid for each in psutil.Process(unchanged.pid).children()}
    try:
        change(unchanged, (old, new))
        done = beside(unchanged, "reload")
        assert done.exit_code != 0
        assert says in done.output
        refused = refusals(unchanged)
        os.kill(unchanged.pid, signal.SIGHUP)
        eventually(lambda: refusals(unchanged) > refused)
    finally:
        path.write_text(good)
    assert unchanged.webhook(body(message("job"))).status == 200
    assert admin(unchanged)["generation"] == 1
    assert workers <= {each.pid for each in psutil.Process(unchanged.pid).children()}


def refusals(gateway: Gateway) -> int:
    """How often its log says that a reload is refused."""
    return gateway.log.read_text().count("Reload refused")


def test_sighup_reloads_and_sigterm_ends_every_generation(
    tmp_path: Path, database_url: str
) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER, control=True) as gateway,
    ):
        os.kill(gateway.pid, signal.SIGHUP)
        eventually(lambda: admin(gateway)["generation"] == 2)
        assert gateway.webhook(body(message("job"))).status == 200
        children = psutil.Process(gateway.pid).children(recursive=True)
    # Python's resource tracker ends a moment after the parent.
    eventually(lambda: not any(runs(each) for each in children))


def test_the_embedded_postgresql_outlives_the_generation_that_started_it(tmp_path: Path) -> None:
    with running_handlers() as handlers:
        path = settings(tmp_path, handlers.port, NO_CONTROL, ONE_WORKER)
        environ = {"WHATSAPP_APP_SECRET": SECRET.decode(), "WHATSAPP_VERIFY_TOKEN": TOKEN}
        log = tmp_path / "gateway.log"
        arguments = ["-m", "hookshift", "--config", str(path), "serve"]
        with started(arguments, environ, log) as process:
            first_line(process, log)
            pid_file = tmp_path / ".hookshift" / "postgres" / "postmaster.pid"
            server = int(pid_file.read_text().split()[0])
            socket = tmp_path / ".hookshift" / "run" / "admin.sock"
            for _ in range(2):
                former = eventually(
                    lambda: found if (found := status_of(socket))["serving"] else None
                )
                os.kill(process.pid, signal.SIGHUP)
                eventually(functools.partial(is_later, socket, former))
            eventually(lambda: status_of(socket)["former"] == 0)
            assert int(pid_file.read_text().split()[0]) == server
        # It was the last user, whichever generation it is.
        assert not pid_file.exists()
