"""`Snapshot.threshold_of` is the one answer to who of a domain goes to unified."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import hookshift
from hookshift.domain.routing.routing import Snapshot

SOURCE = Path(hookshift.__file__).parent
DECIDING = [
    *(SOURCE / "gateway").rglob("*.py"),
    *(SOURCE / "domain" / "routing").glob("*.py"),
    *(SOURCE / "view").glob("*.py"),
]


@given(
    enabled=st.booleans(),
    threshold=st.integers(0, 10_000),
    domains=st.frozensets(st.sampled_from(["jobs", "property"])),
)
def test_a_domain_has_the_share_only_where_it_moves_and_routing_is_on(
    enabled: bool, threshold: int, domains: frozenset[str]
) -> None:
    snapshot = Snapshot(1, enabled, threshold, domains, b"salt")
    for domain in ("jobs", "property"):
        moves = enabled and domain in domains
        assert snapshot.threshold_of(domain) == (threshold if moves else 0)


def test_whatever_decides_asks_for_a_domains_threshold() -> None:
    assert len(DECIDING) > 60
    direct = re.compile(r"snapshot\.threshold\b")
    found = [each.name for each in DECIDING if direct.search(each.read_text(encoding="utf-8"))]
    assert found == []
