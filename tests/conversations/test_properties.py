"""What holds of any story, whoever decides it."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, Protocol
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conversations.expected import PROTECTED, WORDS
from tests.conversations.model import LEGACY, UNIFIED, Model, Place, Said
from tests.conversations.product import Product
from tests.conversations.script import OWN, Kind
from tests.conversations.strategies import BOUNDS, SILENT, Move, names_of, replies, stories


class Engine(Protocol):
    """Whoever decides."""

    def set_share(self, percent: float) -> None:
        """Everybody's share from now on."""

    def event(self, said: Said, now: float) -> Place:
        """Where it belongs."""


def bucket(name: str) -> float:
    """In percent."""
    return crc32(name.encode()) % 10_000 / 100


def model() -> Engine:
    """The rules as they are written."""
    return Model(WORDS, PROTECTED, bucket, BOUNDS)


ENGINES: Final[dict[str, Callable[[], Engine]]] = {"model": model, "product": Product}
engines = pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)


def played(engine: Engine, moves: Sequence[Move]) -> list[Place | None]:
    """The place of each event; None for a change of the share."""
    now, found = 0.0, list[Place | None]()
    for move in moves:
        now += move.pause
        if move.said is None:
            engine.set_share(move.share or 0.0)
            found.append(None)
        else:
            found.append(engine.event(move.said, now))
    return found


def where(places: Sequence[Place | None]) -> list[tuple[str | None, str] | None]:
    """Without the reasons."""
    return [place and (place.domain, place.side) for place in places]


@engines
@given(st.data())
def test_nobody_within_affinity_changes_side_but_by_a_fall(
    make: Callable[[], Engine], data: st.DataObject
) -> None:
    moves = data.draw(stories().flatmap(replies))
    places = played(make(), moves)
    share, now, falls = 0.0, 0.0, 0
    turns: dict[tuple[object, str], list[tuple[float, int, Place]]] = {}
    for move, place in zip(moves, places, strict=True):
        now += move.pause
        if place is None or move.said is None:
            falls += (move.share or 0.0) < share
            share = move.share or 0.0
        elif move.said.kind in OWN and not move.again and not move.is_late:
            key = move.said.group or move.person, move.said.number
            turns.setdefault(key, []).append((now, falls, place))
    for talk in turns.values():
        for (before, had, first), (after, have, second) in pairwise(talk):
            same = first.domain == second.domain and first.domain not in (None, *PROTECTED)
            lasts = after - before <= BOUNDS.affinity and after - talk[0][0] <= BOUNDS.most
            if same and lasts and had == have and first.reason != "reset":
                assert first.side == second.side


@engines
@given(moves=stories())
def test_what_is_not_said_by_a_person_changes_nothing(
    make: Callable[[], Engine], moves: list[Move]
) -> None:
    """Receipts, echoes, copies, redeliveries, and what comes long after it was said."""
    first = {move.said.id for move in moves if move.said and move.said.kind in SILENT}
    silent = [move.again or (move.said is not None and move.said.id in first) for move in moves]
    places = where(played(make(), moves))
    fewer, pause = list[Move](), 0.0
    for move, skipped in zip(moves, silent, strict=True):
        pause += move.pause
        if not skipped:
            fewer.append(move._replace(pause=pause))
            pause = 0.0
    expected = [place for place, skipped in zip(places, silent, strict=True) if not skipped]
    assert where(played(make(), fewer)) == expected


@engines
@given(st.data())
def test_it_makes_no_difference_which_names_are_shown_once_they_are_known(
    make: Callable[[], Engine], data: st.DataObject
) -> None:
    moves = data.draw(stories().flatmap(replies))
    some, met = list[Move](), set[int]()
    for move in moves:
        said = move.said
        if said is not None and move.person in met and not move.again:
            shown = data.draw(st.sets(st.integers(0, 2), min_size=1))
            said = said._replace(names=names_of(move.person, sorted(shown)))
        if said is not None and not said.group:
            # What a group shows of its members' names is not learned.
            met.add(move.person)
        some.append(move._replace(said=said))
    assert where(played(make(), some)) == where(played(make(), moves))


@engines
@given(st.data())
def test_after_a_fall_to_nothing_everybody_is_on_legacy_at_once(
    make: Callable[[], Engine], data: st.DataObject
) -> None:
    moves = data.draw(stories().flatmap(replies))
    share = 0.0
    for move, place in zip(moves, played(make(), moves), strict=True):
        share = (move.share or 0.0) if place is None else share
        assert place is None or share > 0 or place.side == LEGACY


@engines
@given(st.data())
def test_a_redelivery_is_decided_as_the_first_time_unless_the_share_fell(
    make: Callable[[], Engine], data: st.DataObject
) -> None:
    moves = data.draw(stories().flatmap(replies))
    share, falls = 0.0, 0
    decided: dict[str, tuple[int, Place]] = {}
    for move, place in zip(moves, played(make(), moves), strict=True):
        if place is None or move.said is None:
            falls += (move.share or 0.0) < share
            share = move.share or 0.0
            continue
        had, before = decided.setdefault(move.said.id, (falls, place))
        if move.again:
            assert place.domain == before.domain
            assert had != falls or place.side == before.side


@engines
@given(st.data())
def test_what_a_person_does_not_say_follows_their_conversation_beyond_affinity(
    make: Callable[[], Engine], data: st.DataObject
) -> None:
    """For as long as it has a context, though a rise takes the person's next message away."""
    kind = data.draw(st.sampled_from(SILENT))
    pause = data.draw(st.sampled_from([0.0, BOUNDS.affinity + 1, BOUNDS.context - 2]))
    clock, names = 1_790_000_000.0, names_of(0)
    moves = [
        Move(0.0, 0, said=Said(Kind.TEXT, names, "in-1", "a job", at=clock)),
        Move(0.0, 0, share=100.0),
        Move(pause, 0, said=Said(kind, names, "out-1", at=clock + pause)),
        Move(1.0, 0, said=Said(Kind.TEXT, names, "in-2", "2", at=clock + pause + 1)),
    ]
    *_, followed, own = where(played(make(), moves))
    assert followed == ("jobs", LEGACY)
    assert own == ("jobs", UNIFIED if pause > BOUNDS.affinity else LEGACY)
