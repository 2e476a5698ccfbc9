"""The shape of hookshift.toml, continued: conversations."""

from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.durations import Between, Span, read_duration
from hookshift.config.section import Section
from hookshift.config.values import Needle

RESET_WORDS = ("menu", "home", "stop")


class ConversationsConfig(Section):
    """How events that no rule claims continue conversations, and who is not moved within one."""

    context: Annotated[Span, Between("1s", "30d")] = read_duration("24h")
    """Silence after which a person's messages no longer continue the domain of the last one."""
    affinity: Annotated[Span, Between("1s", "24h")] = read_duration("30m")
    """Silence after which a person may be moved to unified when the percentage rises."""
    max_affinity: Annotated[Span, Between("1s", "24h")] = read_duration("4h")
    """How long a conversation stays with legacy at most, however lively it is."""
    reset_words: Annotated[tuple[Needle, ...], Field(max_length=1_000)] = RESET_WORDS
    """Words that, as a whole message, end a conversation; the handler still gets them."""
    groups: Literal["one", "members"] = "one"
    """Whether a group is one conversation, or each of its members has one of their own."""
    cache_bytes: int = Field(default=133_169_152, ge=1_048_576, le=68_719_476_736)
    """Disk and memory for what all workers of a host remember, and for their filter of aliases."""
