"""Rows of the log in memory, in the order in which they were recorded.

They leave by batches, the oldest first. The compiled core's queue (`core/row_batches.pxi`) keeps
those of usual webhooks as the bytes that PostgreSQL gets; this one keeps them as they are, and is
the reference.
"""

from collections.abc import Callable, Sequence

from hookshift.domain.routing.records import LogRow


class RowList:
    """Rows as they are."""

    def __init__(self, batch_rows: int, many: int, on_many: Callable[[], None]) -> None:
        """A batch has at most `batch_rows`; `on_many` is called when a row comes and `many` wait.

        So it is with each further row, as long as so many wait.
        """
        self._batch_rows = batch_rows
        self._many = many
        self._on_many = on_many
        self._rows: list[LogRow] = []
        self.recorded = 0

    def __len__(self) -> int:
        return len(self._rows)

    def append(self, row: LogRow) -> None:
        """Adds a row."""
        self._rows.append(row)
        self.recorded += 1
        if len(self._rows) >= self._many:
            self._on_many()

    def take(self) -> Sequence[LogRow]:
        """The oldest rows, which are no longer here then; none if there are none."""
        batch = self._rows[: self._batch_rows]
        del self._rows[: len(batch)]
        return batch

    def oldest(self) -> float | None:
        """When the first of them was decided; None if there are none."""
        return self._rows[0].created_at if self._rows else None
