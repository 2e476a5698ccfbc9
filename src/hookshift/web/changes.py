"""What can be changed over HTTP, as by the commands of the same names, and how it is asked for."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from hookshift.config.schema.settings import Settings
from hookshift.controller.apply import apply_happening
from hookshift.controller.begin import begin
from hookshift.controller.notify.answer import Patience
from hookshift.controller.notify.trial import try_all
from hookshift.controller.way_back import go_back
from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import Aborted, Happening, Paused, Promoted, Resumed, RolledBack
from hookshift.store import api, routing_config, silences
from hookshift.store.database import Connection
from hookshift.view.report import brief
from hookshift.web import letters
from hookshift.web.bodies import (
    Abortion,
    Acknowledgement,
    Asked,
    Beginning,
    Letters,
    NotifierTest,
    Promotion,
    Revocation,
    Rollback,
    Share,
    Silencing,
    TakenBack,
)
from hookshift.web.schemas import (
    Ended,
    LettersDone,
    Noted,
    NotifiersTried,
    RolloutChanged,
    Schema,
    Version,
)


class Ground(NamedTuple):
    """What a change is carried out on."""

    connection: Connection
    settings: Settings
    actor: str


TRIAL = Patience(connect=2.0, read=4.0, whole=5.0)
"""For a notifier that does not answer: others wait for the dashboard's connection meanwhile."""

Carry = Callable[[Ground, Any], Awaitable[dict[str, Any]]]


class AllowedChange(NamedTuple):
    """One thing that can be changed."""

    path: str
    asked: type[Asked]
    role: str
    carry: Carry
    summary: str
    answer: Schema = RolloutChanged


def _rollout(happening: Callable[[Any, float], Happening]) -> Carry:
    async def carry(on: Ground, asked: Any) -> dict[str, Any]:
        rollout = await apply_happening(on.connection, lambda now: happening(asked, now), on.actor)
        return {"rollout": brief(rollout)}

    return carry


async def _started(on: Ground, asked: Beginning) -> dict[str, Any]:
    rollout = await begin(on.connection, on.settings, asked.stage - 1, on.actor, asked.reason)
    return {"rollout": brief(rollout)}


async def _share(on: Ground, asked: Share) -> dict[str, Any]:
    change = routing_config.drain if asked.drain else routing_config.set_percentage
    version = await change(on.connection, asked.percentage, on.actor, asked.reason)
    return {"version": version}


async def _taken_back(on: Ground, asked: TakenBack) -> dict[str, Any]:
    version = await go_back(on.connection, asked.percentage, on.actor, asked.reason)
    return {"version": version}


def _enabled(enabled: bool) -> Carry:
    async def carry(on: Ground, asked: Any) -> dict[str, Any]:
        version = await routing_config.set_enabled(on.connection, enabled, on.actor, asked.reason)
        return {"version": version}

    return carry


async def _acknowledged(on: Ground, asked: Acknowledgement) -> dict[str, Any]:
    about = (asked.kind, asked.subject)
    return (await silences.acknowledge(on.connection, about, on.actor, asked.reason))._asdict()


async def _silenced(on: Ground, asked: Silencing) -> dict[str, Any]:
    about = (asked.kind, asked.subject)
    made = await silences.silence(on.connection, about, on.actor, asked.reason, asked.seconds)
    return made._asdict()


async def _unsilenced(on: Ground, asked: Acknowledgement) -> dict[str, Any]:
    ended = await silences.end(on.connection, (asked.kind, asked.subject))
    if not ended:
        raise OperatorError(
            f"there is no acknowledgement or silence to end: {asked.kind} {asked.subject}".rstrip()
        )
    return {"ended": ended}


async def _notifiers_tried(on: Ground, asked: NotifierTest) -> dict[str, Any]:
    return {"tried": await try_all(on.settings.notifiers, asked.name, TRIAL)}


async def _revoked(on: Ground, asked: Revocation) -> dict[str, Any]:
    if not await api.revoke(on.connection, asked.name, on.actor):
        raise OperatorError(f"there is no token {asked.name}. `hookshift token list` shows them.")
    return {"ended": 1}


def _letters(action: str) -> Carry:
    async def carry(on: Ground, asked: Letters) -> dict[str, Any]:
        return await letters.act(on.connection, on.settings, action, on.actor, asked)

    return carry


def _threshold(asked: Rollback) -> int | None:
    return None if asked.percentage is None else int(asked.percentage * 100)


CHANGES = (
    AllowedChange("rollout/start", Beginning, "operator", _started,
           "Starts a rollout with the plan in hookshift.toml."),
    AllowedChange("rollout/pause", Asked, "operator",
           _rollout(lambda asked, now: Paused(now, asked.reason)),
           "Pauses the rollout at its current percentage."),
    AllowedChange("rollout/resume", Asked, "operator",
           _rollout(lambda asked, now: Resumed(now, asked.reason)),
           "Resumes the rollout after a pause or a hold."),
    AllowedChange("rollout/promote", Promotion, "operator",
           _rollout(lambda asked, now: Promoted(now, asked.stage - 1, asked.override,
                                                asked.reason)),
           "Approves the end of a stage."),
    AllowedChange("rollout/rollback", Rollback, "operator",
           _rollout(lambda asked, now: RolledBack(now, _threshold(asked), asked.reason)),
           "Ends the rollout and lowers the share, at once."),
    AllowedChange("rollout/abort", Abortion, "operator",
           _rollout(lambda asked, now: Aborted(now, asked.keep_share, asked.reason)),
           "Ends the rollout."),
    AllowedChange("share", Share, "operator", _share, "Sets the share of unified.", Version),
    AllowedChange("rollback", TakenBack, "operator", _taken_back,
           "Lowers the share at once and ends an open rollout; never raises it.", Version),
    AllowedChange("enable", Asked, "operator", _enabled(True), "Switches routing on.", Version),
    AllowedChange("disable", Asked, "operator", _enabled(False),
           "Switches routing off: everybody goes to legacy.", Version),
    AllowedChange("alerts/acknowledge", Acknowledgement, "operator", _acknowledged,
           "Acknowledges a problem until it is over.", Noted),
    AllowedChange("alerts/silence", Silencing, "operator", _silenced,
           "Silences a problem for a time.", Noted),
    AllowedChange("alerts/unsilence", Acknowledgement, "operator", _unsilenced,
           "Ends an acknowledgement or a silence.", Ended),
    AllowedChange("notify/test", NotifierTest, "operator", _notifiers_tried,
           "Sends a test message through each notifier, or one.", NotifiersTried),
    AllowedChange("tokens/revoke", Revocation, "admin", _revoked,
           "Revokes a token at once.", Ended),
    AllowedChange("dead-letters/replay", Letters, "operator", _letters("replay"),
           "Delivers dead letters again.", LettersDone),
    AllowedChange("dead-letters/drop", Letters, "admin", _letters("drop"),
           "Deletes dead letters for good.", LettersDone),
)  # fmt: skip
