"""Once more, by way of PgBouncer."""

from tests.gateway.conversation.test_writer import *  # noqa: F403
