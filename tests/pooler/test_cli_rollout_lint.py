"""Once more, by way of PgBouncer."""

from tests.cli.rollout.test_lint import *  # noqa: F403
