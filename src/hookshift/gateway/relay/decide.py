"""Phase 4 of a webhook: where each of its events goes. Nothing here waits."""

from collections.abc import Callable, Coroutine, Sequence
from typing import NamedTuple, Protocol

from hookshift.core.choice import Decide
from hookshift.domain.events import Event
from hookshift.domain.routing.routing import Decision, Reason, Snapshot
from hookshift.gateway.record.rows import Origin
from hookshift.gateway.relay.webhook import DecidedWebhook, Webhook


def decide(webhook: Webhook, engine: Decide, snapshot: Snapshot | None) -> DecidedWebhook:
    """A decision for each event; `snapshot` is None while no configuration could be read."""
    decisions = engine(webhook.events, webhook.source.default_handler, snapshot)
    return decided_as(webhook, decisions, snapshot)


def decided_as(
    webhook: Webhook, decisions: Sequence[Decision], snapshot: Snapshot | None
) -> DecidedWebhook:
    """`webhook` with these decisions, which were made by `snapshot`."""
    version = None if snapshot is None else snapshot.version
    origin = Origin(webhook.source.name, version, webhook.trace.correlation_id)
    return DecidedWebhook(webhook, webhook.events, decisions, origin)


class Continues(Protocol):
    """The conversations of a source; `conversation.Conversations` is the real one."""

    @property
    def in_commit(self) -> bool:
        """Whether `decided_now` is to be asked by the commit that takes the events in."""

    def decide(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision] | Coroutine[None, None, None]:
        """The decisions as the conversations want them; a coroutine looks up what it takes."""

    def decided_now(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision]:
        """The decisions as `decide` makes them, without looking anything up."""


class UnknownYet(NamedTuple):
    """A webhook whose conversations are looked up; it is decided when that has ended."""

    decided: DecidedWebhook
    """Decisions by rules alone."""
    look_up: Coroutine[None, None, None]
    continues: Continues
    snapshot: Snapshot | None
    """The snapshot that the rules used."""


def in_conversation(
    decided: DecidedWebhook, continues: Continues, snapshot: Snapshot | None
) -> DecidedWebhook | UnknownYet:
    """`decided` in the light of what is remembered of its people."""
    decisions = continues.decide(decided.events, decided.decisions, snapshot)
    if isinstance(decisions, list):
        return decided._replace(decisions=decisions)
    return UnknownYet(decided, decisions, continues, snapshot)


def after_look_up(found: UnknownYet, engine: Decide, snapshot: Snapshot | None) -> DecidedWebhook:
    """`found`, decided by the current `snapshot`: a rollback meanwhile wins."""
    if found.continues.in_commit:
        return found.decided
    decided = again(found.decided, engine, found.snapshot, snapshot)
    decisions = found.continues.decided_now(decided.events, decided.decisions, snapshot)
    return decided._replace(decisions=decisions)


def again(
    decided: DecidedWebhook, engine: Decide, former: Snapshot | None, snapshot: Snapshot | None
) -> DecidedWebhook:
    """`decided` by the rules and `snapshot`, which was by the `former` one."""
    if snapshot is former:
        return decided
    handler = decided.webhook.source.default_handler
    version = None if snapshot is None else snapshot.version
    return decided._replace(
        decisions=engine(decided.events, handler, snapshot),
        origin=decided.origin._replace(version=version),
    )


class InCommit:
    """Decides the events of a webhook of a durable source while they are taken in."""

    def __init__(
        self,
        decided: DecidedWebhook,
        continues: Continues,
        engine: Decide,
        former: Snapshot | None,
        snapshot: Callable[[], Snapshot | None],
    ) -> None:
        """`decided` was decided by rules, and by `former`; `snapshot` gives the current one."""
        self._decided = decided
        self._continues = continues
        self._engine = engine
        self._former = former
        self._snapshot = snapshot

    def __call__(self, fresh: Sequence[bool]) -> tuple[list[Decision], int | None]:
        """The decisions, and the version by which; what is not `fresh` says nothing."""
        snapshot = self._snapshot()
        decided = again(self._decided, self._engine, self._former, snapshot)
        pairs = list(zip(decided.events, decided.decisions, fresh, strict=True))
        new = [(event, decision) for event, decision, is_new in pairs if is_new]
        made = iter(
            self._continues.decided_now(
                [event for event, _ in new], [decision for _, decision in new], snapshot
            )
        )
        decisions = [next(made) if is_new else decision for _, decision, is_new in pairs]
        return decisions, decided.origin.version


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
