"""People whom hookshift knows before the load begins: in PostgreSQL, and in the shared table.

Each has two names and a conversation that has been silent for SILENCE seconds, as long as somebody
who comes back may well have been: nobody's record was read or written lately.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from bench.returning import names_of
from hookshift.app import places
from hookshift.app.conversations import host_table, key_tag
from hookshift.config.people import hash_keys
from hookshift.config.schema.settings import Settings
from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.person import hasher
from hookshift.domain.routing.assignment import place, salt_tag
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation.follower import noted
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import conversation_keys
from hookshift.gateway.conversation.records import Packer
from hookshift.store import conversations as store
from hookshift.store.database import Connection, connection
from hookshift.store.migrate import migrate

SOURCE: Final = "whatsapp"
PHONE_NUMBER_ID: Final = "106540352242922"
"""As in the bodies."""
SILENCE: Final = 7_200
_AT_ONCE: Final = 20_000
_PEOPLE_COLUMNS = ("alias", "person", "bucket", "salt_tag", "since")
_CONVERSATION_COLUMNS = (
    "key", "person", "source", "domain", "side", "began", "last", "turned", "ended", "writer",
)  # fmt: skip


class Known(NamedTuple):
    """One person."""

    aliases: tuple[int, ...]
    record: PersonRecord
    key: int
    conversation: ConversationRecord


async def fill(settings: Settings, url: str, people: int) -> bytes:
    """Writes them where a gateway with these settings will look; gives the salt of now."""
    then = int(time.time()) - SILENCE
    key = hash_keys(settings)[0]
    async with connection(url, "bench") as opened:
        await migrate(opened)
        salt = await opened.fetchval(
            "SELECT salt FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC"
        )
        snapshot = (await store.changes_since(opened, None, 0)).snapshot
        path = places.conversations_file(settings)
        memory, close = _table(settings, path, key, then, noted(time.time(), snapshot))
        everybody = known_people(settings, key, salt.encode(), then, people)
        while some := list(islice(everybody, _AT_ONCE)):
            memory.follow_people({alias: each.record for each in some for alias in each.aliases})
            for each in some:
                memory.keep_conversation(each.key, each.conversation)
            await _copy(opened, some, memory.host)
        await opened.execute("VACUUM (ANALYZE) hookshift.conversations", timeout=600)
        await opened.execute("VACUUM (ANALYZE) hookshift.conversation_people", timeout=600)
        await opened.execute("CHECKPOINT", timeout=600)
        close()
    return str(salt).encode()


def _table(
    settings: Settings, path: Path, key: bytes, then: int, note: bytes
) -> tuple[Memory, Callable[[], None]]:
    """The shared table, written as of `then`, and what closes it."""
    size = settings.conversations.cache_bytes
    opened = host_table(path, size, key_tag(key), note, clock=lambda: then)
    return Memory(opened, Packer(settings.domains), lambda: then), opened.close


def known_people(
    settings: Settings, key: bytes, salt: bytes, then: int, people: int
) -> Iterator[Known]:
    """The first `people`, each about a domain of the rollout."""
    domains = [name for name, domain in settings.domains.items() if domain.unified]
    hash_of, tag, of = hasher(key), salt_tag(salt), conversation_keys(SOURCE)
    for number in range(people):
        names = names_of(number)
        aliases = tuple(hash_of(name) for name in names)
        person = PersonRecord(aliases[0], place(salt, names[0])[0], tag, then)
        talk = ConversationRecord(
            person.person, domains[number % len(domains)], Side.LEGACY, then, then, then
        )
        yield Known(aliases, person, of(person.person, PHONE_NUMBER_ID), talk)


async def _copy(opened: Connection, some: Sequence[Known], host: int) -> None:
    people = [
        (alias, record.person, record.bucket, record.salt_tag, _time(record.since))
        for aliases, record, _, _ in some
        for alias in aliases
    ]
    await opened.copy_records_to_table(
        "conversation_people", schema_name="hookshift", columns=_PEOPLE_COLUMNS, records=people
    )
    talks = [
        (key, talk.person, SOURCE, talk.domain, talk.side.value,
         *map(_time, talk[3:6]), talk.ended, host)
        for _, _, key, talk in some
    ]  # fmt: skip
    await opened.copy_records_to_table(
        "conversations", schema_name="hookshift", columns=_CONVERSATION_COLUMNS, records=talks
    )


def _time(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
