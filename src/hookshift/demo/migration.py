"""What happens in the demo between its start and its end: traffic, a rollout, perhaps a fault.

The demo begins the rollout as `hookshift rollout start` does, and from then on only watches: what
is decided, the controller decides.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import msgspec
from rich.console import Console

from hookshift.config.protected import protected
from hookshift.config.schema.settings import Settings
from hookshift.controller.begin import begin
from hookshift.demo import measure
from hookshift.demo.beyond import DemoOutcome
from hookshift.demo.breaking import Break
from hookshift.demo.handlers import EventCounts
from hookshift.demo.sender import WebhookSender, client
from hookshift.demo.view import Show
from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import Phase
from hookshift.store.database import Connection, connection
from hookshift.store.rollouts import StoredRollout
from hookshift.view.problems import HealthView
from hookshift.view.view_model import Picture, read

ACTOR = "hookshift demo"
READY_SECONDS = 60.0
"""How long gateway and controller may take to be there."""
WARM_UP_SECONDS = 6.0
"""Legacy alone: the baseline."""
AFTERWARDS_SECONDS = 5.0
"""Traffic goes on after the end, to see that it is where it should be."""
FRAME_SECONDS = 0.5
HELD_SECONDS = 5.0
"""A rollout that is held may still be rolled back, by another gate that fails."""
LONGEST_SECONDS = 420.0
"""A machine on which it takes longer is too slow for the demo."""
RECORD_SECONDS = 15.0
"""How long the last decisions may take to be in the table."""
INTO_A_SLOT = 0.05
"""Seconds."""


class Installation(NamedTuple):
    """The demo's own things."""

    settings: Settings
    database: str
    gateway: str
    handlers: str


class DemoRun:
    """One run of it."""

    def __init__(self, own: Installation, sender: WebhookSender, breaks: Break | None) -> None:
        self._own = own
        self._sender = sender
        self._breaks = breaks
        self._broke_at: float | None = None

    async def run(self, console: Console) -> DemoOutcome:
        """Runs the demo from the first webhook to the last; the outcome. Raises OperatorError."""
        try:
            async with (
                connection(self._own.database, "demo") as opened,
                asyncio.TaskGroup() as group,
            ):
                await self._ready(opened)
                sending = group.create_task(self._sender.run())
                rollout = await self._rolled_out(opened, console)
                self._sender.stop()
                await sending
                return await self._outcome(opened, rollout)
        except ExceptionGroup as errors:
            raise _first(errors) from errors

    async def _ready(self, opened: Connection) -> None:
        """Once every worker and a controller have reported."""
        settings = self._own.settings
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_SECONDS
        while loop.time() < end:
            picture = await read(opened, settings.rollout)
            if len(picture.workers) >= settings.gateway.workers and picture.leads:
                return
            await asyncio.sleep(FRAME_SECONDS)
        raise OperatorError(
            f"gateway and controller were not ready after {READY_SECONDS:g} s: this machine is too "
            "busy for the demo. Try again when it is not."
        )

    async def _rolled_out(self, opened: Connection, console: Console) -> StoredRollout:
        console.print(f"{WARM_UP_SECONDS:g} s of traffic on the old handlers first ...")
        await asyncio.sleep(WARM_UP_SECONDS)
        rollout = await begin(opened, self._own.settings, 0, ACTOR, None)
        with Show(console, self._sender.sent) as show:
            picture = await self._watched(opened, rollout.id, show, LONGEST_SECONDS, _is_over)
            await self._watched(opened, rollout.id, show, AFTERWARDS_SECONDS)
        assert picture.rollout is not None
        return picture.rollout

    async def _watched(
        self,
        opened: Connection,
        number: int,
        show: Show,
        seconds: float,
        ends: Callable[[Picture, StoredRollout], bool] = lambda *_: False,
    ) -> Picture:
        """For so long, or until it `ends`."""
        loop, health = asyncio.get_running_loop(), HealthView(self._own.settings)
        end = loop.time() + seconds
        while True:
            picture = await health.picture(opened, number)
            assert picture.rollout is not None
            show.update(picture)
            if ends(picture, picture.rollout) or loop.time() >= end:
                return picture
            await self._break_in_time(picture, picture.rollout, show)
            await asyncio.sleep(FRAME_SECONDS)

    async def _break_in_time(self, picture: Picture, rollout: StoredRollout, show: Show) -> None:
        """Once the stage has settled, so that it has something good to show."""
        stage = rollout.plan.stages[rollout.progress.state.stage]
        settled = rollout.progress.evidence.entered + rollout.plan.settle
        if (
            self._breaks is None
            or self._broke_at is not None
            or stage.percentage != self._breaks.percentage
            or picture.now < settled
        ):
            return
        # At the beginning of a slot: what harms both sides is to be seen on both in the same one.
        slot = self._own.settings.recorder.rollup_seconds
        await asyncio.sleep(slot - picture.now % slot + INTO_A_SLOT)
        self._broke_at = picture.now - picture.now % slot + slot + INTO_A_SLOT
        await self._asked("/break", msgspec.json.encode(self._breaks.breakage))
        show.broken(self._breaks.text)

    async def _outcome(self, opened: Connection, rollout: StoredRollout) -> DemoOutcome:
        counted = msgspec.json.decode(await self._asked("/counts", b""), type=EventCounts)
        await _all_recorded(opened, counted.came)
        answered = self._sender.sent.events_answered
        untouchable = tuple(protected(self._own.settings))
        return DemoOutcome(
            rollout,
            await measure.stages(opened, rollout),
            await measure.whole(opened, rollout, untouchable, answered, counted),
            await measure.ending(opened, rollout),
            self._broke_at,
        )

    async def _asked(self, path: str, body: bytes) -> bytes:
        handlers = client("sample handlers", f"http://{self._own.handlers}{path}")
        try:
            return (await handlers.send([], body)).body
        finally:
            await handlers.close()


def _is_over(picture: Picture, rollout: StoredRollout) -> bool:
    state = rollout.progress.state
    is_held = state.phase is Phase.HELD and picture.now - state.since >= HELD_SECONDS
    return state.is_final or is_held


def _first(errors: BaseException) -> BaseException:
    """What went wrong first, without the groups around it."""
    while isinstance(errors, BaseExceptionGroup):
        errors = errors.exceptions[0]
    return errors


async def _all_recorded(opened: Connection, events: int) -> None:
    """Decisions are written in batches: the last ones follow the last answer."""
    loop = asyncio.get_running_loop()
    end = loop.time() + RECORD_SECONDS
    while loop.time() < end:
        if await opened.fetchval("SELECT count(*) FROM public.webhook_routing_logs") >= events:
            return
        await asyncio.sleep(FRAME_SECONDS)
