"""Somebody who takes webhooks in, and a deliverer's number."""

from collections.abc import AsyncIterator

import pytest_asyncio

from hookshift.store import deliveries
from hookshift.store.database import Connection
from hookshift.store.inbox import InboxWriter


@pytest_asyncio.fixture
async def writer(database_url: str, connection: Connection) -> AsyncIterator[InboxWriter]:
    """On a migrated database."""
    made = InboxWriter(database_url)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def me(connection: Connection) -> int:
    """With a lease that outlasts a test."""
    return await deliveries.register(connection, "me", 600.0)
