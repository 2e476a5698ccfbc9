"""A worker's memory of the last quarter of an hour: exact, bounded, handed on."""

from dataclasses import dataclass
from pathlib import Path

from hookshift.domain.recent import KEPT, SLICE, Counted, Key, Slice
from hookshift.gateway.metrics.counters import Metrics, MetricsFiles
from hookshift.gateway.metrics.recent import SERIES, SLICES, RecentCounts


@dataclass
class Clock:
    now: float = 1_764_750_000.0

    def __call__(self) -> float:
        return self.now


JOBS = Key(Counted.HANDLER, "jobs", "jobs", "legacy")
PLAIN = ("handler", "jobs", "jobs", "legacy")


def test_attempts_webhooks_and_refusals_are_counted(tmp_path: Path) -> None:
    clock = Clock()
    metrics = Metrics(dict, wall=clock, slow_seconds=1.0)
    metrics.delivery("jobs", "legacy", "jobs", "success", 1.0)
    metrics.delivery("jobs", "legacy", "jobs", "500", 1.1)
    metrics.webhook("whatsapp", "2xx")
    metrics.webhook("whatsapp", "5xx")
    metrics.webhook("whatsapp", "bad_signature")
    metrics.refused("too_many_requests")
    metrics.refused("truncated_request")
    start = int(clock.now)
    expected = {
        JOBS: [Slice(start, 2, 1, 1)],
        Key(Counted.PROVIDER, "whatsapp"): [Slice(start, 3, 1)],
        Key(Counted.REFUSED, "too_many_requests"): [Slice(start, 1, 1)],
    }
    assert metrics.recent.report() == expected
    files = MetricsFiles(tmp_path, 0)
    files.save(metrics.snapshot())
    heir = Metrics(dict, files.own(), wall=clock)
    assert heir.recent.report() == expected, "a replacement goes on from it"


def test_what_is_old_is_forgotten() -> None:
    clock = Clock()
    recent = RecentCounts(clock)
    recent.note(PLAIN, failed=True)
    clock.now += KEPT
    assert recent.report() == {}
    assert not recent._series


def test_slices_and_series_are_bounded() -> None:
    clock = Clock()
    recent = RecentCounts(clock)
    for _ in range(SLICES + 5):
        recent.note(PLAIN, failed=False)
        clock.now += SLICE
    assert len(recent._series[PLAIN]) == SLICES
    for number in range(SERIES + 5):
        recent.note(("handler", f"h{number}", "", "legacy"), failed=False)
    assert len(recent._series) == SERIES + 1
