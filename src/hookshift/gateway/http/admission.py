"""Which connections there is room for: when all are taken, the longest idle one makes way.

There are two bounds: for all connections, and for those of one address, so that one caller does
not push out the others. A connection on which a request is in progress is never closed for another.
Of those that wait for their client, first the idle ones go, then those whose head has begun, then
those whose body has; among equals the one whose time is over soonest. They go by the dozen, so
that many newcomers share one look through all connections.
"""

import socket
from collections.abc import Container, Iterable
from heapq import nsmallest
from typing import NamedTuple, Protocol

PART_CLOSED = 64
"""When a bound is reached, one connection in so many makes way at once, at least one."""
PREFIX_BYTES = 8
"""Bytes of an IPv6 address that name a caller: each caller has a /64."""
_MAPPED = b"\0" * 10 + b"\xff\xff"

Address = str | bytes


class Rank(NamedTuple):
    """The order in which connections make way: the smallest first."""

    stage: int
    deadline: float


class Member(Protocol):
    """A connection, as far as admission needs it."""

    address: Address

    def rank(self) -> Rank | None:
        """The connection's place among those that make way; None if it must not."""

    def make_way(self) -> None:
        """Closes the connection at once; called after `Admission.leave`."""


class Admission:
    """Counts the connections of one server."""

    def __init__(self, most: int, most_per_address: int, unbounded: Container[str] = ()) -> None:
        """`unbounded` are peers that stand for many callers, as proxies do."""
        self._most = most
        self._most_per_address = most_per_address
        self._unbounded = unbounded
        self._members: dict[Member, None] = {}
        """Members in order of arrival, which decides among equals."""
        self._addresses: dict[Address, int] = {}

    def __len__(self) -> int:
        return len(self._members)

    def enter(self, member: Member, peer: str) -> bool:
        """Whether there is room, if need be by closing others."""
        bounded = peer != "" and peer not in self._unbounded
        member.address = address_of(peer) if bounded else ""
        if bounded and self._addresses.get(member.address, 0) >= self._most_per_address:
            own = (each for each in self._members if each.address == member.address)
            if not self._make_room(own, self._most_per_address):
                return False
        if len(self._members) >= self._most and not self._make_room(self._members, self._most):
            return False
        self._members[member] = None
        self._addresses[member.address] = self._addresses.get(member.address, 0) + 1
        return True

    def leave(self, member: Member) -> bool:
        """Stops counting `member`; False if it was not counted."""
        if member not in self._members:
            return False
        del self._members[member]
        left = self._addresses.pop(member.address) - 1
        if left:
            self._addresses[member.address] = left
        return True

    def _make_room(self, members: Iterable[Member], bound: int) -> bool:
        waiting = [
            (rank, number, member)
            for number, member in enumerate(members)
            if (rank := member.rank()) is not None
        ]
        leaving = nsmallest(max(1, bound // PART_CLOSED), waiting)
        for _, _, member in leaving:
            self.leave(member)
            member.make_way()
        return bool(leaving)


def address_of(peer: str) -> Address:
    """What is counted as one caller: an IPv4 address, or the first half of an IPv6 one."""
    if ":" not in peer:
        return peer
    packed = socket.inet_pton(socket.AF_INET6, peer.partition("%")[0])
    if packed.startswith(_MAPPED):
        return socket.inet_ntop(socket.AF_INET, packed[len(_MAPPED) :])
    return packed[:PREFIX_BYTES]
