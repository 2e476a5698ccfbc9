"""Once more, by way of PgBouncer."""

from tests.cli.test_alerts import *  # noqa: F403
