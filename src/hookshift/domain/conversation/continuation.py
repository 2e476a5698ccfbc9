"""Where an event goes in the light of the conversation that it belongs to.

The rules have spoken first and without memory (`routing.decide`). Here their decision is adjusted:

- The domain is named by `precedence.py`.
- The side is that of the person's bucket. A person whom a *rise* of the percentage takes to unified
  in the middle of a conversation stays with legacy until it is over (`Reason.AFFINITY`). A *fall*
  moves everybody at once, unless it is a drain: then whoever is in the middle of a conversation
  with unified finishes it there (`Reason.DRAINING`), until the configuration changes again.
- Only the person's own messages start, extend or switch a conversation. Receipts, echoes, calls
  and standby copies follow it, and what is older than its last turn changes nothing.

Pure: what is remembered comes in as an argument, and what is to be remembered goes out as a result.
"""

from typing import Final, NamedTuple

from hookshift.domain.conversation.circumstances import (
    FOLLOWED_WITHIN,
    Circumstances,
    Remembered,
    has_context,
)
from hookshift.domain.conversation.precedence import (
    NamedDomain,
    continuing_domain,
    named_domain,
)
from hookshift.domain.conversation.records import ConversationRecord, MessageRecord
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import (
    UNKNOWN_DOMAIN,
    Decision,
    DomainBy,
    Reason,
    Side,
    Snapshot,
    reason_of,
)

_IN_THE_DRAW: Final = frozenset({Reason.IN_SHARE, Reason.OUT_OF_SHARE})
_UNTOUCHED: Final = frozenset({Reason.DROPPED, Reason.MALFORMED, Reason.PROTECTED})


class Continued(NamedTuple):
    """A decision, and what is to be remembered."""

    decision: Decision
    conversation: ConversationRecord | None
    """As it is from now on; None if nothing changed."""


def continued(
    event: Event, decision: Decision, remembered: Remembered, given: Circumstances
) -> Continued:
    """`decision`, which was made without memory, as the conversation wants it."""
    if decision.reason in _UNTOUCHED:
        decided = by_rules(decision)
        return Continued(decided, _after(event, decided, remembered, given))
    if _went_to_default(decision, remembered.itself):
        return Continued(decision._replace(domain_by=DomainBy.REDELIVERY), None)
    named = named_domain(event, decision, remembered, given)
    if named is None:
        return Continued(_by_default(decision, remembered), None)
    decided = _on_its_side(event, decision, remembered, given, named)
    return Continued(decided, _after(event, decided, remembered, given))


def by_rules(decision: Decision) -> Decision:
    """`decision` as it was, since nothing that is remembered could change it."""
    by = DomainBy.DEFAULT if decision.rule is None else DomainBy.RULE
    return decision._replace(domain_by=by)


def _went_to_default(decision: Decision, itself: MessageRecord | None) -> bool:
    """Whether it was delivered before, when there was no conversation that it could continue."""
    return itself is not None and itself.domain == UNKNOWN_DOMAIN and decision.rule is None


def _by_default(decision: Decision, remembered: Remembered) -> Decision:
    reason = decision.reason if remembered.is_complete else Reason.CONTEXT_UNKNOWN
    return decision._replace(domain_by=DomainBy.DEFAULT, reason=reason)


def _on_its_side(
    event: Event,
    decision: Decision,
    remembered: Remembered,
    given: Circumstances,
    named: NamedDomain,
) -> Decision:
    by, domain = named
    route, snapshot = given.routes[domain], given.snapshot
    person = remembered.person
    number = person.bucket if person is not None and route.unified is not None else None
    reason = reason_of(route, snapshot, number)
    handler, side = route.legacy, Side.LEGACY
    if reason in _IN_THE_DRAW and number is not None and snapshot is not None:
        kept = _kept(event, remembered, given, named)
        may_finish = snapshot.may_finish(domain, number)
        if reason is Reason.IN_SHARE and kept is Side.LEGACY:
            reason = Reason.CONTEXT_UNKNOWN if _guesses(event, remembered, by) else Reason.AFFINITY
        elif may_finish and kept is Side.UNIFIED and route.unified is not None:
            handler, side, reason = route.unified, Side.UNIFIED, Reason.DRAINING
        elif (
            not remembered.is_complete
            and kept is None
            and (may_finish or snapshot.has_moved(domain, number))
        ):
            # Perhaps they are held. Whose conversation is known stays there, whatever else is not.
            reason = Reason.CONTEXT_UNKNOWN
        else:
            if reason is Reason.IN_SHARE and route.unified is not None:
                handler, side = route.unified, Side.UNIFIED
            if not remembered.is_complete:
                reason = Reason.CONTEXT_UNKNOWN
            elif kept is side and _began_before(remembered, snapshot):
                reason = Reason.CONTINUING
    return decision._replace(
        domain=domain, handler=handler, side=side, reason=reason, bucket=number, domain_by=by
    )


def _guesses(event: Event, remembered: Remembered, by: DomainBy) -> bool:
    """Whether it answers a message that could not be looked up, and may be about another domain."""
    is_reply = event.kind is not EventKind.STATUS and event.answers is not None
    return (
        not remembered.is_complete
        and is_reply
        and remembered.about is None
        and by is DomainBy.CONTEXT
    )


def _kept(
    event: Event, remembered: Remembered, given: Circumstances, named: NamedDomain
) -> Side | None:
    """The side that the event belongs to beside its bucket's; None if there is no such side."""
    conversation, domain = remembered.conversation, named.domain
    if named.by is DomainBy.REDELIVERY and remembered.itself is not None:
        return remembered.itself.side
    if event.kind is EventKind.STATUS and remembered.about is not None:
        return remembered.about.side if remembered.about.domain == domain else None
    if conversation is None or not _chosen_alike(conversation, domain, given):
        return None
    # What is not the person's own message follows the conversation for as long as it lasts.
    lasts = _has_affinity if event.kind is EventKind.MESSAGE else has_context
    return conversation.side if lasts(conversation, given) else None


def _chosen_alike(conversation: ConversationRecord, domain: str, given: Circumstances) -> bool:
    """Whether the conversation's side says on which side an event about `domain` belongs.

    A word about something else is no new conversation. But where a domain is protected, or not in
    the rollout, nobody has chosen legacy for the person.
    """
    if conversation.domain == domain:
        return True
    route, snapshot = given.routes.get(conversation.domain), given.snapshot
    if route is None or route.unified is None or route.protected or snapshot is None:
        return False
    return conversation.domain in snapshot.domains


def _began_before(remembered: Remembered, snapshot: Snapshot) -> bool:
    """Whether the conversation began before the percentage changed, or may have.

    A rise holds back those who go on and whom it would move, so that only the others were left in
    the draw: then nobody who goes on may be in it.
    """
    conversation = remembered.conversation
    return conversation is not None and (
        conversation.uncertain or conversation.began < snapshot.since + FOLLOWED_WITHIN
    )


def is_refresh(before: ConversationRecord, after: ConversationRecord, terms: Terms) -> bool:
    """Whether `after` only says that it goes on, which PostgreSQL knows well enough."""
    if after.last // terms.refresh != before.last // terms.refresh:
        return False
    return after._replace(last=before.last, turned=before.turned) == before


def _has_affinity(conversation: ConversationRecord, given: Circumstances) -> bool:
    now, terms = given.now, given.terms
    return (
        not conversation.ended
        and now - conversation.last < terms.affinity
        and now - conversation.began < terms.most_affinity
    )


def _after(
    event: Event, decided: Decision, remembered: Remembered, given: Circumstances
) -> ConversationRecord | None:
    """The conversation as the event leaves it; None if it leaves it as it was."""
    before, now = remembered.conversation, given.now
    if not _turns(event, decided, remembered, given):
        return None
    if decided.domain_by is DomainBy.RESET:
        return before and before._replace(ended=True, last=now, turned=event.at or now)
    if before is not None and before.domain == decided.domain and _has_affinity(before, given):
        after = before._replace(last=max(now, before.last), turned=event.at or now)
        if before.side is not decided.side:
            uncertain = before.uncertain or not given.is_current
            return after._replace(side=decided.side, began=now, last=now, uncertain=uncertain)
        return None if after == before else after
    if remembered.person is None:
        return None
    person = remembered.person.person
    began, uncertain = now, not (remembered.is_complete and given.is_current)
    goes_on = before is not None and before.side is decided.side and _has_affinity(before, given)
    if before is not None and goes_on and _chosen_alike(before, decided.domain, given):
        # It is about something else by now, and no younger for that.
        began, uncertain = before.began, before.uncertain
    return ConversationRecord(
        person, decided.domain, decided.side, began, now, event.at or now, uncertain=uncertain
    )


def _turns(event: Event, decided: Decision, remembered: Remembered, given: Circumstances) -> bool:
    """Whether it is a message of the person's own that is not behind the conversation.

    What is said to a protected handler that continues no conversation leaves it as it was.
    """
    if event.kind is not EventKind.MESSAGE or decided.domain not in given.routes:
        return False
    if decided.domain_by is DomainBy.REDELIVERY or continuing_domain(decided.domain, given) is None:
        return False
    if decided.domain_by is DomainBy.REPLY and given.terms.resets(event):
        # It answers an old message, and nothing goes on that it could end: nor does it begin.
        return False
    before = remembered.conversation
    return before is None or not event.at or event.at >= before.turned
