"""A rollback of one host while PostgreSQL hangs: at once, for good, and recorded later."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest
from click.testing import Result

from hookshift.app.admin import ask
from tests.cli.conftest import beside
from tests.e2e.harness import (
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.faults.postgres import Own, own_postgres


def roll_back(gateway: Gateway, *arguments: str) -> Result:
    return beside(gateway, "rollback", "--local", *arguments)


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


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, postgres: Own, handlers: Handlers
) -> Iterator[Gateway]:
    with running_gateway(tmp_path_factory.mktemp("host"), postgres.url, handlers.port) as gateway:
        yield gateway


@pytest.fixture
def gateway(running: Gateway, handlers: Handlers) -> Gateway:
    """It sends all jobs to unified; what a former test has rolled back is recorded, and so over."""
    handlers.begin()
    eventually(lambda: rollback_of(running) == {} or rollback_of(running)["recorded"])
    running.begin()
    running.set_percentage(100)
    assert taker(running, handlers) == "wa-webhook-unified"
    return running


def rollback_of(gateway: Gateway) -> dict[str, Any]:
    """What the gateway says of it."""
    socket = next(gateway.folder.glob("**/run/admin.sock"))
    found: dict[str, Any] = ask(socket, "status")["rollback"]
    return found


def taker(gateway: Gateway, handlers: Handlers) -> str:
    """The handler that gets a webhook about jobs."""
    count = len(handlers.arrivals)
    assert gateway.webhook(body(message("job"))).status == 200
    assert len(handlers.arrivals) == count + 1
    return handlers.arrivals[-1].handler


@pytest.mark.night(6)
def test_while_postgresql_hangs_everybody_goes_to_legacy_and_it_is_recorded_later(
    gateway: Gateway, handlers: Handlers, postgres: Own
) -> None:
    before = gateway.sql("SELECT max(version) AS v FROM webhook_routing_config")[0]["v"]
    with hanging(postgres):
        done = roll_back(gateway, "--reason", "it is on fire")
        assert done.exit_code == 0, done.stderr
        assert "as all 2 workers confirm" in done.stdout
        assert "PostgreSQL has not recorded it yet" in done.stdout
        takers = {taker(gateway, handlers) for _ in range(20)}
        assert takers == {"wa-webhook-jobs"}
    query = "SELECT version, percentage FROM webhook_routing_config ORDER BY version DESC"
    newest = eventually(lambda: row if (row := gateway.sql(query)[0])["version"] > before else None)
    assert newest["percentage"] == 0
    gateway.followed()
    eventually(lambda: rollback_of(gateway)["recorded"] == newest["version"])
    # Recorded, so it is over: from here on the share counts again.
    gateway.set_percentage(100)
    eventually(lambda: taker(gateway, handlers) == "wa-webhook-unified")
    reasons = {row["reason"] for row in gateway.logged(21)}
    assert {"in_share", "local_rollback"} <= reasons
    trail = gateway.sql("SELECT * FROM webhook_routing_config_audit")
    assert any("local rollback: it is on fire" in row.values() for row in trail)


def test_a_share_that_is_raised_before_it_is_recorded_does_not_end_it(
    gateway: Gateway, handlers: Handlers
) -> None:
    # The parent cannot record while it is stopped; the workers serve on.
    os.kill(gateway.pid, signal.SIGSTOP)
    try:
        done = roll_back(gateway)
        assert done.exit_code == 0, done.stderr
        assert "does not answer" in done.stderr
        gateway.set_percentage(90)
        gateway.set_percentage(100)
        assert {taker(gateway, handlers) for _ in range(10)} == {"wa-webhook-jobs"}
    finally:
        os.kill(gateway.pid, signal.SIGCONT)
    query = "SELECT percentage FROM webhook_routing_config ORDER BY version DESC LIMIT 1"
    eventually(lambda: gateway.sql(query)[0]["percentage"] == 0)


def test_a_signal_does_the_same_and_new_workers_follow(
    gateway: Gateway, handlers: Handlers, postgres: Own
) -> None:
    with hanging(postgres):
        os.kill(gateway.pid, signal.SIGUSR2)
        eventually(lambda: taker(gateway, handlers) == "wa-webhook-jobs")
        for worker in psutil.Process(gateway.pid).children():
            worker.kill()
        assert {taker(gateway, handlers) for _ in range(10)} == {"wa-webhook-jobs"}
