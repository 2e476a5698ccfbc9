"""Somebody's number as the log has it."""

from hookshift.config.model import Settings
from hookshift.gateway.rows import masker
from hookshift.web.access import Refused


def recorded(sender: str, settings: Settings) -> str:
    """Masked or hashed as configured; what is masked already stays so. Raises Refused."""
    own = settings.recorder
    key = own.hash_key.get_secret_value().encode() if own.hash_key else b""
    plain = sender.strip().removeprefix("+")
    if own.from_number == "masked" and "*" in plain:
        return plain
    found = masker(own.from_number, key)(plain)
    if found is None:
        raise Refused("senders are not recorded: recorder.from_number is none", 409)
    return found
