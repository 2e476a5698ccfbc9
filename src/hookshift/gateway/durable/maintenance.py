"""What is done for deliveries now and then, beside claiming and settling them.

Each chore has its interval. One that takes long, as it may while somebody holds an old transaction
open, comes round less often. Every worker does all of them: whoever comes first leaves nothing to
the others.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hookshift.domain.delivery.delivery import LONGEST_JITTER
from hookshift.domain.routing.routing import Route, Snapshot
from hookshift.gateway.durable.claim_cursor import ClaimCursor, again_after
from hookshift.gateway.durable.lease import LocalLease
from hookshift.store import deliveries as store
from hookshift.store import ledger
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseRefusal
from hookshift.store.old_transactions import oldest

log = logging.getLogger(__name__)

FREE_SECONDS = 0.5
BURY_SECONDS = 5.0
MOVE_SECONDS = 30.0
"""What no change of the configuration has led to is looked for so often."""
ADD_UP_SECONDS = 30.0
CLOCK_SECONDS = 30.0
WARN_SECONDS = 30.0
REFUSED_SECONDS = 5.0
"""At least, until one is tried again that PostgreSQL has refused."""


class MaintenanceSettings(NamedTuple):
    """What the chores go by."""

    age: float
    """Seconds after which a delivery is given up."""
    max_backoff: float
    """Seconds between two attempts."""
    moves: bool
    """Whether what waits for unified goes to legacy when its sender does."""


@dataclass(slots=True)
class _Chore:
    """Returns whether there is more of it to do at once."""

    work: Callable[[Connection], Awaitable[bool]]
    seconds: float
    at: float = 0.0
    error: str | None = None
    """Why it was refused the last time; None if it was not."""


class Maintenance:
    """Of one deliverer."""

    def __init__(
        self,
        settings: MaintenanceSettings,
        routes: Iterable[Route],
        handlers: Iterable[str],
        tenure: LocalLease,
        horizon: ClaimCursor,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._routes = [route for route in routes if route.unified is not None]
        self._handlers = list(handlers)
        self._tenure = tenure
        self._horizon = horizon
        self._monotonic = monotonic
        self._snapshot: Snapshot | None = None
        self._recovered: set[str] = set()
        self._stirred = False
        self._old: int | None = None
        """The process of a transaction that somebody has left open."""
        self._moving = _Chore(self._move, MOVE_SECONDS)
        self._chores = (
            _Chore(self._free, FREE_SECONDS),
            _Chore(self._hurry, 0.0),
            self._moving,
            _Chore(self._bury, BURY_SECONDS),
            _Chore(self._bring_forward, CLOCK_SECONDS),
            _Chore(self._add_up, ADD_UP_SECONDS),
            _Chore(self._warn, WARN_SECONDS),
        )

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._snapshot = snapshot
        self._moving.at = 0.0

    def recovered(self, handler: str) -> None:
        """It works again: what failed before need not wait any longer."""
        self._recovered.add(handler)

    @property
    def error(self) -> str | None:
        """What PostgreSQL refuses at present; None if nothing."""
        return next((chore.error for chore in self._chores if chore.error is not None), None)

    async def run(self, connection: Connection) -> bool:
        """Does what is due; whether something may be due for delivery by it.

        Raises DatabaseAway. What is refused shows in `error`.
        """
        self._stirred = False
        for chore in self._chores:
            began = self._monotonic()
            if began < chore.at:
                continue
            more = await self._do(chore, connection)
            usual = 0.0 if more else chore.seconds
            if chore.error is not None:
                usual = max(chore.seconds, REFUSED_SECONDS)
            chore.at = began + again_after(usual, self._monotonic() - began)
        return self._stirred

    async def _do(self, chore: _Chore, connection: Connection) -> bool:
        """One that is refused is tried again later: deliveries need none of them."""
        try:
            more = await chore.work(connection)
        except DatabaseRefusal as error:
            if chore.error is None:
                log.error("what is done beside deliveries is refused: %s", error)
            chore.error = str(error)
            return False
        chore.error = None
        return more

    async def _free(self, connection: Connection) -> bool:
        if await store.free(connection):
            self._horizon.widen()
            self._stirred = True
        return False

    async def _hurry(self, connection: Connection) -> bool:
        for handler in list(self._recovered):
            if await store.hurry(connection, handler) < store.MOVED_AT_ONCE:
                self._recovered.discard(handler)
            self._stirred = True
        return bool(self._recovered)

    async def _move(self, connection: Connection) -> bool:
        """Gives legacy what waits for unified and is no longer in the share."""
        snapshot = self._snapshot
        if snapshot is None or not self._settings.moves:
            return False
        more = False
        for route in self._routes:
            assert route.unified is not None
            shares = snapshot.enabled and route.domain in snapshot.domains
            threshold = snapshot.threshold if shares else 0
            ways = (route.unified, route.domain, route.legacy)
            moved = await store.move(connection, *ways, threshold)
            if moved:
                self._horizon.widen()
                self._stirred = True
            more = more or moved >= store.MOVED_AT_ONCE
        return more

    async def _bury(self, connection: Connection) -> bool:
        """Also what no attempt is made for: its handler is left alone, or named no more."""
        owner = self._tenure.number
        if owner is None:
            return False
        return (
            await store.bury_overdue(connection, owner, self._settings.age) >= store.MOVED_AT_ONCE
        )

    async def _bring_forward(self, connection: Connection) -> bool:
        more = False
        for handler in self._handlers:
            longest = self._settings.max_backoff * LONGEST_JITTER
            brought = await store.bring_forward(connection, handler, longest)
            if brought:
                log.warning("PostgreSQL's clock was set back: %d for %s need not wait for it",
                            brought, handler)  # fmt: skip
                self._stirred = True
            more = more or brought >= store.MOVED_AT_ONCE
        return more

    async def _add_up(self, connection: Connection) -> bool:
        await ledger.add_up(connection)
        return False

    async def _warn(self, connection: Connection) -> bool:
        """Once of each transaction that is left open."""
        old = await oldest(connection)
        if old is not None and old.pid != self._old:
            log.warning("%s", old.sentence)
        self._old = None if old is None else old.pid
        return False
