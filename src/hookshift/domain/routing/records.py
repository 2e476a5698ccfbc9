"""The log row that is written about each attempt to hand an event to a handler."""

from typing import NamedTuple


class LogRow(NamedTuple):
    """One row of `webhook_routing_logs`, and what rollups need.

    The first ten are the runbook's columns. `from_number` has been masked as configured before it
    gets here; nothing here holds a message's text.

    A new field comes last and has a default: rows that a former version has spooled lack it. It is
    a column of the table too, unless NOT_COLUMNS has it.
    """

    id: bytes
    """16 bytes, a UUID whose first bits are the time, so that the index grows at one end."""
    webhook_name: str
    domain: str
    routed_to: str
    from_number: str | None
    message_id: str | None
    response_time_ms: int
    status: str
    """`success` or `error`."""
    error_message: str | None
    created_at: float
    """Seconds since 1970, UTC."""
    source: str
    event_kind: str
    event_type: str
    rule: str | None
    reason: str
    bucket: int | None
    config_version: int | None
    """None while no configuration had been read."""
    handler_status: int | None
    """HTTP status of the handler; None when it gave none."""
    attempt: int
    correlation_id: str
    sender: int | None = None
    """The sender's key (`assignment.place`); None without one."""
    final: bool = True
    """Whether no further attempt follows, whatever the outcome of this one."""
    person: int | None = None
    """The keyed hash of the person's number or id (`domain.person`); None without a key."""
    domain_by: str | None = None
    """What named the domain (`routing.DomainBy`); None where conversations are off."""
    observed: str | None = None
    """Where it would have gone with conversations on, as `domain/side`, if elsewhere."""
    business_number: str | None = None
    """The business number that the event came to, as the provider names it."""
    provider_time: int | None = None
    """When it happened by the provider's clock, seconds since 1970; None where that is unknown."""
    in_group: bool | None = None
    """Whether it is about a group; None if not."""
    pricing: str | None = None
    """The pricing category of the message that a receipt is of."""
    error_code: int | None = None
    """The provider's code, where a receipt says that a message has failed."""


NOT_COLUMNS = ("sender", "final")
"""Fields that only rollups need, and that the table does not have."""
COLUMNS = tuple(name for name in LogRow._fields if name not in NOT_COLUMNS)
"""The columns of `webhook_routing_logs`, in order."""
