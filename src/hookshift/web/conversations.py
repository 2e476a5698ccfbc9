"""What handlers say about conversations after they have answered: by POST, with a token each.

A handler's token speaks for that handler only, of conversations that are the handler's now. What is
written reaches the memory of every host within a second, as what another host writes does.
"""

from collections.abc import Awaitable, Callable
from time import time
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from hookshift.config.compile import passers, route_table, terms
from hookshift.config.people import hash_keys
from hookshift.config.schema.routes import SourceConfig
from hookshift.config.schema.settings import Settings
from hookshift.domain.conversation.circumstances import Circumstances, has_context
from hookshift.domain.conversation.handover import (
    UNHEEDED_TEXT,
    OwnerAsked,
    OwnerChange,
    Unheeded,
    handed_over,
)
from hookshift.domain.conversation.records import ConversationRecord, MessageRecord, PersonRecord
from hookshift.domain.errors import OperatorError
from hookshift.domain.person import hasher, number
from hookshift.domain.routing.assignment import place, salt_tag
from hookshift.domain.routing.routing import Route, Side, Snapshot
from hookshift.gateway.conversation.names import conversation_keys, message_key
from hookshift.store import conversations as store
from hookshift.store.conversations import ABROAD, Turn
from hookshift.store.database import Connection
from hookshift.store.person import StoredAlias, aliases
from hookshift.store.routing_config import read_snapshot
from hookshift.web.answers import TEXT
from hookshift.web.bodies import Asked, Why
from hookshift.web.schemas import HandedOver, Named, Schema

MOST_IDS = 100
_Text = Annotated[str, Field(min_length=1, max_length=640, pattern=TEXT)]


class OfConversation(Asked):
    """The conversation of a person, or a group, with a business number."""

    reason: Why = "the handler asks for it"
    source: _Text
    person: _Text
    """A number in any spelling, with the country code, or the id of a person or a group."""
    phone_number_id: _Text | None = None


class Passing(OfConversation):
    """Another domain is to have it."""

    domain: _Text


class SentMessages(OfConversation):
    """What the handler has sent in it."""

    message_ids: Annotated[list[_Text], Field(min_length=1, max_length=MOST_IDS)]


class Spoken(NamedTuple):
    """Who speaks, and where it is looked up."""

    connection: Connection
    settings: Settings
    handler: str


class HandlerCall(NamedTuple):
    """One path."""

    path: str
    asked: type[OfConversation]
    carry: Callable[[Spoken, Any], Awaitable[dict[str, Any]]]
    summary: str
    answer: Schema


class _Found(NamedTuple):
    """A conversation that is the handler's, or nobody's where the handler is the default one."""

    key: int
    person: PersonRecord
    record: ConversationRecord | None
    given: Circumstances
    handler: str


async def _released(on: Spoken, asked: OfConversation) -> dict[str, Any]:
    return await _changed(on, asked, OwnerChange(None))


async def _passed(on: Spoken, asked: Passing) -> dict[str, Any]:
    if asked.domain not in on.settings.domains:
        raise OperatorError(UNHEEDED_TEXT[Unheeded.UNKNOWN_DOMAIN])
    if on.handler not in passers(on.settings)[asked.domain]:
        raise OperatorError(UNHEEDED_TEXT[Unheeded.NOT_ALLOWED])
    return await _changed(on, asked, OwnerChange(asked.domain))


async def _changed(on: Spoken, asked: OfConversation, change: OwnerChange) -> dict[str, Any]:
    async with on.connection.transaction():
        found = await _found(on, asked)
        record, now = found.record, found.given.now
        domain = None if record is None else record.domain
        side = Side.LEGACY if record is None else record.side
        owner = OwnerAsked(domain, side, now, 0)
        after = handed_over(change, owner, found.person, record, found.given)
        if isinstance(after, Unheeded):
            raise OperatorError(UNHEEDED_TEXT[after])
        turn = Turn(after, asked.source)
        await store.note_conversations(on.connection, ABROAD, {found.key: turn})
    route = found.given.routes[after.domain]
    handler = None if after.ended else _handler(route, after.side)
    return {"domain": after.domain, "ended": after.ended, "handler": handler}


async def _remembered(on: Spoken, asked: SentMessages) -> dict[str, Any]:
    found = await _found(on, asked)
    record = found.record
    if record is None:
        raise OperatorError(UNHEEDED_TEXT[Unheeded.NOT_OWNER])
    hash_of = hasher(hash_keys(on.settings)[0])
    message = MessageRecord(record.domain, record.side, found.given.now)
    keys = {
        hash_of(message_key(asked.source, asked.phone_number_id, each)): message
        for each in asked.message_ids
    }
    await store.note_messages(on.connection, keys)
    return {"messages": len(keys)}


async def _found(on: Spoken, asked: OfConversation) -> _Found:
    """Raises OperatorError unless it is the handler's."""
    source = _source(on.settings, asked.source)
    known = await aliases(on.connection, _hashes(on.settings, asked.person))
    if not known:
        raise OperatorError(
            "nobody is known by this name; hookshift knows people once they have written"
        )
    eldest = min(known, key=lambda each: (each.since, each.person))
    snapshot = await read_snapshot(on.connection)
    given = Circumstances(
        terms(on.settings), route_table(on.settings).routes, snapshot, int(time())
    )
    key = conversation_keys(asked.source)(eldest.person, asked.phone_number_id)
    stored = await store.locked_conversation(on.connection, key)
    record = None if stored is None or not has_context(stored, given) else stored
    if record is None:
        owner: str | None = source.default_handler
    else:
        route = given.routes.get(record.domain)
        owner = None if route is None else _handler(route, record.side)
    if owner != on.handler:
        raise OperatorError(UNHEEDED_TEXT[Unheeded.NOT_OWNER])
    return _Found(key, _person(eldest, asked.person, snapshot), record, given, on.handler)


def _source(settings: Settings, name: str) -> SourceConfig:
    for source in settings.sources:
        if source.name == name and source.conversations != "off":
            return source
    raise OperatorError("there is no source of this name that has conversations")


def _hashes(settings: Settings, person: str) -> set[int]:
    given = person.strip()
    return {hasher(key)(number(given) or given) for key in hash_keys(settings)}


def _person(alias: StoredAlias, given: str, snapshot: Snapshot | None) -> PersonRecord:
    """With the bucket under the current salt."""
    bucket, tag = alias.bucket, alias.salt_tag
    if snapshot is not None and tag != salt_tag(snapshot.salt):
        bucket = place(snapshot.salt, number(given) or given.strip())[0]
    return PersonRecord(alias.person, bucket, tag, int(alias.since.timestamp()))


def _handler(route: Route, side: Side) -> str:
    return route.unified if side is Side.UNIFIED and route.unified is not None else route.legacy


CALLS = (
    HandlerCall("conversations/release", OfConversation, _released,
                "Ends a conversation of the handler's.", HandedOver),
    HandlerCall("conversations/pass", Passing, _passed,
                "Passes a conversation of the handler's to another domain.", HandedOver),
    HandlerCall("conversations/messages", SentMessages, _remembered,
                "Names messages that the handler has sent in a conversation of its own.", Named),
)  # fmt: skip
