"""Once more, by way of PgBouncer."""

from tests.cli.rollout.test_status import *  # noqa: F403
