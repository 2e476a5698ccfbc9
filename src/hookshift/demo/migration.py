"""What happens in the demo between its start and its end: traffic, a rollout, perhaps a fault."""

import asyncio

import msgspec
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from hookshift.app.begin import begin
from hookshift.config.model import Settings
from hookshift.demo import measure
from hookshift.demo.breaking import Break
from hookshift.demo.report import Outcome
from hookshift.demo.sender import Sender, client
from hookshift.domain.rollout import Phase
from hookshift.store.database import Connection, connection
from hookshift.store.rollouts import Rollout
from hookshift.view.health import faults
from hookshift.view.picture import Picture, read
from hookshift.view.screen import Screen

WARM_UP_SECONDS = 6.0
"""Legacy alone: the baseline."""
AFTERWARDS_SECONDS = 4.0
"""Traffic goes on after the end, to see that it is where it should be."""
FRAME_SECONDS = 0.5
LONGEST_SECONDS = 420.0
"""A machine on which it takes longer is too slow for the demo."""
RECORD_SECONDS = 15.0
"""How long the last decisions may take to be in the table."""
LINES = 40
"""Of a screen whose height is not known."""


class Migration:
    """One run of it."""

    def __init__(
        self,
        settings: Settings,
        database: str,
        handlers: str,
        sender: Sender,
        breaks: Break | None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._handlers = handlers
        self._sender = sender
        self._breaks = breaks
        self._is_broken = False

    async def run(self, console: Console) -> Outcome:
        """From the first webhook to the last; what it came to."""
        async with connection(self._database, "demo") as opened, asyncio.TaskGroup() as group:
            sending = group.create_task(self._sender.run())
            console.print(f"{WARM_UP_SECONDS:g} s of traffic on the old handlers first ...")
            await asyncio.sleep(WARM_UP_SECONDS)
            rollout = await begin(opened, self._settings, 0, "hookshift demo", None)
            with Live(console=console, auto_refresh=False) as live:
                rollout = await self._watched(opened, rollout, live, console)
            await asyncio.sleep(AFTERWARDS_SECONDS)
            self._sender.stop()
            await sending
            arrived = await self._arrived()
            await _all_recorded(opened, arrived)
            measured = await measure.final(opened, self._sender.sent.events_answered, arrived)
            return Outcome(rollout, measured, await measure.ending(opened, rollout))

    async def _watched(
        self, opened: Connection, rollout: Rollout, live: Live, console: Console
    ) -> Rollout:
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_SECONDS
        while loop.time() < end:
            picture = await read(opened, self._settings.rollout, rollout.id)
            assert picture.rollout is not None
            rollout = picture.rollout
            live.update(self._frame(picture, console), refresh=True)
            if rollout.progress.state.is_final or rollout.progress.state.phase is Phase.HELD:
                break
            await self._break_in_time(rollout)
            await asyncio.sleep(FRAME_SECONDS)
        return rollout

    def _frame(self, picture: Picture, console: Console) -> RenderableType:
        sent = self._sender.sent
        head = Text(" a compressed clock ", style="bold reverse")
        head.append(
            f"  {sent.answered:,} webhooks answered, {sent.failed:,} failed", style="not reverse"
        )
        if self._is_broken and self._breaks:
            head.append(f"  {self._breaks.kind} is broken", style="bold red not reverse")
        height = (console.size.height if console.is_terminal else LINES) - 2
        return Group(head, Screen(picture, faults(picture), height=height))

    async def _break_in_time(self, rollout: Rollout) -> None:
        stage = rollout.plan.stages[rollout.progress.state.stage]
        if self._breaks and not self._is_broken and stage.percentage == self._breaks.percentage:
            self._is_broken = True
            await self._asked("/break", msgspec.json.encode(self._breaks.breakage))

    async def _arrived(self) -> int:
        body = await self._asked("/counts", b"")
        return sum(msgspec.json.decode(body, type=dict[str, int]).values())

    async def _asked(self, path: str, body: bytes) -> bytes:
        handlers = client("sample handlers", f"http://{self._handlers}{path}")
        try:
            return (await handlers.send([], body)).body
        finally:
            await handlers.close()


async def _all_recorded(opened: Connection, events: int) -> None:
    """Decisions are written in batches: the last ones follow the last answer."""
    loop = asyncio.get_running_loop()
    end = loop.time() + RECORD_SECONDS
    while loop.time() < end:
        if await opened.fetchval("SELECT count(*) FROM webhook_routing_logs") >= events:
            return
        await asyncio.sleep(FRAME_SECONDS)
