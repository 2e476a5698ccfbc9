"""The embedded PostgreSQL knows the case of all letters, and sorts by code points."""

import os

import pytest

from hookshift.store.database import Connection

SORTED = "SELECT array_agg(x ORDER BY x) FROM unnest(ARRAY['é', 'z', 'Z', 'a']) AS x"


@pytest.mark.skipif(
    "HOOKSHIFT_TEST_DATABASE_URL" in os.environ, reason="another server has a locale of its own"
)
async def test_letters(connection: Connection) -> None:
    assert await connection.fetchval("SELECT lower('ÉCOLE ÇA ЖУК')") == "école ça жук"
    assert await connection.fetchval(SORTED) == ["Z", "a", "z", "é"]
