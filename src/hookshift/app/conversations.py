"""The memory of conversations in one worker: what it is made of, started and stopped together."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookshift.app import places
from hookshift.app.engine import engine
from hookshift.app.loops import LoopWatch
from hookshift.config.people import hash_keys
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.gateway.conversation.follower import ConversationFollower, noted
from hookshift.gateway.conversation.lookup import ConversationLookup
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.shared_table import SharedTable
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.conversation.writer import ConversationWriter
from hookshift.store.conversations import BEGINNING

if TYPE_CHECKING:
    from hookshift.config.schema.settings import Settings

FILTER_SHARE: Final = 16
"""The filter of aliases takes one byte of so many: with 127 MiB, 13 bits for each of five million
aliases; it then takes one newcomer in a hundred for known."""
SAMPLED_SETS: Final = 64
"""Sets of the table that are sampled each time its occupancy is asked for."""


def conversation_memory(settings: "Settings", url: str) -> "ConversationMemory | None":
    """The memory that the settings ask for; None if no source has conversations."""
    keys = hash_keys(settings)
    if not keys or all(source.conversations == "off" for source in settings.sources):
        return None
    return ConversationMemory(
        url,
        places.conversations_file(settings),
        size=settings.conversations.cache_bytes,
        key_tag=key_tag(keys[0]),
        former_tags=[key_tag(key) for key in keys[1:]],
        domains=settings.domains,
        max_connection_age=settings.database.max_connection_age,
    )


def key_tag(key: bytes) -> int:
    """A number that tells one hash key from another and says nothing of it."""
    digest = blake2b(key, digest_size=8, person=b"hookshift table").digest()
    return int.from_bytes(digest, "big")


def host_table(
    path: Path,
    size: int,
    key_tag: int,
    note: bytes,
    *,
    former_tags: Sequence[int] = (),
    clock: Callable[[], float] = time.time,
) -> SharedTable:
    """The table that all workers of a host share, with its filter; see `open_table`."""
    return open_table(
        path, size, key_tag, note, former_tags=former_tags, filter_bytes=size // FILTER_SHARE,
        clock=clock, slots=engine().slots,
    )  # fmt: skip


class ConversationMemory:
    """`path` is the shared table's file, `key_tag` stands for the key by which all is hashed.

    `former_tags` stand for keys by which it was hashed before.
    """

    def __init__(
        self,
        url: str,
        path: Path,
        *,
        size: int,
        key_tag: int,
        domains: Iterable[str],
        former_tags: Sequence[int] = (),
        max_connection_age: float = MAX_CONNECTION_AGE,
    ) -> None:
        note = noted(time.time(), BEGINNING)
        self._table = host_table(path, size, key_tag, note, former_tags=former_tags)
        self.memory = Memory(self._table, Packer(domains))
        self._writer = ConversationWriter(
            url,
            self._table.identity,
            self.memory.follow_people,
            known=self.memory.known,
            max_connection_age=max_connection_age,
        )
        self._lookup = ConversationLookup(
            url, self.memory.learn, max_connection_age=max_connection_age
        )
        lock = path.with_suffix(".follower") if self._table.is_shared else None
        self._follower = ConversationFollower(
            url, self.memory, lock, max_connection_age=max_connection_age
        )
        self.memory.attach(self._writer, self._lookup.look_up, self._writer.may_add)
        self._samples = count(0, SAMPLED_SETS)

    async def start(self, loops: LoopWatch, stack: AsyncExitStack) -> None:
        """Starts the parts; `stack` stops them, the last written is written then."""
        stack.callback(self._table.close)
        await loops.start("conversations", self._writer, stack)
        await loops.start("conversation_lookup", self._lookup, stack)
        await loops.start("conversation_follower", self._follower, stack)

    def gauges(self) -> Mapping[str, float]:
        """Numbers for the metrics page."""
        lookup, writer = self._lookup, self._writer
        return {
            "conversation_lookups": lookup.lookups,
            "conversation_lookups_late": lookup.timeouts,
            "conversation_lookups_unanswered": lookup.unanswered,
            "conversation_waiting_rows": writer.waiting,
            "conversation_written_rows": writer.written,
            "conversation_dropped_rows": writer.dropped,
            "conversation_changes_followed": self._follower.followed,
            "conversation_table_used": self._table.occupancy(next(self._samples), SAMPLED_SETS),
            "conversation_newcomers_known": float(self.memory.aliases.is_trusted),
            "conversation_newcomers_mistaken": self.memory.aliases.mistakes,
            "conversation_table_shared": float(self._table.is_shared),
            "conversation_table_unlocked": self._table.unlocked,
        }
