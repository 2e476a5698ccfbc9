"""Processes that are forked instead of started are what those would be."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 60
SPAWNING = """
import os, signal, sys
from multiprocessing import get_context
from tests import spawned

def child(pipe):
    pipe.send((os.getppid(), os.getpid(), sys.argv[0]))
    os.kill(os.getpid(), signal.SIGTERM)

def spawn():
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=child, args=(theirs,))
    process.start()
    theirs.close()
    parent, pid, name = ours.recv()
    process.join()
    return parent == os.getpid(), pid == process.pid, name, process.exitcode

if __name__ == "__main__":
    spawned.from_here()
    forking = int(open(f"/proc/self/task/{os.getpid()}/children").read())
    print(*spawn())
    os.kill(forking, signal.SIGKILL)
    os.waitpid(forking, 0)
    print(*spawn())
"""


def test_who_is_spawned_is_a_child_of_who_asked_also_when_nobody_forks_any_more(
    tmp_path: Path,
) -> None:
    program = tmp_path / "spawning.py"
    program.write_text(SPAWNING)
    done = subprocess.run(
        [sys.executable, program], env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    assert done.stdout.splitlines() == [f"True True {program} -15"] * 2
    assert done.stderr == ""
