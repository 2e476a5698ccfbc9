"""Once more, by way of PgBouncer."""

from tests.cli.rollout.test_doubts import *  # noqa: F403
