"""What one worker notes, the next webhook knows, whichever worker it comes to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.shared_table import HEADER
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.conversation.table_layout import SET

NOW = 1_790_000_000
TURN = ConversationRecord(5, "rent", Side.LEGACY, NOW, NOW, NOW)


@pytest.fixture
def memories(tmp_path: Path) -> Iterator[tuple[Memory, Memory]]:
    tables = [open_table(tmp_path / "t.table", HEADER + 8 * SET, 7) for _ in range(2)]
    one, other = (Memory(table, Packer(["jobs", "rent"])) for table in tables)
    yield one, other
    for table in tables:
        table.close()


def test_workers_of_one_host_agree_at_once(memories: tuple[Memory, Memory]) -> None:
    one, other = memories
    person, message = PersonRecord(1, 4_711, 9, NOW), MessageRecord("jobs", Side.UNIFIED, NOW)
    assert (other.person(1), other.conversation(1, 5), other.message(1)) == (None, None, None)
    one.note_person(1, person)
    one.note_conversation(1, TURN, "whatsapp")
    one.note_message(1, message)
    assert (other.person(1), other.conversation(1, 5), other.message(1)) == (person, TURN, message)


def test_an_older_turn_changes_nothing(memories: tuple[Memory, Memory]) -> None:
    one, other = memories
    assert one.note_conversation(1, TURN, "whatsapp")
    older = TURN._replace(domain="jobs", turned=NOW - 1)
    assert not other.note_conversation(1, older, "whatsapp")
    assert other.conversation(1, 5) == TURN
    same = TURN._replace(domain="jobs")
    assert other.note_conversation(1, same, "whatsapp")
    assert one.conversation(1, 5) == same
