"""Once more, by way of PgBouncer."""

from tests.e2e.test_rollout_gateway import *  # noqa: F403
