"""What the operator's paths tell, and to whom."""

from ipaddress import ip_network

import pytest

from hookshift.domain.http import Request, Response
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.shared import Answered
from hookshift.gateway.relay.front import Endpoint, Front
from tests.gateway.relay.asking import ask

REASON = "cannot connect to PostgreSQL: no entry for host 10.1.2.3, user hookshift"


@pytest.mark.parametrize(("peer", "shown"), [("10.0.0.1", True), ("203.0.113.9", False)])
async def test_why_it_is_not_ready_is_shown_to_trusted_callers_only(peer: str, shown: bool) -> None:
    trusted = TrustedCallers([ip_network("10.0.0.0/8")])
    front = Front(Noted(), {}, trusted, lambda: REASON, lambda: b"")
    answer = await ask(front, Request(b"GET", b"/readyz", b"", [], b"", peer))
    assert answer.status == 503
    assert (REASON.encode() in answer.body) is shown


class Noted:
    """A pipeline that only says what it was asked for."""

    def begin(self, request: Request, _answered: Answered) -> Response:
        return Response(200, [], request.path)


PATHS = [
    (b"/webhook/a+b", b"/webhook/a+b"),
    (b"/webhook/a%20b", b"/webhook/a+b"),
    (b"/webhook/a%2Bb/", b"/webhook/a+b"),
    (b"/slash", b"/slash"),
    (b"/slash/", b"/slash/"),
    (b"/sl%61sh/", b"/slash"),
    (b"/webhook", None),
    (b"/slash//", None),
    (b"", None),
    (b"*", None),
]


@pytest.mark.parametrize(("asked", "path"), PATHS)
async def test_a_source_is_reached_however_its_path_is_written(
    asked: bytes, path: bytes | None
) -> None:
    methods = frozenset({b"POST"})
    endpoints = {name: Endpoint(methods, 7) for name in (b"/webhook/a+b", b"/slash", b"/slash/")}
    nobody = TrustedCallers([])
    front = Front(Noted(), endpoints, nobody, lambda: REASON, lambda: b"")
    admitted = front.admit(b"POST", asked, [])
    if path is None:
        assert isinstance(admitted, Response)
        assert admitted.status == 404
        return
    assert admitted == 7
    answer = await ask(front, Request(b"POST", asked, b"", [], b"", "203.0.113.9"))
    assert answer.body == path
