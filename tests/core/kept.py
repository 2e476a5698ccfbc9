"""Rows of the log in the compiled core's queue, as those of usual webhooks are in it."""

from typing import Any

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Decision, DomainBy, Reason, Side


def given(row: LogRow) -> tuple[Any, ...]:
    """What the core is given of the webhook that this row is about."""
    event = Event(
        kind=EventKind(row.event_kind), type=row.event_type, event_id=row.message_id,
        sender=row.from_number, phone=None, text="", choices=(),
        phone_number_id=row.business_number, referral=(), locator=(), at=row.provider_time or 0,
        group="g" if row.in_group else None, pricing=row.pricing, error_code=row.error_code,
    )  # fmt: skip
    decision = Decision(
        row.domain, row.webhook_name, Side(row.routed_to), Reason(row.reason), row.rule, row.bucket,
        row.sender, DomainBy(row.domain_by) if row.domain_by else None, row.observed,
    )  # fmt: skip
    common = (
        row.webhook_name, row.routed_to, row.response_time_ms, row.status, row.error_message,
        row.created_at, row.source, row.config_version, row.handler_status, row.attempt,
        row.correlation_id, row.final,
    )  # fmt: skip

    def hashed(_identity: str) -> int | None:
        return row.person

    person = None if row.person is None else hashed
    return event, decision, common, row.id, str, person


def keep(queue: Any, row: LogRow) -> bool:
    """Whether the core holds the row for usual; then it is in its queue, as bytes."""
    kept: bool = queue.keep(*given(row))
    return kept
