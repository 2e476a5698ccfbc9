"""Writes down how deliveries ended, many at once, so that no one of them holds up the others.

A batch that PostgreSQL refuses is halved until what it refuses stands alone. That delivery's
outcome is then written without the handler's error text. Where that is refused too it is set aside:
nothing more is done for it here, and it belongs to this worker's number until that number's
deliveries are reclaimed, at the latest when the worker ends.

Where of several deliveries none can be written it is not they that are at fault, but the table: a
trigger, perhaps. Then all of them are kept and tried again.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from hookshift.gateway.durable import claims
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.store import deliveries as store
from hookshift.store.database import Connection
from hookshift.store.deliveries import Burial, Retry
from hookshift.store.errors import StoredValueDamaged, ValueRefused, every_row_refused

log = logging.getLogger(__name__)

MOST_SETTLED = 2_000
"""Deliveries whose outcome is written in one transaction."""
REFUSED_SECONDS = 60.0
"""The wait before a delivery is tried again whose last outcome PostgreSQL refused."""
REFUSED = "the outcome of the last attempt could not be written: see the gateway's log"


class SettledBatch(NamedTuple):
    """What was written of a batch."""

    written: int = 0
    """How many deliveries were still the owner's."""
    set_aside: int = 0
    """How many deliveries nothing could be written of."""
    due: bool = False
    """Whether deliveries are due now that waited for one of these."""

    def plus(self, other: "SettledBatch") -> "SettledBatch":
        """Both together."""
        return SettledBatch(
            self.written + other.written,
            self.set_aside + other.set_aside,
            self.due or other.due,
        )


class SettlementQueue:
    """Outcomes to be written, by owner: those of a former number are written under it.

    `on_settled` is called with each delivery that is no longer held.
    """

    def __init__(self, on_settled: Callable[[FinishedDelivery], None]) -> None:
        self._on_settled = on_settled
        self._ended: dict[int, list[FinishedDelivery]] = {}
        self.overtaken = 0
        """Deliveries that another worker had taken over before their outcome was written."""
        self.set_aside = 0
        """Deliveries of whose outcome nothing could be written."""

    def add(self, finished: FinishedDelivery) -> None:
        """Adds an outcome."""
        self._ended.setdefault(finished.owner, []).append(finished)

    def ids(self) -> list[int]:
        """Ids of the deliveries whose outcome is still to be written."""
        return [each.id for waiting in self._ended.values() for each in waiting]

    async def write(self, connection: Connection, current: int | None) -> SettledBatch:
        """Writes all outcomes; `current` is the worker's number. Raises OperatorError."""
        found = SettledBatch()
        for owner, waiting in list(self._ended.items()):
            while waiting:
                batch = waiting[:MOST_SETTLED]
                settled = await settle(connection, owner, batch)
                del waiting[: len(batch)]
                self.overtaken += len(batch) - settled.written - settled.set_aside
                self.set_aside += settled.set_aside
                found = found.plus(settled)
                for each in batch:
                    self._on_settled(each)
            if owner != current:
                del self._ended[owner]
        return found


class _Refused(NamedTuple):
    finished: FinishedDelivery
    error: ValueRefused


async def settle(
    connection: Connection, owner: int, batch: Sequence[FinishedDelivery]
) -> SettledBatch:
    """Writes the outcomes of `batch`, all of it `owner`'s.

    Raises OperatorError where PostgreSQL takes nothing; a part may have been written by then, and
    may be given again.
    """
    refused: list[_Refused] = []
    settled = await _divided(connection, owner, batch, refused)
    if len(refused) == len(batch) > 1:
        cause = refused[0].error
        raise every_row_refused("write hookshift.deliveries", len(batch), cause) from cause
    for finished, error in refused:
        log.error(
            "Delivery %d to %s is set aside: PostgreSQL refused its outcome: %s",
            finished.id,
            finished.queue,
            error,
        )
    return settled._replace(set_aside=len(refused))


async def _divided(
    connection: Connection,
    owner: int,
    batch: Sequence[FinishedDelivery],
    refused: list[_Refused],
) -> SettledBatch:
    """What was written of `batch`; adds to `refused` of what nothing can be."""
    try:
        settled = await store.settle(connection, owner, claims.settlement(batch))
    except ValueRefused as error:
        if len(batch) == 1:
            return await _alone(connection, owner, _Refused(batch[0], error), refused)
        middle = len(batch) // 2
        first = await _divided(connection, owner, batch[:middle], refused)
        return first.plus(await _divided(connection, owner, batch[middle:], refused))
    return SettledBatch(len(settled.ids), 0, bool(settled.due))


async def _alone(
    connection: Connection, owner: int, this: _Refused, refused: list[_Refused]
) -> SettledBatch:
    """Writes the one delivery that was refused, if need be without the handler's error text."""
    plain = _plain(this.finished, damaged=isinstance(this.error, StoredValueDamaged))
    if plain is not None:
        with suppress(ValueRefused):
            settled = await store.settle(connection, owner, claims.settlement([plain]))
            log.error(
                "PostgreSQL refused the outcome of delivery %d to %s: %s",
                this.finished.id,
                this.finished.queue,
                this.error,
            )
            return SettledBatch(len(settled.ids), 0, bool(settled.due))
    refused.append(this)
    return SettledBatch()


def _plain(finished: FinishedDelivery, *, damaged: bool) -> FinishedDelivery | None:
    """The same without the handler's error text, or the payload; None if it was delivered."""
    outcome = finished.after
    if isinstance(outcome, Burial) and damaged:
        return finished._replace(after=outcome.without_payload)
    if isinstance(outcome, Retry):
        return finished._replace(after=outcome._replace(wait=REFUSED_SECONDS, error=REFUSED))
    if isinstance(outcome, Burial):
        retry = Retry(outcome.id, None, None, REFUSED_SECONDS, outcome.tried, 0, REFUSED)
        return finished._replace(after=retry)
    # It has been delivered; to try it again would deliver it again and again.
    return None
