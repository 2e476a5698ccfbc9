"""An alias that the filter lacks is nobody's, whoever added what to it; it never forgets one."""

import mmap
import os
import struct
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.core.choice import OpenSlots, choose
from hookshift.gateway.conversation.alias_filter import (
    BLOCK,
    EMPTIED_AT_ONCE,
    FOLLOWED_SECONDS,
    AliasFilter,
)
from hookshift.gateway.conversation.shared_table import HEADER, SharedTable
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.conversation.table_layout import SET
from tests.core.differential import core

ALIASES = st.integers(-(2**63), 2**63 - 1)
T0 = 1_790_000_000.0


@pytest.fixture(autouse=True, scope="module", params=["python", "native"])
def slots(request: pytest.FixtureRequest) -> OpenSlots | None:
    """The reference, and the compiled core where it was built."""
    if request.param == "native":
        core()
    return choose(request.param).slots


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> float:
        return self.now


def made(
    slots: OpenSlots | None,
    blocks: int,
    clock: Clock | None = None,
    mapping: mmap.mmap | None = None,
) -> AliasFilter:
    """A filter of so many blocks, which says something."""
    whole = mapping or mmap.mmap(-1, HEADER + SET + blocks * BLOCK)
    found = SharedTable(whole, None, clock or Clock(), slots, blocks * BLOCK).aliases
    found.completed()
    found.followed()
    return found


def packed(*aliases: int) -> bytes:
    return struct.pack(f">{len(aliases)}q", *aliases)


@given(st.lists(ALIASES, max_size=200), st.integers(1, 5))
def test_it_never_lacks_what_was_added(
    slots: OpenSlots | None, aliases: list[int], blocks: int
) -> None:
    found = made(slots, blocks)
    half = len(aliases) // 2
    found.add_all(packed(*aliases[:half]))
    for alias in aliases[half:]:
        found.add(alias)
    assert not any(found.lacks(alias) for alias in aliases)


@given(st.lists(ALIASES, max_size=100), st.integers(1, 5))
def test_both_engines_set_the_same_bits(aliases: list[int], blocks: int) -> None:
    core()
    left, right = (mmap.mmap(-1, HEADER + SET + blocks * BLOCK) for _ in range(2))
    reference = made(None, blocks, mapping=left)
    compared = made(choose("native").slots, blocks, mapping=right)
    for each in (reference, compared):
        each.add_all(packed(*aliases))
    assert left[:] == right[:]
    other = Random(len(aliases))
    for _ in range(100):
        alias = other.getrandbits(64) - 2**63
        assert reference.lacks(alias) is compared.lacks(alias)


def test_with_twelve_bits_for_each_it_takes_one_of_a_hundred_for_known(
    slots: OpenSlots | None,
) -> None:
    random, blocks = Random(4711), 1_000
    found = made(slots, blocks)
    found.add_all(packed(*(random.getrandbits(64) - 2**63 for _ in range(blocks * 512 // 12))))
    others = [random.getrandbits(64) - 2**63 for _ in range(20_000)]
    wrong = sum(not found.lacks(alias) for alias in others) / len(others)
    assert 0.002 < wrong < 0.015
    assert found.mistakes == pytest.approx(wrong, rel=0.5)


def test_emptied_it_lacks_everybody_once_it_is_complete(slots: OpenSlots | None) -> None:
    random, blocks = Random(4711), 2 * EMPTIED_AT_ONCE + 1
    found = made(slots, blocks)
    aliases = [random.getrandbits(64) - 2**63 for _ in range(5_000)]
    found.add_all(packed(*aliases))
    assert len(list(found.empty())) == 3
    assert not found.lacks(aliases[0]), "it says nothing yet"
    found.completed()
    found.followed()
    assert all(found.lacks(alias) for alias in aliases)
    assert found.mistakes == 0.0


def test_an_empty_one_lacks_everybody(slots: OpenSlots | None) -> None:
    found = made(slots, 1)
    assert found.lacks(0)
    assert found.lacks(-1)


def test_it_says_nothing_before_it_is_complete(slots: OpenSlots | None) -> None:
    mapping = mmap.mmap(-1, HEADER + SET + BLOCK)
    found = SharedTable(mapping, None, Clock(), slots, BLOCK).aliases
    found.followed()
    assert not found.is_complete
    assert not found.lacks(1)
    found.completed()
    assert found.is_complete
    assert found.lacks(1)
    found.doubt()
    found.followed()
    assert not found.lacks(1)


@pytest.mark.parametrize(
    ("age", "speaks"),
    [(0, True), (FOLLOWED_SECONDS, True), (FOLLOWED_SECONDS + 1, False), (-1, False)],
)
def test_it_says_nothing_while_others_are_not_followed(
    slots: OpenSlots | None, age: int, speaks: bool
) -> None:
    clock = Clock()
    found = made(slots, 1, clock)
    clock.now += age
    assert found.lacks(1) is speaks
    assert found.is_trusted is speaks
    found.followed()
    assert found.lacks(1)


def test_without_room_it_says_nothing(slots: OpenSlots | None) -> None:
    found = made(slots, 0)
    found.add(1)
    assert found.is_complete
    assert not found.is_trusted
    assert not found.lacks(2)
    assert found.mistakes == 0.0


def test_a_part_of_a_block_is_refused() -> None:
    mapping = mmap.mmap(-1, HEADER + SET + BLOCK)
    with pytest.raises(ValueError, match="65"):
        SharedTable(mapping, None, Clock(), None, BLOCK + 1)


def test_one_of_a_closed_table_says_nothing(slots: OpenSlots | None) -> None:
    mapping = mmap.mmap(-1, HEADER + SET + BLOCK)
    table = SharedTable(mapping, None, Clock(), slots, BLOCK)
    table.aliases.add(1)
    table.close()
    assert not table.aliases.is_trusted
    assert table.aliases.mistakes == 0.0


ADDS = """
import sys
from hookshift.core.choice import choose
from hookshift.gateway.conversation.table_file import open_table
from pathlib import Path
path, engine, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
table = open_table(Path(path), {size}, 7, filter_bytes={filter}, slots=choose(engine).slots)
print("ready", flush=True)
sys.stdin.readline()
for number in range(first, first + count):
    table.aliases.add(number * 0x9E3779B97F4A7C15 % 2**64 - 2**63)
print(table.unlocked)
"""


def test_of_what_several_processes_add_at_once_nothing_is_lost(
    tmp_path: Path, slots: OpenSlots | None
) -> None:
    """Of both engines, into the same blocks."""
    core()
    blocks, count = 4, 60
    size = HEADER + SET + blocks * BLOCK
    text = ADDS.format(size=size, filter=blocks * BLOCK)
    path = tmp_path / "t.table"
    with_path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", text, str(path), engine, str(number * count), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=with_path,
            text=True,
        )
        for number, engine in enumerate(("python", "native", "python", "native"))
    ]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    outputs = [each.communicate()[0] for each in running]
    table = open_table(path, size, 7, filter_bytes=blocks * BLOCK, slots=slots)
    table.aliases.completed()
    table.aliases.followed()
    lost = [
        number
        for number in range(4 * count)
        if table.aliases.lacks(number * 0x9E3779B97F4A7C15 % 2**64 - 2**63)
    ]
    # Who did not get the lock in time writes without, which is counted.
    assert not lost or any(int(each) for each in outputs)
    table.close()
