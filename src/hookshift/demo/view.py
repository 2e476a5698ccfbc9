"""What is seen of the demo while it runs: the live tree of `hookshift rollout watch`.

Where there is no terminal, as in CI, the history instead, line by line.
"""

from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from hookshift.demo.sender import Sent
from hookshift.view import cells
from hookshift.view.problem import degraded
from hookshift.view.screen import Screen
from hookshift.view.times import moment
from hookshift.view.view_model import Picture

MARGIN = 2
"""Lines that a terminal needs below what is drawn again and again."""


class Show:
    """Used as a context manager; after it the last frame stays on the screen."""

    def __init__(self, console: Console, sent: Sent) -> None:
        self._console = console
        self._sent = sent
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None
        self._fault: str | None = None
        self._newest = 0

    def __enter__(self) -> "Show":
        """Begins to draw."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        """Ends the drawing."""
        if self._live is not None:
            self._live.stop()

    def broken(self, text: str) -> None:
        """Shows from now on that `text` is broken."""
        self._fault = text
        if self._live is None:
            self._console.print(f"broken now: {text}", markup=False, soft_wrap=True)

    def update(self, picture: Picture) -> None:
        """Shows `picture`."""
        if self._live is not None:
            self._live.update(self.frame(picture), refresh=True)
        else:
            self._print_news(picture)

    def frame(self, picture: Picture) -> RenderableType:
        """What a terminal shows; as high as it is at the most."""
        sent = self._sent
        head = Text(" compressed clock ", style="bold reverse")
        head.append(f" {sent.answered:,} webhooks answered, {sent.failed:,} failed", "not reverse")
        blocks = [head]
        if self._fault is not None:
            fault = Text(f"broken: {self._fault}", style="bold red")
            fault.truncate(self._console.width, overflow="ellipsis")
            blocks.append(fault)
        height = self._console.size.height - MARGIN - len(blocks)
        return Group(*blocks, Screen(picture, degraded(picture.problems), height=height))

    def _print_news(self, picture: Picture) -> None:
        for entry in reversed(picture.entries):
            if entry.id > self._newest:
                self._newest = entry.id
                at, news = moment(entry.at.timestamp()).astimezone(), cells.news(entry.news)
                text = f"{at:%H:%M:%S} {news:<11} {entry.text} ({entry.actor})"
                self._console.print(text, markup=False, soft_wrap=True)
