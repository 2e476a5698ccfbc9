"""The shape of hookshift.toml, continued: rollouts, and who hears of them.

Durations are seconds, rates are in percent. What one setting means for another is in
`check_rollout`, and `plan` turns all of it into the domain's plan.
"""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from hookshift.config.durations import Between, Span, TimeOfDay, TimeZone, read_duration
from hookshift.config.section import Section
from hookshift.config.values import (
    Name,
    NotifierUrl,
    Percentage,
    SigningSecret,
)
from hookshift.domain.evidence.plan import Mode, OnFail
from hookshift.domain.notification_events import NotificationEvent

MOST_STAGES = 50
MOST_WINDOWS = 100
"""Freeze windows; also notifiers."""

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `datetime.weekday`."""
OnFailWord = Annotated[OnFail, Field(strict=False)]
ModeWord = Annotated[Mode, Field(strict=False)]
HeardWord = Annotated[NotificationEvent, Field(strict=False)]

Rate = Annotated[float, Field(ge=0.001, le=50, allow_inf_nan=False)]
"""A share of requests or events that fail, in percent."""
Hold = Annotated[Span, Between("1s", "30d")]


class StageConfig(Section):
    """One percentage, held for a time."""

    percentage: Percentage
    """The share of senders that unified gets."""
    hold: Hold
    """How long it stays there, time without traffic not counted."""
    prove: Rate | None = None
    """Percent of failures that it must prove to undercut (`ladder`); without it, the limit."""
    approval: bool = False
    """A person must approve the step after it."""


def _stage(percentage: float, hold: str, prove: float | None = None) -> StageConfig:
    return StageConfig(percentage=percentage, hold=read_duration(hold), prove=prove)


RUNBOOK = (
    _stage(10, "4h", 1.0),
    _stage(25, "4h", 0.5),
    _stage(35, "6h", 0.3),
    _stage(50, "1d", 0.1),
    _stage(75, "1d"),
    _stage(100, "2d"),
)
"""The plan where the file has none. The runbook gives 75 % two days with the step to 100 %."""


class ErrorsGate(Section):
    """Requests that fail."""

    limit: Rate = 0.1
    """Percent of requests that may fail."""
    on_fail: OnFailWord = OnFail.ZERO
    """What happens above it."""


class DeliveryGate(Section):
    """Events that no handler took."""

    at_least: float = Field(default=99.9, ge=50, le=99.999, allow_inf_nan=False)
    """Percent of events that must be delivered, by fallback to legacy if need be."""
    on_fail: OnFailWord = OnFail.ZERO
    """What happens below it."""


class LatencyGate(Section):
    """Requests that take long."""

    p95_ms: int = Field(default=2_000, ge=1, le=600_000)
    """Milliseconds that 95 % of the requests must not exceed; the same as `recorder.slow_ms`."""
    floor_ms: int = Field(default=1_000, ge=0, le=600_000)
    """Slower than legacy counts only above it."""
    on_fail: OnFailWord = OnFail.ZERO
    """What happens above the one, or when unified is slower than legacy above the other."""


class ShareGate(Section):
    """Senders on the side where they should not be."""

    on_fail: OnFailWord = OnFail.HOLD
    """What happens when unified gets another share of the senders than configured."""


class GuardGate(Section):
    """Domains that the rollout does not move."""

    on_fail: OnFailWord = OnFail.HOLD
    """What happens when a protected or unrelated domain gets worse."""


class Gates(Section):
    """What is watched at each stage."""

    errors: ErrorsGate = ErrorsGate()
    """Requests that fail."""
    delivery: DeliveryGate = DeliveryGate()
    """Events that no handler took."""
    latency: LatencyGate = LatencyGate()
    """Requests that take long."""
    share: ShareGate = ShareGate()
    """Senders on the side where they should not be."""
    guard: GuardGate = GuardGate()
    """Domains that the rollout does not move."""


class Freeze(Section):
    """A window without promotion."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = DAYS
    """Days on which it begins."""
    begins: TimeOfDay | None = Field(default=None, alias="from")
    """Where it begins; without `from` and `to` it is the whole day."""
    ends: TimeOfDay | None = Field(default=None, alias="to")
    """Where it ends: on the next day if that is earlier than `from`."""


class RolloutConfig(Section):
    """How traffic moves, and what is proven on the way."""

    mode: ModeWord = Mode.LADDER
    """`ladder`: each stage proves more, up to the limit; `strict`: each proves the limit itself."""
    warm_up: Annotated[Span, Between("0s", "30d")] = read_duration("2m")
    """The start of a stage, which proves nothing good: cold starts."""
    lag: Annotated[Span, Between("0s", "1h")] = read_duration("5s")
    """What results may take to arrive."""
    idle_after: Annotated[Span, Between("1s", "1d")] = read_duration("15m")
    """After so long without traffic the clock of the hold stops."""
    stale_after: Annotated[Span, Between("5s", "1h")] = read_duration("1m")
    """After so long without statistics the rollout is blind."""
    extension: float = Field(default=3.0, ge=1, le=100, allow_inf_nan=False)
    """A hold is extended up to so many times its length; then a person must look."""
    time_zone: TimeZone = ZoneInfo("UTC")
    """Of the freeze windows; a name of the IANA database, like `Africa/Kigali`."""
    stages: Annotated[tuple[StageConfig, ...], Field(min_length=1, max_length=MOST_STAGES)] = (
        RUNBOOK
    )
    """The percentages, one after the other."""
    gates: Gates = Gates()
    """What is watched at each stage."""
    freeze: Annotated[tuple[Freeze, ...], Field(max_length=MOST_WINDOWS)] = ()
    """When there is no promotion."""


class NotifierConfig(Section):
    """Somebody who hears what a rollout does."""

    name: Name
    """Its name in messages and records."""
    kind: Literal["webhook", "apprise"] = "webhook"
    """`webhook`: a signed POST (Standard Webhooks); `apprise`: a service that Apprise knows."""
    url: NotifierUrl
    """Where it is told; never shown."""
    secret: SigningSecret | None = None
    """Signs: `whsec_` and 24 to 64 bytes in base64. webhook needs it, apprise has none."""
    on: Annotated[tuple[HeardWord, ...], Field(min_length=1, max_length=len(NotificationEvent))] = (
        tuple(NotificationEvent)
    )
    """What it is told."""
