"""Once more, by way of PgBouncer."""

from tests.cli.test_notify import *  # noqa: F403
