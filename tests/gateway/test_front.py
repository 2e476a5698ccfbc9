"""What the operator's paths tell, and to whom."""

from ipaddress import ip_network
from typing import TYPE_CHECKING, cast

import pytest

from hookshift.domain.http import Request
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.front import Front

if TYPE_CHECKING:
    from hookshift.gateway.pipeline import Pipeline

REASON = "cannot connect to PostgreSQL: no entry for host 10.1.2.3, user hookshift"


@pytest.mark.parametrize(("peer", "told"), [("10.0.0.1", True), ("203.0.113.9", False)])
async def test_why_it_is_not_ready_is_told_to_trusted_callers_only(peer: str, told: bool) -> None:
    trusted = TrustedCallers([ip_network("10.0.0.0/8")])
    front = Front(cast("Pipeline", None), {}, trusted, lambda: REASON, lambda: b"")
    answer = await front.handle(Request(b"GET", b"/readyz", b"", [], b"", peer))
    assert answer.status == 503
    assert (REASON.encode() in answer.body) is told
