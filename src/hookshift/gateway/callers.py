"""Who calls: the peer itself, or whoever a trusted proxy says it speaks for.

A proxy names its own peer at the end of `X-Forwarded-For` or `Forwarded` (RFC 7239). What stands
before that, its peer may have made up. So addresses are read from the end, as long as they are
proxies'; the first that is not is the caller. Where nothing can be made of it the caller is
UNKNOWN, which no network holds. So it is if both headers are there and disagree: a proxy writes one
of them, and passes the other on as a stranger has sent it.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import islice

from hookshift.domain.http import Headers, Request

UNKNOWN = "unknown"
"""RFC 7239's word for a caller that is not known; it is never trusted."""
MOST_PROXIES = 16
"""How many proxies one request may come through."""
LONGEST_NODE = 64
"""Bound on one address with its port, in bytes."""
CACHE_BOUND = 10_000
"""How many addresses are cached."""
LONGEST_CACHED = 200
"""Bound on the headers that name a caller, in bytes, for the cache."""

Network = IPv4Network | IPv6Network


class Networks:
    """Whether addresses are in any of some networks; cached, as the same few peers come again."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self.known = _Known(networks)
        """Cached answers by address; read without a call, once for each webhook."""

    def __contains__(self, peer: object) -> bool:
        return self.known[str(peer)]


class _Known(dict[str, bool]):
    """Learns what it is asked."""

    def __init__(self, networks: Iterable[Network]) -> None:
        super().__init__()
        self._networks = tuple(networks)

    def __missing__(self, peer: str) -> bool:
        if len(self) >= CACHE_BOUND:
            self.clear()
        known = self[peer] = self._look_up(peer)
        return known

    def _look_up(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)


class TrustedCallers(Networks):
    """Callers whose correlation id and trace are kept, and who may read metrics."""

    def __init__(self, networks: Iterable[Network], proxies: Iterable[Network] = ()) -> None:
        super().__init__(networks)
        self.proxies = Networks(proxies)
        self._callers: dict[tuple[bytes, bytes], str] = {}

    def trusts(self, request: Request) -> bool:
        """Whether the request comes from one of them."""
        return self.known[self.caller(request)]

    def caller(self, request: Request) -> str:
        """The address that the request comes from, or UNKNOWN."""
        if NAMING.isdisjoint(request.first) or not self.proxies.known[request.peer]:
            return request.peer
        chain, elements = request.values(b"x-forwarded-for"), request.values(b"forwarded")
        if not chain and not elements:
            return request.peer
        key = (b",".join(chain), b",".join(elements))
        known = self._callers.get(key)
        if known is None:
            known = self._named(chain and key[0].split(b","), elements and key[1].split(b","))
            if len(self._callers) >= CACHE_BOUND:
                self._callers.clear()
            if len(key[0]) + len(key[1]) <= LONGEST_CACHED:
                self._callers[key] = known
        return known

    def forwarded(self, request: Request) -> Headers:
        """The headers that name the caller to a handler, in place of those of the same names."""
        peer = request.peer.encode()
        if not self.proxies.known[request.peer]:
            return [(b"x-forwarded-for", peer)] if peer else []
        chain, elements = request.values(b"x-forwarded-for"), request.values(b"forwarded")
        kept: Headers = [(b"x-real-ip", value) for value in request.values(b"x-real-ip")]
        if elements:
            node = b'for="[%b]"' % peer if b":" in peer else b"for=%b" % peer
            kept.append((b"forwarded", b", ".join([*elements, node])))
        kept.append((b"x-forwarded-for", b", ".join([*chain, peer])))
        return kept

    def _named(self, nodes: Sequence[bytes], elements: Sequence[bytes]) -> str:
        found = {
            self._behind(chain)
            for chain in (nodes, [_for(element) for element in elements[-MOST_PROXIES - 1 :]])
            if chain
        }
        return found.pop() if len(found) == 1 else UNKNOWN

    def _behind(self, chain: Sequence[bytes]) -> str:
        """The last address that is no proxy; the first if all are."""
        address = UNKNOWN
        for node in islice(reversed(chain), MOST_PROXIES):
            address = _address(node)
            if address not in self.proxies:
                return address
        return address if len(chain) <= MOST_PROXIES else UNKNOWN


NAMING = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})
"""Headers that name the caller."""


def _for(element: bytes) -> bytes:
    """The value of `for`; no quoted one holds a comma or a semicolon."""
    for pair in element.split(b";"):
        name, _, value = pair.partition(b"=")
        if name.strip(b" \t").lower() == b"for":
            return value.strip(b' \t"')
    return b""


def _address(node: bytes) -> str:
    """`192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`."""
    if len(node) > LONGEST_NODE:
        return UNKNOWN
    text = node.strip(b" \t").decode("latin-1")
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return UNKNOWN
