"""The demo's live view."""

from hookshift.demo.measure import SideNow
from hookshift.demo.sender import Sent
from hookshift.demo.view import Stage, screen
from tests.demo.text import printed

STAGE = Stage(25, 2, 4, 7.4)
NARROW = 80


def cells(said: str, *first: str) -> list[str]:
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in said.splitlines()]
    (row,) = [row for row in rows if row[: len(first)] == list(first)]
    return row


def test_where_the_demo_is() -> None:
    said = printed(screen(STAGE, [], Sent(webhooks=1300, answered=1234, failed=2)))

    assert "25 % to unified" in said
    assert "stage 2 of 4, 7 s left" in said
    assert "1,234 webhooks answered, 2 failed" in said


def test_shares_are_of_the_domain_and_fit_a_narrow_terminal() -> None:
    sides = [
        SideNow("jobs", "legacy", 3, 0, 12.4),
        SideNow("jobs", "unified", 1, 1, None),
        SideNow("marketplace", "unified", 12_000, 12_000, 15_000.0),
    ]

    said = printed(screen(STAGE, sides, Sent()), NARROW)

    assert cells(said, "jobs", "legacy")[2:6] == ["3", "75.0 %", "0.00 %", "12 ms"]
    assert cells(said, "jobs", "unified")[2:6] == ["1", "25.0 %", "100.00 %", "-"]
    assert cells(said, "marketplace", "unified")[2:6] == [
        *("12,000", "100.0 %", "100.00 %", "15000 ms")
    ]
    assert max(len(line) for line in said.splitlines()) <= NARROW


def test_nothing_seen_yet() -> None:
    assert cells(printed(screen(STAGE, [], Sent())), "-")[:6] == ["-"] * 6
