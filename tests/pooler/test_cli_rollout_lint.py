"""Once more, by way of PgBouncer."""

from tests.cli.test_rollout_lint import *  # noqa: F403
