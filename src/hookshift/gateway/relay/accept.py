"""Phase 6 of a durable source's webhook: it is written down, and delivered afterwards."""

from collections.abc import Sequence
from typing import Protocol

from hookshift.domain.delivery.delivery import Outcome
from hookshift.domain.errors import GatewayError
from hookshift.gateway.durable.grouping import Arrival, keys_of
from hookshift.gateway.durable.waiting import OnCommit, Refused
from hookshift.gateway.relay.answer import ACCEPTED
from hookshift.gateway.relay.webhook import DecidedWebhook, OnOutcome, left_out


class Acceptor(Protocol):
    """Where webhooks of durable sources are taken in; `intake.Intake` is the real one."""

    @property
    def has_room(self) -> bool:
        """Whether one more may wait."""

    def put(self, arrival: Arrival, on_commit: OnCommit) -> object:
        """Calls `on_commit` after its commit, never before this returns; only if there is room."""

    async def accept(self, arrival: Arrival) -> None:
        """Returns once it is committed. Raises GatewayError, or CallerError for its body."""


class DurableDelivery:
    """Hands the webhooks of one durable source to `acceptor`.

    After `expires` seconds its events are not delivered any more; None for no such bound.
    """

    def __init__(self, acceptor: Acceptor, expires: float | None) -> None:
        self._acceptor = acceptor
        self._expires = expires

    def begin(self, decided: DecidedWebhook, on_outcome: OnOutcome) -> bool:
        """Puts it in line for the next commit, which calls back; False if there is no room."""
        if not self._acceptor.has_room:
            return False

        def on_commit(refused: Refused | None) -> None:
            on_outcome(ACCEPTED if refused is None else refused)

        self.put(self.arrival(decided), on_commit)
        return True

    @property
    def has_room(self) -> bool:
        """Whether one more webhook may wait for its commit."""
        return self._acceptor.has_room

    @property
    def expires(self) -> float | None:
        """Seconds after which its events are not delivered any more; None for no such bound."""
        return self._expires

    def put(self, arrival: Arrival, on_commit: OnCommit) -> None:
        """Puts it in line for the next commit, whose outcome `on_commit` gets; if there is room."""
        self._acceptor.put(arrival, on_commit)

    def arrival(self, decided: DecidedWebhook) -> Arrival:
        """A webhook as it is taken in."""
        return _arrival(decided, self._expires)

    async def deliver(self, decided: DecidedWebhook) -> Sequence[Outcome]:
        """Success once it is on disk; if it cannot be, the provider is to send again."""
        try:
            await self._acceptor.accept(self.arrival(decided))
        except GatewayError as error:
            return [error]
        return [ACCEPTED]


def _arrival(decided: DecidedWebhook, expires: float | None) -> Arrival:
    webhook, origin = decided.webhook, decided.origin
    fields = (
        origin.source,
        webhook.source.provider,
        webhook.secret,
        webhook.headers,
        webhook.body,
        decided.events,
        decided.decisions,
        origin.version,
        origin.correlation_id,
        expires,
        keys_of(origin.source, decided.events),
        left_out(webhook.events, decided.events),
        webhook.query,
        decided.in_commit,
    )
    return tuple.__new__(Arrival, fields)  # half of what Arrival(...) takes, for each webhook
