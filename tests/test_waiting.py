"""Tests and the demo wait for signals; whoever sleeps says here what for."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("tests", "src/hookshift/demo")

SLEEPS = {
    # The helpers for what gives no signal.
    "tests/looking.py": (1, "another program, or what PostgreSQL says of itself"),
    "tests/e2e/controllers.py": (2, "a feeder's beat"),
    # The time that passes is what is tested.
    "tests/conversations/driving.py": (3, "people who are silent for so long"),
    "tests/e2e/test_reload.py": (1, "connections that are idle when a reload comes"),
    "tests/e2e/test_rollout_faults.py": (2, "the moment of a kill, and a fault that goes stale"),
    "tests/gateway/upstream/test_pool.py": (1, "a machine that stands still"),
    "tests/bench/test_openloop.py": (1, "a stall"),
    "tests/gateway/relay/flown.py": (1, "a connection to a port where nobody listens"),
    "src/hookshift/demo/handlers.py": (1, "a handler at work"),
    "src/hookshift/demo/migration.py": (5, "frames of a picture, and traffic that warms up"),
    "src/hookshift/demo/processes.py": (1, "the log of another process"),
}
"""How many there may be in a file, and what each is for."""


def sleeps(path: Path) -> Iterator[int]:
    """The lines of calls of any `sleep` but `sleep(0)`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        if name != "sleep":
            continue
        if not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0):
            yield node.lineno


def test_nobody_sleeps_but_for_a_reason_that_is_given() -> None:
    found = Counter[str]()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            found[str(path.relative_to(ROOT))] += len(list(sleeps(path)))
    known = {name: count for name, (count, _) in SLEEPS.items()}
    assert +found == Counter(known), "wait for an event, a Signal, or by `tests.looking.seen`"


def test_sleeps_are_found_by_any_name(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("time.sleep(1)\nasyncio.sleep(pause)\nsleep(0)\nsleep(0.0001)\n")
    assert list(sleeps(program)) == [1, 2, 4]
