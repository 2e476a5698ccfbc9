"""Counters that add up over workers, survive them, and stay bounded."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from hookshift.gateway.metrics.counters import (
    BUCKETS,
    NOTED_BOUND,
    SERIES_BOUND,
    Metrics,
    MetricsFiles,
    MetricsSnapshot,
)
from hookshift.gateway.metrics.page import render

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def no_gauges() -> Mapping[str, float]:
    return {}


def samples(page: bytes) -> Samples:
    """Reads a page as Prometheus does."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def value(page: bytes, name: str, **labels: str) -> float:
    return samples(page)[name, frozenset(labels.items())]


def worker(webhooks: int) -> MetricsSnapshot:
    metrics = Metrics(no_gauges)
    for _ in range(webhooks):
        metrics.webhook("whatsapp", "2xx")
    return metrics.snapshot()


def test_counters_of_all_workers_are_added() -> None:
    page = render({0: worker(2), 1: worker(3)})
    assert value(page, "hookshift_webhooks_total", source="whatsapp", outcome="2xx") == 5


def test_gauges_are_shown_per_worker() -> None:
    busy, idle = Metrics(lambda: {"in_flight": 7}), Metrics(lambda: {"in_flight": 0})
    page = render({0: busy.snapshot(), 1: idle.snapshot()})
    assert value(page, "hookshift_in_flight", worker="0") == 7
    assert value(page, "hookshift_in_flight", worker="1") == 0


@pytest.mark.parametrize(("seconds", "within"), [(2.0, 1), (2.000_001, 0)])
def test_exactly_two_seconds_are_within_the_runbooks_limit(seconds: float, within: int) -> None:
    metrics = Metrics(no_gauges)
    metrics.delivery("wa-jobs", "legacy", "jobs", "success", seconds)
    page = render({0: metrics.snapshot()})
    labels = {"handler": "wa-jobs", "side": "legacy"}
    assert value(page, "hookshift_delivery_seconds_bucket", le="2.0", **labels) == within
    assert value(page, "hookshift_delivery_seconds_count", **labels) == 1
    assert value(page, "hookshift_delivery_seconds_sum", **labels) == seconds


@given(times=st.lists(st.floats(0, 100), max_size=20), split=st.integers(0, 20))
def test_a_histogram_is_the_same_however_many_workers_filled_it(
    times: list[float], split: int
) -> None:
    metrics = [Metrics(no_gauges), Metrics(no_gauges)]
    for number, seconds in enumerate(times):
        metrics[number < split].delivery("h", "unified", "jobs", "success", seconds)
    page = samples(render({slot: one.snapshot() for slot, one in enumerate(metrics)}))
    for edge in BUCKETS if times else ():
        labels = frozenset({("handler", "h"), ("side", "unified"), ("le", str(edge))})
        below = sum(seconds <= edge for seconds in times)
        assert page["hookshift_delivery_seconds_bucket", labels] == below


def test_labels_beyond_the_bound_are_counted_as_other() -> None:
    metrics = Metrics(no_gauges)
    for number in range(SERIES_BOUND + 3):
        metrics.refused(f"code-{number}")
    metrics.refused("code-0")
    page = render({0: metrics.snapshot()})
    assert value(page, "hookshift_refused_total", code="code-0") == 2
    assert value(page, "hookshift_refused_total", code=f"code-{SERIES_BOUND - 1}") == 1
    assert value(page, "hookshift_refused_total", code="other") == 3
    assert sum(name == "hookshift_refused_total" for name, _ in samples(page)) == SERIES_BOUND + 1


def test_a_replacement_goes_on_from_what_was_stored(tmp_path: Path) -> None:
    files = MetricsFiles(tmp_path, 0)
    former = Metrics(no_gauges)
    former.webhook("whatsapp", "2xx")
    former.delivery("h", "legacy", "jobs", "success", 0.2)
    files.save(former.snapshot())
    heir = Metrics(no_gauges, MetricsFiles(tmp_path, 0).own())
    heir.webhook("whatsapp", "2xx")
    heir.delivery("h", "legacy", "jobs", "success", 0.3)
    page = render({0: heir.snapshot()})
    assert value(page, "hookshift_webhooks_total", source="whatsapp", outcome="2xx") == 2
    assert value(page, "hookshift_delivery_seconds_count", handler="h", side="legacy") == 2


def test_a_later_count_does_not_reach_into_an_earlier_snapshot() -> None:
    metrics = Metrics(no_gauges)
    metrics.delivery("h", "legacy", "jobs", "success", 0.1)
    before = render({0: (snapshot := metrics.snapshot())})
    metrics.delivery("h", "legacy", "jobs", "success", 0.1)
    assert render({0: snapshot}) == before


def test_others_are_all_slots_but_the_own(tmp_path: Path) -> None:
    for slot in range(4):
        MetricsFiles(tmp_path, slot).save(worker(slot))
    found = MetricsFiles(tmp_path, 1).others()
    assert {slot: one.counters for slot, one in found.items()} == {
        0: worker(0).counters,
        2: worker(2).counters,
        3: worker(3).counters,
    }


def test_of_a_worker_that_has_ended_the_counters_stay_and_the_gauges_go(tmp_path: Path) -> None:
    def gone() -> Mapping[str, float]:
        raise ValueError("what is measured has been closed")

    former = Metrics(gone)
    former.webhook("whatsapp", "2xx")
    MetricsFiles(tmp_path, 2).save(former.counted())
    page = render(MetricsFiles(tmp_path, 0).others())
    assert value(page, "hookshift_webhooks_total", source="whatsapp", outcome="2xx") == 1
    assert b"hookshift_in_flight{" not in page


NOT_UTF8 = b'{"gauges": {"\xff": 1}}'
WRONG_BUCKETS = b'{"histograms": {"delivery_seconds": {"h\\tlegacy": {"counts": [1, 2]}}}}'


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"counters": 1}', b"\xff\x00", NOT_UTF8, WRONG_BUCKETS]
)
def test_a_file_that_is_not_a_snapshot_is_left_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "metrics-0.json").write_bytes(content)
    assert MetricsFiles(tmp_path, 1).others() == {}
    heir = Metrics(no_gauges, MetricsFiles(tmp_path, 0).own())
    heir.delivery("h", "legacy", "jobs", "success", 60.0)
    assert value(render({0: heir.snapshot()}), "hookshift_delivery_seconds_count",
                 handler="h", side="legacy") == 1  # fmt: skip


def test_each_metric_has_a_help_text_and_a_name_by_convention() -> None:
    metrics = Metrics(lambda: {"in_flight": 1})
    metrics.webhook("s", "2xx")
    for family in text_string_to_metric_families(render({0: metrics.snapshot()}).decode()):
        assert family.documentation.endswith(".")
        assert family.name.startswith("hookshift_")


def test_handlers_whose_circuit_is_open_are_named() -> None:
    open_circuit = Metrics(lambda: {"breaker_open wa-webhook-jobs": 1.0})
    page = render({1: open_circuit.snapshot()}).decode()
    assert 'hookshift_breaker_open{handler="wa-webhook-jobs",worker="1"} 1.0' in page


def test_loops_that_fail_are_named() -> None:
    metrics = Metrics(lambda: {"loop_failing deliverer": 1.0, "loop_failing recorder": 0.0})
    page = render({2: metrics.snapshot()}).decode()
    assert 'hookshift_loop_failing{loop="deliverer",worker="2"} 1.0' in page
    assert 'hookshift_loop_failing{loop="recorder",worker="2"} 0.0' in page


def test_what_is_noted_is_bounded_and_counted_before_anybody_looks() -> None:
    metrics = Metrics(dict)
    for i in range(2 * NOTED_BOUND + 1):
        metrics.webhook("wa", "2xx")
        metrics.delivery("jobs", "legacy", "jobs", "success", 0.001 * (i % 2))
        assert len(metrics._webhooks) < NOTED_BOUND
        assert len(metrics._deliveries) < NOTED_BOUND
    counted = metrics.snapshot()
    assert counted.counters["webhooks"] == {"wa\t2xx": 2 * NOTED_BOUND + 1}
    assert counted.counters["deliveries"] == {"jobs\tlegacy\tjobs\tsuccess": 2 * NOTED_BOUND + 1}
    assert sum(counted.histograms["delivery_seconds"]["jobs\tlegacy"].counts) == 2 * NOTED_BOUND + 1
    assert metrics.snapshot().counters == counted.counters
