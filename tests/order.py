"""In which order files of tests begin: what waits beside what computes, so that no core is idle."""

from collections.abc import Iterable
from pathlib import Path

WAITING = ("e2e", "faults", "browser", "demo", "upgrade", "test_openapi.py")
"""Folders and files of tests that take long, and mostly wait for other processes."""
LONGEST = (
    "test_reload.py", "test_conversations.py", "test_openapi.py", "test_demo.py", "test_page.py",
    "test_steering.py", "test_rollout_faults.py",
)  # fmt: skip
"""Of these, what begins first, so that nothing is left over at the end."""
BUSY_PER_WAITING = 3
"""Files that compute, for each one that waits."""


def mixed(paths: Iterable[Path]) -> list[Path]:
    """One of those that wait, then BUSY_PER_WAITING others, while there are any."""
    waiting: list[Path] = []
    busy: list[Path] = []
    for path in paths:
        (waiting if any(name in path.parts for name in WAITING) else busy).append(path)
    waiting.sort(key=lambda path: path.name not in LONGEST)
    order: list[Path] = []
    while waiting:
        order += [waiting.pop(0), *busy[:BUSY_PER_WAITING]]
        del busy[:BUSY_PER_WAITING]
    return order + busy
