"""Somebody's number as the log has it, and what else may hold a number."""

from collections.abc import Callable
from typing import Any

from hookshift.config.people import hash_keys
from hookshift.config.schema.settings import Settings
from hookshift.domain.person import number
from hookshift.domain.privacy import id_masker, without_ids
from hookshift.gateway.record.rows import Masker, masker
from hookshift.web.access import Refused


def recorded(sender: str, settings: Settings) -> list[str]:
    """Masked as configured, or hashed by each key; what is masked already stays so.

    Raises Refused.
    """
    own = settings.recorder
    plain = sender.strip().removeprefix("+")
    if own.from_number == "masked" and "*" in plain:
        return [plain]
    plain = number(plain) or plain
    keys = hash_keys(settings) if own.from_number == "hashed" else (b"",)
    found = [masker(own.from_number, key)(plain) for key in keys]
    if None in found:
        raise Refused("senders are not recorded: recorder.from_number is none", 409)
    return [each for each in found if each is not None]


def discreet(settings: Settings) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """For a row with a message's id and an error's text: what of it may be shown to viewers.

    The log has both as they came; an error text that a former version wrote may quote an id, too.
    """
    mask = id_masker(settings.recorder.from_number, _mask(settings))

    def shown(row: dict[str, Any]) -> dict[str, Any]:
        identifier, error = row.get("message_id"), row.get("error_message")
        if identifier is not None:
            row["message_id"] = mask(identifier)
        if error is not None:
            row["error_message"] = without_ids(error)
        return row

    return shown


def _mask(settings: Settings) -> Masker:
    own = settings.recorder
    return masker(own.from_number, next(iter(hash_keys(settings)), b""))
