"""Once more, by way of PgBouncer."""

from tests.cli.test_reports import *  # noqa: F403
