"""The shared table behaves like a dictionary that forgets within a bound, whoever writes to it."""

import mmap
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.core.choice import OpenSlots, choose
from hookshift.gateway.conversation.range_lock import LOCK_SECONDS
from hookshift.gateway.conversation.shared_table import HEADER, TOUCH_SECONDS, SharedTable
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.conversation.table_layout import (
    KEPT_PASSING,
    PAYLOAD,
    SET,
    SLOT,
    WAYS,
    Shape,
    home,
    is_passing,
    packed_slot,
)
from tests.core.differential import core

KEY_TAG = 7
KEYS = st.integers(-(2**63), 2**63 - 1)
PAYLOADS = st.binary(min_size=PAYLOAD, max_size=PAYLOAD).filter(
    lambda each: not is_passing(each, 0)
)
"""Of people and conversations; those of messages end with zeros."""
MESSAGES = st.binary(min_size=8, max_size=8).map(lambda begin: begin + bytes(PAYLOAD - 8))
ABSENCES = st.binary(min_size=4, max_size=4).map(lambda end: b"\xff" * (PAYLOAD - 4) + end)
T0 = 1_790_000_000.0


class Clock:
    """Goes on by a second at each look."""

    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Chosen:
    """Which engine's slots the tests use."""

    name = "python"

    @classmethod
    def slots(cls) -> OpenSlots | None:
        return choose(cls.name).slots


@pytest.fixture(autouse=True, scope="module", params=["python", "native"])
def engine(request: pytest.FixtureRequest) -> None:
    """The reference, and the compiled core where it was built."""
    Chosen.name = request.param
    if request.param == "native":
        core()


def table_on(mapping: mmap.mmap, clock: Clock | None = None) -> SharedTable:
    return SharedTable(mapping, None, clock or Clock(), Chosen.slots())


def own_table(sets: int, clock: Clock | None = None) -> SharedTable:
    return table_on(mmap.mmap(-1, HEADER + sets * SET), clock)


@contextmanager
def opened(path: Path, sets: int = 4, key_tag: int = KEY_TAG) -> Iterator[SharedTable]:
    table = open_table(path, HEADER + sets * SET, key_tag, slots=Chosen.slots())
    try:
        yield table
    finally:
        table.close()


def payload(number: int) -> bytes:
    return number.to_bytes(PAYLOAD, "little")


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), KEYS | st.integers(0, 9), PAYLOADS),
            st.tuples(st.just("exchange"), st.integers(0, 9), PAYLOADS),
            st.tuples(st.just("forget"), st.integers(0, 9), st.just(b"")),
        ),
        max_size=WAYS,
    )
)
def test_it_is_a_dictionary_while_no_set_is_full(steps: list[tuple[str, int, bytes]]) -> None:
    table, model = own_table(1), dict[int, bytes]()
    for what, key, value in steps:
        if what == "put":
            table.put(key, value)
            model[key] = value
        elif what == "exchange":
            wrong = b"\x01" * PAYLOAD
            assert table.exchange(key, wrong, value) is (model.get(key) == wrong)
            if model.get(key) == wrong:
                model[key] = value
            assert table.exchange(key, model.get(key), value)
            model[key] = value
        else:
            table.forget(key)
            model.pop(key, None)
        assert {each: table.get(each) for each in model} == model
        assert table.get(key) == model.get(key)


@given(st.lists(st.tuples(KEYS, PAYLOADS), max_size=100))
def test_what_it_forgets_is_a_miss_and_the_newest_are_kept(
    writes: list[tuple[int, bytes]],
) -> None:
    table, model = own_table(1), dict[int, bytes]()
    for key, value in writes:
        table.put(key, value)
        model.pop(key, None)
        model[key] = value
    for key, value in model.items():
        assert table.get(key) in (None, value)
    for key in list(model)[-WAYS:]:
        assert table.get(key) == model[key]


def person(number: int) -> bytes:
    return payload(number + 1 << 64)


def test_messages_push_out_no_more_people_than_that() -> None:
    """However many come, of people and conversations all but one stay."""
    table = own_table(1)
    for key in range(WAYS):
        table.put(key, person(key))
    for key in range(100, 1_000):
        table.put(key, payload(key))
    people = [key for key in range(WAYS) if table.get(key) is not None]
    messages = [key for key in range(100, 1_000) if table.get(key) is not None]
    assert people == list(range(WAYS - len(people), WAYS))
    assert len(messages) == KEPT_PASSING
    assert messages == list(range(1_000 - len(messages), 1_000))
    # A message takes the place of the one before, as long as there is one.
    for key in range(50, 50 + WAYS):
        table.put(key, person(key))
        table.put(1_000 + key, payload(key))
    kept = sum(table.get(key) is not None for key in range(50, 50 + WAYS))
    assert kept == WAYS - KEPT_PASSING


def test_messages_take_all_room_that_nobody_else_wants() -> None:
    table = own_table(1)
    for key in range(100):
        table.put(key, payload(key))
    assert [key for key in range(100) if table.get(key) is not None] == list(range(92, 100))


def test_it_never_holds_more_than_it_has_room_for() -> None:
    table = own_table(4)
    for key in range(1_000):
        table.put(key, payload(key))
    assert len(table) == 4 * WAYS
    kept = [key for key in range(1_000) if table.get(key) is not None]
    assert len(kept) == 4 * WAYS
    assert min(kept) > 1_000 - 8 * WAYS
    assert table.occupancy(0, 4) == 1.0


def test_a_record_that_is_read_now_and_then_outlives_those_that_are_not() -> None:
    clock = Clock()
    table = own_table(1, clock)
    table.put(0, payload(0))
    for key in range(1, 50):
        clock.now += TOUCH_SECONDS
        table.put(key, payload(key))
        assert table.get(0) == payload(0)
    assert table.get(1) is None


def test_occupancy_is_counted_by_sets() -> None:
    table = own_table(4)
    counts = [0] * 4
    for key in range(9):
        table.put(key, person(key))
        # Of its two sets the emptier one.
        sets = [start // SET for start in home(key, Shape(4, 4)).sets]
        counts[min(sets, key=counts.__getitem__)] += 1
    assert [table.occupancy(number, 1) * WAYS for number in range(4)] == counts
    assert table.occupancy(0, 2) * 2 * WAYS == counts[0] + counts[1]
    assert table.occupancy(3, 2) * 2 * WAYS == counts[3] + counts[0]
    table.close()
    assert table.occupancy(0, 2) == 0.0  # asked by the last heartbeat of a worker that stops


@given(key=KEYS, old=PAYLOADS, new=PAYLOADS, written=st.integers(1, SLOT - 1))
def test_a_slot_that_is_half_written_is_a_miss_and_is_written_again(
    key: int, old: bytes, new: bytes, written: int
) -> None:
    mapping = mmap.mmap(-1, HEADER + SET)
    table = table_on(mapping)
    table.put(key, old)
    former = mapping[HEADER : HEADER + SLOT]
    table.put(key, new)
    later = mapping[HEADER : HEADER + SLOT]
    mapping[HEADER : HEADER + SLOT] = later[:written] + former[written:]
    assert table.get(key) in (None, old, new)
    if later[written:] != former[written:] and old != new:
        assert table.get(key) is not old
    table.put(key, new)
    assert table.get(key) == new


def test_a_torn_slot_with_a_time_to_come_is_the_first_to_go() -> None:
    mapping = mmap.mmap(-1, HEADER + SET)
    table = table_on(mapping)
    for key in range(1, WAYS + 1):
        table.put(key, payload(key))
    mapping[HEADER + 3 * SLOT : HEADER + 4 * SLOT] = b"\xff" * SLOT
    table.put(100, payload(100))
    kept = [key for key in range(1, 101) if table.get(key) is not None]
    assert kept == [1, 2, 3, 5, 6, 7, 8, 100]


def test_a_key_within_a_record_is_not_taken_for_its_slot() -> None:
    mapping = mmap.mmap(-1, HEADER + SET)
    table = table_on(mapping)
    inner = home(5, Shape(1, 1)).tag * 3
    table.put(9, inner)
    assert table.get(5) is None
    table.put(5, payload(1))
    assert (table.get(9), table.get(5)) == (inner, payload(1))


@pytest.mark.parametrize("forgets", [False, True])
def test_of_two_slots_of_one_key_none_comes_back(*, forgets: bool) -> None:
    """As two write them at once that did not wait for the lock."""
    mapping = mmap.mmap(-1, HEADER + 2 * SET)
    table, own = table_on(mapping), home(5, Shape(2, 2))
    for start, way, number in ((own.sets[0], 3, 1), (own.sets[1], 0, 2), (own.sets[1], 7, 3)):
        at = HEADER + start + way * SLOT
        mapping[at : at + SLOT] = packed_slot(own, person(number), int(T0))
    assert table.get(5) == person(1)
    if forgets:
        table.forget(5)
        assert table.get(5) is None
        assert table.occupancy(0, 2) == 0
    else:
        table.put(5, person(4))
        assert table.get(5) == person(4)
        assert table.occupancy(0, 2) * 2 * WAYS == 1


COUNTER = """
import sys
from pathlib import Path
from hookshift.core.choice import choose
from hookshift.gateway.conversation.shared_table import HEADER
from hookshift.gateway.conversation.table_layout import SET
from hookshift.gateway.conversation.table_file import open_table
table = open_table(Path(sys.argv[1]), HEADER + SET, 7, slots=choose(sys.argv[-1]).slots)
assert table.is_shared
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    while True:
        known = table.get(1)
        count = 0 if known is None else int.from_bytes(known, "little")
        if table.exchange(1, known, (count + 1).to_bytes(18, "little")):
            break
    own = int(sys.argv[3])
    table.put(own, (own << 64 | number).to_bytes(18, "little"))
    for other in range(2, 5):
        seen = table.get(other)
        if seen is not None:
            assert int.from_bytes(seen, "little") >> 64 == other, seen
print(table.unlocked, flush=True)
"""


def program(text: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", text, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


@pytest.mark.parametrize("mixed", [False, True])
def test_processes_that_hammer_one_set_lose_no_exchange(tmp_path: Path, *, mixed: bool) -> None:
    """Of one kind or not: they have to respect each other's locks."""
    times = 3_000
    path = tmp_path / "t.table"
    with ExitStack() as stack:
        kinds = ("python" if mixed else Chosen.name, Chosen.name, Chosen.name)
        running = [
            stack.enter_context(program(COUNTER, path, times, own, kind))
            for own, kind in zip((2, 3, 4), kinds, strict=True)
        ]
        for process in running:
            assert said(process) == "ready"
        for process in running:
            tell(process)
        unlocked = [said(process) for process in running]
        assert [process.wait() for process in running] == [0, 0, 0]
    with opened(path, 1) as table:
        found = table.get(1)
        assert found is not None
        if unlocked == ["0", "0", "0"]:
            assert int.from_bytes(found, "little") == 3 * times
        assert [table.get(own) for own in (2, 3, 4)] == [
            payload(own << 64 | times - 1) for own in (2, 3, 4)
        ]


HOLDER = """
import fcntl, mmap, os, sys
from hookshift.gateway.conversation.shared_table import HEADER, LOCK_WORDS
from hookshift.gateway.conversation.table_layout import SET
file = os.open(sys.argv[1], os.O_RDWR)
if sys.argv[2] == "python":
    fcntl.lockf(file, fcntl.LOCK_EX, SET, HEADER)
else:
    at = LOCK_WORDS + (HEADER // 64 * 0x9E3779B1 % 2**32 >> 20) * 4
    mmap.mmap(file, 0)[at : at + 4] = b"mine"
print("locked", flush=True)
sys.stdin.readline()
"""


def test_a_stopped_process_that_holds_a_lock_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    with opened(path, 1) as table:
        holder = program(HOLDER, path, Chosen.name)
        assert said(holder) == "locked"
        os.kill(holder.pid, signal.SIGSTOP)
        before = time.thread_time()
        table.put(1, payload(1))
        assert time.thread_time() - before < 20 * LOCK_SECONDS
        assert table.unlocked == 1
        assert table.exchange(1, payload(1), payload(2))
        assert table.get(1) == payload(2)
        # A file stays locked until its process has ended; a word is taken over.
        waited = 2 if Chosen.name == "python" else 1
        holder.kill()
        holder.communicate()
        table.put(1, payload(3))
        assert table.unlocked == waited


def test_from_when_a_process_without_the_core_has_it_all_lock_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    with opened(path, 1) as table, ExitStack() as stack:
        other = open_table(path, HEADER + SET, KEY_TAG)
        stack.callback(other.close)
        holder = program(HOLDER, path, "python")
        assert said(holder) == "locked"
        table.put(1, payload(1))
        other.put(1, payload(2))
        holder.communicate("go\n")
        table.put(1, payload(3))
        other.put(1, payload(4))
        assert (table.unlocked, other.unlocked) == (1, 1)


def test_a_process_that_is_killed_while_it_writes_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    with opened(path, 1) as table:
        for _ in range(10):
            writer = program(WRITER, path, Chosen.name)
            assert said(writer) == "ready"
            writer.kill()
            writer.communicate()
            table.put(1, payload(7))
            assert table.get(1) == payload(7)
            table.forget(1)


WRITER = """
import sys
from pathlib import Path
from hookshift.core.choice import choose
from hookshift.gateway.conversation.shared_table import HEADER
from hookshift.gateway.conversation.table_layout import SET
from hookshift.gateway.conversation.table_file import open_table
table = open_table(Path(sys.argv[1]), HEADER + SET, 7, slots=choose(sys.argv[-1]).slots)
number = 0
while True:
    number += 1
    table.put(1, bytes([number % 256]) * 18)
    if number == 1:
        print("ready", flush=True)
"""


def test_a_reader_never_sees_parts_of_two_writes(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    with opened(path, 1) as table:
        writers = [program(WRITER, path, kind) for kind in ("python", Chosen.name)]
        for writer in writers:
            assert said(writer) == "ready"
        seen = {table.get(1) for _ in range(20_000)}
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert len(seen) > 2
    assert all(each is None or len(set(each)) == 1 for each in seen)


@pytest.mark.parametrize("key", [0, 1, -1, 2**63 - 1, -(2**63)])
def test_every_key_has_its_place(key: int) -> None:
    table = own_table(1)
    table.forget(key)
    assert table.get(key) is None
    assert table.exchange(key, None, payload(1))
    assert table.get(key) == payload(1)
    table.forget(key)
    assert table.get(key) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["put", "exchange", "forget"]),
            st.integers(0, 30),
            PAYLOADS | MESSAGES | ABSENCES,
        ),
        max_size=60,
    ),
    st.sampled_from([1, 2, 3, 200]),
)
def test_both_engines_leave_the_same_bytes(steps: list[tuple[str, int, bytes]], sets: int) -> None:
    left, right = (mmap.mmap(-1, HEADER + sets * SET) for _ in range(2))
    now = T0
    reference = SharedTable(left, None, lambda: now)
    compared = SharedTable(right, None, lambda: now, Chosen.slots())
    for what, key, value in steps:
        now += 1
        for table in (reference, compared):
            if what == "put":
                table.put(key - 15, value)
            elif what == "exchange":
                table.exchange(key - 15, None, value)
            else:
                table.forget(key - 15)
        assert reference.get(key - 15) == compared.get(key - 15)
    assert left[:] == right[:]
    compared.close()


def test_a_table_that_is_closed_is_not_touched_any_more() -> None:
    table = own_table(1)
    table.close()
    table.close()
    with pytest.raises(ValueError, match="closed"):
        table.get(1)
    with pytest.raises(ValueError, match="closed"):
        table.put(1, payload(1))


def test_what_is_no_record_is_refused() -> None:
    table = own_table(1)
    for wrong in (b"", b"x" * (PAYLOAD - 1), b"x" * (PAYLOAD + 1)):
        with pytest.raises(ValueError, match="18"):
            table.put(1, wrong)
    assert table.get(1) is None
