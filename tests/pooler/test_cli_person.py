"""Once more, by way of PgBouncer."""

from tests.cli.test_person import *  # noqa: F403
