"""Keeps a gateway's snapshot as new as the database's.

Life: connect, LISTEN where that exists, then read: at once, at each NOTIFY, and every
`poll_seconds` whatever else happens, since a transaction-mode pooler has no LISTEN and a
notification can be lost with its connection. A read that fails drops the connection; the last
snapshot stays, and connecting is tried again, at most a second apart.

Each read also checks whether the server still takes writes. If not, it may be the old primary, and
changes be made elsewhere: the connection is replaced every other second until one does.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.routing import Snapshot
from hookshift.store.database import Connection, connect, read_server_state
from hookshift.store.errors import translated
from hookshift.store.reconnecting import ReconnectingConnection, listen
from hookshift.store.routing_config import UnusableConfig, read_snapshot

log = logging.getLogger(__name__)

CHANNEL = "hookshift_config"
CONNECT_SECONDS = 2.0
READ_SECONDS = 2.0
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 1.0
STOP_SECONDS = 1.0
"""Time limit for the read in progress at a stop: PostgreSQL may hang."""


class ConfigWatch:
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
    ) -> None:
        self._poll_seconds = poll_seconds
        self._on_change = on_change
        self._listens = listens
        self._connection = ReconnectingConnection(
            partial(
                connect,
                url,
                "config watch",
                writes=False,
                connect_seconds=CONNECT_SECONDS,
                command_seconds=READ_SECONDS,
            ),
            self._listen,
            max_age=max_connection_age,
        )
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._snapshot: Snapshot | None = None
        self.first_read = asyncio.Event()
        """Set once the database has been read."""
        self.last_read_at: float | None = None
        """`time.monotonic()` of the last successful read."""
        self.error: str | None = None
        """Why the last read failed; None if it did not."""

    async def start(self) -> None:
        """Begins to watch; returns at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends the watch and its connection."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()
        await self._connection.close()

    async def run_once(self) -> bool:
        """Reads the configuration; True if that worked."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await self._connection.get()
            async with asyncio.timeout(READ_SECONDS):
                # Whether the server still takes writes: nothing else here would show it.
                with translated("read webhook_routing_config"):
                    await read_server_state(connection)
                snapshot = await read_snapshot(connection)
        except UnusableConfig as error:
            self._complain(str(error))
            self._note(None)
            return True
        except (OperatorError, TimeoutError) as error:
            self._complain(str(error) or "PostgreSQL did not answer in time")
            self._connection.drop()
            return False
        except Exception as error:
            # The watch must go on: nobody would notice its end, nor rollbacks be followed.
            log.exception("Unexpected error in reading the configuration")
            self.error = type(error).__name__
            self._connection.drop()
            return False
        if self.error is not None:
            log.warning("The configuration can be read again.")
        self.error = None
        if connection.writable or self._is_newer(snapshot):
            self._note(snapshot)
        return True

    def _is_newer(self, snapshot: Snapshot | None) -> bool:
        """What a standby has may be old: it is good enough only if it is not older than ours."""
        if snapshot is None or self._snapshot is None:
            return self._snapshot is None
        return snapshot.version >= self._snapshot.version

    def _complain(self, error: str) -> None:
        if self.error is None:
            log.warning("The configuration cannot be read: %s", error)
        self.error = error

    def _note(self, snapshot: Snapshot | None) -> None:
        # Whole snapshots, not only versions: a restored backup counts its versions again.
        if snapshot != self._snapshot or not self.first_read.is_set():
            self._snapshot = snapshot
            self._on_change(snapshot)
        self.last_read_at = time.monotonic()
        self.first_read.set()

    async def _run(self) -> None:
        wait = INITIAL_BACKOFF
        while not self._stopping:
            # Cleared before the read: a notification during it leads to another one.
            self._wake.clear()
            if await self.run_once():
                wait = INITIAL_BACKOFF
                await self._woken_within(self._poll_seconds)
            else:
                await self._woken_within(wait)
                wait = min(wait * 2, MAX_BACKOFF)

    async def _woken_within(self, seconds: float) -> None:
        if self._stopping:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _listen(self, opened: Connection) -> None:
        if self._listens:
            await listen(opened, (CHANNEL,), self._wake.set)
