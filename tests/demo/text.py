"""What a terminal would show."""

from io import StringIO

from rich.console import Console, RenderableType


def printed(renderable: RenderableType, width: int = 120) -> str:
    """`renderable` as plain text."""
    file = StringIO()
    Console(file=file, width=width).print(renderable)
    return file.getvalue()
