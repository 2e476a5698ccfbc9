"""Once more, by way of PgBouncer."""

from tests.e2e.test_relay import *  # noqa: F403
