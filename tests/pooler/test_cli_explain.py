"""Once more, by way of PgBouncer."""

from tests.cli.test_explain import *  # noqa: F403
