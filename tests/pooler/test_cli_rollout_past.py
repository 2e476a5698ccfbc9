"""Once more, by way of PgBouncer."""

from tests.cli.test_rollout_past import *  # noqa: F403
