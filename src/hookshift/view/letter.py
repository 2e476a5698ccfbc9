"""One dead letter, opened: its headers and events, without what people wrote."""

from typing import Any

import msgspec

from hookshift.config.people import hash_keys
from hookshift.config.schema.settings import Settings
from hookshift.config.secrets import encryption_key
from hookshift.domain.errors import OperatorError
from hookshift.domain.privacy import id_masker
from hookshift.gateway.durable import content
from hookshift.gateway.durable.content import Content
from hookshift.gateway.durable.encryption import CannotDecrypt, EncryptedPayload, PayloadCipher
from hookshift.gateway.record.rows import masker
from hookshift.store import dead_letters as store
from hookshift.store.database import Connection


async def letter(
    connection: Connection, settings: Settings, number: int, *, with_body: bool
) -> dict[str, Any]:
    """Dead letter `number` as data. Raises OperatorError."""
    found = await store.stored(connection, number)
    if found is None:
        raise OperatorError(f"there is no dead letter {number}. `hookshift dead list` shows them.")
    shown: dict[str, Any] = dict(found.letter._asdict())
    opened = _opened(settings, found)
    if opened is None:
        return shown
    stored, body = opened
    shown |= _described(settings, stored) | {"bytes": len(body)}
    if with_body:
        shown["body"] = body.decode("utf-8", "backslashreplace")
    return shown


def _opened(settings: Settings, found: store.Stored) -> tuple[Content, bytes] | None:
    if found.content is None or found.body is None:
        return None
    keys = settings.delivery.encryption_keys
    cipher = PayloadCipher([encryption_key(key.get_secret_value()) for key in keys])
    try:
        plain, body = cipher.decrypt(EncryptedPayload(found.key_id, found.content, found.body))
        return content.decode(plain), body
    except (CannotDecrypt, msgspec.MsgspecError) as error:
        raise OperatorError(f"dead letter {found.letter.id} cannot be read: {error}") from error


def _described(settings: Settings, stored: Content) -> dict[str, Any]:
    own = settings.recorder
    mask = masker(own.from_number, next(iter(hash_keys(settings)), b""))
    mask_id = id_masker(own.from_number, mask)
    return {
        "correlation_id": stored.correlation_id,
        "event_id": stored.key,
        "headers": [
            [name.decode("latin-1"), value.decode("latin-1")] for name, value in stored.headers
        ],
        "contents": [
            {
                "kind": event.kind,
                "type": event.type,
                "id": mask_id(event.event_id) if event.event_id else None,
                "from": mask(event.sender) if event.sender else None,
                "reason": decision.reason,
            }
            for event, decision in zip(stored.events, stored.decisions, strict=True)
        ],
    }
