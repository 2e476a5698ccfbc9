"""A new hash key, and the former one for a while: nobody changes side, and nothing is forgotten."""

from pathlib import Path
from typing import Any

from hookshift.domain.conversation.records import PersonRecord
from hookshift.domain.person import PersonHash, hasher
from hookshift.domain.routing.routing import DomainBy, Reason, Side
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.names import names
from hookshift.gateway.conversation.table_file import open_table
from tests.gateway.conversation.test_conversations import (
    HALF,
    MOVED,
    OTHER,
    TABLE,
    TERMS,
    Worker,
    said,
)

OLD, NEW = hasher(b"old"), hasher(b"new")


def worker(path: Path, key: PersonHash, *former: PersonHash, now: float = 0.0) -> Worker:
    """With these keys, on the table that all of them share."""
    made = Worker(path)
    made.now += now
    made.conversations = Conversations(
        "whatsapp", made.memory, TABLE, TERMS, key, former=former, wall=lambda: made.now
    )
    return made


async def test_who_is_held_stays_held_through_all_steps(tmp_path: Path) -> None:
    path = tmp_path / "conversations.table"
    await worker(path, OLD).one(said("jobs"))
    decided = [
        await worker(path, *keys, now=60 * (step + 1)).one(said("2"), HALF)
        for step, keys in enumerate([(OLD,), (OLD, NEW), (NEW, OLD), (NEW, OLD), (NEW,)])
    ]
    assert [each.domain_by for each in decided] == [DomainBy.CONTEXT] * 5
    assert [(each.domain, each.side) for each in decided] == [("jobs", Side.LEGACY)] * 5
    assert [each.reason for each in decided] == [Reason.AFFINITY] * 5


async def test_a_bucket_that_another_name_gave_stays(tmp_path: Path) -> None:
    path = tmp_path / "conversations.table"
    known = said("jobs", MOVED, sender="RW.1", aliases=())
    first = await worker(path, OLD).one(known)
    only_phone = said("2", MOVED)
    turned = worker(path, NEW, OLD)
    assert (await turned.one(only_phone)).bucket == first.bucket
    assert (await worker(path, NEW).one(only_phone)).bucket == first.bucket


async def test_what_is_written_is_hashed_by_the_first_key_only(tmp_path: Path) -> None:
    path = tmp_path / "conversations.table"
    turned = worker(path, NEW, OLD)
    await turned.one(said("jobs", OTHER))
    assert isinstance(turned.memory.person(NEW(OTHER)), PersonRecord)
    assert not isinstance(turned.memory.person(OLD(OTHER)), PersonRecord)


async def test_messages_are_known_under_the_former_key(tmp_path: Path) -> None:
    path = tmp_path / "conversations.table"
    first = said("jobs")
    before = worker(path, OLD)
    await before.one(first)
    await before.one(said("property"))
    turned = worker(path, NEW, OLD)
    again = await turned.one(first)
    assert (again.domain, again.domain_by) == ("jobs", DomainBy.REDELIVERY)
    assert first.event_id is not None
    reply: dict[str, Any] = {"answers": first.event_id}
    decision = await turned.one(said("yes", **reply))
    assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.REPLY)


def test_with_one_key_there_is_nothing_more_to_ask() -> None:
    event = said("jobs", answers="wamid.1")
    found = names(event, "whatsapp", NEW, groups_are_one=True)
    assert found is not None
    assert (found.own, found.former) == (len(found.aliases), ())
    turned = names(event, "whatsapp", NEW, groups_are_one=True, former=[OLD])
    assert turned is not None
    own = names(event, "whatsapp", OLD, groups_are_one=True)
    assert own is not None
    assert turned.aliases == (*found.aliases, *own.aliases)
    assert turned.former == ((own.itself, own.about),)
    assert turned.own == found.own


def test_a_table_of_a_former_key_is_kept(tmp_path: Path) -> None:
    path, size = tmp_path / "conversations.table", 1 << 20
    before = open_table(path, size, 7)
    before.put(1, b"x" * 18)
    assert open_table(path, size, 8, former_tags=[7]).get(1) == b"x" * 18
    assert open_table(path, size, 8).get(1) is None
