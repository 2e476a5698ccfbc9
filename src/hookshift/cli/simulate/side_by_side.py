"""Runs of a simulation on all cores: each depends on its own number only, so order is no matter."""

import os
import signal
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TypeVar

WORTHWHILE = 2.0
"""Seconds that the runs which are left must be expected to take, for processes to be started: each
of these takes part of a second before its first run."""

Result = TypeVar("Result")


def each_run(
    one: Callable[[int], Result], runs: int, clock: Callable[[], float] = monotonic
) -> list[Result]:
    """The results of `one`, which can be pickled, for 0 to `runs` - 1, in this order."""
    cores = len(os.sched_getaffinity(0))
    begun = clock()
    found: list[Result] = []
    while len(found) < runs:
        found.append(one(len(found)))
        left = runs - len(found)
        expected = (clock() - begun) / len(found) * left
        if min(cores, left) > 1 and expected > WORTHWHILE:
            return found + _side_by_side(one, range(len(found), runs), min(cores, left))
    return found


def _side_by_side(
    one: Callable[[int], Result], numbers: Sequence[int], processes: int
) -> list[Result]:
    # They take longer to import than many a simulation lasts.
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    # Not forked: this process may have threads. A child imports the simulation and nothing else.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _leave_ctrl_c_to_the_parent) as pool:
        return list(pool.map(one, numbers))


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
