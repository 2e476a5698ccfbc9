"""PostgreSQL dies, hangs up, is full or has no connection left: 503, and nothing is lost."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from hookshift.domain.errors import OperatorError
from tests.e2e.harness import Gateway, eventually
from tests.faults.postgres import Own, own_postgres
from tests.faults.world import JOBS, moments, world
from tests.lengths import shortened
from tests.postgres import Session

TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND application_name LIKE 'hookshift %' AND application_name <> 'hookshift tests'
"""


def grew(answers: Mapping[int | str, int], beyond: int) -> bool:
    """Whether the provider got more than so many 503."""
    return answers[503] > beyond


def _is_full(gateway: Gateway) -> bool:
    """Whether hookshift has taken every connection that there is."""
    try:
        with closing(Session(gateway.database_url)) as session:
            session.fetch("SELECT 1")
    except OperatorError as error:
        return "too many clients" in str(error)
    return False


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    with own_postgres(tmp_path / "own") as started:
        yield started


def test_killed_and_restarted_under_load(tmp_path: Path, own: Own) -> None:
    with world(tmp_path, own.url) as running:
        for fault in ("", "moody", "503"):
            running.handlers.faults[JOBS] = fault
            running.until_sent(60)
            own.kill()
            before = running.provider.answers[503]
            eventually(partial(grew, running.provider.answers, before + 5))
            own.restart()
            running.until_sent(20)
        running.handlers.faults.clear()
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503, "cut")


def test_its_backends_are_terminated_again_and_again(tmp_path: Path, database_url: str) -> None:
    with world(tmp_path, database_url) as running:
        running.until_sent(20)
        for _ in moments(5, shortened(40), 0.5):
            running.gateway.sql(TERMINATE)
        running.until_sent(20)
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503)


def test_without_a_connection_left(tmp_path: Path, own: Own) -> None:
    with world(tmp_path, own.url) as running:
        running.until_sent(20)
        running.gateway.sql("ALTER SYSTEM SET max_connections = 1")
        running.gateway.sql("ALTER SYSTEM SET superuser_reserved_connections = 0")
        running.gateway.sql("ALTER SYSTEM SET reserved_connections = 0")
        own.kill()
        own.restart()
        eventually(lambda: _is_full(running.gateway))
        # By chance one worker holds the connection, or none does: all of them answer, and whoever
        # gets nothing but 503 is acknowledged when there is room again.
        received = running.provider.answers.total()
        eventually(lambda: running.provider.answers.total() > received + 100)
        (own.data / "postgres" / "postgresql.auto.conf").write_text("")
        own.kill()
        own.restart()
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503, "cut")
