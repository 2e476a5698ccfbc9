"""The compiled core keeps nothing of what it read, and gives back every reference that it took."""

import gc
import sys
from collections.abc import Callable

from hookshift.domain.events import EventKind
from hookshift.domain.routing.routing import Reason, Side
from tests.core.differential import BODIES, MOST, core
from tests.core.fuzzing import SNAPSHOTS, TABLES, readable

ROUNDS = 60
SLACK = 40
"""Objects that Python itself keeps here and there (free lists); a leak is one each round."""


def grown(work: Callable[[], None]) -> int:
    """How many objects are more after ROUNDS of it: the least of three times, as a leak is in each.

    What Python keeps of its own accord, such as code that it adapts, comes once.
    """
    for _ in range(5):
        work()
    return min(_grown(work) for _ in range(3))


def _grown(work: Callable[[], None]) -> int:
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(ROUNDS):
        work()
    gc.collect()
    return sys.getallocatedblocks() - before


def counts() -> list[int]:
    """References to what both engines hand out again and again."""
    return [sys.getrefcount(each) for kind in (EventKind, Reason, Side) for each in kind]


def test_reading_leaks_nothing_whatever_it_reads() -> None:
    whole = [path.read_bytes() for path in BODIES]
    bodies = [body[:end] for body in whole for end in range(0, len(body), 97)] + whole
    read = core().Reader(MOST)

    def work() -> None:
        for body in bodies:
            read(body)

    work()
    gc.collect()
    before = counts()
    assert grown(work) < SLACK
    assert counts() == before


def test_deciding_leaks_nothing() -> None:
    found = [event for path in BODIES for event in readable(path.read_bytes())]
    deciders = [core().Decider(table) for table in TABLES]

    def work() -> None:
        for decider in deciders:
            for snapshot in SNAPSHOTS:
                decider(found, "default", snapshot)

    work()
    gc.collect()
    before = counts()
    assert grown(work) < SLACK
    assert counts() == before


def test_a_decider_leaks_nothing_of_its_table() -> None:
    def work() -> None:
        for table in TABLES:
            core().Decider(table)

    assert grown(work) < SLACK
