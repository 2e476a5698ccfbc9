"""A rollback of one host while PostgreSQL hangs: at once, for good, and recorded later."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from hookshift.app.admin import ask
from tests.e2e.harness import (
    SECRET,
    TOKEN,
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.faults.postgres import Own, own_postgres


def roll_back(gateway: Gateway, *arguments: str) -> "subprocess.CompletedProcess[str]":
    path = str(gateway.folder / "hookshift.toml")
    return subprocess.run(
        [sys.executable, "-m", "hookshift", "--config", path, "rollback", "--local", *arguments],
        env={
            **os.environ,
            "DATABASE_URL": gateway.database_url,
            "WHATSAPP_APP_SECRET": SECRET.decode(),
            "WHATSAPP_VERIFY_TOKEN": TOKEN,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def hanging(postgres: Own) -> Iterator[None]:
    """PostgreSQL answers nothing: neither those that are connected nor anybody else."""
    assert postgres.pid is not None
    parent = psutil.Process(postgres.pid)
    everything = [parent, *parent.children(recursive=True)]
    for each in everything:
        each.suspend()
    try:
        yield
    finally:
        for each in everything:
            each.resume()


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    with own_postgres(tmp_path_factory.mktemp("own") / "data") as own:
        yield own


@contextmanager
def at_full_share(folder: Path, postgres: Own) -> Iterator[tuple[Gateway, Handlers]]:
    """A gateway that sends all jobs to unified."""
    with (
        running_handlers() as handlers,
        running_gateway(folder, postgres.url, handlers.port) as gateway,
    ):
        gateway.set_percentage(100)
        assert taker(gateway, handlers) == "wa-webhook-unified"
        yield gateway, handlers


def taker(gateway: Gateway, handlers: Handlers) -> str:
    """The handler that gets a webhook about jobs."""
    count = len(handlers.arrivals)
    assert gateway.webhook(body(message("job"))).status == 200
    assert len(handlers.arrivals) == count + 1
    return handlers.arrivals[-1].handler


@pytest.mark.night(6)
def test_while_postgresql_hangs_everybody_goes_to_legacy_and_it_is_recorded_later(
    tmp_path: Path, postgres: Own
) -> None:
    with at_full_share(tmp_path, postgres) as (gateway, handlers):
        before = gateway.sql("SELECT max(version) AS v FROM webhook_routing_config")[0]["v"]
        with hanging(postgres):
            done = roll_back(gateway, "--reason", "it is on fire")
            assert done.returncode == 0, done.stderr
            assert "as all 2 workers confirm" in done.stdout
            assert "PostgreSQL has not recorded it yet" in done.stdout
            takers = {taker(gateway, handlers) for _ in range(20)}
            assert takers == {"wa-webhook-jobs"}
        query = "SELECT version, percentage FROM webhook_routing_config ORDER BY version DESC"
        newest = eventually(
            lambda: row if (row := gateway.sql(query)[0])["version"] > before else None
        )
        assert newest["percentage"] == 0
        gateway.followed()
        socket = next(gateway.folder.glob("**/run/admin.sock"))
        eventually(lambda: ask(socket, "status")["rollback"]["recorded"] == newest["version"])
        # Recorded, so it is over: from here on the share counts again.
        gateway.set_percentage(100)
        eventually(lambda: taker(gateway, handlers) == "wa-webhook-unified")
        reasons = {row["reason"] for row in gateway.logged(21)}
        assert {"in_share", "local_rollback"} <= reasons
        trail = gateway.sql("SELECT * FROM webhook_routing_config_audit")
        assert any("local rollback: it is on fire" in row.values() for row in trail)


def test_a_share_that_is_raised_before_it_is_recorded_does_not_end_it(
    tmp_path: Path, postgres: Own
) -> None:
    with at_full_share(tmp_path, postgres) as (gateway, handlers):
        # The parent cannot record while it is stopped; the workers serve on.
        os.kill(gateway.pid, signal.SIGSTOP)
        try:
            done = roll_back(gateway)
            assert done.returncode == 0, done.stderr
            assert "does not answer" in done.stderr
            gateway.set_percentage(90)
            gateway.set_percentage(100)
            assert {taker(gateway, handlers) for _ in range(10)} == {"wa-webhook-jobs"}
        finally:
            os.kill(gateway.pid, signal.SIGCONT)
        query = "SELECT percentage FROM webhook_routing_config ORDER BY version DESC LIMIT 1"
        eventually(lambda: gateway.sql(query)[0]["percentage"] == 0)


def test_a_signal_does_the_same_and_new_workers_follow(tmp_path: Path, postgres: Own) -> None:
    with at_full_share(tmp_path, postgres) as (gateway, handlers), hanging(postgres):
        os.kill(gateway.pid, signal.SIGUSR2)
        eventually(lambda: taker(gateway, handlers) == "wa-webhook-jobs")
        for worker in psutil.Process(gateway.pid).children():
            worker.kill()
        assert {taker(gateway, handlers) for _ in range(10)} == {"wa-webhook-jobs"}
