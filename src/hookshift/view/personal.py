"""What is stored about a person, as data: shown in short, or exported whole."""

import json
from collections.abc import AsyncIterator
from typing import Any

from hookshift.domain.format import counted
from hookshift.domain.privacy import masked_id, without_ids
from hookshift.store import person as store
from hookshift.store.database import Connection
from hookshift.view.person import NO_KEY, OpenedBody, PersonalData, Whose, body_data

CLOSED = "{} could not be opened: delivery.encryption_keys lacks their key, or they are damaged"

_HASHES = ("key", "person", "alias")


async def shown(
    connection: Connection, data: PersonalData, sender: str, limit: int
) -> dict[str, Any]:
    """Conversations, aliases, the latest `limit` rows of the log, and what is not delivered.

    Message ids are masked. Raises OperatorError.
    """
    whose = await data.whose(connection, sender)
    undelivered = [
        _body(each, letters=letters)
        for letters in (False, True)
        async for each in data.bodies(connection, whose, letters=letters, waiting=True)
    ]
    return {
        "conversations": [_exact(each._asdict()) for each in whose.conversations],
        "aliases": [_exact(each._asdict()) for each in whose.aliases],
        "log_rows": [_exact(_discreet(row)) async for row in _rows(connection, whose, limit)],
        "undelivered": undelivered,
        "remarks": remarks(data),
    }


async def exported(
    connection: Connection, data: PersonalData, sender: str, actor: str, reason: str | None
) -> AsyncIterator[dict[str, Any]]:
    """Everything, a line each; `what` says of which kind. That it was done is recorded.

    Raises OperatorError.
    """
    number = await store.begin(connection, "export", actor, reason)
    counts: dict[str, int] = {}
    async for what, each in _everything(connection, data, sender):
        counts[what] = counts.get(what, 0) + 1
        yield {"what": what, **each}
    await store.done(connection, number, counts)


def remarks(data: PersonalData) -> list[str]:
    """What could not be looked into, and why."""
    closed = counted(data.closed, "body", "bodies")
    return [
        *([] if data.has_key else [NO_KEY]),
        *([CLOSED.format(closed)] if data.closed else []),
    ]


async def _everything(
    connection: Connection, data: PersonalData, sender: str
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    whose = await data.whose(connection, sender)
    for alias in whose.aliases:
        yield "alias", alias._asdict()
    for conversation in whose.conversations:
        yield "conversation", conversation._asdict()
    async for row in _rows(connection, whose, None):
        yield "log_row", row
    for what, letters in (("body", False), ("dead_letter", True)):
        async for each in data.bodies(connection, whose, letters=letters):
            yield what, body_data(each)


async def _rows(
    connection: Connection, whose: Whose, limit: int | None
) -> AsyncIterator[dict[str, Any]]:
    for row in await store.log_rows(connection, whose.hashes, limit):
        yield {**json.loads(row), "certain": True}
    if whose.older is not None:
        for row in await store.older_rows(connection, whose.older, limit):
            yield {**json.loads(row), "certain": whose.certain}


def _discreet(row: dict[str, Any]) -> dict[str, Any]:
    """What of a row may be on a screen: the log has ids and errors as they came."""
    message, error = row["message_id"], row["error_message"]
    return {
        **row,
        "message_id": message and masked_id(message),
        "error_message": error and without_ids(error),
    }


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    """With hashes as texts: not every reader of JSON has 64 bits for a number."""
    hashes = {name: str(row[name]) for name in _HASHES if row.get(name) is not None}
    return {**row, **hashes}


def _body(opened: OpenedBody, *, letters: bool) -> dict[str, Any]:
    stored = opened.stored
    state = "dead" if letters else "under way" if stored.held else "waiting"
    return {
        "id": stored.id,
        "received_at": stored.received_at,
        "source": stored.source,
        "handler": stored.handler,
        "state": state,
        "events": len(opened.events),
    }
