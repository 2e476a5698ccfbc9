"""Keeps a gateway's snapshot as new as the database's.

Life: connect, LISTEN where that exists, then read: at once, at each NOTIFY, and every
`poll_seconds` whatever else happens, since a transaction-mode pooler has no LISTEN and a
notification can be lost with its connection. A read that fails drops the connection; the last
snapshot stays, and connecting is tried again, at most a second apart. An answer that is late is
waited for twice as long the next time, within a bound: where everything is slow, each attempt would
else be given up just before it succeeds.

Each read also checks whether the server still takes writes. If not, it may be the old primary, and
changes be made elsewhere: the connection is replaced every other second until one does.

A change is in force from when gateways see it, which is its commit: the statement before it may be
much older. So what is passed on says since when this process has seen it.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from functools import partial

from hookshift.background import AdaptiveTimeout, BackgroundLoop, Backoff
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.routing import Snapshot
from hookshift.store.database import Connection, connect, read_server_state
from hookshift.store.errors import translated
from hookshift.store.reconnecting import ReconnectingConnection, listen
from hookshift.store.routing_config import UnusableConfig, read_snapshot

log = logging.getLogger(__name__)

CHANNEL = "hookshift_config"
READ_SECONDS = 2.0
"""First time limit for connecting, and for a read."""
MOST_SECONDS = 6.0
"""Longest time limit for a read."""
CURRENT_SECONDS = 1.5
"""How long after a read nothing newer can have been followed by others for two seconds."""
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 1.0


class ConfigWatch(BackgroundLoop[bool]):
    """Calls `on_change` with each new snapshot.

    With None if the table is empty or its active row is unusable: when in doubt, legacy.
    """

    def __init__(
        self,
        url: str,
        poll_seconds: float,
        on_change: Callable[[Snapshot | None], None],
        *,
        listens: bool = True,
        max_connection_age: float = MAX_CONNECTION_AGE,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._wall, self._monotonic = wall, monotonic
        self._poll_seconds = poll_seconds
        self._backoff = Backoff(INITIAL_BACKOFF, MAX_BACKOFF)
        self._read_limit = AdaptiveTimeout(READ_SECONDS, MOST_SECONDS)
        self._on_change = on_change
        self._listens = listens
        self._connection = ReconnectingConnection(
            partial(connect, url, "config watch", writes=False, command_seconds=MOST_SECONDS),
            self._listen,
            connect_seconds=READ_SECONDS,
            max_age=max_connection_age,
        )
        self._snapshot: Snapshot | None = None
        self._first_seen = 0
        """When the newest change was first seen, in seconds since 1970, rounded up."""
        self._asked_at = -math.inf
        """When the last read of a primary that succeeded began, by the monotonic clock."""
        self.first_read = asyncio.Event()
        """Set once the database has been read."""
        self.last_read_at: float | None = None
        """`time.monotonic()` of the last successful read."""

    def is_current(self) -> bool:
        """Whether nothing newer than what was passed on was in force CURRENT_SECONDS ago."""
        return self._monotonic() - self._asked_at < CURRENT_SECONDS

    async def close(self) -> None:
        """Ends the connection."""
        await self._connection.close()

    async def run_once(self) -> bool:
        """Reads the configuration; True if that worked."""
        try:
            connection = await self._connection.get()
            asked_at = self._monotonic()
            async with asyncio.timeout(self._read_limit.seconds):
                # Whether the server still takes writes: nothing else here would show it.
                with translated("read webhook_routing_config"):
                    await read_server_state(connection)
                snapshot = await read_snapshot(connection)
        except UnusableConfig as error:
            self._complain(str(error))
            self._note(None)
            return True
        except OperatorError as error:
            self._complain(str(error))
            self._connection.drop()
            return False
        except TimeoutError:
            self._complain(f"PostgreSQL did not answer within {self._read_limit.seconds:g} s")
            self._read_limit.ran_out()
            self._connection.drop()
            return False
        except Exception as error:
            # The watch must go on: nobody would notice its end, nor rollbacks be followed.
            log.exception("Unexpected error in reading the configuration")
            self._error = type(error).__name__
            self._connection.drop()
            return False
        if self._error is not None:
            log.warning("The configuration can be read again.")
        self._error = None
        if connection.writable or self._is_newer(snapshot):
            self._note(snapshot)
        self._read_limit.succeeded(self._monotonic() - asked_at)
        if connection.writable:
            self._asked_at = asked_at
        return True

    def _is_newer(self, snapshot: Snapshot | None) -> bool:
        """What a standby has may be old: it is good enough only if it is not older than ours."""
        if snapshot is None or self._snapshot is None:
            return self._snapshot is None
        return snapshot.version >= self._snapshot.version

    def _complain(self, error: str) -> None:
        if self._error is None:
            log.warning("The configuration cannot be read: %s", error)
        self._error = error

    def _note(self, snapshot: Snapshot | None) -> None:
        # Whole snapshots, not only versions: a restored backup counts its versions again.
        if snapshot != self._snapshot or not self.first_read.is_set():
            if _change(snapshot) != _change(self._snapshot):
                self._first_seen = math.ceil(self._wall())
            self._snapshot = snapshot
            self._on_change(self._as_seen(snapshot))
        self.last_read_at = time.monotonic()
        self.first_read.set()

    def _as_seen(self, snapshot: Snapshot | None) -> Snapshot | None:
        if snapshot is None:
            return None
        return snapshot._replace(since=max(snapshot.since, self._first_seen))

    def pause(self, worked: bool) -> float:
        """Until the next poll; what failed is tried again sooner."""
        if worked:
            self._backoff.reset()
            return self._poll_seconds
        return self._backoff.next()

    async def _listen(self, opened: Connection) -> None:
        if self._listens:
            await listen(opened, (CHANNEL,), self.wake)


def _change(snapshot: Snapshot | None) -> tuple[int, int] | None:
    """What tells one change from another; versions alone count again after a restored backup."""
    return None if snapshot is None else (snapshot.version, snapshot.since)
