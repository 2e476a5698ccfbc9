"""Keeps the garbage collector away from what a test process holds besides what is measured."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def as_in_a_worker() -> Iterator[None]:
    """Freezes what lives already, as a worker does when it starts.

    A process that has run thousands of tests holds millions of objects; searching them for cycles
    takes a third of a second, which would be charged to whatever is measured just then.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
