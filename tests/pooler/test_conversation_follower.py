"""Once more, by way of PgBouncer."""

from tests.gateway.conversation.test_follower import *  # noqa: F403
