"""Between a delivery as it is stored and as it is held: claimed rows in, settlements out."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hookshift.domain.delivery.delivery import Dead, Delivery, Done, FollowUp
from hookshift.domain.routing.routing import Decision, Part, Reason, Side
from hookshift.gateway.durable import content
from hookshift.gateway.durable.encryption import CannotDecrypt, EncryptedPayload, PayloadCipher
from hookshift.gateway.durable.grouping import PendingDelivery
from hookshift.store.deliveries import Burial, Claimed, Retry, Settlement
from hookshift.store.inbox import Placed

LOST = "lost_payload"


class Unreadable(Exception):
    """A payload that this worker's keys, or this version, cannot read."""


After = Retry | Burial | int
"""What is to be written down; a number alone: that delivery has been made."""


class FinishedDelivery(NamedTuple):
    """A delivery that is held until `after` is written down."""

    owner: int
    desk: str
    size: int
    after: After

    @property
    def id(self) -> int:
        """The delivery's number."""
        return self.after if isinstance(self.after, int) else self.after.id


def accepted(lot: PendingDelivery, placed: Placed, source: str, expires: float | None) -> Delivery:
    """One that this worker has just taken in."""
    return Delivery(
        placed.id,
        source,
        placed.received_at,
        None if expires is None else placed.received_at + expires,
        0,
        0,
        lot.part,
        lot.content.headers,
        lot.body,
        lot.content.version,
        lot.content.correlation_id,
        lot.content.key,
        lot.content.query,
    )


def claimed(row: Claimed, seal: PayloadCipher) -> Delivery | None:
    """One that waited; None if its payload is past retention.

    Raises Unreadable if it cannot be read now.
    """
    if row.content is None or row.body is None:
        return None
    try:
        plain, body = seal.open(EncryptedPayload(row.key_id, row.content, row.body))
        stored = content.decode(plain)
    except (CannotDecrypt, msgspec.MsgspecError) as error:
        raise Unreadable(str(error)) from error
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
    """A decision as it has become since: its delivery may have been moved to legacy."""
    if decision.handler == row.handler:
        return decision
    reason = decision.reason
    if decision.side is Side.UNIFIED:
        # After an attempt it is unified's failure; before any it was never unified's.
        reason = Reason.UNIFIED_UNREACHABLE if row.attempts else Reason.ROLLED_BACK
    return decision._replace(handler=row.handler, side=Side(row.side), reason=reason)


def after(delivery: Delivery, tried: int, follow_up: FollowUp, error: str | None) -> After:
    """What is to be written down of `tried` attempts since it was claimed."""
    if isinstance(follow_up, Done):
        return delivery.id
    if isinstance(follow_up, Dead):
        return Burial(delivery.id, tried, follow_up.reason, error)
    return retry(delivery, follow_up.wait, tried, int(follow_up.counts), error)


def retry(
    delivery: Delivery, wait: float, tried: int = 0, counts: int = 0, error: str | None = None
) -> Retry:
    """Back to those that wait."""
    part = delivery.part
    return Retry(delivery.id, part.handler, part.side, wait, tried, counts, error)


def settlement(batch: Sequence[FinishedDelivery]) -> Settlement:
    """All of one owner."""
    return Settlement(
        [each.after for each in batch if isinstance(each.after, int)],
        [each.after for each in batch if isinstance(each.after, Retry)],
        [each.after for each in batch if isinstance(each.after, Burial)],
    )
