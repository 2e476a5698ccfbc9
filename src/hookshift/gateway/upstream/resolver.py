"""Name look-ups: one at a time for each name, shared by all who ask, remembered.

The system's resolver blocks its thread for as long as it likes, half a minute when a name server
does not answer, and an event loop has few threads for it (uvloop four). So each look-up gets a
thread of its own here, up to a bound, and no name has more than one: names that cannot be looked up
take nothing from those that can. Threads are daemons, so a process ends without waiting for them.

An answer is fresh for a few seconds. After that it is refreshed: callers wait for the new answer
only briefly, and go on with the old one for as long as none comes, since a handler's last known
address is better than none. Connections have a maximum age, so a handler that moves is followed.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import NamedTuple

FRESH_SECONDS = 5.0
REFRESH_WAIT_SECONDS = 0.25
"""How long a caller waits for a refresh while an old answer is there."""
RETRY_SECONDS = 1.0
"""Between a failed look-up and the next one."""
MOST_THREADS = 64


class LookUpError(OSError):
    """A name has no address, or its look-up failed."""


class ResolvedAddress(NamedTuple):
    """Where a name leads to, but for the port."""

    family: socket.AddressFamily
    ip: str
    more: tuple[int, ...] = ()
    """Flow information and scope id of an IPv6 address."""

    def sockaddr(self, port: int) -> tuple[str | int, ...]:
        """The address as Python's socket functions take it."""
        return (self.ip, port, *self.more)


LookUp = Callable[[str], Sequence[ResolvedAddress]]


def system_look_up(host: str) -> Sequence[ResolvedAddress]:
    """In the order of RFC 6724, without duplicates. Blocks. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(
        dict.fromkeys(
            ResolvedAddress(family, str(to[0]), tuple(int(part) for part in to[2:]))
            for family, _, _, _, to in found
            if family in (socket.AF_INET, socket.AF_INET6)
        )
    )


class _Name:
    __slots__ = ("answer", "begun", "error", "fresh_until", "host", "retry_at", "under_way")

    def __init__(self, host: str) -> None:
        self.host = host
        self.answer: Sequence[ResolvedAddress] = ()
        self.fresh_until = self.retry_at = self.begun = 0.0
        self.error = ""
        self.under_way: asyncio.Future[None] | None = None


class Resolver:
    """Looks names up for one event loop, and remembers each (all are in the settings)."""

    def __init__(
        self, look_up: LookUp = system_look_up, *, fresh_seconds: float = FRESH_SECONDS
    ) -> None:
        self._look_up = look_up
        self._fresh_seconds = fresh_seconds
        self._names: dict[str, _Name] = {}
        self._queue: deque[_Name] = deque()
        self._threads = 0

    async def addresses(self, host: str) -> Sequence[ResolvedAddress]:
        """At least one address of `host`. Raises LookUpError; callers set their own time limit."""
        now = asyncio.get_running_loop().time()
        name = self._names.get(host)
        if name is None:
            name = self._names[host] = _Name(host)
        if now < name.fresh_until:
            return name.answer
        if name.under_way is None and now >= name.retry_at:
            self._begin(name, now)
        if name.under_way is not None:
            timeout = max(0.0, name.begun + REFRESH_WAIT_SECONDS - now) if name.answer else None
            if timeout is None or timeout > 0:
                # Cancelling who waits does not cancel what others wait for.
                await asyncio.wait([name.under_way], timeout=timeout)
        if not name.answer:
            raise LookUpError(f"its name {host} cannot be looked up: {name.error}")
        return name.answer

    def _begin(self, name: _Name, now: float) -> None:
        name.under_way = asyncio.get_running_loop().create_future()
        name.begun = now
        self._queue.append(name)
        self._start_threads()

    def _start_threads(self) -> None:
        loop = asyncio.get_running_loop()
        while self._queue and self._threads < MOST_THREADS:
            self._threads += 1
            Thread(target=self._run, args=(loop, self._queue.popleft()), daemon=True).start()

    def _run(self, loop: asyncio.AbstractEventLoop, name: _Name) -> None:
        """Looks `name` up; runs in a thread of its own."""
        found: Sequence[ResolvedAddress] = ()
        try:
            found, error = self._look_up(name.host), "it has no address"
        except OSError as failure:
            error = failure.strerror or str(failure)
        except Exception as failure:
            # Such as a name that no DNS message can hold.
            error = repr(failure)
        # The loop may have ended meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self._ended, name, found, error)

    def _ended(self, name: _Name, found: Sequence[ResolvedAddress], error: str) -> None:
        self._threads -= 1
        now = asyncio.get_running_loop().time()
        if found:
            name.answer, name.fresh_until = found, now + self._fresh_seconds
        else:
            name.error, name.retry_at = error, now + RETRY_SECONDS
        under_way, name.under_way = name.under_way, None
        if under_way is not None and not under_way.done():
            under_way.set_result(None)
        self._start_threads()
