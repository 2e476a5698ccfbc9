"""The shape of hookshift.toml, continued: what conversations are about."""

from typing import Annotated

from pydantic import Field

from hookshift.config.section import Section
from hookshift.config.values import Name

MOST_VALUES = 1_000
"""The most values of one key of a rule; also the most rules, handlers and domains."""


class DomainConfig(Section):
    """What a conversation is about."""

    legacy: Name
    """Old handler of the domain."""
    unified: Name | None = None
    """New handler of the domain, where a rollout may move it."""
    continues: bool = False
    """Whether the domain of a protected handler continues conversations; all others do."""
    accepts_pass_from: Annotated[tuple[Name, ...], Field(max_length=MOST_VALUES)] = ()
    """Handlers whose answers may pass a conversation to this domain (`X-Conversation: pass`)."""
