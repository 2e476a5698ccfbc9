"""For `scripts/night`: which scenarios of docs/operating.md hold, by number and name.

A pytest plugin. A scenario whose tests were left out or skipped does not hold.
"""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "operating.md"
_SEEN: dict[int, list[str]] = {}
"""What came of the tests of each scenario."""


def scenarios() -> dict[int, str]:
    """The rows of the table, by number."""
    found = re.findall(r"^\| (\d+) \| ([^|]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    return {int(number): name.strip() for number, name in found}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes what came of one test."""
    number = dict(report.user_properties).get("night")
    if isinstance(number, int) and (report.when == "call" or not report.passed):
        _SEEN.setdefault(number, []).append(report.outcome)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets each test know its scenario."""
    for item in items:
        if mark := item.get_closest_marker("night"):
            item.user_properties.append(("night", mark.args[0]))


def holds(number: int) -> bool:
    """Whether there was a test, and all of them passed."""
    return bool(_SEEN.get(number)) and set(_SEEN[number]) == {"passed"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each scenario."""
    terminalreporter.section("scenarios of docs/operating.md")
    for number, name in scenarios().items():
        said = "holds" if holds(number) else f"DOES NOT HOLD ({_SEEN.get(number, 'not played')})"
        terminalreporter.write_line(f"{number:>3}  {name}: {said}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails unless every scenario was played and holds; of side by side ones the one asks all."""
    if hasattr(session.config, "workerinput"):
        return
    if not session.exitstatus and not all(map(holds, scenarios())):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
