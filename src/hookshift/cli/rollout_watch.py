"""`hookshift rollout watch`: the same screen as `status`, as long as one looks."""

import asyncio
from contextlib import suppress
from pathlib import Path

import click
from rich.live import Live
from rich.text import Text

from hookshift.cli.output import console
from hookshift.cli.rollout_options import rollout_option, the
from hookshift.cli.rollout_status import faults
from hookshift.cli.session import database_url
from hookshift.config.load import load
from hookshift.domain.errors import OperatorError
from hookshift.domain.words import duration
from hookshift.view.feed import Feed, feed
from hookshift.view.picture import Picture
from hookshift.view.screen import Screen

FRAME_SECONDS = 1.0


@click.command()
@rollout_option
@click.pass_obj
def watch(path: Path, number: int | None) -> None:
    """Shows the rollout live until Ctrl-C."""
    settings = load(path)

    async def look(url: str) -> None:
        async with feed(url, settings.rollout, number) as source:
            picture = await source.picture()
            the(picture.rollout, number)
            with Live(console=console, screen=console.is_terminal, auto_refresh=False) as live:
                await _show(source, picture, live)

    with database_url(settings) as url, suppress(KeyboardInterrupt):
        asyncio.run(look(url))


async def _show(source: Feed, picture: Picture, live: Live) -> None:
    loop = asyncio.get_running_loop()
    seen_at, banner = loop.time(), None
    while True:
        height = console.size.height if console.is_terminal else None
        live.update(Screen(picture, faults(picture), banner, height), refresh=True)
        await asyncio.sleep(FRAME_SECONDS)
        try:
            picture = await source.picture()
            seen_at, banner = loop.time(), None
        except OperatorError as error:
            banner = stale(loop.time() - seen_at, error)


def stale(seconds: float, error: OperatorError) -> Text:
    """What stands above a frame that is not of now."""
    text = f" NOT OF NOW: {duration(seconds)} old. {error} "
    return Text(text, style="bold reverse", no_wrap=True, overflow="ellipsis")
