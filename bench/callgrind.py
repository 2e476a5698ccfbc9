"""Instructions by callgrind (valgrind): the same on a busy machine as on a quiet one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent


def each(
    command: Callable[[int], Sequence[str]],
    runs: tuple[int, int],
    environment: Mapping[str, str] | None = None,
) -> int:
    """Of one of what `python -m command(count)` does `count` times.

    The difference of two runs, whose counts are far apart: the start alone takes billions.
    """
    few, many = (_counted(command(count), environment or {}) for count in runs)
    return round((many - few) / (runs[1] - runs[0]))


def _counted(command: Sequence[str], environment: Mapping[str, str]) -> int:
    if shutil.which("valgrind") is None:
        sys.exit("Counting instructions needs valgrind: sudo apt-get install valgrind")
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*valgrind, sys.executable, "-m", *command],
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": "src", **environment},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found is not None, done.stderr
    return int(found[1])
