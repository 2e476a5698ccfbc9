"""Writes down how deliveries ended, many at once, so that no one of them holds up the others.

A batch that PostgreSQL refuses is halved until what it refuses stands alone. That one is then
written down without what its handler said; where that is refused too it is set aside: no more is
done for it here, and it stays this worker's number's until somebody frees it, at the latest when
the worker ends.
"""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from hookshift.gateway.durable import claims
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.store import deliveries as store
from hookshift.store.database import Connection
from hookshift.store.deliveries import Burial, Retry
from hookshift.store.errors import ValueRefused

log = logging.getLogger(__name__)

REFUSED_SECONDS = 60.0
"""Until a delivery is tried again of which PostgreSQL did not take how its last attempt ended."""
REFUSED = "how the last attempt ended could not be written down: see the gateway's log"


class SettledBatch(NamedTuple):
    """What became of a batch."""

    written: int = 0
    """Deliveries that were still the owner's."""
    aside: int = 0
    """Of which nothing could be written."""
    due: bool = False
    """Whether something is due now that waited for one of these."""


async def settle(
    connection: Connection, owner: int, batch: Sequence[FinishedDelivery]
) -> SettledBatch:
    """Writes `batch` down, all of it `owner`'s.

    Raises OperatorError where PostgreSQL takes nothing; a part may have been written by then, and
    may be given again.
    """
    try:
        settled = await store.settle(connection, owner, claims.settlement(batch))
    except ValueRefused as error:
        if len(batch) == 1:
            return await _alone(connection, owner, batch[0], error)
        middle = len(batch) // 2
        first = await settle(connection, owner, batch[:middle])
        then = await settle(connection, owner, batch[middle:])
        return SettledBatch(first[0] + then[0], first[1] + then[1], first.due or then.due)
    return SettledBatch(len(settled.ids), 0, bool(settled.due))


async def _alone(
    connection: Connection, owner: int, one: FinishedDelivery, error: ValueRefused
) -> SettledBatch:
    """The delivery that was refused."""
    number = one.after if isinstance(one.after, int) else one.after.id
    log.error("how delivery %d to %s ended is refused: %s", number, one.desk, error)
    plain = _plain(one)
    if plain is not None:
        try:
            settled = await store.settle(connection, owner, claims.settlement([plain]))
        except ValueRefused:
            pass
        else:
            return SettledBatch(len(settled.ids), 0, bool(settled.due))
    log.error("delivery %d to %s is set aside: nothing of it can be written", number, one.desk)
    return SettledBatch(aside=1)


def _plain(one: FinishedDelivery) -> FinishedDelivery | None:
    """The same without what was said; None where it has been delivered."""
    what = one.after
    if isinstance(what, Retry):
        return one._replace(after=what._replace(wait=REFUSED_SECONDS, error=REFUSED))
    if isinstance(what, Burial):
        again = Retry(what.id, None, None, REFUSED_SECONDS, what.tried, 0, REFUSED)
        return one._replace(after=again)
    # It has been delivered; to try it again would deliver it again and again.
    return None
