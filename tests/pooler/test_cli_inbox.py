"""Once more, by way of PgBouncer."""

from tests.cli.test_inbox import *  # noqa: F403
