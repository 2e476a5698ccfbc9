"""Follows what other hosts write of conversations, so that hosts agree within a second.

One worker of a host follows, the one that holds a lock: the table is shared. Where it has got to is
in the table's header, so that whoever comes next goes on from there. After an absence longer than
PostgreSQL keeps changes for, what is remembered may be old: if anybody else can have written
meanwhile, all of it is forgotten, and looked up anew. Absences are measured by PostgreSQL's clock:
this host's may have stood still.

Another server than before, after a failover or a restore, may have given the numbers of
transactions that were read to others, so changes are read again from shortly before. The same
goes for a table that has another number than before, which was copied or outlived a crash.

It also fills the filter of aliases, which says something only while others are followed.
"""

import asyncio
import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from hookshift.background import BackgroundLoop, Backoff
from hookshift.domain.conversation.records import MissingKeys
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.gateway.conversation.alias_filter import FOLLOWED_SECONDS, AliasFilter
from hookshift.gateway.conversation.alias_scan import AliasScan
from hookshift.gateway.conversation.shared_table import MOST_NOTED
from hookshift.store import conversations as store
from hookshift.store.conversations import BEGINNING, JOURNAL_SECONDS, ConversationChanges, Known
from hookshift.store.database import Connection, connect_for_long
from hookshift.store.errors import ValueRefused
from hookshift.store.reconnecting import ReconnectingConnection

log = logging.getLogger(__name__)

POLL_SECONDS = 0.3
SCAN_POLL_SECONDS = 0.1
"""Seconds between two passes while aliases are read into the filter."""
PASS_SECONDS = 5.0
FOLLOWS_SECONDS = 5.0
"""How often a host says that it follows, and deletes old changes."""
SAFE_SECONDS = JOURNAL_SECONDS - 60
AGAIN_SECONDS = 120
"""From how long before the last pass changes are read again from another server."""
KEYS_AT_ONCE = 500
"""Between so many the event loop gets its turn."""
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 1.0


class _Reached(NamedTuple):
    """How far a host has followed."""

    at: int
    snapshot: str
    server: str


class Follows(Protocol):
    """The memory, as the follower needs it."""

    host: int
    aliases: AliasFilter

    def follow(self, wanted: MissingKeys, found: Known) -> None:
        """Others have changed `wanted`, and `found` is what there is now."""

    def forget_all(self) -> Iterable[None]:
        """Forgets everything, a part at each step."""

    def note(self, text: bytes) -> None:
        """Keeps a text for whoever follows next."""

    def noted(self) -> bytes:
        """What was kept; empty if nothing was."""


class ConversationFollower(BackgroundLoop[bool]):
    """Follows for one host; `lock` is the file that only one worker of it locks, or None."""

    def __init__(
        self,
        url: str,
        memory: Follows,
        lock: Path | None,
        *,
        max_connection_age: float = MAX_CONNECTION_AGE,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._memory = memory
        self._lock = lock
        self._file: int | None = None
        self._clock = clock
        self._monotonic = monotonic
        self._followed_at = monotonic()
        self._backoff = Backoff(INITIAL_BACKOFF, MAX_BACKOFF)
        self._reported_at = 0.0
        self._scan = AliasScan(memory.aliases)
        self._has_more = False
        self._connection = ReconnectingConnection(
            partial(connect_for_long, url, "conversations follower", command_seconds=PASS_SECONDS),
            max_age=max_connection_age,
        )
        self.followed = 0
        """Keys that others have changed."""

    @property
    def leads(self) -> bool:
        """Whether it is this worker that follows for its host."""
        return self._lock is None or self._file is not None

    async def run_once(self) -> bool:
        """Learns what others have changed since the last pass; whether that worked."""
        if not self._is_mine():
            return True
        try:
            async with asyncio.timeout(PASS_SECONDS):
                await self._follow(await self._connection.get())
        except (OperatorError, TimeoutError, OSError) as error:
            if isinstance(error, ValueRefused):
                # The snapshot that was kept is none of this server's: begin anew.
                self._forget_place()
            if self._error is None:
                log.warning("Changes of conversations by other hosts are not received: %s", error)
            self._error = str(error) or f"no answer within {PASS_SECONDS:g} s"
            if self._monotonic() - self._followed_at > FOLLOWED_SECONDS:
                # Whatever the clock of the host says, which may be set back.
                self._memory.aliases.followed(0)
            self._connection.drop()
            return False
        if self._error is not None:
            log.warning("Changes of conversations by other hosts are received again.")
        self._error = None
        return True

    def pause(self, worked: bool) -> float:
        """Until the next pass."""
        if worked:
            self._backoff.reset()
            return SCAN_POLL_SECONDS if self._has_more else POLL_SECONDS
        return max(POLL_SECONDS, self._backoff.next())

    async def close(self) -> None:
        """Leaves the lock to another worker."""
        await self._connection.close()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    async def _follow(self, connection: Connection) -> None:
        # Before anything is asked: what comes later than this, a stop of this process included,
        # has not been followed.
        asked_at, began = self._memory.aliases.now(), self._monotonic()
        former = _reached(self._memory.noted())
        changes = await self._changes(connection, former)
        if not changes.complete:
            self._forget_place()
            return
        if former is None or await self._is_too_late(connection, changes.at - former.at):
            self._scan.begin_anew()
            for _ in self._memory.forget_all():
                await asyncio.sleep(0)
        else:
            await self._learn(connection, changes.keys)
        self._memory.note(noted(changes.at, changes.snapshot, self._names(changes)))
        self._memory.aliases.followed(asked_at)
        self._followed_at = began
        now = self._clock()
        if abs(now - self._reported_at) >= FOLLOWS_SECONDS:
            await store.follows(connection, self._memory.host)
            self._reported_at = now
        self._has_more = await self._scan.go_on(connection)

    async def _changes(
        self, connection: Connection, former: _Reached | None
    ) -> ConversationChanges:
        """What others have changed since `former`, and perhaps some of it again."""
        host = self._memory.host
        if former is None:
            return await store.changes_since(connection, None, host)
        changes = await store.changes_since(connection, former.snapshot, host)
        if self._names(changes) == former.server or not changes.complete:
            return changes
        # It may know people whom the former one did not.
        self._scan.begin_anew()
        return await store.changes_since(connection, BEGINNING, host, former.at - AGAIN_SECONDS)

    def _names(self, changes: ConversationChanges) -> str:
        """The server as the table's note names it: for a table that was copied it is another."""
        return f"{changes.server}/{self._memory.host:x}"

    def _forget_place(self) -> None:
        """The next pass begins anew."""
        self._scan.begin_anew()
        self._memory.note(b"")

    async def _is_too_late(self, connection: Connection, seconds: int) -> bool:
        """Whether changes can have been missed in the `seconds` since the last pass."""
        gap = abs(seconds)
        if gap <= SAFE_SECONDS or not await store.others_wrote(
            connection, self._memory.host, gap + PASS_SECONDS
        ):
            return False
        log.warning("Changes of conversations were missed for %.0f s; reading all again.", gap)
        return True

    async def _learn(self, connection: Connection, changed: MissingKeys) -> None:
        for part in _parts(changed):
            self._memory.follow(part, await store.known(connection, part))
            self.followed += sum(map(len, part))

    def _is_mine(self) -> bool:
        if self.leads or self._lock is None:
            return True
        try:
            file = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:
            # Better all of them than none.
            self._lock = None
            return True
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._file = file
            return True
        os.close(file)
        return False


def noted(at: float, snapshot: str, server: str = "") -> bytes:
    """How far a host has followed which server, and when, as the table's note."""
    text = f"{at:.0f} {snapshot} {server}".encode()
    if len(text) <= MOST_NOTED:
        return text
    # Very many transactions are under way: what has ended since the first of them is read again.
    first = snapshot.partition(":")[0]
    return f"{at:.0f} {first}:{first}: {server}".encode()


def _reached(note: bytes) -> _Reached | None:
    """What `noted` made, also before it named a server; None if there is no note."""
    at, snapshot, server, *_ = [*note.decode().split(" "), "", ""]
    return _Reached(int(at), snapshot, server) if snapshot else None


def _parts(changed: MissingKeys) -> Iterable[MissingKeys]:
    longest = max(map(len, changed), default=0)
    for start in range(0, longest, KEYS_AT_ONCE):
        yield MissingKeys(*(keys[start : start + KEYS_AT_ONCE] for keys in changed))
