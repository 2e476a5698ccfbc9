"""Who may send webhooks of a source without a signature: trusted callers inside the installation.

A forwarder that has checked Meta's signature itself, and may have printed the body anew, has none
to show. It is known by its address or by a token. A signature that is there must be right all the
same: a wrong one means that something is wrong.
"""

import hmac
from collections.abc import Iterable

from hookshift.domain.http import Request
from hookshift.gateway.callers import Network, Networks

TOKEN_HEADER = b"x-hookshift-token"
"""Never passed on to a handler."""
SIGNATURES = (b"x-hub-signature-256", b"x-hub-signature")


class Unsigned:
    """Unsigned callers of one source; none where neither networks nor a token are given."""

    def __init__(self, networks: Iterable[Network] = (), token: bytes = b"") -> None:
        self._networks = Networks(networks)
        self._token = token

    def allows(self, request: Request, caller: str) -> bool:
        """Whether this request needs no signature; `caller` is the address that it comes from."""
        if any(name in request.first for name in SIGNATURES):
            return False
        given = request.values(TOKEN_HEADER)
        if self._token and len(given) == 1 and hmac.compare_digest(given[0], self._token):
            return True
        return caller in self._networks
