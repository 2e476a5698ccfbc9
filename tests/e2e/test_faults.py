"""What happens when a part of it dies. The faults are real."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from hookshift.store.embedded import EmbeddedPostgres
from tests.e2e.harness import (
    EXAMPLE,
    ONE_WORKER,
    PATIENCE,
    Answer,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.postgres import migrated, server_folder


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


class OwnPostgres(NamedTuple):
    """A database server of the test's own, to be ended as it likes."""

    server: EmbeddedPostgres
    data: Path


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    with server_folder() as folder:
        own = OwnPostgres(EmbeddedPostgres(), folder / "own")
        yield own
        own.server.stop()


def kill_postgres(data: Path) -> None:
    """SIGKILL to the server and, by its own doing, all of its children."""
    lines = (data / "postgres" / "postmaster.pid").read_text().split()
    os.kill(int(lines[0]), signal.SIGKILL)
    eventually(lambda: not Path(f"/proc/{lines[0]}").exists() or _is_zombie(lines[0]))


def _is_zombie(pid: str) -> bool:
    return ") Z " in Path(f"/proc/{pid}/stat").read_text()


def test_relaying_goes_on_without_postgresql_and_every_decision_is_recorded_later(
    tmp_path: Path, own_postgres: OwnPostgres, handlers: Handlers
) -> None:
    url = own_postgres.server.start(own_postgres.data)
    migrated(url)
    with running_gateway(tmp_path, url, handlers.port) as gateway:
        gateway.set_percentage(100)
        for number in range(20):
            assert gateway.webhook(body(message("a job", number=number))).status == 200
        kill_postgres(own_postgres.data)
        for number in range(20, 120):
            answer = gateway.webhook(body(message("a job", number=number)))
            assert answer.status == 200
        # The snapshot stays: the last configuration is followed, not legacy.
        assert {arrival.handler for arrival in handlers.arrivals} == {"wa-webhook-unified"}
        assert gateway.send(b"", path="/readyz", method="GET").status == 200
        spool = gateway.folder / ".hookshift" / "spool"
        eventually(lambda: list(spool.glob("*/*.rows")))
        own_postgres.server.stop()
        own_postgres.server.start(own_postgres.data)
        rows = gateway.logged(120)
        assert sorted(row["message_id"] for row in rows) == sorted(
            f"wamid.250780000001.{number}" for number in range(120)
        )
        eventually(lambda: not list(spool.glob("*/*.rows")))


def test_a_gateway_starts_without_postgresql_and_relays_to_legacy(
    tmp_path: Path, handlers: Handlers
) -> None:
    away = "postgresql://nobody@127.0.0.1:9/none"
    with running_gateway(tmp_path, away, handlers.port, ONE_WORKER) as gateway:
        answer = gateway.send(b"", path="/readyz", method="GET")
        assert answer.status == 503
        assert gateway.webhook(body(message("a job"))).status == 200
    assert [arrival.handler for arrival in handlers.arrivals] == ["wa-webhook-jobs"]


def test_a_killed_worker_is_replaced_and_callers_hardly_notice(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    running = running_gateway(tmp_path, database_url, handlers.port, from_nothing=True)
    with running as gateway:
        query = "SELECT pid FROM hookshift.gateways ORDER BY slot"
        eventually(lambda: len(gateway.sql(query)) == 2)
        before = [row["pid"] for row in gateway.sql(query)]
        os.kill(before[0], signal.SIGKILL)
        for number in range(40):  # new connections: those of the dead worker's socket wait
            assert gateway.webhook(body(message("a job", number=number))).status == 200
        eventually(lambda: len({row["pid"] for row in gateway.sql(query)} - set(before)) == 1)


def test_a_graceful_stop_finishes_what_is_in_flight_and_writes_it_down(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    answers: list[Answer] = []
    with running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER) as gateway:
        handlers.hold.clear()
        caller = threading.Thread(
            target=lambda: answers.append(gateway.webhook(body(message("a job"))))
        )
        caller.start()
        eventually(lambda: handlers.arrivals)
        os.kill(gateway.pid, signal.SIGTERM)

        def refused() -> bool:
            try:
                gateway.send(b"", path="/healthz", method="GET")
            except OSError:
                return True
            return False

        eventually(refused)
        handlers.hold.set()
        caller.join(PATIENCE)
    assert [answer.status for answer in answers] == [200]
    assert len(gateway.logged(1)) == 1
    assert gateway.sql("SELECT * FROM hookshift.gateways") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_interrupted_leaves_nothing_running(number: signal.Signals) -> None:
    marker = f"HOOKSHIFT_E2E={os.getpid()}-{number}"
    name, value = marker.split("=")
    demo = subprocess.Popen(
        [sys.executable, "-m", "hookshift", "--config", EXAMPLE, "demo"],
        env={**os.environ, name: value},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Whoever runs the tests in the background of a shell has it ignored, and so would the demo.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith("database:"):
                break
        folder = Path(line.partition("host=")[2].strip().rstrip("'")).parents[1]
        assert folder.exists()
        demo.send_signal(number)
        demo.stdout.read()
        assert demo.wait(PATIENCE) != 0
    finally:
        demo.kill()
        demo.wait()
        if demo.stdout is not None:
            demo.stdout.close()
    assert not folder.exists()
    assert list(_processes_with(marker.encode())) == []


def _processes_with(marker: bytes) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if marker in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)
            except OSError:
                continue
