"""Once more, by way of PgBouncer."""

from tests.cli.test_routing import *  # noqa: F403
