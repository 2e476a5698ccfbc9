"""Whose end is taken note of: of what was there before, and of nothing else."""

import os
import subprocess
import sys

from hookshift.app.inherited import InheritedChildren


def child() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)


def end(process: "subprocess.Popen[bytes]") -> None:
    """It has ended, and nobody has taken note of that yet."""
    assert process.stdin is not None
    process.stdin.close()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)


def is_waited_for(pid: int) -> bool:
    """Whether its end can still be had."""
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def test_only_the_end_of_what_was_there_before_is_taken_note_of() -> None:
    before, worker = child(), child()
    inherited = InheritedChildren([worker.pid])
    check = child()
    inherited.reap()
    everything = (before, worker, check)
    assert [is_waited_for(each.pid) for each in everything] == [True] * 3
    for each in everything:
        end(each)
    inherited.reap()
    inherited.reap()
    assert [is_waited_for(each.pid) for each in everything] == [False, True, True]
    assert (worker.wait(), check.wait()) == (1, 1)
    before.wait()
