"""`hookshift rollout watch`: the same screen as `status`, as long as one looks.

One task reads, another paints once a second: a PostgreSQL that is away or slow is shown by a banner
over what was last seen, and the screen goes on when it is there again.
"""

import asyncio
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import click
from rich.live import Live
from rich.text import Text

from hookshift.cli.options import rollout_option, the
from hookshift.cli.output import console
from hookshift.cli.session import database_url
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.domain.errors import OperatorError
from hookshift.domain.format import duration
from hookshift.store.errors import DatabaseAway
from hookshift.view import cells
from hookshift.view.feed import Feed, feed
from hookshift.view.problem import degraded
from hookshift.view.screen import Screen
from hookshift.view.times import when
from hookshift.view.view_model import Picture, is_fresh

FRAME_SECONDS = 1.0
OLD_SECONDS = 3.0
"""A picture that is older is stale."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@rollout_option
@click.pass_obj
def watch(path: Path, number: int | None) -> None:
    """Shows the rollout live until Ctrl-C; needs a terminal."""
    if not sys.stdout.isatty():
        raise click.UsageError(
            "watch needs a terminal; in a script use `hookshift rollout status --json`"
        )
    settings = load_part(path, HealthPart)
    with database_url(settings, create=False) as url:
        asyncio.run(_watch(url, settings, number))


async def _watch(url: str, settings: HealthPart, number: int | None) -> None:
    stop = asyncio.Event()
    for each in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with feed(url, settings, number) as source:
        seen = LastRead(source)
        with suppress(DatabaseAway):
            await seen.read()
            the(seen.picture and seen.picture.rollout, number)
        reading = asyncio.create_task(seen.keep_reading())
        try:
            with Live(console=console, screen=True, auto_refresh=False) as live:
                while not stop.is_set():
                    live.update(seen.frame(console.size.height), refresh=True)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(FRAME_SECONDS):
                            await stop.wait()
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading


class LastRead:
    """What was last read, and whether it is current."""

    def __init__(self, source: Feed) -> None:
        self._source = source
        self._at = time.monotonic()
        self.picture: Picture | None = None
        self.error: OperatorError | None = None
        """Of the last read."""

    async def read(self) -> None:
        """Once. Raises OperatorError, and remembers it."""
        try:
            self.picture = await self._source.picture()
        except OperatorError as error:
            self.error = error
            raise
        self.error, self._at = None, time.monotonic()

    async def keep_reading(self) -> None:
        """For ever, whatever goes wrong."""
        while True:
            with suppress(OperatorError):
                await self.read()
            await asyncio.sleep(FRAME_SECONDS)

    def frame(self, height: int | None) -> Screen | Text:
        """What is to be painted now."""
        banner = self._banner()
        if self.picture is None:
            return banner or Text("...")
        return Screen(self.picture, degraded(self.picture.problems), banner, height)

    def _banner(self) -> Text | None:
        age = time.monotonic() - self._at
        if self.error is None and age < OLD_SECONDS:
            return _unwatched(self.picture)
        label = f" STALE ({duration(age)} old), reconnecting. " if self.picture else " "
        why = cells.line(self.error) if self.error else Text("PostgreSQL does not answer")
        return Text.assemble(label, why, " ", style="bold reverse red")


def _unwatched(picture: Picture | None) -> Text | None:
    """Where the numbers are old though PostgreSQL is there: nobody looks."""
    if picture is None or picture.rollout is None or picture.rollout.progress.state.is_final:
        return None
    if is_fresh(picture.rollout, picture.now):
        return None
    looked = picture.rollout.looked_at or picture.rollout.started_at
    return Text(
        f" STALE: no evaluation since {when(looked.timestamp(), picture.now)} ",
        style="bold reverse red",
    )
