"""Phase 4 of a webhook: where each of its events goes. Nothing here waits."""

from collections.abc import Coroutine, Sequence
from typing import NamedTuple, Protocol

from hookshift.core.choice import Decide
from hookshift.domain.events import Event
from hookshift.domain.routing.routing import Decision, Reason, Snapshot
from hookshift.gateway.record.rows import Origin
from hookshift.gateway.relay.webhook import DecidedWebhook, Webhook


def decide(webhook: Webhook, engine: Decide, snapshot: Snapshot | None) -> DecidedWebhook:
    """A decision for each event; `snapshot` is None while no configuration could be read."""
    events = webhook.events
    decisions = engine(events, webhook.source.default_handler, snapshot)
    version = None if snapshot is None else snapshot.version
    origin = Origin(webhook.source.name, version, webhook.trace.correlation_id)
    return DecidedWebhook(webhook, events, decisions, origin)


class Continues(Protocol):
    """The conversations of a source; `conversation.Conversations` is the real one."""

    def decide(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision] | Coroutine[None, None, list[Decision]]:
        """The decisions as the conversations want them; a coroutine if that must be waited for."""


class UnknownYet(NamedTuple):
    """A webhook whose conversations are looked up; it is decided when that has ended."""

    decided: DecidedWebhook
    """By rules alone."""
    decisions: Coroutine[None, None, list[Decision]]


def in_conversation(
    decided: DecidedWebhook, continues: Continues, snapshot: Snapshot | None
) -> DecidedWebhook | UnknownYet:
    """`decided` in the light of what is remembered of its people."""
    decisions = continues.decide(decided.events, decided.decisions, snapshot)
    if isinstance(decisions, list):
        return decided._replace(decisions=decisions)
    return UnknownYet(decided, decisions)


class Dropped(NamedTuple):
    """Events of one webhook that rules drop."""

    events: Sequence[Event]
    decisions: Sequence[Decision]


def without_dropped(decided: DecidedWebhook) -> tuple[DecidedWebhook, Dropped]:
    """What handlers get of a webhook, and what rules drop of it."""
    pairs = list(zip(decided.events, decided.decisions, strict=True))
    kept = [pair for pair in pairs if pair[1].reason is not Reason.DROPPED]
    dropped = [pair for pair in pairs if pair[1].reason is Reason.DROPPED]
    left = decided._replace(
        events=[event for event, _ in kept], decisions=[decision for _, decision in kept]
    )
    return left, Dropped([event for event, _ in dropped], [decision for _, decision in dropped])
