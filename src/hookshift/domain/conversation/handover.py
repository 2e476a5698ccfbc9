"""A handler hands over the conversation that it was asked about: it releases it, or passes it.

Only its owner may: the domain and side that had the conversation when the handler was asked, and
has it still. Whatever happened meanwhile wins: another domain, a reset word, a new conversation.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from hookshift.domain.conversation.circumstances import Circumstances, has_context
from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.routing.routing import (
    UNKNOWN_DOMAIN,
    Decision,
    DomainBy,
    Reason,
    Side,
    reason_of,
)


class OwnerChange(NamedTuple):
    """What a handler wants of a conversation."""

    to: str | None
    """The domain that it is passed to; None: it is released."""


class Unheeded(StrEnum):
    """Why what a handler says of a conversation is not done; a label of metrics."""

    MALFORMED = "malformed"
    TOO_MANY = "too_many"
    SEVERAL = "several"
    UNKNOWN_DOMAIN = "unknown_domain"
    NOT_ALLOWED = "not_allowed"
    NOT_OWNER = "not_owner"
    UNAVAILABLE = "unavailable"


UNHEEDED_TEXT: Final = {
    Unheeded.MALFORMED: "it is malformed",
    Unheeded.TOO_MANY: "it names too many messages",
    Unheeded.SEVERAL: (
        "the request was about several people or domains; set events_per_request = 1"
    ),
    Unheeded.UNKNOWN_DOMAIN: "there is no such domain",
    Unheeded.NOT_ALLOWED: "accepts_pass_from of that domain does not name the handler",
    Unheeded.NOT_OWNER: "the conversation belongs to another handler",
    Unheeded.UNAVAILABLE: "the conversation could not be looked up",
}


class OwnerAsked(NamedTuple):
    """What a handler was asked about."""

    domain: str | None
    """The domain that had the conversation then; None: there was none, or the event ended it."""
    side: Side
    since: int
    """When it was asked, in seconds since 1970."""
    at: int
    """When the event was sent, by the provider's clock; 0 where that is unknown."""


def asked(decision: Decision, at: int, since: float) -> OwnerAsked:
    """What `decision` asked its handler about, of an event that was sent at `at`."""
    began_none = decision.domain == UNKNOWN_DOMAIN or decision.domain_by is DomainBy.RESET
    return OwnerAsked(None if began_none else decision.domain, decision.side, int(since), at)


def handed_over(
    handover: OwnerChange,
    what: OwnerAsked,
    person: PersonRecord,
    conversation: ConversationRecord | None,
    given: Circumstances,
) -> ConversationRecord | Unheeded:
    """The conversation as it is from now on, or why it stays as it was."""
    if not _owns(what, conversation, given):
        return Unheeded.NOT_OWNER
    if handover.to is None:
        if conversation is None or what.domain is None:
            return Unheeded.NOT_OWNER
        return conversation._replace(ended=True, last=given.now)
    turned = what.at or what.since if conversation is None else conversation.turned
    side = _side_of(handover.to, person, given)
    return ConversationRecord(person.person, handover.to, side, given.now, given.now, turned)


def _owns(what: OwnerAsked, conversation: ConversationRecord | None, given: Circumstances) -> bool:
    if conversation is None:
        return what.domain is None
    if not has_context(conversation, given):
        # One that ended after the handler was asked is newer than what it says.
        return what.domain is None and conversation.last <= what.since
    owner = conversation.domain, conversation.side
    return owner == (what.domain, what.side) and conversation.began <= what.since


def _side_of(domain: str, person: PersonRecord, given: Circumstances) -> Side:
    """Where a new conversation of the person about `domain` begins."""
    route = given.routes[domain]
    number = None if route.unified is None else person.bucket
    reason = reason_of(route, given.snapshot, number)
    return Side.UNIFIED if reason is Reason.IN_SHARE else Side.LEGACY
