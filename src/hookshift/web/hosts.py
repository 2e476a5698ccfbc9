"""Which names this is reached by: another site's page cannot make its own name mean this machine.

DNS rebinding works by name, so where others reach this, each IP address is good, too: proxies,
probes and Prometheus ask for one. `/healthz` says nothing, and answers whoever asks.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hookshift.domain.http import is_port
from hookshift.web.audit import Audit

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
HEALTH: Final = "/healthz"
_HOST: Final = re.compile(
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\s:/@\[\]]+))(?::(?P<port>[0-9]+))?"
)


class Hosts:
    """Refuses a request whose `Host` is none of ours; never redirects to what it names."""

    def __init__(
        self, app: ASGIApp, audit: Audit, public_url: str | None, others: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._audit = audit
        public = urlsplit(public_url or "").hostname
        self._is_public = public is not None
        self._names = {*LOOPBACK, *(name.lower() for name in others), *([public] if public else [])}
        self._advice = (
            "; if it is right, add it to control.allowed_hosts, or let the proxy pass on the "
            "original Host"
            if public
            else "; set control.public_url to allow access by other names"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] == HEALTH or self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        self._audit.refused(HTTPConnection(scope), "a request", "unknown Host")
        error = f"the Host of this request is not a name of this dashboard{self._advice}"
        await JSONResponse({"error": error}, status_code=400)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        given = Headers(scope=scope).getlist("host")
        found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if found is None or not is_port(found["port"]):
            return False
        name = (found["v6"] or found["name"]).lower().removesuffix(".")
        return name in self._names or (self._is_public and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
