"""What can be changed over HTTP, as by the commands of the same names, and how it is asked for."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from hookshift.config.model import Settings
from hookshift.controller.apply import tell
from hookshift.controller.begin import begin
from hookshift.domain.rollout import Aborted, Happening, Paused, Promoted, Resumed, RolledBack
from hookshift.store import dead_letters, routing_config
from hookshift.store.database import Connection
from hookshift.store.dead_letters import Chosen
from hookshift.view.letters import refuse_strangers
from hookshift.view.report import brief
from hookshift.web.answers import TEXT

MOST_NUMBER = 2**53 - 1
"""Larger ones are not the same in every reader of JSON."""
MOST_LETTERS = 5_000
"""In one call; `left` says how many there still are."""


def _is_number(value: object) -> object:
    """Not the text of one, as in JSON."""
    if isinstance(value, str):
        raise ValueError("must be a number, without quotes")
    return value


Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=2),
    BeforeValidator(_is_number),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.01}),
]
Why = Annotated[str, Field(min_length=1, max_length=1_000, pattern=TEXT)]


class Asked(BaseModel):
    """Every change says why."""

    model_config = ConfigDict(extra="forbid")

    reason: Why


class Beginning(Asked):
    """At a stage of the plan in hookshift.toml."""

    stage: Annotated[int, Field(ge=1, le=1_000)] = 1


class Promotion(Asked):
    """Of the stage that the caller saw."""

    stage: Annotated[int, Field(ge=1, le=1_000)]
    override: bool = False


class Rollback(Asked):
    """To a percentage; None: to the stage before."""

    percentage: Percent | None = Decimal(0)


class TakenBack(Asked):
    """To a percentage; None: to the share before its last change."""

    percentage: Percent | None = Decimal(0)


class Abortion(Asked):
    """The end of a rollout."""

    keep_share: bool = False


class Share(Asked):
    """Of unified."""

    percentage: Percent


def _given(name: str, **has: Any) -> dict[str, Any]:
    return {"required": [name], "properties": {name: has}}


_AT_LEAST_ONE: dict[str, Any] = {
    "anyOf": [
        _given("ids", minItems=1),
        _given("handler", type="string"),
        _given("given_up_for", type="string"),
    ]
}


class Letters(Asked):
    """Which: by number, or all of a handler and a reason; at least one of these."""

    model_config = ConfigDict(json_schema_extra=_AT_LEAST_ONE)

    ids: Annotated[list[Annotated[int, Field(ge=1, le=MOST_NUMBER)]], Field(max_length=10_000)] = []
    handler: Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)] | None = None
    given_up_for: Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)] | None = None

    @model_validator(mode="after")
    def _chosen(self) -> "Letters":
        if not (self.ids or self.handler or self.given_up_for):
            raise ValueError("choose by ids, handler or given_up_for")
        return self


class Ground(NamedTuple):
    """What a change is carried out on."""

    connection: Connection
    settings: Settings
    actor: str


Carry = Callable[[Ground, Any], Awaitable[dict[str, Any]]]


class Change(NamedTuple):
    """One thing that can be changed."""

    path: str
    asked: type[Asked]
    role: str
    carry: Carry
    summary: str


def _rollout(happening: Callable[[Any, float], Happening]) -> Carry:
    async def carry(on: Ground, asked: Any) -> dict[str, Any]:
        rollout = await tell(on.connection, lambda now: happening(asked, now), on.actor)
        return {"rollout": brief(rollout)}

    return carry


async def _started(on: Ground, asked: Beginning) -> dict[str, Any]:
    rollout = await begin(on.connection, on.settings, asked.stage - 1, on.actor, asked.reason)
    return {"rollout": brief(rollout)}


async def _share(on: Ground, asked: Share) -> dict[str, Any]:
    version = await routing_config.set_percentage(
        on.connection, asked.percentage, on.actor, asked.reason
    )
    return {"version": version}


async def _taken_back(on: Ground, asked: TakenBack) -> dict[str, Any]:
    version = await routing_config.take_back(
        on.connection, asked.percentage, on.actor, asked.reason
    )
    return {"version": version}


def _enabled(enabled: bool) -> Carry:
    async def carry(on: Ground, asked: Any) -> dict[str, Any]:
        version = await routing_config.set_enabled(on.connection, enabled, on.actor, asked.reason)
        return {"version": version}

    return carry


def _letters(action: str) -> Carry:
    async def carry(on: Ground, asked: Letters) -> dict[str, Any]:
        chosen = Chosen(
            ids=asked.ids or None,
            handlers=[asked.handler] if asked.handler else None,
            reasons=[asked.given_up_for] if asked.given_up_for else None,
        )
        if action == "replay":
            groups = await dead_letters.counted(on.connection, chosen)
            refuse_strangers(groups, on.settings.handlers)
        change = dead_letters.Change(action, on.actor, asked.reason)
        done = dead_letters.Progress(0, 0)
        async with aclosing(dead_letters.act(on.connection, change, chosen)) as steps:
            async for step in steps:
                done = step
                if done.letters >= MOST_LETTERS:
                    break
        left = sum(group.letters for group in await dead_letters.counted(on.connection, chosen))
        return {**done._asdict(), "left": left}

    return carry


def _threshold(asked: Rollback) -> int | None:
    return None if asked.percentage is None else int(asked.percentage * 100)


CHANGES = (
    Change("rollout/start", Beginning, "operator", _started,
           "Begins the plan of hookshift.toml."),
    Change("rollout/pause", Asked, "operator",
           _rollout(lambda asked, now: Paused(now, asked.reason)),
           "Stays at the current percentage."),
    Change("rollout/resume", Asked, "operator",
           _rollout(lambda asked, now: Resumed(now, asked.reason)),
           "Goes on after a pause or a hold."),
    Change("rollout/promote", Promotion, "operator",
           _rollout(lambda asked, now: Promoted(now, asked.stage - 1, asked.override,
                                                asked.reason)),
           "Approves the end of a stage."),
    Change("rollout/rollback", Rollback, "operator",
           _rollout(lambda asked, now: RolledBack(now, _threshold(asked), asked.reason)),
           "Ends the rollout at a lower share, at once."),
    Change("rollout/abort", Abortion, "operator",
           _rollout(lambda asked, now: Aborted(now, asked.keep_share, asked.reason)),
           "Ends the rollout."),
    Change("share", Share, "operator", _share, "Sets the share of unified."),
    Change("rollback", TakenBack, "operator", _taken_back,
           "Takes the share back, at once; never raises it."),
    Change("enable", Asked, "operator", _enabled(True), "Switches routing on."),
    Change("disable", Asked, "operator", _enabled(False),
           "Switches routing off: everybody goes to legacy."),
    Change("dead-letters/replay", Letters, "operator", _letters("replay"),
           "Delivers dead letters again."),
    Change("dead-letters/drop", Letters, "admin", _letters("drop"),
           "Throws dead letters away for ever."),
)  # fmt: skip
