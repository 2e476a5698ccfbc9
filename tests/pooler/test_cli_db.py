"""Once more, by way of PgBouncer."""

from tests.cli.test_db import *  # noqa: F403
