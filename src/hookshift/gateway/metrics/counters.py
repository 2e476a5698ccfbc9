"""What a worker counts, on plain numbers and without locks: noted at once, counted by the batch.

Workers share one port, so whoever is scraped must speak for all: each leaves a snapshot in a file
about once a second, and the page adds them up, also those of workers that have retired. A worker
with the slot of a former one starts from its snapshot, so that counters never go backwards.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from hookshift.domain.recent import Counted, Written, read, written
from hookshift.gateway.metrics.recent import RecentCounts

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper bounds of the buckets in seconds; 2.0 is the runbook's limit for p95."""
PREFIX = "metrics-"
SERIES_BOUND = 500
"""Label combinations per metric; what comes later is counted as `other`."""

SLOW_SECONDS = 2.0
"""Above which an attempt counts as slow, unless the settings say otherwise."""
OVERLOADED = frozenset({"too_many_connections", "too_many_requests", "buffers_full"})
"""Codes of refusals that are answered 503."""

HANDLER, PROVIDER, REFUSED = (
    each.value for each in (Counted.HANDLER, Counted.PROVIDER, Counted.REFUSED)
)
NOTED_BOUND = 1_000
"""How many webhooks, and deliveries, are noted before they are counted."""

Labels = tuple[str, ...]
CountedDeliveries = tuple[str, str, str, int, int, float, list[int]]
"""Handler, side, domain; how many, how many of them slow, seconds, histogram by BUCKETS."""
Counts = tuple[Sequence[tuple[str, int]], Sequence[CountedDeliveries]]
"""Counts of what succeeded: webhooks by source, and deliveries."""


class Histogram(msgspec.Struct):
    """How many observations fell below each edge (not cumulated), and their sum."""

    counts: list[int]
    total: float = 0.0


class MetricsSnapshot(msgspec.Struct):
    """A worker's numbers at one moment."""

    counters: dict[str, dict[str, float]] = {}
    """Counters by metric, then by label values joined with a tab."""
    histograms: dict[str, dict[str, Histogram]] = {}
    gauges: dict[str, float] = {}
    recent: Written = {}
    """The last quarter of an hour."""


class Metrics:
    """One worker's counters; `gauges` is asked whenever a snapshot is made."""

    def __init__(
        self,
        gauges: Callable[[], Mapping[str, float]],
        start: MetricsSnapshot | None = None,
        *,
        slow_seconds: float = SLOW_SECONDS,
        wall: Callable[[], float] = time.time,
    ) -> None:
        start = start or MetricsSnapshot()
        self._gauges = gauges
        self._slow_seconds = slow_seconds
        self._recent = RecentCounts(wall, read(start.recent))
        self._webhooks: list[tuple[str, str]] = []
        self._deliveries: list[tuple[str, str, str, str, float]] = []
        """Noted and not yet counted: many of one kind are counted at once."""
        self._take_counted: Callable[[], Counts] | None = None
        self._counters: dict[str, dict[Labels, float]] = {
            name: {tuple(labels.split("\t")): value for labels, value in series.items()}
            for name, series in start.counters.items()
        }
        self._histograms: dict[str, dict[Labels, Histogram]] = {
            name: {tuple(labels.split("\t")): value for labels, value in series.items()}
            for name, series in start.histograms.items()
        }

    def follow(self, take_counted: Callable[[], Counts]) -> None:
        """Adds what somebody else counts of what succeeds, whenever the numbers are asked for."""
        self._take_counted = take_counted

    def webhook(self, source: str, outcome: str) -> None:
        """A webhook was answered: status class, or the code of its refusal."""
        self._webhooks.append((source, outcome))
        if len(self._webhooks) >= NOTED_BOUND:
            self._count_noted()

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """An event was handed to a handler, or not, in so many seconds."""
        self._deliveries.append((handler, side, domain, outcome, seconds))
        if len(self._deliveries) >= NOTED_BOUND:
            self._count_noted()

    def dropped(self, source: str, rule: str) -> None:
        """An event was dropped by a rule."""
        self._count("dropped", (source, rule))

    def conversation_header(self, handler: str, header: str, outcome: str, times: int = 1) -> None:
        """A handler's answer said something of conversations, and this became of it."""
        self._count("conversation_headers", (handler, header, outcome), times)

    def refused(self, code: str) -> None:
        """The server refused a request by itself."""
        self._count("refused", (code,))
        if code in OVERLOADED:
            self._recent.note((REFUSED, code, "", ""), failed=True)

    def counted(self) -> MetricsSnapshot:
        """What is left of a worker when it has ended: all but the gauges, whose parts are gone."""
        return self._with({})

    @property
    def recent(self) -> RecentCounts:
        """What happened recently."""
        self._count_noted()
        return self._recent

    def snapshot(self) -> MetricsSnapshot:
        """All numbers as they are now."""
        return self._with(self._gauges())

    def _with(self, gauges: Mapping[str, float]) -> MetricsSnapshot:
        self._count_noted()
        return MetricsSnapshot(
            counters={
                name: {"\t".join(labels): value for labels, value in series.items()}
                for name, series in self._counters.items()
            },
            histograms={
                name: {
                    # A copy: the worker goes on counting into its own.
                    "\t".join(labels): Histogram(list(value.counts), value.total)
                    for labels, value in series.items()
                }
                for name, series in self._histograms.items()
            },
            gauges=dict(gauges),
            recent=written(self.recent.report()),
        )

    def _count_noted(self) -> None:
        webhooks, self._webhooks = self._webhooks, []
        for (source, outcome), times in Counter(webhooks).items():
            self._count("webhooks", (source, outcome), times)
            self._recent.note((PROVIDER, source, "", ""), outcome == "5xx", times=times)
        deliveries, self._deliveries = self._deliveries, []
        slow = self._slow_seconds
        kinds = Counter([(*each[:4], each[4] > slow) for each in deliveries])
        for (handler, side, domain, outcome, is_slow), times in kinds.items():
            self._count("deliveries", (handler, side, domain, outcome), times)
            self._recent.note(
                (HANDLER, handler, domain, side),
                failed=outcome != "success",
                slow=is_slow,
                times=times,
            )
        for handler, side, _, _, seconds in deliveries:
            histogram = self._histogram("delivery_seconds", (handler, side))
            histogram.counts[bisect_left(BUCKETS, seconds)] += 1
            histogram.total += seconds
        if self._take_counted is not None:
            self._add(*self._take_counted())

    def _add(
        self, webhooks: Sequence[tuple[str, int]], deliveries: Sequence[CountedDeliveries]
    ) -> None:
        for source, times in webhooks:
            self._count("webhooks", (source, "2xx"), times)
            self._recent.note((PROVIDER, source, "", ""), failed=False, times=times)
        for handler, side, domain, times, slow, seconds, counts in deliveries:
            self._count("deliveries", (handler, side, domain, "success"), times)
            key = (HANDLER, handler, domain, side)
            self._recent.note(key, failed=False, times=times - slow)
            if slow:
                self._recent.note(key, failed=False, slow=True, times=slow)
            histogram = self._histogram("delivery_seconds", (handler, side))
            histogram.total += seconds
            for place, count in enumerate(counts):
                histogram.counts[place] += count

    def _count(self, name: str, labels: Labels, times: int = 1) -> None:
        series = self._counters.setdefault(name, {})
        labels = _bounded(series, labels)
        series[labels] = series.get(labels, 0) + times

    def _histogram(self, name: str, labels: Labels) -> Histogram:
        try:
            return self._histograms[name][labels]
        except KeyError:
            return self._new_histogram(name, labels)

    def _new_histogram(self, name: str, labels: Labels) -> Histogram:
        series = self._histograms.setdefault(name, {})
        empty = Histogram([0] * (len(BUCKETS) + 1))
        return series.setdefault(_bounded(series, labels), empty)


def _bounded(series: Mapping[Labels, object], labels: Labels) -> Labels:
    if labels in series or len(series) < SERIES_BOUND:
        return labels
    return ("other",) * len(labels)


class MetricsFiles:
    """Snapshots of the workers of one machine, a file per slot."""

    def __init__(self, directory: Path, slot: int) -> None:
        self._directory = directory
        self._slot = slot

    def save(self, snapshot: MetricsSnapshot) -> None:
        """Replaces this slot's file in one step. Raises OSError."""
        self._directory.mkdir(parents=True, exist_ok=True)
        path = self._path(self._slot)
        aside = path.with_suffix(".part")
        aside.write_bytes(msgspec.json.encode(snapshot))
        aside.rename(path)

    def own(self) -> MetricsSnapshot | None:
        """The last snapshot of the former worker of this slot."""
        return _load(self._path(self._slot))

    def others(self) -> dict[int, MetricsSnapshot]:
        """The other slots' snapshots, also of slots that no worker has any more.

        A damaged file is left out.
        """
        found = {slot: _load(self._path(slot)) for slot in self._slots() if slot != self._slot}
        return {slot: snapshot for slot, snapshot in sorted(found.items()) if snapshot is not None}

    def _slots(self) -> list[int]:
        numbers = [path.stem.removeprefix(PREFIX) for path in self._directory.glob(f"{PREFIX}*")]
        return [int(number) for number in numbers if number.isdecimal()]

    def _path(self, slot: int) -> Path:
        return self._directory / f"{PREFIX}{slot}.json"


def newest(directory: Path, seconds: float) -> list[MetricsSnapshot]:
    """What workers have written within the last `seconds` and still hold; of those that run."""
    since = time.time() - seconds
    found = [
        _load(path) for path in directory.glob(f"{PREFIX}*.json") if path.stat().st_mtime >= since
    ]
    return [each for each in found if each is not None and each.gauges]


def _load(path: Path) -> MetricsSnapshot | None:
    try:
        snapshot = msgspec.json.decode(path.read_bytes(), type=MetricsSnapshot)
    # UnicodeDecodeError: msgspec leaves bytes that are not UTF-8 to Python.
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return snapshot if _has_our_buckets(snapshot) else None


def _has_our_buckets(snapshot: MetricsSnapshot) -> bool:
    """Another version's buckets can be neither added up nor counted into."""
    return all(
        len(histogram.counts) == len(BUCKETS) + 1
        for series in snapshot.histograms.values()
        for histogram in series.values()
    )
