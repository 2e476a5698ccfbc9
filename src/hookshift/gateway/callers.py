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
"""As RFC 7239 calls one that is not known; nobody trusts it."""
MOST_PROXIES = 16
"""In a row."""

Network = IPv4Network | IPv6Network


class Networks:
    """Whether they hold an address. A cache, because the same few peers come again."""

    _CACHE_BOUND = 10_000

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks = tuple(networks)
        self._known: dict[str, bool] = {}

    def __contains__(self, peer: object) -> bool:
        assert isinstance(peer, str)
        known = self._known.get(peer)
        if known is None:
            known = self._look_up(peer)
            if len(self._known) >= self._CACHE_BOUND:
                self._known.clear()
            self._known[peer] = known
        return known

    def _look_up(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)


class TrustedCallers(Networks):
    """Whose correlation id and trace are kept, and who may see metrics."""

    def __init__(self, networks: Iterable[Network], proxies: Iterable[Network] = ()) -> None:
        super().__init__(networks)
        self.proxies = Networks(proxies)

    def trusts(self, request: Request) -> bool:
        """Whether the request comes from one of them."""
        return self.caller(request) in self

    def caller(self, request: Request) -> str:
        """The address that the request comes from, or UNKNOWN."""
        if request.peer not in self.proxies:
            return request.peer
        named = {
            self._behind(chain)
            for chain in (_x_forwarded_for(request.headers), _forwarded(request.headers))
            if chain
        }
        if not named:
            return request.peer
        return named.pop() if len(named) == 1 else UNKNOWN

    def forwarded(self, request: Request) -> Headers:
        """The headers that tell a handler who calls, in place of those of the same names."""
        peer = request.peer.encode()
        if not peer:
            return []
        given = [pair for pair in request.headers if pair[0] in NAMING]
        if request.peer not in self.proxies:
            given = []
        chain = [value for name, value in given if name == b"x-forwarded-for"]
        kept = [pair for pair in given if pair[0] == b"x-real-ip"]
        elements = [value for name, value in given if name == b"forwarded"]
        if elements:
            node = b'for="[%b]"' % peer if b":" in peer else b"for=%b" % peer
            kept.append((b"forwarded", b", ".join([*elements, node])))
        return [*kept, (b"x-forwarded-for", b", ".join([*chain, peer]))]

    def _behind(self, chain: Sequence[bytes]) -> str:
        """The last of them that is no proxy; the first if all are."""
        address = UNKNOWN
        for node in islice(reversed(chain), MOST_PROXIES):
            address = _address(node)
            if address not in self.proxies:
                return address
        return address if len(chain) <= MOST_PROXIES else UNKNOWN


NAMING = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})
"""Headers that say who calls."""


def _x_forwarded_for(headers: Headers) -> list[bytes]:
    values = [value for name, value in headers if name == b"x-forwarded-for"]
    return b",".join(values).split(b",") if values else []


def _forwarded(headers: Headers) -> list[bytes]:
    """What `for` says in each element; nothing that is quoted there holds a comma or semicolon."""
    values = [value for name, value in headers if name == b"forwarded"]
    return [_for(element) for element in b",".join(values).split(b",")] if values else []


def _for(element: bytes) -> bytes:
    for pair in element.split(b";"):
        name, _, value = pair.partition(b"=")
        if name.strip(b" \t").lower() == b"for":
            return value.strip(b' \t"')
    return b""


def _address(node: bytes) -> str:
    """`192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`."""
    text = node.strip(b" \t").decode("latin-1")
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return UNKNOWN
