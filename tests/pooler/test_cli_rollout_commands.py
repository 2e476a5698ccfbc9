"""Once more, by way of PgBouncer."""

from tests.cli.rollout.test_commands import *  # noqa: F403
