"""What it costs to sleep and be woken: CPU that the kernel charges to whoever waited.

A worker with little to do at once sleeps more often, which makes it dearer a webhook though it does
the same. On a virtual machine that is several microseconds each time.
"""

import os
import time
from collections.abc import Callable

from bench.machine import LOAD_CORE, SUBJECT_CORE

TIMES = 2_000
PAUSE = 0.0004
"""Seconds between two bytes: 2,500 a second."""
CALM = 0.05
"""Seconds until the reader sleeps for certain."""


def wake_up_us() -> float:
    """Microseconds of CPU for one sleep on the subject's core and being woken from the load's."""
    slept = _reading(_write_slowly)
    ready = _reading(lambda write: os.write(write, bytes(TIMES)))
    return max(0.0, slept - ready)


def _reading(feed: Callable[[int], object]) -> float:
    """CPU of a process for each of TIMES reads of one byte, in microseconds."""
    read, write = os.pipe()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.sched_setaffinity(0, {SUBJECT_CORE})
        time.sleep(CALM)  # so that what is fed at once is there
        began = time.process_time_ns()
        for _ in range(TIMES):
            os.read(read, 1)
        os.write(tell, b"%d" % (time.process_time_ns() - began))
        os._exit(0)
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE})
    try:
        feed(write)
        return int(os.read(told, 32)) / TIMES / 1_000
    finally:
        os.sched_setaffinity(0, before)
        os.waitpid(child, 0)
        for each in (read, write, told, tell):
            os.close(each)


def _write_slowly(write: int) -> None:
    time.sleep(2 * CALM)
    due = time.perf_counter()
    for _ in range(TIMES):
        due += PAUSE
        while time.perf_counter() < due:
            pass
        os.write(write, b".")
