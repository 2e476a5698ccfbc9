"""Counts of connections, beside a model."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.http.admission import Address, Admission, Rank, address_of

PROXY = "10.0.0.1"
PEERS = ("192.0.2.1", "192.0.2.2", PROXY, "")


@dataclass(eq=False)
class Caller:
    """A connection without a network."""

    peer: str
    rank_now: Rank | None
    address: Address = ""
    closed: list["Caller"] = field(default_factory=list)

    def rank(self) -> Rank | None:
        return self.rank_now

    def make_way(self) -> None:
        self.closed.append(self)


callers = st.tuples(
    st.sampled_from(PEERS), st.none() | st.builds(Rank, st.integers(1, 3), st.floats(0, 9))
)


@given(st.lists(callers, max_size=40), st.integers(1, 8), st.integers(1, 8))
def test_bounds_hold_and_nobody_at_work_is_closed(
    wanted: list[tuple[str, Rank | None]], most: int, most_per_address: int
) -> None:
    admission = Admission(most, most_per_address, {PROXY})
    inside: set[Caller] = set()
    closed: list[Caller] = []
    for peer, rank in wanted:
        caller = Caller(peer, rank, closed=closed)
        before = set(inside)
        room = admission.enter(caller, peer)
        leaving = set(closed) & inside
        inside -= leaving
        assert all(each.rank_now is not None for each in leaving)
        if room:
            inside.add(caller)
        else:
            own = {each for each in before if each.peer == peer}
            full = own if len(own) >= most_per_address and peer in PEERS[:2] else before
            assert all(each.rank_now is None for each in full) or leaving
        assert len(admission) == len(inside) <= most
        for address in PEERS[:2]:
            assert sum(each.peer == address for each in inside) <= most_per_address
    for each in inside:
        assert admission.leave(each)
        assert not admission.leave(each)
    assert len(admission) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:2"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2%eth0"),
    ],
)
def test_the_same_caller(one: str, other: str) -> None:
    assert address_of(one) == address_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2001:db8::1", "2001:db8:0:1::1"), ("192.0.2.1", "192.0.2.2")]
)
def test_not_the_same_caller(one: str, other: str) -> None:
    assert address_of(one) != address_of(other)
