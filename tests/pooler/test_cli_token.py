"""Once more, by way of PgBouncer."""

from tests.cli.test_token import *  # noqa: F403
