"""Runs of a simulation on all cores: each depends on its own number only, so order is no matter."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

FEW = 16
"""With fewer runs, starting processes takes longer than it saves."""

Result = TypeVar("Result")


def each_run(one: Callable[[int], Result], runs: int) -> list[Result]:
    """The results of `one`, which can be pickled, for 0 to `runs` - 1, in this order."""
    processes = min(len(os.sched_getaffinity(0)), runs)
    if processes < 2 or runs < FEW:
        return [one(number) for number in range(runs)]
    # Not forked: this process may have threads. A child imports the simulation and nothing else.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _leave_ctrl_c_to_the_parent) as pool:
        return list(pool.map(one, range(runs)))


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
