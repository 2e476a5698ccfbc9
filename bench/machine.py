"""What is measured on: processor, kernel, versions; and how busy it is."""

import contextlib
import os
import platform
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bench.processes import BenchError

SUBJECT_CORE = 0
LOAD_CORE = 1
"""wrk or the open-loop sender, the upstream, and hookshift's PostgreSQL."""

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_VERSIONS = {
    "wrk": ("wrk", "--version"),
    "haproxy": ("haproxy", "-v"),
    "nginx": ("nginx", "-v"),
}


class Busy(NamedTuple):
    """CPU time of a core since boot, in clock ticks."""

    working: int
    total: int

    def share_since(self, earlier: "Busy") -> float:
        """The share of the time since `earlier` that the core was working, 0 to 1."""
        total = self.total - earlier.total
        return (self.working - earlier.working) / total if total else 0.0


def busy(core: int) -> Busy:
    """How long `core` has been working, by anyone: noise from other programs shows here."""
    line = next(
        line
        for line in Path("/proc/stat").read_text().splitlines()
        if line.startswith(f"cpu{core} ")
    )
    ticks = [int(number) for number in line.split()[1:9]]
    idle = ticks[3] + ticks[4]
    return Busy(sum(ticks) - idle, sum(ticks))


def resident_bytes(pid: int) -> int:
    """Resident memory of the process, shared pages included."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time that the processes have used so far, all threads, user and system."""
    return sum(_cpu_ticks(pid) for pid in pids) / _TICKS


def _cpu_ticks(pid: int) -> int:
    return _ticks_of(pid, 11, 13)


def _ticks_of(pid: int, first: int, end: int) -> int:
    # The name, in brackets, may itself hold blanks and brackets.
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        raise BenchError(f"process {pid} of the subject ended while it was measured") from None
    return sum(map(int, fields[first:end]))


def wake_ups(pids: Iterable[int]) -> int:
    """How often the processes have slept so far and were woken."""
    return sum(_wake_ups(pid) for pid in pids)


def _wake_ups(pid: int) -> int:
    found = re.search(r"^voluntary_ctxt_switches:\s*(\d+)", _status(pid), re.MULTILINE)
    assert found is not None
    return int(found[1])


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        raise BenchError(f"process {pid} of the subject ended while it was measured") from None


def cpu_with_ended(pid: int) -> float:
    """CPU time of a process and of all that it has started, the ended ones included."""
    ticks = _ticks_of(pid, 11, 15)
    for each in children(pid):
        # One that ends meanwhile is missed once, and counted as its parent's from then on.
        with contextlib.suppress(BenchError):
            ticks += _cpu_ticks(each)
    return ticks / _TICKS


def children(pid: int) -> list[int]:
    """The processes below `pid`, at any depth."""
    found: list[int] = []
    try:
        direct = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return found
    for child in map(int, direct):
        found += [child, *children(child)]
    return found


def pin(pids: Iterable[int], core: int) -> None:
    """Moves all threads of the processes to `core`; what they start later follows."""
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {core})


def describe() -> dict[str, str]:
    """Processor, cores, memory, kernel and the versions of what is installed."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PHYS_PAGES") * _PAGE / 2**30
    facts = {
        "processor": cpu.group(1) if cpu else platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_version()} ({_build()})",
    }
    for name, command in _VERSIONS.items():
        if shutil.which(name):
            facts[name] = _version(command)
    return facts


def _build() -> str:
    # Distributions build with profile-guided optimisation; a plain build is a quarter slower.
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return "optimised build" if "--enable-optimizations" in options else "plain build"


def _version(command: tuple[str, ...]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found.group(0) if found else "unknown"
