"""The shape of hookshift.toml, continued: who is notified of rollouts and alerts.

How settings depend on each other is in `config.checks.notifiers`.
"""

from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.secrets import SigningSecret
from hookshift.config.section import Section
from hookshift.config.values import Name, NotifierUrl
from hookshift.domain.notification_events import NotificationEvent

MOST_NOTIFIERS = 100
EventWord = Annotated[NotificationEvent, Field(strict=False)]


class NotifierConfig(Section):
    """A person or program that is notified of rollouts and alerts."""

    name: Name
    """Name of the notifier in messages and records."""
    kind: Literal["webhook", "apprise"] = "webhook"
    """How to notify. `webhook`: a signed POST (Standard Webhooks); `apprise`: through Apprise."""
    url: NotifierUrl
    """URL to which notifications are sent; never shown."""
    secret: SigningSecret | None = None
    """Signing secret: `whsec_` and 24 to 64 bytes in base64. webhook needs it, apprise has none."""
    secrets: Annotated[tuple[SigningSecret, ...], Field(max_length=16)] = ()
    """Signing secrets during a rotation, instead of `secret`: each signs every message."""
    on: Annotated[tuple[EventWord, ...], Field(min_length=1, max_length=len(NotificationEvent))] = (
        tuple(NotificationEvent)
    )
    """Types of notification that are sent; by default all."""
