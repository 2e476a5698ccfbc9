"""Once more, by way of PgBouncer."""

from tests.cli.retire.test_retire import *  # noqa: F403
