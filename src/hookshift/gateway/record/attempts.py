"""Every attempt to hand events to a handler is noted here, relayed or durable: log and metrics."""

from collections.abc import Callable, Sequence
from typing import Protocol

from hookshift.domain.delivery.delivery import word
from hookshift.domain.events import Event
from hookshift.domain.http import Response
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Decision, Part
from hookshift.gateway.record.rows import Attempt, Origin, RowWriter

OnSuccess = Callable[[Part, Response, str, float], None]
"""What a handler was given, its answer, the source, and how many seconds the handler took."""


class AttemptCounters(Protocol):
    """Where attempts are counted; `metrics.Metrics` is the real one."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """An event was handed over, or not."""

    def dropped(self, source: str, rule: str) -> None:
        """An event was dropped by a rule."""


class Attempts:
    """Notes attempts; `record` keeps a row of the log, `wall` is the clock that stamps it."""

    def __init__(
        self,
        rows: RowWriter,
        record: Callable[[LogRow], None],
        counts: AttemptCounters,
        wall: Callable[[], float],
        on_success: OnSuccess | None = None,
    ) -> None:
        """`on_success` is called with each answer by which a handler has taken its events."""
        self._on_success = on_success
        self._rows = rows
        self._record = record
        self._counts = counts
        self._wall = wall

    def note(self, attempt: Attempt, origin: Origin, seconds: float) -> None:
        """An attempt has ended; the handler took `seconds`, 0 if nothing was sent to it."""
        part, ok = attempt.part, attempt.succeeded
        for row in self._rows.rows(attempt, origin, self._wall(), ok=ok):
            self._record(row)
        result = "success" if ok else word(attempt.outcome)
        for decision in part.decisions:
            self._counts.delivery(part.handler, part.side, decision.domain, result, seconds)
        if ok and self._on_success is not None and isinstance(attempt.outcome, Response):
            self._on_success(part, attempt.outcome, origin.source, seconds)

    def note_dropped(
        self, events: Sequence[Event], decisions: Sequence[Decision], origin: Origin
    ) -> None:
        """A rule drops these events: no attempt is made, and no handler gets them."""
        for row in self._rows.dropped(events, decisions, origin, self._wall()):
            self._record(row)
            self._counts.dropped(origin.source, row.rule or "")
