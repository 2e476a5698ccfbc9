"""Once more, by way of PgBouncer."""

from tests.e2e.test_durable import *  # noqa: F403
