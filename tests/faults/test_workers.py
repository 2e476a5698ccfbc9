"""Workers are killed while they take in and deliver."""

import os
import random
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.harness import eventually
from tests.faults.handler import running_handlers
from tests.faults.world import JOBS, moments, pids, world
from tests.lengths import LONG

KILLS = 100 if LONG else 10
ROUNDS = 3 if LONG else 2


@pytest.mark.timeout(300)
def test_workers_killed_at_random_lose_nothing(tmp_path: Path, database_url: str) -> None:
    with world(tmp_path, database_url, ("workers = 2", "workers = 6")) as running:
        chance = random.Random(3)
        for _ in moments(1, KILLS, 1.2):
            victims = eventually(lambda: pids(running.gateway))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
        report = running.ends()
        print(report, running.provider.answers)
        assert report.acknowledged > KILLS
        running.heard_only(200, 503, "cut")


def test_all_killed_at_once_lose_nothing(tmp_path: Path, database_url: str) -> None:
    """Also their parent: what they held is taken over by those that are started anew."""
    with running_handlers() as handlers:
        acknowledged = []
        for _ in range(ROUNDS):
            with world(tmp_path, database_url, handlers=handlers) as running:
                handlers.faults[JOBS] = "moody"
                running.until_sent(100)
                victims = pids(running.gateway)
                for pid in (running.gateway.pid, *victims):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                running.provider.give_up()
                acknowledged += running.provider.acknowledged
        handlers.faults.clear()
        with world(tmp_path, database_url, handlers=handlers, conversations=0) as running:
            running.provider.acknowledged += acknowledged
            print(running.ends())
