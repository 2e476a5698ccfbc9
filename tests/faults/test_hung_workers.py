"""Workers hang, and everything is stopped for a while, as when a machine is suspended."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import eventually, suspended
from tests.faults.world import Installation, World, installed, pids

PATIENCE = 2.0
QUICK_WATCHDOG = ("watchdog = 5.0", f"watchdog = {PATIENCE}")
SUSPENDED = 3 * PATIENCE


def children(parent: int) -> list[int]:
    """Every process that `parent` has started."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in found.split()]


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("shared")
    with installed(folder, module_database_url, QUICK_WATCHDOG) as made:
        yield made


def test_a_worker_that_hangs_is_replaced_and_nothing_is_lost(running: World) -> None:
    before = running.gateway.log.read_text()
    running.until_sent(20)
    eventually(lambda: len(pids(running.gateway)) == 2)
    victim, other = pids(running.gateway)
    os.kill(victim, signal.SIGSTOP)
    eventually(lambda: not Path(f"/proc/{victim}").exists())
    eventually(lambda: len(set(pids(running.gateway)) - {victim}) == 2)
    running.until_sent(20)
    running.ends()
    assert Path(f"/proc/{other}").exists()
    # "cut": what was on its way to the one that hangs; the provider sends it again.
    running.heard_only(200, 503, "cut")
    log = running.gateway.log.read_text().removeprefix(before)
    assert f"(pid {victim}) hangs" in log
    assert log.count("hangs: no beat") == 1


def test_when_everything_was_stopped_nobody_hangs(running: World) -> None:
    before = running.gateway.log.read_text()
    running.until_sent(20)
    eventually(lambda: len(pids(running.gateway)) == 2)
    everyone = [running.gateway.pid, *children(running.gateway.pid)]
    # The supervisor goes on first: it sees all the silence before anybody has had a chance to beat.
    with suspended(running.gateway.pid):
        # How long it was stopped, and not a wait for anything.
        threading.Event().wait(SUSPENDED)
    running.until_sent(20)
    running.ends()
    assert [running.gateway.pid, *children(running.gateway.pid)] == everyone
    assert "hangs" not in running.gateway.log.read_text().removeprefix(before)
