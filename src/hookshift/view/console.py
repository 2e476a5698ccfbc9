"""The door by which all text reaches a terminal."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from hookshift.domain.terminal import harmless

_OURS = ("\n", "\r")
"""Ends of lines, which stand alone where we write them."""


class SafeConsole(Console):
    """Only Rich's own commands pass it; whatever a text holds is shown and never obeyed."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """What is to be written, styles and movements apart from texts."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text in _OURS:
                yield segment
            else:
                yield Segment(harmless(segment.text), segment.style)
