"""Once more, by way of PgBouncer."""

from tests.cli.test_dead import *  # noqa: F403
