"""Recorders whose rows wait in each way that there is."""

from collections.abc import Callable
from functools import partial

from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record.recorder import Recorder
from tests.core.differential import core
from tests.core.kept import keep

PYTHON, NATIVE, BYTES = "list", "the core's queue", "bytes"
WAYS = (PYTHON, NATIVE, BYTES)


class UsualRows(Recorder):
    """Records rows as the compiled core records those of usual webhooks, whichever are."""

    def record(self, row: LogRow) -> None:
        if not keep(self.queue, row):
            super().record(row)


def recorder_of(way: str) -> Callable[..., Recorder]:
    """Makes recorders whose rows wait in this way; skips where there is no compiled core."""
    if way == PYTHON:
        return Recorder
    return partial(UsualRows if way == BYTES else Recorder, make_queue=core().RowQueue)
