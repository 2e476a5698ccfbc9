"""Once more, by way of PgBouncer."""

from tests.cli.test_rollout_status import *  # noqa: F403
