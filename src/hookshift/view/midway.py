"""Who is in the middle of a conversation, in sentences."""

from hookshift.config.schema.conversations import ConversationsConfig
from hookshift.domain.format import counted, duration
from hookshift.store.database import Connection
from hookshift.store.held import Midway, midway
from hookshift.store.routing_config import read_snapshot

NOBODY = Midway(0, 0.0, 0)


async def read_midway(connection: Connection, own: ConversationsConfig) -> Midway:
    """Who is in the middle of a conversation, as things are now. Raises OperatorError."""
    snapshot = await read_snapshot(connection)
    if snapshot is None:
        return NOBODY
    return await midway(connection, snapshot, float(own.affinity), float(own.max_affinity))


def held_sentence(seen: Midway) -> str | None:
    """Whom a rise has not moved yet; None if there is nobody."""
    if not seen.held:
        return None
    return (
        f"{counted(seen.held, 'person is', 'people are')} held with legacy in the middle of a "
        f"conversation: for at most another {duration(seen.held_for)}, unless they write again"
    )


def draining_sentence(seen: Midway) -> str | None:
    """Whom a drain lets finish; None if nobody."""
    if not seen.draining:
        return None
    return (
        f"{counted(seen.draining, 'person is', 'people are')} finishing a conversation with "
        f"unified (drain): for at most another {duration(seen.draining_for)}, "
        "unless they write again"
    )


def sentences(seen: Midway) -> list[str]:
    """Whom the latest fall has cut short, however it was made; who is held, and who finishes."""
    lines = (cut_short_sentence(seen), held_sentence(seen), draining_sentence(seen))
    return [each for each in lines if each is not None]


def cut_short_sentence(seen: Midway) -> str | None:
    """Whom a fall has moved in the middle of a conversation; None if nobody."""
    if not seen.cut_short:
        return None
    people = counted(seen.cut_short, "person was", "people were")
    return f"{people} in the middle of a conversation with unified: the next message goes to legacy"
