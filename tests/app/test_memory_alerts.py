"""Alerts from memory: sent when they last, again where not accepted, and resolved."""

from pathlib import Path
from typing import Any

import pytest

from hookshift.app.memory_alerts import MOST_TRIES, MemoryAlerts
from hookshift.app.places import run_dir
from hookshift.config.load import load
from hookshift.config.schema.notifiers import NotifierConfig
from hookshift.config.schema.settings import Settings
from hookshift.controller.notify.channel import NotifierChannel
from hookshift.gateway.metrics.counters import Metrics, MetricsFiles
from tests.cli.conftest import SHIPPED
from tests.controller.receiver import SECRET, Receiver, answer, receiving

AFTER = 120.0
DOWN = "PostgreSQL is down"


class Clock:
    def __init__(self) -> None:
        self.now = 1_764_750_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    environ = {"WHATSAPP_APP_SECRET": "x", "WHATSAPP_VERIFY_TOKEN": "x"}
    return load(SHIPPED, environ).model_copy(update={"data_dir": tmp_path})


def world(settings: Settings, receiver: Receiver, clock: Clock, **more: Any) -> MemoryAlerts:
    notifier = NotifierConfig.model_validate(
        {"name": "ops", "url": receiver.url(), "secret": SECRET, **more}
    )
    return MemoryAlerts(settings, [NotifierChannel(notifier)], clock, clock)


def received(receiver: Receiver) -> list[tuple[str, str]]:
    return [(each.json["type"], each.json["data"]["alert"]) for each in receiver.received]


RAISED, OVER = ("alert.raised", "database_away"), ("alert.resolved", "database_away")


async def test_what_lasts_is_told_once_and_when_it_is_over(settings: Settings) -> None:
    clock = Clock()
    with receiving() as receiver:
        memory = world(settings, receiver, clock)
        await memory.observe(DOWN)
        clock.now += AFTER - 1
        await memory.observe(DOWN)
        assert received(receiver) == []
        clock.now += 1
        await memory.observe(DOWN)
        await memory.observe(DOWN)
        assert received(receiver) == [RAISED]
        clock.now += settings.alerts.remind
        await memory.observe(DOWN)
        assert received(receiver) == [RAISED] * 2
        await memory.observe(None)
        assert received(receiver) == [RAISED, RAISED, OVER]


async def test_what_passes_leaves_no_trace(settings: Settings) -> None:
    with receiving() as receiver:
        memory = world(settings, receiver, Clock())
        await memory.observe(DOWN)
        await memory.observe(None)
        assert received(receiver) == []


async def test_who_does_not_take_it_is_tried_again_for_a_while(settings: Settings) -> None:
    clock = Clock()
    with receiving() as receiver:
        receiver.will(answer(503), answer(503))
        memory = world(settings, receiver, clock)
        await memory.observe(DOWN)
        clock.now += AFTER
        for _ in range(4):
            await memory.observe(DOWN)
        assert len(receiver.received) == 3
    assert MOST_TRIES == 60


async def test_who_wants_no_alerts_gets_none(settings: Settings) -> None:
    clock = Clock()
    with receiving() as receiver:
        memory = world(settings, receiver, clock, on=("rolled_back",))
        await memory.observe(DOWN)
        clock.now += AFTER
        await memory.observe(DOWN)
        assert receiver.received == []


async def test_what_the_hosts_workers_left_in_their_files(settings: Settings) -> None:
    clock = Clock()
    gauges: dict[str, float] = {"recorded_at": clock.now, "spool_full_ratio": 0.9}
    metrics = Metrics(lambda: gauges, wall=clock)
    for _ in range(30):
        metrics.delivery("wa-webhook-jobs", "legacy", "jobs", "500", 0.1)
        metrics.webhook("whatsapp", "5xx")
    MetricsFiles(run_dir(settings), 0).save(metrics.snapshot())
    with receiving() as receiver:
        memory = world(settings.model_copy(update={"alerts": settings.alerts.model_copy(
            update={"after": 0.0})}), receiver, clock)  # fmt: skip
        await memory.observe(DOWN)
        assert {alert for _, alert in received(receiver)} == {
            *("database_away", "handler_failing", "provider_hears_errors", "spool_full"),
        }
        clock.now += 16
        await memory.observe(DOWN)
        assert {alert for kind, alert in received(receiver) if kind == "alert.resolved"} == {
            *("handler_failing", "provider_hears_errors", "spool_full"),
        }, "a file that nobody writes any more is not of now"
