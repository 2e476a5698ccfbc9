"""The shape of hookshift.toml, continued: rollouts.

Durations are seconds, rates are in percent. How settings depend on each other is in
`config.checks.rollout`, and `config.plan` makes the domain's plan of them.
"""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from hookshift.config.durations import Between, Span, TimeOfDay, TimeZone, read_duration
from hookshift.config.section import Section
from hookshift.config.values import Percentage
from hookshift.domain.evidence.plan import Mode, OnFail

MOST_STAGES = 50
MOST_WINDOWS = 100
"""The most freeze windows."""

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `datetime.weekday`."""
OnFailWord = Annotated[OnFail, Field(strict=False)]
ModeWord = Annotated[Mode, Field(strict=False)]

Rate = Annotated[float, Field(ge=0.001, le=50, allow_inf_nan=False)]
"""A share of requests or events that fail, in percent."""
Hold = Annotated[Span, Between("1s", "30d")]


class StageConfig(Section):
    """One percentage, held for a time."""

    percentage: Percentage
    """Share of senders that unified gets in this stage."""
    hold: Hold
    """How long the stage is held at least, time without traffic not counted."""
    prove: Rate | None = None
    """Percent of failures that the stage must prove to undercut (`ladder`); else the limit."""
    approval: bool = False
    """Whether a person must approve the step to the next stage."""


def _stage(percentage: float, hold: str, prove: float | None = None) -> StageConfig:
    # Not checked here, as `Section.defaults` is not.
    return StageConfig.model_construct(
        percentage=float(percentage), hold=read_duration(hold), prove=prove
    )


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
    """Action when more requests fail."""


class DeliveryGate(Section):
    """Events that no handler took."""

    at_least: float = Field(default=99.9, ge=50, le=99.999, allow_inf_nan=False)
    """Percent of events that must be delivered, by fallback to legacy if need be."""
    on_fail: OnFailWord = OnFail.ZERO
    """Action when fewer events are delivered."""


class LatencyGate(Section):
    """Requests that take long."""

    p95_ms: int = Field(default=2_000, ge=1, le=600_000)
    """Milliseconds that 95 % of the requests must not exceed; the same as `recorder.slow_ms`."""
    floor_ms: int = Field(default=1_000, ge=0, le=600_000)
    """Milliseconds above which being slower than legacy counts."""
    on_fail: OnFailWord = OnFail.ZERO
    """Action when requests exceed `p95_ms`, or are slower than legacy's above `floor_ms`."""


class RepliesGate(Section):
    """People who write and are not answered."""

    enabled: bool = True
    """Whether answers are judged; needs `recorder.hash_key`, and receipts from the provider."""
    within: Annotated[Span, Between("1s", "1h")] = read_duration("60s")
    """Time within which an answer counts, by the provider's clock."""
    grace: Annotated[Span, Between("0s", "1h")] = read_duration("2m")
    """Time that receipts may take to arrive after that, before people are judged."""
    margin: float = Field(default=20.0, ge=5, le=90, allow_inf_nan=False)
    """Percent of legacy's rate of answers by which unified's may be lower."""
    on_fail: OnFailWord = OnFail.ZERO
    """Action when fewer people are answered; at 100 % it is always hold."""


class ShareGate(Section):
    """Senders on the side where they should not be."""

    on_fail: OnFailWord = OnFail.HOLD
    """Action when unified gets another share of the senders than configured."""


class GuardGate(Section):
    """Domains that the rollout does not move."""

    on_fail: OnFailWord = OnFail.HOLD
    """Action when a protected or unrelated domain gets worse, or is touched."""


class Gates(Section):
    """What is watched at each stage."""

    errors: ErrorsGate = ErrorsGate.defaults()
    """Requests that fail."""
    delivery: DeliveryGate = DeliveryGate.defaults()
    """Events that no handler took."""
    latency: LatencyGate = LatencyGate.defaults()
    """Requests that take long."""
    replies: RepliesGate = RepliesGate.defaults()
    """People who write and are not answered."""
    share: ShareGate = ShareGate.defaults()
    """Senders on the side where they should not be."""
    guard: GuardGate = GuardGate.defaults()
    """Domains that the rollout does not move."""


class Freeze(Section):
    """A freeze window: a time without promotion."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = DAYS
    """Days on which the window begins."""
    begins: TimeOfDay | None = Field(default=None, alias="from")
    """Time at which the window begins; without `from` and `to` it is the whole day."""
    ends: TimeOfDay | None = Field(default=None, alias="to")
    """Time at which the window ends: on the next day if that is earlier than `from`."""


class RolloutConfig(Section):
    """How traffic moves, and what is proven on the way."""

    mode: ModeWord = Mode.LADDER
    """What a stage must prove. `ladder`: more at each stage; `strict`: always the limit itself."""
    warm_up: Annotated[Span, Between("0s", "30d")] = read_duration("2m")
    """Start of a stage in which successes prove nothing, because of cold starts."""
    lag: Annotated[Span, Between("0s", "1h")] = read_duration("5s")
    """Time that results may take to arrive in the statistics."""
    idle_after: Annotated[Span, Between("1s", "1d")] = read_duration("15m")
    """Time without traffic after which the hold clock stops."""
    stale_after: Annotated[Span, Between("5s", "1h")] = read_duration("1m")
    """Time without statistics after which the rollout is blind."""
    extension: float = Field(default=3.0, ge=1, le=100, allow_inf_nan=False)
    """How many times its length a hold may last; then the rollout is held for a person."""
    time_zone: TimeZone = ZoneInfo("UTC")
    """Time zone of the freeze windows; a name of the IANA database, like `Africa/Kigali`."""
    stages: Annotated[tuple[StageConfig, ...], Field(min_length=1, max_length=MOST_STAGES)] = (
        RUNBOOK
    )
    """Stages of the rollout, one after the other."""
    gates: Gates = Gates.defaults()
    """What is watched at each stage."""
    freeze: Annotated[tuple[Freeze, ...], Field(max_length=MOST_WINDOWS)] = ()
    """When there is no promotion."""
