"""A fall with a drain: who is in the middle of a conversation finishes it; nobody else notices.

People write about jobs at any time, over any changes of the configuration, and everything is
decided as gateways do it: by the rules first, then in the light of what is remembered.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.conversation.circumstances import Circumstances, Remembered
from hookshift.domain.conversation.continuation import continued
from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    Decision,
    Reason,
    Route,
    RouteTable,
    Side,
    Snapshot,
    decide,
)
from tests.domain.samples import event

AFFINITY, MOST = 1_800, 14_400
TERMS: Final = Terms(86_400, AFFINITY, MOST)
ROUTES: Final = {"jobs": Route("jobs", "old", "new", protected=False)}
TABLE: Final = RouteTable((Rule("jobs", "jobs", (contains(["job"]),)),), ROUTES)
BEGAN: Final = 1_800_000_000


class Change(NamedTuple):
    """Of the configuration."""

    threshold: int
    enabled: bool = True
    drains: bool = False


class Move(NamedTuple):
    """A message of a person, or a change, so many seconds after what was before."""

    pause: int
    bucket: int | None
    text: str = "job"
    change: Change | None = None


BUCKETS: Final = (500, 2_500, 4_500, 9_000)
PAUSES = st.sampled_from([1, 60, AFFINITY - 1, AFFINITY, MOST])
MESSAGES = st.builds(Move, PAUSES, st.sampled_from(BUCKETS), st.sampled_from(["job", "2"]))
CHANGES = st.builds(
    Move,
    PAUSES,
    st.none(),
    change=st.builds(
        Change, st.sampled_from([0, 1_000, 3_000, 5_000]), st.sampled_from([True, True, False]),
        st.booleans(),
    ),
)  # fmt: skip
STORIES = st.lists(MESSAGES | CHANGES, max_size=40)


class World:
    """What PostgreSQL says, and what is remembered."""

    def __init__(self) -> None:
        self.now = BEGAN
        self.snapshot = Snapshot(1, True, 5_000, frozenset(ROUTES), b"salt", since=BEGAN - 99_999)
        self.talks: dict[int, ConversationRecord] = {}

    def change(self, change: Change) -> None:
        """As the trigger does it: every change but a drain ends a drain."""
        was = self.snapshot
        drains = (
            change.drains and was.enabled and change.enabled and change.threshold < was.threshold
        )
        below = max(was.threshold, was.draining_below or 0) if drains else None
        lowest = min(was.lowest_lately or 0, was.threshold if was.enabled else 0)
        self.snapshot = was._replace(
            version=was.version + 1, enabled=change.enabled, threshold=change.threshold,
            since=self.now, draining_below=below, lowest_lately=lowest,
        )  # fmt: skip

    def says(self, bucket: int, text: str) -> Decision:
        """Where a message of the person with this bucket goes."""
        person = PersonRecord(bucket, bucket, 0, BEGAN)
        known = Remembered(person, self.talks.get(bucket))
        said = event(text=text, sender=str(bucket))
        by_rules = decide(said, TABLE, "default", self.snapshot)._replace(bucket=bucket)
        found = continued(
            said, by_rules, known, Circumstances(TERMS, ROUTES, self.snapshot, self.now)
        )
        if found.conversation is not None:
            self.talks[bucket] = found.conversation
        return found.decision


def played(
    moves: Iterable[Move],
) -> Iterator[tuple[World, int, ConversationRecord | None, Decision]]:
    """Of each message: the world, whose bucket it is, their conversation before, the decision."""
    world = World()
    for move in moves:
        world.now += move.pause
        if move.change is not None:
            world.change(move.change)
            continue
        assert move.bucket is not None
        before = world.talks.get(move.bucket)
        yield world, move.bucket, before, world.says(move.bucket, move.text)


@given(STORIES)
def test_only_a_drain_keeps_anybody_with_unified_and_only_conversations_from_before(
    moves: list[Move],
) -> None:
    for world, bucket, before, found in played(moves):
        given_ = world.snapshot
        share = given_.threshold_of("jobs")
        if found.side is Side.UNIFIED and bucket >= share:
            assert found.reason is Reason.DRAINING
            assert before is not None
            assert before.side is Side.UNIFIED
            assert before.began <= given_.since
            assert given_.may_finish("jobs", bucket)
            assert world.now - before.last < AFFINITY
            assert world.now - before.began < MOST
        if given_.draining_below is None:
            assert found.reason is not Reason.DRAINING


@given(STORIES)
def test_whoever_is_in_the_middle_of_a_conversation_stays_through_a_drain(
    moves: list[Move],
) -> None:
    for world, bucket, before, found in played(moves):
        drains = world.snapshot.may_finish("jobs", bucket)
        if before is None or not drains or before.side is not Side.UNIFIED:
            continue
        lasts = world.now - before.last < AFFINITY and world.now - before.began < MOST
        if found.domain == "jobs":
            assert (found.side is Side.UNIFIED) is lasts
            assert (found.handler == "new") is lasts


def test_a_rollback_wins_over_a_drain_at_once() -> None:
    for over in (Change(0), Change(1_000, enabled=False), Change(1_000), Change(3_000)):
        world = World()
        assert world.says(4_500, "job").side is Side.UNIFIED
        world.now += 60
        world.change(Change(1_000, drains=True))
        assert world.says(4_500, "2").reason is Reason.DRAINING
        world.change(over)
        assert world.says(4_500, "2").side is Side.LEGACY


def test_a_rollback_of_one_host_wins_too() -> None:
    world = World()
    world.says(4_500, "job")
    world.change(Change(1_000, drains=True))
    world.snapshot = world.snapshot._replace(enabled=False, rolled_back_here=True)
    found = world.says(4_500, "2")
    assert (found.side, found.reason) == (Side.LEGACY, Reason.LOCAL_ROLLBACK)


def test_new_conversations_go_by_the_new_share_and_a_second_drain_keeps_the_first_ones() -> None:
    world = World()
    world.says(4_500, "job")
    world.change(Change(3_000, drains=True))
    assert world.says(9_000, "job").side is Side.LEGACY
    world.says(2_500, "job")
    world.now += 60
    world.change(Change(1_000, drains=True))
    assert world.says(4_500, "2").reason is Reason.DRAINING
    assert world.says(2_500, "2").reason is Reason.DRAINING
    world.now += AFFINITY
    assert world.says(2_500, "job").side is Side.LEGACY
