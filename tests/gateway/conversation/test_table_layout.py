"""A key is found by all its bits, in tables of any size, and sets fill evenly."""

import zlib
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from hookshift.app.conversations import FILTER_SHARE
from hookshift.config.schema.conversations import ConversationsConfig
from hookshift.gateway.conversation.alias_filter import BLOCK
from hookshift.gateway.conversation.shared_table import HEADER
from hookshift.gateway.conversation.table_layout import (
    EMPTY,
    GROUP,
    KEPT_PASSING,
    PAYLOAD,
    SET,
    SLOT,
    TAG,
    WAYS,
    Shape,
    home,
    is_passing,
    leaves,
    packed_slot,
    position,
    record_at,
    shape,
    used,
)

DEFAULT = ConversationsConfig().cache_bytes
ROOM = DEFAULT - HEADER - DEFAULT // FILTER_SHARE // BLOCK * BLOCK
"""Bytes of the sets of a table of the default size."""
KEYS = st.integers(-(2**63), 2**63 - 1)
SHAPES = st.integers(1, 1_000_000).map(lambda sets: shape(sets * SET))
LASTING = st.binary(min_size=PAYLOAD, max_size=PAYLOAD).filter(lambda each: not is_passing(each, 0))
PASSING = st.one_of(
    st.binary(min_size=8, max_size=8).map(lambda begin: begin + bytes(PAYLOAD - 8)),
    st.binary(min_size=4, max_size=4).map(lambda end: b"\xff" * (PAYLOAD - 4) + end),
)
PAYLOADS = LASTING | PASSING
SECONDS = st.integers(1, 2**32 - 1)
NOW = 1_800_000_000
_ALL = 2**64 - 1
_BACK = pow(0x9E37_79B9_7F4A_7C15, -1, 2**64)


def key_of(spread: int) -> int:
    """The key that is spread so."""
    folded = spread * _BACK & _ALL
    key = folded ^ folded >> 32
    return key - 2**64 if key >> 63 else key


def test_a_million_people_with_two_names_leave_a_fifth_of_the_default_table_free() -> None:
    slots = shape(ROOM).sets * WAYS
    assert slots > 3_900_000
    assert slots * 0.8 > 3_000_000


@given(key=KEYS, of=SHAPES)
def test_a_key_has_two_sets_of_one_group(key: int, of: Shape) -> None:
    found = home(key, of)
    assert len(found.sets) == min(of.group, 2)
    assert len({*found.sets}) == len(found.sets)
    assert of.group == GROUP or of.sets == of.group < GROUP
    assert found.group % (of.group * SET) == 0
    for start in found.sets:
        assert start % SET == 0
        assert 0 <= start - found.group < of.group * SET
        assert start < of.sets * SET
    # Stamp and checksum are changed together: they may not lie across two words.
    assert SLOT % 8 == 0
    assert (SLOT - 8) % 8 == 0


@given(key=KEYS, payload=PAYLOADS, now=SECONDS, of=SHAPES, before=PAYLOADS)
def test_a_record_comes_back(key: int, payload: bytes, now: int, of: Shape, before: bytes) -> None:
    own = home(key, of)
    slot = packed_slot(own, payload, now)
    assert len(slot) == SLOT
    other = packed_slot(home(key ^ 1 << 40, of), before, now)
    found = other + slot + EMPTY * (WAYS - 2)
    at = position(found, own.tag)
    assert at == SLOT
    assert record_at(found, at, own.seed) == (payload, now)
    assert position(found, own.tag, at + SLOT) == -1
    assert used(found) == 2


@given(
    spread=st.integers(2**16, 2**64 - 1),
    other=st.integers(1, 2**16 - 1),
    payload=PAYLOADS,
    now=SECONDS,
    of=SHAPES,
)
def test_keys_of_one_tag_are_told_apart(
    spread: int, other: int, payload: bytes, now: int, of: Shape
) -> None:
    """Whatever the record is: never by chance."""
    assume(spread % 2**48)
    key, alike = key_of(spread), key_of(spread ^ other << 48)
    own, theirs = home(key, of), home(alike, of)
    assert own.tag == theirs.tag
    slot = packed_slot(own, payload, now)
    assert record_at(slot, 0, own.seed) == (payload, now)
    assert record_at(slot, 0, theirs.seed) is None


def test_no_two_of_the_bits_that_a_slot_lacks_have_one_checksum() -> None:
    seeds = {zlib.crc32(bits.to_bytes(2, "little")) for bits in range(2**16)}
    assert len(seeds) == 2**16
    # A CRC goes on from these one to one, so they stay apart behind whatever follows.
    assert len({zlib.crc32(b"whatever follows", seed) for seed in seeds}) == 2**16


@given(key=KEYS, of=SHAPES)
def test_an_empty_slot_is_nobodys(key: int, of: Shape) -> None:
    for each in (key, 0, key_of(key & 0xFFFF << 48)):
        own = home(each, of)
        assert own.tag != bytes(TAG)
        assert position(EMPTY * WAYS, own.tag) == -1


@given(key=KEYS, old=PAYLOADS, new=PAYLOADS, times=st.tuples(SECONDS, SECONDS), of=SHAPES)
def test_a_slot_of_two_writes_is_no_record(
    key: int, old: bytes, new: bytes, times: tuple[int, int], of: Shape
) -> None:
    own = home(key, of)
    before, after = (packed_slot(own, each, at) for each, at in zip((old, new), times, strict=True))
    for written in range(SLOT + 1):
        torn = after[:written] + before[written:]
        found = record_at(torn, 0, own.seed)
        if torn in (before, after):
            assert found in ((old, times[0]), (new, times[1]))
        else:
            assert found is None  # but for one in four billion


Slots = list[tuple[bytes, int]]
"""Records and when they were written; 0 for an empty slot."""


def ways(slots: Slots) -> bytes:
    own = home(1, Shape(2, 2))
    return b"".join(EMPTY if not at else packed_slot(own, each, at) for each, at in slots)


@given(
    st.sampled_from([WAYS, 2 * WAYS]).flatmap(
        lambda count: st.lists(
            st.tuples(PAYLOADS, st.integers(0, 50).map(lambda age: age and NOW - age)),
            min_size=count,
            max_size=count,
        )
    ),
    PAYLOADS,
)
def test_what_goes_is_free_or_passing_or_oldest(slots: Slots, new: bytes) -> None:
    at = leaves(ways(slots), new, NOW) // SLOT
    gone, written = slots[at]
    passing = [each for each in slots if each[1] and is_passing(each[0], 0)]
    if any(not each for _, each in slots) and (is_passing(new, 0) or not passing):
        assert written == 0
    if is_passing(new, 0):
        # Of people and conversations none goes for a message where another one can.
        assert not written or is_passing(gone, 0) or len(passing) < KEPT_PASSING
    elif written and not is_passing(gone, 0):
        assert len(passing) <= KEPT_PASSING
        assert written == min(each for _, each in slots)


def test_a_new_record_goes_to_the_emptier_set() -> None:
    person, message = b"\x01" * PAYLOAD, b"\x02" * 8 + bytes(PAYLOAD - 8)
    first = [(person, NOW)] * 3 + [(b"", 0)] * 5
    second = [(person, NOW)] * 2 + [(message, NOW)] * 6
    # Messages do not count.
    assert leaves(ways(first + second), person, NOW) // SLOT == 10
    assert leaves(ways(first + second), message, NOW) // SLOT == 3


def test_while_three_quarters_are_taken_hardly_any_is_pushed_out() -> None:
    """Fewer than one of ten thousand; with one set for each key it were one of twenty."""
    of, chance = shape(ROOM // 120), Random(4)
    counts = [0] * of.sets
    count = of.sets * WAYS * 3 // 4
    lost = 0
    for _ in range(count):
        sets = [start // SET for start in home(chance.getrandbits(64), of).sets]
        best = min(sets, key=counts.__getitem__)
        lost += counts[best] == WAYS
        counts[best] = min(counts[best] + 1, WAYS)
    assert lost < count / 10_000
