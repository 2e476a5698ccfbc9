"""Once more, by way of PgBouncer."""

from tests.cli.test_retire import *  # noqa: F403
