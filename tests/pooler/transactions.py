"""Which tests of commands send PostgreSQL nothing that others do not: `again.txt`.

What a pooler in transaction mode can spoil is a transaction, since it may find another session than
the one before. So a short run leaves out those tests without which each transaction still comes
right after each other that it ever comes after, by their statements and by who runs them. A
new test is not left out. PostgreSQL itself logs what is sent, so this writes the list anew:

    pytest -p tests.pooler.transactions tests/pooler/test_cli_*.py
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.postgres import Administrator

AGAIN = Path(__file__).with_name("again.txt")
HERE = AGAIN.parent.name
MARK = "~~"
LOGS = (
    f"ALTER SYSTEM SET log_line_prefix = '{MARK}%a{MARK}%p{MARK}'",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SELECT pg_reload_conf()",
)
ENTRY = re.compile(
    f"^{MARK}(.*?){MARK}(\\d+){MARK}LOG:  (?:statement|execute [^:]*): ", re.MULTILINE
)
ENDS = ("COMMIT", "ROLLBACK")
Pair = tuple[str, ...]


def pairs(log: str) -> set[Pair]:
    """Each transaction of hookshift's own in a server's log, with that before it of the same."""
    open_: defaultdict[str, list[str]] = defaultdict(list)
    before: defaultdict[str, str] = defaultdict(str)
    found = set()
    pieces = ENTRY.split(log)[1:]
    for who, session, rest in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if not who.startswith("hookshift ") or who == "hookshift tests":
            continue
        text = re.sub(r"\s+", " ", rest.partition(f"\n{MARK}")[0]).strip().rstrip(";")
        open_[session].append(re.sub(r"'[^']*'|\b\d+\b", "?", text))
        if not open_[session][0].startswith("BEGIN") or text.startswith(ENDS):
            transaction = "; ".join(open_.pop(session))
            found.add((who, before[who], transaction))
            before[who] = transaction
    return found | {("unfinished", *each) for each in open_.values()}


def repeated(by_test: Mapping[str, set[Pair]]) -> list[str]:
    """The tests that others make up for: those that run most are kept first."""
    seen: set[Pair] = set()
    left = dict(by_test)
    while left:
        name = max(left, key=lambda each: (len(left[each] - seen), each))
        if not left[name] - seen:
            break
        seen |= left.pop(name)
    return sorted(left)


class Reader:
    """Reads the server's log after each test."""

    def __init__(self) -> None:
        self._log: Path | None = None
        self._offset = 0
        self.by_test: dict[str, set[Pair]] = {}

    def follow(self, log: Path) -> None:
        """From here on."""
        self._log, self._offset = log, log.stat().st_size

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """What came to the log meanwhile is the test's."""
        if self._log is None or item.path.parent.name != HERE:
            return
        with self._log.open("rb") as file:
            file.seek(self._offset)
            text = file.read()
        self._offset += len(text)
        self.by_test[f"{item.path.name}::{item.name}"] = pairs(text.decode("utf-8", "replace"))

    def pytest_sessionfinish(self) -> None:
        """Writes the list."""
        left_out = repeated(self.by_test)
        AGAIN.write_text("".join(f"{name}\n" for name in left_out))
        print(f"\n{len(left_out)} of {len(self.by_test)} tests send nothing of their own")


@pytest.fixture(scope="session", autouse=True)
def logged(pytestconfig: pytest.Config, postgres_url: str, administrator: Administrator) -> None:
    """From here on PostgreSQL logs statements."""
    administrator.execute(*LOGS)
    folder = Path(administrator.setting("data_directory"))
    reader = pytestconfig.pluginmanager.get_plugin("transactions")
    assert isinstance(reader, Reader)
    reader.follow(folder / "log")


def pytest_configure(config: pytest.Config) -> None:
    """In one process: the log is one server's."""
    config.pluginmanager.register(Reader(), "transactions")
