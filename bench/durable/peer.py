"""hookshift's intake and deliverer beside pgqueuer: same events, same PostgreSQL, no HTTP."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench import hookshift, tools
from bench.hookshift import PINNED
from bench.machine import SUBJECT_CORE
from bench.processes import BenchError, on_core

CALLERS = 256
END_SECONDS = 330


class Taken(NamedTuple):
    """One round of a peer: one process on one core, PostgreSQL on the other."""

    subject: str
    round: int
    accepted: float
    """Events a second, each committed before its caller went on."""
    delivered_meanwhile: float
    """Share of the events, 0 to 1, that were delivered before the last was accepted."""
    whole: float
    """Events a second until the last was delivered."""
    cpu_us: float
    """CPU time of the process for each event."""


def subjects() -> dict[str, list[str]]:
    """The peers' commands, without the database's URL."""
    peer = [str(_python()), str(tools.PEERS / "pgqueuer_peer.py")]
    return {
        "hookshift": [sys.executable, "-m", "bench.durable.alone", "--callers", str(CALLERS)],
        "pgqueuer": [*peer, "--callers", str(CALLERS)],
        "pgqueuer-100": [*peer, "--callers", "8", "--together", "100"],
    }


def measure(folder: Path, name: str, command: Sequence[str], number: int, seconds: int) -> Taken:
    """Measures one round of a peer, in a database of its own."""
    with hookshift.postgres(folder / f"{name}-{number}", PINNED) as url:
        done = subprocess.run(
            on_core(SUBJECT_CORE, [*command, "--url", url, "--seconds", str(seconds)]),
            cwd=tools.BENCH.parent,
            capture_output=True,
            text=True,
            timeout=seconds + END_SECONDS,
            check=False,
        )
    if done.returncode:
        raise BenchError(f"{name} failed:\n{done.stderr[-1_500:]}")
    result = json.loads(done.stdout.splitlines()[-1])
    return Taken(
        name, number, result["accepted_per_second"], result["delivered_meanwhile"],
        result["whole_per_second"], result["cpu_us"],
    )  # fmt: skip


def _python() -> Path:
    """The Python of a virtual environment with the peer, created the first time."""
    folder = tools.OUT / "peer-venv"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    wanted = str(tools.PEERS / "requirements.txt")
    command = [str(python), "-m", "pip", "install", "-q", "-r", wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"pgqueuer cannot be installed:\n{done.stderr[-1_500:]}")
    return python
