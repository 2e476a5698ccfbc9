"""An ordinary event to change one thing of."""

from typing import Any

from hookshift.domain.events import Event, EventKind

ORDINARY = Event(
    kind=EventKind.MESSAGE,
    type="text",
    event_id="wamid.1",
    sender="250788000001",
    phone="250788000001",
    text="",
    choices=(),
    phone_number_id="106",
    referral=(),
    locator=(),
)


def event(**values: Any) -> Event:
    """A text message with these fields."""
    return ORDINARY._replace(**values)
