"""The gateway's front: which path is a source's, which the operator's; others are unknown."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, Protocol

from hookshift.domain.http import Headers, Request, Response, json_error, json_response
from hookshift.domain.paths import canonical
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.shared import Answered

OPERATOR_BODY = 0
"""The operator's paths take no body."""


class Endpoint(NamedTuple):
    """What the front must know of a source before it reads a body."""

    methods: frozenset[bytes]
    body_bytes: int


class Webhooks(Protocol):
    """Who answers webhooks; `pipeline.Pipeline` is the real one."""

    def begin(self, request: Request, answered: Answered) -> Response | Awaitable[Response] | None:
        """Begins one request to a source's path, as `http.shared.Application`."""


class Front:
    """The application behind the HTTP server: sources, `/healthz`, `/readyz`, `/metrics`.

    `/metrics`, and why `/readyz` says no, are for trusted callers only: the port is open to the
    internet, whose business neither is.
    """

    def __init__(
        self,
        webhooks: Webhooks,
        endpoints: Mapping[bytes, Endpoint],
        trusted: TrustedCallers,
        not_ready: Callable[[], str | None],
        metrics_page: Callable[[], bytes],
    ) -> None:
        self._webhooks = webhooks
        self._endpoints = endpoints
        # Backwards, so that of two that mean the same the first counts.
        self._paths = {canonical(path): path for path in reversed(list(endpoints))}
        """Sources' paths by their canonical form, for requests that spell them otherwise."""
        self._trusted = trusted
        self._not_ready = not_ready
        self._metrics_page = metrics_page
        self._operator: dict[bytes, Callable[[Request], Response]] = {
            b"/healthz": self._healthz,
            b"/readyz": self._readyz,
            b"/metrics": self._metrics,
        }

    def admit(self, method: bytes, path: bytes, _headers: Headers) -> int | Response:
        """The body's bound, or a refusal before the body is read."""
        endpoint = self._endpoints.get(path)
        if endpoint is None and path not in self._operator:
            endpoint = self._endpoints.get(self._paths.get(canonical(path), b""))
        if endpoint is not None:
            if method in endpoint.methods:
                return endpoint.body_bytes
            return _method_not_allowed(endpoint.methods)
        if path not in self._operator:
            message = "no source has this path; see [[sources]] in hookshift.toml"
            return json_error(404, "not_found", message)
        return OPERATOR_BODY if method in (b"GET", b"HEAD") else _method_not_allowed({b"GET"})

    def begin(self, request: Request, answered: Answered) -> Response | Awaitable[Response] | None:
        """Begins a request that was admitted, as `http.shared.Application`."""
        if request.path in self._endpoints:
            return self._webhooks.begin(request, answered)
        operator = self._operator.get(request.path)
        if operator is not None:
            return operator(request)
        path = self._paths[canonical(request.path)]
        return self._webhooks.begin(request._replace(path=path), answered)

    def _healthz(self, _request: Request) -> Response:
        return json_response(200, {"status": "ok"})

    def _readyz(self, request: Request) -> Response:
        reason = self._not_ready()
        if reason is None:
            return json_response(200, {"status": "ready"})
        if not self._trusted.trusts(request):
            # The reason may name the database's host and login.
            reason = "only callers in gateway.trusted_callers may read why"
        return json_response(503, {"status": "not ready", "message": reason})

    def _metrics(self, request: Request) -> Response:
        if not self._trusted.trusts(request):
            message = "only callers in gateway.trusted_callers may read metrics"
            return json_error(403, "forbidden", message)
        content_type = b"text/plain; version=0.0.4; charset=utf-8"
        return Response(200, [(b"content-type", content_type)], self._metrics_page())


def _method_not_allowed(methods: frozenset[bytes] | set[bytes]) -> Response:
    allowed = b", ".join(sorted(methods))
    message = f"this path accepts only {allowed.decode()}"
    return json_error(405, "method_not_allowed", message, [(b"allow", allowed)])
