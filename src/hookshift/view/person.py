"""A person's data: whose it is, and which of what is stored is theirs.

A person is given by a number in any spelling, or by any other id that a body names them by. Known
aliases are found by what gateways remember; without `recorder.hash_key` only what was given counts.
"""

from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

import msgspec

from hookshift.config.people import hash_keys
from hookshift.config.schema.settings import Settings
from hookshift.config.secrets import encryption_key
from hookshift.domain.events import Event
from hookshift.domain.person import hasher, number
from hookshift.domain.routing.assignment import bucket as bucket_of
from hookshift.gateway.durable import content
from hookshift.gateway.durable.encryption import CannotDecrypt, EncryptedPayload, PayloadCipher
from hookshift.gateway.record.rows import masker
from hookshift.store import person as store
from hookshift.store.database import Connection
from hookshift.store.person import OlderRows, StoredAlias, StoredBody, StoredConversation
from hookshift.store.routing_config import read_snapshot

OUT_OF_REACH = (
    "Out of reach: backups of PostgreSQL and its write-ahead log, what handlers and the provider "
    "have stored, exported traces and logs, and hashes of message ids, which name nobody and go "
    "after a day (conversations) or delivery.dedup_days (deduplication)."
)
NO_KEY = (
    "recorder.hash_key is not set: only rows and bodies that name exactly what was given are found."
)


class Whose(NamedTuple):
    """A person, as what is stored knows them."""

    given: str
    """The digits of a number, or the id as it was given."""
    hashes: frozenset[int]
    """Hashes of all known aliases; empty without a key."""
    people: frozenset[int]
    aliases: Sequence[StoredAlias]
    conversations: Sequence[StoredConversation]
    older: OlderRows | None
    """Rows of the log without a hash."""
    certain: bool
    """Whether those are this person's and nobody else's."""


class OpenedBody(NamedTuple):
    """A body with this person's events in it."""

    stored: StoredBody
    events: list[Event]
    """The events of this person."""
    shared: bool
    """Whether it holds events of other people, too."""
    body: bytes | None


class PersonalData:
    """Finds it, with what the settings say of numbers, hashes and stored bodies."""

    def __init__(self, settings: Settings) -> None:
        own = settings.recorder
        keys = hash_keys(settings)
        self._hashers = [hasher(key) for key in keys]
        self._how = own.from_number
        self._mask = masker(own.from_number, keys[0] if keys else b"")
        stored = settings.delivery.encryption_keys
        self._cipher = PayloadCipher([encryption_key(each.get_secret_value()) for each in stored])
        self.has_key = bool(keys)
        self.closed = 0
        """Bodies that could not be opened."""

    async def whose(self, connection: Connection, sender: str) -> Whose:
        """Whose data it is that `sender` asks for. Raises OperatorError."""
        given = sender.strip()
        phone = number(given)
        given = phone or given
        hashes = {person(given) for person in self._hashers}
        aliases = await store.aliases(connection, hashes)
        people = frozenset(hashes | {each.person for each in aliases})
        hashes |= people | {each.alias for each in aliases}
        older, certain = await self._older(connection, phone)
        return Whose(
            given,
            frozenset(hashes),
            people,
            aliases,
            await store.conversations(connection, people),
            older,
            certain,
        )

    async def bodies(
        self, connection: Connection, whose: Whose, *, letters: bool, waiting: bool = False
    ) -> AsyncIterator[OpenedBody]:
        """The person's bodies, or dead letters; with `waiting` only what is not delivered.

        Every stored body is opened, since nothing outside tells whose it is. Raises OperatorError.
        """
        async for page in store.bodies(connection, letters=letters, waiting=waiting):
            for each in page:
                opened = self._opened(each, whose)
                if opened is not None:
                    yield opened

    def means(self, whose: Whose, event: Event) -> bool:
        """Whether an event is this person's."""
        names = {event.phone, event.sender, *getattr(event, "aliases", ())} - {None, ""}
        if whose.given in names:
            return True
        return any(person(name) in whose.hashes for person in self._hashers for name in names)

    async def _older(
        self, connection: Connection, phone: str | None
    ) -> tuple[OlderRows | None, bool]:
        recorded = None if phone is None else self._mask(phone)
        if recorded is None or phone is None:
            return None, True
        if self._how != "masked":
            return OlderRows(recorded, None), True
        snapshot = await read_snapshot(connection)
        if snapshot is None:
            return None, True
        return OlderRows(recorded, bucket_of(snapshot.salt, phone)), False

    def _opened(self, stored: StoredBody, whose: Whose) -> OpenedBody | None:
        if stored.content is None:
            return None
        payload = EncryptedPayload(stored.key_id, stored.content, stored.body or b"")
        try:
            held = content.decode(self._cipher.decrypt_content(payload))
            events = [event for event in held.events if self.means(whose, event)]
            if not events:
                return None
            body = None if stored.body is None else self._cipher.decrypt(payload)[1]
        except (CannotDecrypt, msgspec.MsgspecError):
            self.closed += 1
            return None
        return OpenedBody(stored, events, len(events) < len(held.events), body)


def body_data(opened: OpenedBody) -> dict[str, Any]:
    """For an export; of a body that is shared only this person's events, without the text."""
    body = None if opened.shared else opened.body
    return {
        **opened.stored._replace(key_id=None, content=None, body=None)._asdict(),
        "shared": opened.shared,
        "events": [each._asdict() for each in opened.events],
        "body": None if body is None else _text(body),
    }


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return b64encode(body).decode()
