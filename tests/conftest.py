"""A real PostgreSQL for every test that asks for one.

`HOOKSHIFT_TEST_DATABASE_URL` names a server to use (its login must be a superuser); without it an
embedded one runs for the session. Each test gets a database of its own, copied from a migrated
template, which takes some 50 ms.
"""

import asyncio
import gc
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from hypothesis import settings

from hookshift.store.database import Connection, close, connect
from hookshift.store.database import connection as connection_to
from hookshift.store.migrate import migrate
from tests.lengths import LONG
from tests.order import mixed
from tests.postgres import SETTINGS, Administrator, running_postgres
from tests.shipped import ENVIRON

Result = TypeVar("Result")
OpenConnection = Callable[[str], Awaitable[Connection]]
Make = Callable[[str], Coroutine[Any, Any, None]]
CopyOf = Callable[[Make], str]

_numbers = count(1)

# Readline, which pytest imports, leaves the size of a terminal to the workers of pytest-xdist, and
# Rich keeps what it finds when a console is made: no test could then ask for another width.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

# Like a key of one's own, which is the same in every shell; tests that need none have none of it.
os.environ.setdefault("HOOKSHIFT_HASH_KEY", ENVIRON["HOOKSHIFT_HASH_KEY"])

# No deadline: a busy machine is no fault. In a short run the same examples each time: what is found
# by chance is found by the long ones.
settings.register_profile("short", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, print_blob=True)
settings.load_profile("long" if LONG else "short")


# What collecting makes stays until the end: no search for garbage looks at it, now or later.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on garbage is looked for, among what tests make."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait between files that compute, so that no processor is idle.

    Whole files go to the next free worker (pytest-xdist) in this order.
    """
    place = {path: number for number, path in enumerate(mixed({item.path: None for item in items}))}
    items.sort(key=lambda item: place[item.path])


def outside_the_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs `work` on an event loop of its own, whatever the test's own loop is doing."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def with_database(url: str, name: str) -> str:
    """`url` with another database name."""
    return re.sub(r"^([a-z]+://[^/]*/)[^?]*", lambda match: match[1] + name, url)


async def execute(url: str, *statements: str) -> None:
    """Runs `statements` on a connection of their own."""
    async with connection_to(url, "tests") as opened:
        for statement in statements:
            await opened.execute(statement)


async def _migrate(url: str) -> None:
    async with connection_to(url, "tests") as opened:
        await migrate(opened)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server, at its maintenance database."""
    given = os.environ.get("HOOKSHIFT_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def administrator(postgres_url: str) -> Iterator[Administrator]:
    """Who makes and drops databases; one connection for the session."""
    made = Administrator(postgres_url)
    if "HOOKSHIFT_TEST_DATABASE_URL" not in os.environ:
        made.execute(*SETTINGS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def template_database(postgres_url: str, administrator: Administrator) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to."""
    name = f"hookshift_template_{os.getpid()}"
    administrator.create_database(name, "template1")
    outside_the_loop(_migrate(with_database(postgres_url, name)))
    yield name
    administrator.drop_database(name)


@contextmanager
def fresh_database(url: str, administrator: Administrator, template: str) -> Iterator[str]:
    """The URL of a copy of `template`."""
    name = f"hookshift_test_{os.getpid()}_{next(_numbers)}"
    administrator.create_database(name, template)
    yield with_database(url, name)
    administrator.drop_database(name)


@pytest.fixture
def database_url(
    postgres_url: str, administrator: Administrator, template_database: str
) -> Iterator[str]:
    """A migrated database of the test's own."""
    with fresh_database(postgres_url, administrator, template_database) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(
    postgres_url: str, administrator: Administrator, template_database: str
) -> Iterator[str]:
    """A migrated database that the tests of a file share, for processes that take long to start."""
    with fresh_database(postgres_url, administrator, template_database) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres_url: str, administrator: Administrator) -> Iterator[str]:
    """A database of the test's own with nothing in it."""
    with fresh_database(postgres_url, administrator, "template0") as url:
        yield url


@pytest.fixture(scope="module")
def module_empty_database_url(postgres_url: str, administrator: Administrator) -> Iterator[str]:
    """A database with nothing in it that the tests of a file share."""
    with fresh_database(postgres_url, administrator, "template0") as url:
        yield url


@pytest.fixture(scope="session")
def templates(postgres_url: str, administrator: Administrator) -> Iterator[dict[Make, str]]:
    """The names of the databases that `copy_of` has made."""
    made: dict[Make, str] = {}
    yield made
    for name in made.values():
        administrator.drop_database(name)


@pytest.fixture
def copy_of(
    postgres_url: str, administrator: Administrator, templates: dict[Make, str]
) -> Iterator[CopyOf]:
    """A database of the test's own, as a function makes it of an empty one.

    The function runs once a session, since migrations take many times what a copy takes.
    """
    with ExitStack() as stack:

        def copy(make: Make) -> str:
            if make not in templates:
                name = f"hookshift_made_{os.getpid()}_{next(_numbers)}"
                administrator.create_database(name, "template0")
                outside_the_loop(make(with_database(postgres_url, name)))
                templates[make] = name
            fresh = fresh_database(postgres_url, administrator, templates[make])
            return stack.enter_context(fresh)

        yield copy


@pytest_asyncio.fixture
async def open_connection() -> AsyncIterator[OpenConnection]:
    """Opens connections to a URL; they are closed after the test, also after a failed one."""
    opened: list[Connection] = []

    async def open_one(url: str) -> Connection:
        opened.append(await connect(url, "tests"))
        return opened[-1]

    yield open_one
    for each in opened:
        # Tolerant: the test's database may have been dropped before, and its connections with it.
        await close(each)


@pytest_asyncio.fixture
async def connection(database_url: str, open_connection: OpenConnection) -> Connection:
    """A connection to `database_url`."""
    return await open_connection(database_url)
