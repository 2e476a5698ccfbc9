"""Once more, by way of PgBouncer."""

from tests.cli.test_rollout_doubts import *  # noqa: F403
