"""Once more, by way of PgBouncer."""

from tests.cli.test_rollout_commands import *  # noqa: F403
