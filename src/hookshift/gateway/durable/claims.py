"""Deliveries between their stored and their in-memory form; outcomes as settlements."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from hookshift.domain.delivery.delivery import Dead, Delivery, Done, FollowUp
from hookshift.domain.routing.routing import Decision, Part, Reason, Side
from hookshift.gateway.durable import content
from hookshift.gateway.durable.content import Content
from hookshift.gateway.durable.encryption import (
    CannotDecrypt,
    EncryptedPayload,
    KeyMissing,
    PayloadCipher,
)
from hookshift.gateway.durable.grouping import PendingDelivery
from hookshift.store.deliveries import Burial, Claimed, Retry, Settlement
from hookshift.store.taking_in import Placed

LOST = "lost_payload"
DAMAGED = "damaged_payload"


class Unreadable(Exception):
    """A payload that this worker's keys cannot read."""


class Damaged(Exception):
    """A payload that nobody can read, whatever the keys."""


After = Retry | Burial | int
"""What to write down of a delivery; a bare id: it has been delivered."""
KINDS_OF_AFTER: Final = (int, Retry, Burial)
"""As `OUTCOMES` of outcomes."""


class FinishedDelivery(NamedTuple):
    """A delivery that is held in memory until `after` is written down."""

    owner: int
    queue: str
    """The handler in whose queue it is held; not where it goes next."""
    size: int
    after: After

    @property
    def id(self) -> int:
        """The delivery's id."""
        return self.after if isinstance(self.after, int) else self.after.id


def accepted(
    pending: PendingDelivery, placed: Placed, source: str, expires: float | None
) -> Delivery:
    """A delivery that this worker has just accepted."""
    part, _, stored, body = pending
    number, _, received_at = placed
    fields = (
        number,
        source,
        received_at,
        None if expires is None else received_at + expires,
        0,
        0,
        part,
        stored.headers,
        body,
        stored.version,
        stored.correlation_id,
        stored.key,
        stored.query,
    )
    return tuple.__new__(Delivery, fields)  # half of what Delivery(...) takes, for each webhook


def claimed(row: Claimed, cipher: PayloadCipher) -> Delivery | None:
    """A delivery that was claimed; None if its payload is past retention.

    Raises Unreadable if it cannot be read now, Damaged if it never will be.
    """
    if row.damage is not None:
        raise Damaged(row.damage)
    if row.content is None or row.body is None:
        return None
    try:
        plain, body = cipher.decrypt(EncryptedPayload(row.key_id, row.content, row.body))
    except KeyMissing as error:
        # A key may be missing from the settings: waiting for it loses nothing.
        raise Unreadable(str(error)) from error
    except CannotDecrypt as error:
        raise Damaged(str(error)) from error
    try:
        return _decoded(row, content.decode(plain), body)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise Damaged(f"what is stored beside the body is no delivery's: {error}") from error


def _decoded(row: Claimed, stored: Content, body: bytes) -> Delivery:
    decisions = tuple(_as_stored(decision, row) for decision in stored.decisions)
    return Delivery(
        row.id,
        row.source,
        row.received_at,
        row.expires_at,
        row.attempts,
        row.failures,
        Part(row.handler, Side(row.side), tuple(stored.events), decisions),
        stored.headers,
        body,
        stored.version,
        stored.correlation_id,
        stored.key,
        stored.query,
    )


def _as_stored(decision: Decision, row: Claimed) -> Decision:
    """A decision brought up to date: its delivery may have been rerouted to legacy."""
    if decision.handler == row.handler:
        return decision
    reason = decision.reason
    if decision.side is Side.UNIFIED:
        # After an attempt it is unified's failure; before any it was never unified's.
        reason = Reason.UNIFIED_UNREACHABLE if row.attempts else Reason.ROLLED_BACK
    return decision._replace(handler=row.handler, side=Side(row.side), reason=reason)


def after(delivery: Delivery, tried: int, follow_up: FollowUp, error: str | None) -> After:
    """What to write down of `tried` attempts since the delivery was claimed."""
    if isinstance(follow_up, Done):
        return delivery.id
    if isinstance(follow_up, Dead):
        return Burial(delivery.id, tried, follow_up.reason, error)
    return retry(delivery, follow_up.wait, tried, int(follow_up.counts), error)


def retry(
    delivery: Delivery, wait: float, tried: int = 0, counts: int = 0, error: str | None = None
) -> Retry:
    """The delivery is to be tried again after `wait` seconds, by any worker."""
    part = delivery.part
    return Retry(delivery.id, part.handler, part.side, wait, tried, counts, error)


def settlement(batch: Sequence[FinishedDelivery]) -> Settlement:
    """How the deliveries of `batch`, all of one owner, ended."""
    after = [each.after for each in batch]
    done = [each for each in after if isinstance(each, int)]
    if len(done) == len(after):
        # As nearly always.
        return Settlement(done)
    return Settlement(
        done,
        [each for each in after if isinstance(each, Retry)],
        [each for each in after if isinstance(each, Burial)],
    )
