"""Events: what a webhook body holds, independent of the provider."""

from enum import StrEnum
from typing import NamedTuple


class EventKind(StrEnum):
    """What sort of thing happened; stored in `webhook_routing_logs.event_kind`."""

    MESSAGE = "message"
    STATUS = "status"
    CALL = "call"
    ECHO = "echo"  # a message that the business sent from its own app
    ERROR = "error"
    ACCOUNT = "account"  # about the account, not a conversation
    STANDBY = "standby"  # a copy, while somebody else answers the conversation


class Event(NamedTuple):
    """One message or status inside a webhook body.

    A NamedTuple because one is made per event on the hot path: 0.4 us against 2 us for a frozen
    dataclass.
    """

    kind: EventKind
    type: str
    """Message type (`text`), status (`delivered`) or account field (`account_update`)."""
    event_id: str | None
    """The provider's identity of the event: the same at each redelivery."""
    sender: str | None
    """Sticky key: the alias that outlives the others (BSUID before phone), else None."""
    phone: str | None
    """The sender's phone number, digits only; personal data."""
    text: str
    """Routable text, "" where there is none; personal data, never recorded."""
    choices: tuple[str, ...]
    """Ids and payloads of the buttons and list rows that were chosen."""
    phone_number_id: str | None
    """The business number that the event came to."""
    referral: tuple[str, ...]
    """Type, id and URL of the advertisement that the conversation came from, if any."""
    locator: tuple[int | str, ...]
    """Where the event sits in its body; only the provider that made it can read this."""
    fingerprint: str = ""
    """Hash of the event as written, where its identity does not tell it from every other event."""
    malformed: bool = False
    """Whether it is not of the form that its provider documents; then no rule is applied."""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """The request's headers that rules ask for, names in lower case; never recorded."""
    at: int = 0
    """When it happened by the provider's clock, in seconds since 1970; 0 where that is unknown."""
    answers: str | None = None
    """Id of the message that it answers, reacts to, edits or revokes; a receipt: that it is of."""
    group: str | None = None
    """Id of the group that it was sent in, or that a receipt is of."""
    aliases: tuple[str, ...] = ()
    """What else its body calls its person, besides `sender` and `phone`; a few, sorted."""
    callback_data: tuple[tuple[str, str], ...] = ()
    """Texts of the business's own that come back with it, by the provider's name for each; never
    recorded."""
    pricing: str | None = None
    """The provider's pricing category of the message that a receipt is of, such as `marketing`."""
    error_code: int | None = None
    """Why the message that a receipt is of has failed, as the provider numbers it."""


def digits(phone: str | None) -> str | None:
    """`phone` as digits only, so that `+250 78` and `25078` are one person; None if none remain."""
    if not phone:
        return None
    if phone.isdecimal() and phone.isascii():
        return phone
    return "".join(c for c in phone if c in "0123456789") or None
