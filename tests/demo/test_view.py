"""What is seen while the demo runs: on a terminal one screen, elsewhere one line for each event."""

from io import StringIO

import pytest
from rich.console import Console

from hookshift.demo.sender import Sent
from hookshift.demo.view import Show
from tests.view.stories import Story, traffic

FAULT = "unified answers 5 % of the requests with 500, and this goes on so that it does not fit"


def pictured(story: Story, width: int, height: int, fault: str | None = None) -> list[str]:
    """The lines of one frame on such a terminal."""
    console = Console(
        file=StringIO(), force_terminal=True, width=width, height=height, color_system=None
    )
    show = Show(console, Sent(answered=12_345, failed=6))
    if fault is not None:
        show.broken(fault)
    with console.capture() as drawn:
        console.print(show.frame(story.picture()))
    return drawn.get().splitlines()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("fault", [None, FAULT])
def test_a_frame_fits_the_terminal(size: tuple[int, int], fault: str | None) -> None:
    lines = pictured(Story().hours(1, traffic()), *size, fault)

    assert len(lines) < size[1]
    assert max(map(len, lines)) <= size[0]
    assert "compressed clock" in lines[0]
    assert "12,345 webhooks answered, 6 failed" in lines[0]
    assert lines[1].startswith("broken: unified answers") == (fault is not None)
    assert any("stage 1 of 6, 10 %" in line for line in lines)


def test_without_a_terminal_each_event_is_told_once() -> None:
    file = StringIO()
    story = Story()
    with Show(Console(file=file, width=80), Sent()) as show:
        for _ in range(3):
            show.update(story.picture())
        show.broken(FAULT)
        story.hours(1, traffic(jobs=30))
        show.update(story.picture())

    output = file.getvalue()
    assert [line.split()[1] for line in output.splitlines() if "broken now" not in line] == [
        entry.news.partition("_")[0] for entry in reversed(story.entries)
    ]
    assert output.count("broken now") == 1
    assert "rolled back" in output
    assert "(hookshift controller)" in output.splitlines()[-1]
