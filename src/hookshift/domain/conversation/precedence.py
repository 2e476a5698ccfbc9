"""What names the domain of an event where a source has conversations, and in which order."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from hookshift.domain.conversation.circumstances import Circumstances, Remembered, has_context
from hookshift.domain.conversation.records import MessageRecord
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, DomainBy

_NamesDomain = Callable[[Event, Decision, Remembered, Circumstances], str | None]


class NamedDomain(NamedTuple):
    """The domain of an event, and what named it."""

    by: DomainBy
    domain: str


def named_domain(
    event: Event, decision: Decision, remembered: Remembered, given: Circumstances
) -> NamedDomain | None:
    """The domain that the first line of PRECEDENCE names; None where none does."""
    for by, named in PRECEDENCE.items():
        domain = named(event, decision, remembered, given)
        if domain is not None:
            return NamedDomain(by, domain)
    return None


def _redelivered(
    _event: Event, _decision: Decision, remembered: Remembered, given: Circumstances
) -> str | None:
    return _routed(remembered.itself, given)


def _reset(
    event: Event, _decision: Decision, remembered: Remembered, given: Circumstances
) -> str | None:
    if event.kind is not EventKind.MESSAGE or not given.terms.resets(event):
        return None
    return _current(remembered, given)


def _answered(
    event: Event, _decision: Decision, remembered: Remembered, given: Circumstances
) -> str | None:
    return None if event.kind is EventKind.STATUS else _routed(remembered.about, given)


def _claimed(
    _event: Event, decision: Decision, _remembered: Remembered, _given: Circumstances
) -> str | None:
    return None if decision.rule is None else decision.domain


def _receipt(
    event: Event, _decision: Decision, remembered: Remembered, given: Circumstances
) -> str | None:
    return _routed(remembered.about, given) if event.kind is EventKind.STATUS else None


def _context(
    _event: Event, _decision: Decision, remembered: Remembered, given: Circumstances
) -> str | None:
    return _current(remembered, given)


PRECEDENCE: Final[Mapping[DomainBy, _NamesDomain]] = MappingProxyType(
    {
        DomainBy.REDELIVERY: _redelivered,
        DomainBy.RESET: _reset,
        DomainBy.REPLY: _answered,
        DomainBy.RULE: _claimed,
        DomainBy.RECEIPT: _receipt,
        DomainBy.CONTEXT: _context,
    }
)
"""What names the domain, in this order; what nothing names goes to the source's default handler."""


def _routed(message: MessageRecord | None, given: Circumstances) -> str | None:
    return None if message is None else continuing_domain(message.domain, given)


def _current(remembered: Remembered, given: Circumstances) -> str | None:
    """The domain of the conversation that goes on."""
    conversation = remembered.conversation
    if conversation is None or not has_context(conversation, given):
        return None
    return continuing_domain(conversation.domain, given)


def continuing_domain(domain: str, given: Circumstances) -> str | None:
    """`domain`, if it is there still and continues conversations."""
    route = given.routes.get(domain)
    if route is None or (route.protected and domain not in given.terms.protected):
        return None
    return domain
