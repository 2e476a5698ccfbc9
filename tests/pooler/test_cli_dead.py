"""Once more, by way of PgBouncer."""

from tests.cli.dead.test_commands import *  # noqa: F403
