"""Opens a TCP connection to one of a handler's addresses, as RFC 8305 ("Happy Eyeballs") says.

Families take turns, each further address 250 ms after the one before, or at once when that one has
failed; the first that is open wins, the others are given up. What is added:
- Within a family each connection begins at another address, so that they share the load.
- An address that failed or was overtaken comes last for a while: a dead IPv6 does not cost each
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
"""That one connection is tried at."""
LAST_SECONDS = 30.0
"""For which an address that failed comes last."""


class Dialable(asyncio.Protocol):
    """Is told the address that it is connected to, before it is."""

    __slots__ = ("address",)

    address: ResolvedAddress | None


class Dialled(NamedTuple):
    """An open connection, and where to."""

    sock: socket.socket
    address: ResolvedAddress


class Dialer:
    """Of one handler; `tls` and `server_name` as `create_connection` takes them."""

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
        self._tls = tls
        self._server_name = server_name
        self._fixed = _literal(host)
        self._turn = 0
        self._failed: dict[ResolvedAddress, float] = {}
        """Until when each comes last, by the loop's clock."""

    async def addresses(self) -> Sequence[ResolvedAddress]:
        """Where the handler is. Raises LookUpError."""
        return self._fixed or await self._resolver.addresses(self._host)

    def in_order(
        self, addresses: Sequence[ResolvedAddress], avoid: ResolvedAddress | None
    ) -> list[ResolvedAddress]:
        """For one more connection; `avoid` comes last."""
        now = asyncio.get_running_loop().time()
        self._failed = {
            address: until
            for address, until in self._failed.items()
            if until > now and address in addresses
        }
        last = {*self._failed, avoid} if avoid is not None else self._failed.keys()
        self._turn += 1
        return in_order(addresses, self._turn, last)[:MOST_ADDRESSES]

    async def connect(
        self,
        protocol: Dialable,
        addresses: Sequence[ResolvedAddress],
        avoid: ResolvedAddress | None = None,
    ) -> None:
        """Opens a connection for `protocol`. Raises OSError when none can be opened."""
        loop = asyncio.get_running_loop()
        order = self.in_order(addresses, avoid)
        if len(order) == 1 and not any(order[0].more):
            # The usual case; loops do it in half the time of a socket of ours.
            protocol.address = order[0]
            try:
                await loop.create_connection(
                    lambda: protocol,
                    order[0].ip,
                    self._port,
                    ssl=self._tls,
                    server_hostname=self._server_name,
                )
            except OSError as error:
                raise _at(order[0], error) from error.__cause__
            return
        sock, protocol.address = await self.dial(order)
        await loop.create_connection(
            lambda: protocol, sock=sock, ssl=self._tls, server_hostname=self._server_name
        )

    async def dial(self, order: Sequence[ResolvedAddress]) -> Dialled:
        """Races them. Raises OSError when none can be connected to."""
        if len(order) == 1:
            return Dialled(await _opened(order[0], self._port), order[0])
        return await self._race(order)

    def failed(self, address: ResolvedAddress) -> None:
        """It is tried behind all others for a while."""
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
            # Overtaken, or out of time.
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
    addresses: Sequence[ResolvedAddress], turn: int, last: Collection[ResolvedAddress] = ()
) -> list[ResolvedAddress]:
    """Families in turns, beginning with the first one's; each begun at another place by `turn`.

    Those in `last` come behind all others.
    """
    good = [address for address in addresses if address not in last]
    bad = [address for address in addresses if address in last]
    return [*_in_turns(good, turn), *_in_turns(bad, turn)]


def _in_turns(addresses: Sequence[ResolvedAddress], turn: int) -> list[ResolvedAddress]:
    families: dict[int, list[ResolvedAddress]] = {}
    for address in addresses:
        families.setdefault(address.family, []).append(address)
    rotated = []
    for group in families.values():
        at = turn % len(group)
        rotated.append(group[at:] + group[:at])
    return [each for row in zip_longest(*rotated) for each in row if each is not None]


async def _opened(address: ResolvedAddress, port: int) -> socket.socket:
    """Raises OSError, which says where."""
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
    """Says where it was; the loops' own texts differ. TLS and time limits are told by class."""
    if isinstance(error, SSLError | TimeoutError) or not error.errno:
        return error
    return OSError(error.errno, f"{os.strerror(error.errno)} ({address.ip})")


def _all(errors: Sequence[OSError]) -> OSError:
    """One error that says what each said."""
    texts = dict.fromkeys(error.strerror or str(error) for error in errors)
    return OSError(errors[0].errno, "; ".join(texts))


def _literal(host: str) -> Sequence[ResolvedAddress]:
    """The address that `host` is, if it is one and no name."""
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
