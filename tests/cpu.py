"""What tests cost in processor time, by file and folder: `make test-cpu`.

A file's cost is that of the test process, of PostgreSQL, and of all other processes that were
started by it or by them, also where nobody waited for their end. Unlike the clock it hardly depends
on what else the machine does; clock without processor time is waiting.

    pytest -p tests.cpu --cpu FILE tests/store     adds lines to FILE
    python -m tests.cpu FILE                       prints the tables
"""

import os
import sys
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import pytest

MARK = "HOOKSHIFT_TESTS_CPU_OF"
"""Names the test process in the environment of all that it starts."""
TICK = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).parents[1]
OUTSIDE = "(outside of tests)"
SHOWN = 60


class Seen(NamedTuple):
    """What Linux says of a process."""

    name: str
    parent: int
    seconds: float
    """Of its own and of its children that it has waited for."""
    began: int


@dataclass
class Cost:
    """Seconds."""

    own: float = 0.0
    children: float = 0.0
    postgres: float = 0.0
    clock: float = 0.0
    tests: int = 0

    @property
    def cpu(self) -> float:
        """Of all processes."""
        return self.own + self.children + self.postgres

    def add(self, other: "Cost", sign: int = 1) -> "Cost":
        """The sum, or the difference."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Cost(*(mine + sign * theirs for mine, theirs in pairs))


def look(pid: int) -> Seen | None:
    """A process as it is now; None where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    start, _, rest = text.rpartition(")")
    fields = rest.split()
    seconds = sum(map(int, fields[11:15])) / TICK
    return Seen(start.partition("(")[2], int(fields[1]), seconds, int(fields[19]))


class Family:
    """This process and all that it has started, directly or not."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        os.environ[MARK] = str(self._pid)
        self._ours: dict[tuple[int, int], bool] = {}
        self._last: dict[tuple[int, int], Seen] = {}
        self._gone = Cost()

    def cost(self) -> Cost:
        """Up to now."""
        now = dict(self._living())
        for key in self._last.keys() - now.keys():
            # Who waits for a child counts it. Nobody of ours has waited for one that was orphaned.
            if self._last[key].parent == 1:
                self._gone = self._gone.add(_of(self._last[key]))
        self._last = now
        times = os.times()
        total = Cost(
            own=times.user + times.system,
            children=times.children_user + times.children_system,
            clock=monotonic(),
        ).add(self._gone)
        for seen in now.values():
            total = total.add(_of(seen))
        return total

    def _living(self) -> Iterator[tuple[tuple[int, int], Seen]]:
        pids = {self._pid}
        for pid in sorted(int(path.name) for path in Path("/proc").glob("[0-9]*")):
            if pid == self._pid or (seen := look(pid)) is None:
                continue
            key = pid, seen.began
            if not self._ours.get(key):
                new = key not in self._ours
                self._ours[key] = seen.parent in pids or (new and self._is_ours(pid, seen.name))
            if self._ours[key]:
                pids.add(pid)
                yield key, seen

    def _is_ours(self, pid: int, name: str) -> bool:
        """Of a process without a parent of ours."""
        process = Path(f"/proc/{pid}")
        try:
            if name == "postgres":
                # It writes its title over its environment: known by the folder that it serves.
                return (process / "cwd").readlink().parent in self._data_folders()
            return f"{MARK}={self._pid}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            return False

    def _data_folders(self) -> Iterator[Path]:
        """Where we hold the lock of those who use an embedded PostgreSQL."""
        for pid in (self._pid, *(pid for (pid, _), ours in self._ours.items() if ours)):
            for file in Path(f"/proc/{pid}/fd").glob("*"):
                with suppress(OSError):
                    if (target := file.readlink()).name == "postgres.users":
                        yield target.parent


def _of(seen: Seen) -> Cost:
    if seen.name == "postgres":
        return Cost(postgres=seen.seconds)
    return Cost(children=seen.seconds)


class Meter:
    """Adds up in one test process."""

    def __init__(self) -> None:
        self._family = Family()
        self._last = Cost(clock=monotonic())
        self._tests = 0
        self.costs: defaultdict[str, Cost] = defaultdict(Cost)

    def count(self, name: str) -> None:
        """All since the last call was for `name`."""
        now = self._family.cost()
        self.costs[name] = self.costs[name].add(now).add(self._last, -1)
        self.costs[name].tests += self._tests
        self._last, self._tests = now, 0

    def pytest_runtestloop(self) -> None:
        """What came before is collecting."""
        self.count(OUTSIDE)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, Any, Any]:
        """Counted file by file: a look at all processes takes some milliseconds."""
        answer = yield
        self._tests += 1
        if nextitem is None or nextitem.path != item.path:
            self.count(str(item.path.relative_to(ROOT)))
        return answer

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """What the file's end is about to stop is seen once more."""
        if nextitem is None or nextitem.path != item.path:
            self._family.cost()


class Account:
    """Where the costs of all workers come together, in the process that a person has started."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._costs: list[tuple[str, tuple[Any, ...]]] = []

    def add(self, costs: Mapping[str, tuple[Any, ...]]) -> None:
        """Of one process."""
        self._costs.extend(costs.items())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended."""
        self.add(getattr(node, "workeroutput", {}).get("cpu", {}))

    def write(self) -> None:
        """Added to the file, so that runs of one folder after the other make one table."""
        with self._path.open("a") as file:
            for name, cost in self._costs:
                print(name, *cost, sep="\t", file=file)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that says where lines go."""
    parser.addoption("--cpu", type=Path, default=Path("cpu.tsv"), help="where costs are added")


def pytest_configure(config: pytest.Config) -> None:
    """In each worker, or in the one process that there is."""
    worker = hasattr(config, "workeroutput")
    if not worker:
        config.pluginmanager.register(Account(config.getoption("--cpu")), "account")
    if worker or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Meter(), "meter")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The account is closed."""
    if account := config.pluginmanager.get_plugin("account"):
        account.write()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker says what it has cost; session fixtures have ended with its last test."""
    manager = session.config.pluginmanager
    if (meter := manager.get_plugin("meter")) is None:
        return
    meter.count(OUTSIDE)
    costs = {name: astuple(cost) for name, cost in meter.costs.items()}
    if account := manager.get_plugin("account"):
        account.add(costs)
    else:
        session.config.workeroutput["cpu"] = costs  # type: ignore[attr-defined]


def report(path: Path) -> Iterator[str]:
    """The tables of a file that was written by `Account`."""
    files: defaultdict[str, Cost] = defaultdict(Cost)
    folders: defaultdict[str, Cost] = defaultdict(Cost)
    total = Cost()
    for line in path.read_text().splitlines():
        name, *numbers = line.split("\t")
        own, children, postgres, clock = map(float, numbers[:4])
        cost = Cost(own, children, postgres, clock, int(numbers[4]))
        files[name] = files[name].add(cost)
        folder = "/".join(name.split("/")[:2])
        folders[folder] = folders[folder].add(cost)
        total = total.add(cost)
    head = "     CPU    tests  started postgres    clock number"
    form = "{:8.1f} {:8.1f} {:8.1f} {:8.1f} {:8.1f} {:6} {}".format
    for title, table in (("folder", folders), (f"file, the {SHOWN} dearest", files)):
        yield f"{head} {title}"
        for name, cost in sorted(table.items(), key=lambda each: -each[1].cpu)[:SHOWN]:
            yield form(cost.cpu, *astuple(cost), name)
        yield form(total.cpu, *astuple(total), "all")
        yield ""


if __name__ == "__main__":
    print(*report(Path(sys.argv[1])), sep="\n")
