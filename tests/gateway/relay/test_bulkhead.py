"""What hangs leaves room for the others, however many hang."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.errors import HandlerSaturated
from hookshift.gateway.http.limits import Load, ServerLimits
from hookshift.gateway.relay.bulkhead import Bulkheads

SIZE = 1_000


def bulkheads(in_flight: int, buffered_bytes: int = 10**9) -> tuple[Bulkheads, Load]:
    limits = ServerLimits(16_384, 100, SIZE, 4_096, 4_096, in_flight, buffered_bytes, 32)
    load = Load()
    return Bulkheads(limits, load), load


def asks(these: Bulkheads, load: Load, handler: str, size: int = SIZE) -> bool:
    """As a server would: the request that asks is part of the load; False if it was refused."""
    load.in_flight += 1
    load.buffered_bytes += size
    try:
        these.enter(handler, size)
    except HandlerSaturated:
        leaves(load, size)
        return False
    return True


def leaves(load: Load, size: int = SIZE) -> None:
    load.in_flight -= 1
    load.buffered_bytes -= size


@pytest.mark.parametrize(("in_flight", "bound"), [(1, 1), (2, 1), (3, 2), (100, 50), (1_024, 512)])
def test_a_handler_that_never_answers_has_half_at_three_times_its_bound(
    in_flight: int, bound: int
) -> None:
    these, load = bulkheads(in_flight)
    assert sum(asks(these, load, "hangs") for _ in range(3 * bound)) == bound


@pytest.mark.parametrize("hanging", [1, 2, 3, 8])
def test_however_many_hang_there_is_room_for_one_more(hanging: int) -> None:
    these, load = bulkheads(1_024)
    names = [f"hangs {number}" for number in range(hanging)]
    for _ in range(1_024):
        for name in names:
            asks(these, load, name)
    left = 1_024 - load.in_flight
    assert left >= 1_024 // (hanging + 1) - hanging
    assert asks(these, load, "works")


def test_bodies_count_too() -> None:
    these, load = bulkheads(1_024, buffered_bytes=10 * SIZE)
    assert sum(asks(these, load, "hangs") for _ in range(30)) == 5
    assert asks(these, load, "works")


def test_whatever_it_holds_the_text_says_what_to_do() -> None:
    these, load = bulkheads(2)
    assert asks(these, load, "jobs")
    load.in_flight += 1
    with pytest.raises(HandlerSaturated, match=r"handler jobs: .*1 requests.*limits\.in_flight"):
        these.enter("jobs", SIZE)


@given(
    st.integers(1, 30),
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.booleans(), st.integers(0, 5_000)), max_size=200
    ),
)
def test_nobody_is_refused_who_holds_nothing_and_what_is_given_back_is_free(
    in_flight: int, steps: list[tuple[str, bool, int]]
) -> None:
    these, load = bulkheads(in_flight)
    held: Counter[str] = Counter()
    sizes: dict[str, list[int]] = {name: [] for name in "abcd"}
    for handler, comes, size in steps:
        if not comes and sizes[handler]:
            last = sizes[handler].pop()
            these.leave(handler, last)
            leaves(load, last)
            held[handler] -= 1
        elif comes and load.in_flight < in_flight:
            admitted = asks(these, load, handler, size)
            assert admitted == (held[handler] <= in_flight - load.in_flight - (not admitted))
            if admitted:
                sizes[handler].append(size)
                held[handler] += 1
    for handler, left in sizes.items():
        for size in left:
            these.leave(handler, size)
            leaves(load, size)
    assert sum(asks(these, load, "a") for _ in range(in_flight)) == (in_flight + 1) // 2
