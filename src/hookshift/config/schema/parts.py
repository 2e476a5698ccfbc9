"""Parts of hookshift.toml that single commands read; what is wrong elsewhere does not matter."""

from hookshift.config.schema.conversations import ConversationsConfig
from hookshift.config.schema.installation import DatabasePart
from hookshift.config.schema.rollout import RolloutConfig


class ConversationsPart(DatabasePart):
    """What a command reads that counts who is in the middle of a conversation."""

    conversations: ConversationsConfig = ConversationsConfig.defaults()
    """Which events without a rule continue a conversation, and who is not moved within one."""


class RolloutPart(DatabasePart):
    """What a command reads that also shows a rollout, its calendar included."""

    rollout: RolloutConfig = RolloutConfig.defaults()
    """How traffic moves, and what is proven on the way."""
