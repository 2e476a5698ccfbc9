"""Opens a TCP connection to one of a handler's addresses, as RFC 8305 ("Happy Eyeballs") says.

Address families alternate; each further address is tried 250 ms after the one before, or at once
when that one has failed. The first open connection wins, the others are given up. Added here:
- Within a family each connection begins at another address, so that they share the load.
- An address that failed or lost the race is tried last for a while: a dead IPv6 does not cost each
  connection its 250 ms.
"""

import asyncio
import os
import socket
from collections import deque
from collections.abc import Collection, Sequence
from ipaddress import ip_address
from itertools import zip_longest
from ssl import SSLContext, SSLError
from typing import NamedTuple

from hookshift.gateway.upstream.resolver import ResolvedAddress, Resolver

DELAY_SECONDS = 0.25
"""RFC 8305, section 8: the recommended Connection Attempt Delay."""
MOST_ADDRESSES = 16
"""How many addresses are tried for one connection."""
LAST_SECONDS = 30.0
"""How long an address that failed is tried after all others."""


class Dialable(asyncio.Protocol):
    """A protocol that learns the address it will be connected to before `connection_made`."""

    __slots__ = ()

    def dials(self, address: ResolvedAddress) -> None:
        """Called before `connection_made`, with the address that will be connected to."""
        raise NotImplementedError


class Dialled(NamedTuple):
    """An open socket and the address that it is connected to."""

    sock: socket.socket
    address: ResolvedAddress


class Dialer:
    """Opens one handler's connections; `tls` and `server_name` are for `create_connection`."""

    def __init__(
        self,
        host: str,
        port: int,
        resolver: Resolver,
        *,
        tls: SSLContext | None = None,
        server_name: str | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._resolver = resolver
        self.tls = tls
        """For connections that begin now; it is replaced when certificates are renewed."""
        self.fault: str | None = None
        """Why none may be opened, or None."""
        self._server_name = server_name
        self._fixed = _literal(host)
        self._rotation = 0
        self._failed: dict[ResolvedAddress, float] = {}
        """Until when each failed address is tried last, by the loop's clock."""

    async def addresses(self) -> Sequence[ResolvedAddress]:
        """The handler's addresses. Raises LookUpError."""
        return self._fixed or await self._resolver.addresses(self._host)

    def in_order(
        self, addresses: Sequence[ResolvedAddress], avoid: ResolvedAddress | None
    ) -> list[ResolvedAddress]:
        """The order to try `addresses` in for one more connection; `avoid` comes last."""
        now = asyncio.get_running_loop().time()
        self._failed = {
            address: until
            for address, until in self._failed.items()
            if until > now and address in addresses
        }
        last = {*self._failed, avoid} if avoid is not None else self._failed.keys()
        self._rotation += 1
        return in_order(addresses, self._rotation, last)[:MOST_ADDRESSES]

    async def connect(
        self,
        protocol: Dialable,
        addresses: Sequence[ResolvedAddress],
        avoid: ResolvedAddress | None = None,
    ) -> None:
        """Opens a connection for `protocol`. Raises OSError when none can be opened."""
        if self.fault is not None:
            raise OSError(self.fault)
        loop = asyncio.get_running_loop()
        order = self.in_order(addresses, avoid)
        if len(order) == 1 and not any(order[0].more):
            # The usual case; loops do it in half the time of a socket of ours.
            protocol.dials(order[0])
            try:
                await loop.create_connection(
                    lambda: protocol,
                    order[0].ip,
                    self._port,
                    ssl=self.tls,
                    server_hostname=self._server_name,
                )
            except OSError as error:
                raise _at(order[0], error) from error.__cause__
            return
        sock, address = await self.dial(order)
        protocol.dials(address)
        await loop.create_connection(
            lambda: protocol, sock=sock, ssl=self.tls, server_hostname=self._server_name
        )

    async def dial(self, order: Sequence[ResolvedAddress]) -> Dialled:
        """Races the addresses of `order`. Raises OSError when none accepts a connection."""
        if len(order) == 1:
            return Dialled(await _opened(order[0], self._port), order[0])
        return await self._race(order)

    def failed(self, address: ResolvedAddress) -> None:
        """`address` failed, and is tried after all others for LAST_SECONDS."""
        self._failed[address] = asyncio.get_running_loop().time() + LAST_SECONDS

    async def _race(self, order: Sequence[ResolvedAddress]) -> Dialled:
        waiting = deque(order)
        running: dict[asyncio.Task[socket.socket], ResolvedAddress] = {}
        errors: list[OSError] = []
        try:
            while waiting or running:
                if waiting:
                    address = waiting.popleft()
                    task = asyncio.create_task(_opened(address, self._port))
                    running[task] = address
                done, _ = await asyncio.wait(
                    running,
                    timeout=DELAY_SECONDS if waiting else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                won = self._won(done, running, errors)
                if won is not None:
                    return won
            raise _all(errors)
        finally:
            # They lost the race, or ran out of time.
            for task, address in running.items():
                self.failed(address)
                task.cancel()

    def _won(
        self,
        done: Collection[asyncio.Task[socket.socket]],
        running: dict[asyncio.Task[socket.socket], ResolvedAddress],
        errors: list[OSError],
    ) -> Dialled | None:
        won = None
        for task in done:
            address = running.pop(task)
            try:
                sock = task.result()
            except OSError as error:
                errors.append(error)
                self.failed(address)
                continue
            if won is None:
                self._failed.pop(address, None)
                won = Dialled(sock, address)
            else:
                sock.close()
        return won


def in_order(
    addresses: Sequence[ResolvedAddress], rotation: int, last: Collection[ResolvedAddress] = ()
) -> list[ResolvedAddress]:
    """Addresses of the families alternate, the first one's family first (RFC 8305).

    Each family is rotated by `rotation`; addresses in `last` come after all others.
    """
    good = [address for address in addresses if address not in last]
    bad = [address for address in addresses if address in last]
    return [*_interleaved(good, rotation), *_interleaved(bad, rotation)]


def _interleaved(addresses: Sequence[ResolvedAddress], rotation: int) -> list[ResolvedAddress]:
    families: dict[int, list[ResolvedAddress]] = {}
    for address in addresses:
        families.setdefault(address.family, []).append(address)
    rotated = []
    for group in families.values():
        at = rotation % len(group)
        rotated.append(group[at:] + group[:at])
    return [each for row in zip_longest(*rotated) for each in row if each is not None]


async def _opened(address: ResolvedAddress, port: int) -> socket.socket:
    """A socket connected to `address`. Raises OSError, whose text names the address."""
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address.sockaddr(port))
    except OSError as error:
        sock.close()
        raise _at(address, error) from error.__cause__
    except BaseException:
        sock.close()
        raise
    return sock


def _at(address: ResolvedAddress, error: OSError) -> OSError:
    """`error` with the address in its text, as loops word it differently.

    TLS errors and time limits stay as they are: callers know them by class.
    """
    if isinstance(error, SSLError | TimeoutError) or not error.errno:
        return error
    return OSError(error.errno, f"{os.strerror(error.errno)} ({address.ip})")


def _all(errors: Sequence[OSError]) -> OSError:
    """One error with the texts of all `errors`."""
    texts = dict.fromkeys(error.strerror or str(error) for error in errors)
    return OSError(errors[0].errno, "; ".join(texts))


def _literal(host: str) -> Sequence[ResolvedAddress]:
    """The address that `host` spells out; empty if `host` is a name."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ()
    if address.version == 4:
        return (ResolvedAddress(socket.AF_INET, host),)
    scope = host.partition("%")[2]
    if scope:
        # Its number is the kernel's to know.
        return ()
    return (ResolvedAddress(socket.AF_INET6, host, (0, 0)),)
