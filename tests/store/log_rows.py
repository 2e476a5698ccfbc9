"""Rows of the log as the gateway makes them."""

import os
import time

from hookshift.domain.routing.records import LogRow


def log_row(**changes: object) -> LogRow:
    """A row of now, with `changes`."""
    row = LogRow(
        id=os.urandom(16),
        webhook_name="wa-webhook-unified",
        domain="jobs",
        routed_to="unified",
        from_number="250*******45",
        message_id="wamid.HBgLMjUwNzg4MTIzNDU2FQIAEhgUM0EwQjFDMkQzRTRGNTY3ODkwQUIA",
        response_time_ms=37,
        status="success",
        error_message=None,
        created_at=time.time(),
        source="whatsapp",
        event_kind="message",
        event_type="text",
        rule="jobs-keywords",
        reason="in_share",
        bucket=1234,
        config_version=42,
        handler_status=200,
        attempt=1,
        correlation_id="01234567-89ab-4def-a123-456789abcdef",
    )
    return row._replace(**changes)  # type: ignore[arg-type]
