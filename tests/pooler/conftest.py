"""Here every database is reached by way of PgBouncer in transaction mode.

The tests themselves are those of `tests/e2e` and `tests/cli`, run once more.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import hookshift, unmigrated
from tests.pooler.pgbouncer import PgBouncer, running_pgbouncer
from tests.pooler.transactions import AGAIN

__all__ = ["hookshift", "unmigrated"]

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What sends PostgreSQL nothing of its own is left to a long run (`transactions.py`)."""
    repeated = set(AGAIN.read_text("utf-8").splitlines())
    for item in items:
        if item.path.parent == HERE and f"{item.path.name}::{item.name}" in repeated:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def pgbouncer(postgres_url: str) -> Iterator[PgBouncer]:
    """One for the session."""
    with running_pgbouncer(postgres_url) as running:
        yield running


@pytest.fixture
def database_url(database_url: str, pgbouncer: PgBouncer) -> str:
    """A migrated database of the test's own, by way of PgBouncer."""
    return pgbouncer.url(database_url)


@pytest.fixture(scope="module")
def module_database_url(module_database_url: str, pgbouncer: PgBouncer) -> str:
    """A migrated database of the file's own, by way of PgBouncer."""
    return pgbouncer.url(module_database_url)


@pytest.fixture
def empty_database_url(empty_database_url: str, pgbouncer: PgBouncer) -> str:
    """An empty database of the test's own, by way of PgBouncer."""
    return pgbouncer.url(empty_database_url)
