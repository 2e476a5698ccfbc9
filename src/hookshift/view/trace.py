"""Where is my message? One event, one webhook, or everything of one person."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hookshift.config.people import hash_keys
from hookshift.config.secrets import encryption_key
from hookshift.domain.events import Event
from hookshift.domain.person import hasher, number
from hookshift.domain.privacy import id_masker, without_ids
from hookshift.domain.routing.assignment import bucket as bucket_of
from hookshift.domain.routing.routing import Decision
from hookshift.gateway.durable import content
from hookshift.gateway.durable.encryption import CannotDecrypt, EncryptedPayload, PayloadCipher
from hookshift.gateway.record.rows import masker
from hookshift.store import trace as stored
from hookshift.store.database import Connection
from hookshift.store.decisions import Decided
from hookshift.store.routing_config import read_snapshot
from hookshift.store.trace import StoredDelivery

if TYPE_CHECKING:
    from hookshift.config.schema.people import PeoplePart
    from hookshift.config.schema.settings import Settings

MOST_OPENED = 2_000
"""Deliveries that wait, and dead letters, that are opened to look for somebody's events."""


WITHOUT_KEY = (
    "recorder.hash_key is not set: rows are found by the masked number and the bucket, so they are "
    "this person's in all likelihood; rows without a bucket are not found"
)
FROM_BEFORE = (
    '"perhaps": rows from before recorder.hash_key was set, found by the masked number and the '
    "bucket"
)


class TracedAttempt(NamedTuple):
    """One attempt to hand one event to its handler."""

    row: Decided
    certain: bool
    """False: found by masked number and bucket only, in a row from before hashes."""


class TracedDelivery(NamedTuple):
    """An event of a durable source that has not been delivered, or no longer will be."""

    id: int
    state: str
    accepted_at: datetime
    at: datetime | None
    """When the next attempt is due, or when it was given up."""
    source: str
    handler: str
    side: str
    domain: str
    attempts: int
    event_kind: str
    event_type: str
    message_id: str | None
    correlation_id: str
    reason: str
    last_error: str | None


class TraceResult(NamedTuple):
    """All that was found, the newest first."""

    attempts: list[TracedAttempt]
    undelivered: list[TracedDelivery]
    remarks: list[str]
    """What could not be searched, and why."""


class _Sought(NamedTuple):
    what: str
    phone: str | None
    """The digits, if it is a number."""
    bucket: int | None
    """Of the number."""
    limit: int

    @property
    def identity(self) -> str:
        return self.phone or self.what

    def means(self, event: Event, correlation: str) -> bool:
        ids = (correlation, event.event_id)
        return self.what in ids or self.identity in (event.phone, event.sender)


class Tracer:
    """Looks for events, with what the settings say of numbers, hashes and stored bodies."""

    def __init__(self, settings: "Settings | PeoplePart") -> None:
        own = settings.recorder
        own_keys = hash_keys(settings)
        self._how = own.from_number
        self._people = [hasher(key) for key in own_keys]
        self._mask = masker(own.from_number, own_keys[0] if own_keys else b"")
        self._mask_id = id_masker(own.from_number, self._mask)
        keys = settings.delivery.encryption_keys
        self._cipher = PayloadCipher([encryption_key(each.get_secret_value()) for each in keys])

    async def trace(self, connection: Connection, what: str, limit: int) -> TraceResult:
        """Everything of an event's id, a webhook's correlation id, a number or another id of a
        person. Raises OperatorError.
        """
        what = what.strip()
        snapshot = await read_snapshot(connection)
        phone = number(what)
        bucket = None if snapshot is None or phone is None else bucket_of(snapshot.salt, phone)
        sought = _Sought(what, phone, bucket, limit)
        remarks: list[str] = []
        attempts = await self._attempts(connection, sought, remarks)
        found = await _undelivered(connection, bucket, remarks)
        undelivered = list(self._opened(found, sought, remarks))
        return TraceResult(attempts[:limit], undelivered[:limit], remarks)

    async def _attempts(
        self, connection: Connection, sought: "_Sought", remarks: list[str]
    ) -> list[TracedAttempt]:
        found: list[TracedAttempt] = []
        if sought.phone is None:
            found += self._certain(await stored.by_id(connection, sought.what, sought.limit))
        for person in self._people:
            hashed = person(sought.identity)
            found += self._certain(await stored.by_person(connection, hashed, sought.limit))
        if sought.phone is not None:
            found += await self._by_number(connection, sought, sought.phone, remarks)
        return sorted(found, key=lambda each: each.row.created_at, reverse=True)

    async def _by_number(
        self, connection: Connection, sought: "_Sought", phone: str, remarks: list[str]
    ) -> list[TracedAttempt]:
        """Rows without a hash: certain only where the log has the number whole, or its own hash."""
        recorded, certain = self._mask(phone), self._how != "masked"
        if recorded is None or (sought.bucket is None and not certain):
            return []
        bucket = None if certain else sought.bucket
        rows = await stored.by_number(connection, recorded, bucket, sought.limit)
        if not certain and not self._people:
            remarks.append(WITHOUT_KEY)
        elif not certain and rows:
            remarks.append(FROM_BEFORE)
        return [TracedAttempt(row, certain) for row in map(self._discreet, rows)]

    def _opened(
        self, found: Iterable[StoredDelivery], sought: "_Sought", remarks: list[str]
    ) -> Iterator[TracedDelivery]:
        closed = 0
        for each in found:
            if each.content is None:
                continue
            try:
                payload = EncryptedPayload(each.key_id, each.content, b"")
                held = content.decode(self._cipher.decrypt_content(payload))
            except (CannotDecrypt, msgspec.MsgspecError):
                closed += 1
                continue
            for event, decision in zip(held.events, held.decisions, strict=True):
                if sought.means(event, held.correlation_id):
                    yield self._event(each, held.correlation_id, event, decision)
        if closed:
            remarks.append(f"{closed:,} deliveries or dead letters could not be opened")

    def _event(
        self, each: StoredDelivery, correlation: str, event: Event, decision: Decision
    ) -> TracedDelivery:
        return TracedDelivery(
            each.id, each.state, each.accepted_at, each.at, each.source, each.handler, each.side,
            each.domain, each.attempts, event.kind, event.type,
            self._mask_id(event.event_id) if event.event_id else None,
            correlation, decision.reason, each.last_error and without_ids(each.last_error),
        )  # fmt: skip

    def _certain(self, rows: Sequence[Decided]) -> list[TracedAttempt]:
        return [TracedAttempt(row, True) for row in map(self._discreet, rows)]

    def _discreet(self, row: Decided) -> Decided:
        """What of a row may be shown: the log has ids and errors as they came."""
        return row._replace(
            message_id=row.message_id and self._mask_id(row.message_id),
            error_message=row.error_message and without_ids(row.error_message),
        )


async def _undelivered(
    connection: Connection, bucket: int | None, remarks: list[str]
) -> Iterable[StoredDelivery]:
    """Those of the bucket, and the latest of all, since not everybody's have one."""
    latest = await stored.undelivered(connection, None, MOST_OPENED)
    if len(latest) >= MOST_OPENED:
        remarks.append(
            f"of undelivered deliveries and dead letters only the latest {MOST_OPENED:,} each "
            "were searched; see also `hookshift undelivered` and `hookshift dead list`"
        )
    own = [] if bucket is None else await stored.undelivered(connection, bucket, MOST_OPENED)
    return {each.id: each for each in (*own, *latest)}.values()


def as_data(found: TraceResult) -> dict[str, object]:
    """For programs: the API and `--json` say the same."""
    return {
        "attempts": [{**each.row._asdict(), "certain": each.certain} for each in found.attempts],
        "undelivered": [each._asdict() for each in found.undelivered],
        "remarks": found.remarks,
    }
