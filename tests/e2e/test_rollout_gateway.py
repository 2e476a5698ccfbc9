"""A gateway under its control process: real traffic, real statistics, a real rollback."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookshift.controller.apply import CONTROLLER, begin
from hookshift.domain.evidence.plan import Plan, Stage
from hookshift.store.database import connection
from hookshift.store.rollouts import StoredRollout
from tests.cli.conftest import Hookshift
from tests.controller.plans import plan
from tests.e2e.harness import (
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)

UNIFIED = "wa-webhook-unified"
FOLLOWS_WITHIN = 2.0
"""Seconds from the verdict until nobody gets to unified any more."""
TRIES = 3
"""Rollbacks of which the quickest is looked at: any other may have met a machine that stalled."""
SENDERS = 50
HALF = Stage(5_000, hold=3.0, prove=0.5, approval=False)


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest.fixture
def gateway(tmp_path: Path, database_url: str, handlers: Handlers) -> Iterator[Gateway]:
    quick = ("rollup_seconds = 10", "rollup_seconds = 1")
    with running_gateway(tmp_path, database_url, handlers.port, quick, control=True) as running:
        eventually(lambda: len(running.sql("SELECT 1 FROM hookshift.gateways")) == 2)
        yield running


def start(gateway: Gateway, which: Plan) -> StoredRollout:
    async def run() -> StoredRollout:
        async with connection(gateway.database_url, "tests") as opened:
            return await begin(opened, which, {}, stage=0, actor="ada", reason="to be seen")

    return asyncio.run(run())


class Traffic:
    """Messages about jobs, each from the next of some senders."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.sent = 0

    def send(self) -> None:
        sender = f"25078{self.sent % SENDERS:07d}"
        self.gateway.webhook(body(message("a job", sender, self.sent)))
        self.sent += 1


@pytest.mark.night(2)
def test_a_failing_handler_is_left_within_two_seconds_of_the_verdict(
    gateway: Gateway, handlers: Handlers
) -> None:
    traffic = Traffic(gateway)
    handlers.answers[UNIFIED] = (500, b"it is broken")
    for _ in range(TRIES):
        run, seconds = _rolled_back(gateway, traffic)
        if seconds < FOLLOWS_WITHIN:
            break
    assert seconds < FOLLOWS_WITHIN
    changes = gateway.sql("SELECT actor, new_percentage, reason FROM webhook_routing_config_audit")
    assert (changes[-1]["actor"], changes[-1]["new_percentage"]) == (CONTROLLER, 0)
    assert "of jobs: " in changes[-1]["reason"]
    _everybody_says_that_it_was_rolled_back(gateway, run)


def _rolled_back(gateway: Gateway, traffic: Traffic) -> tuple[StoredRollout, float]:
    """A rollout that fails, and for how many seconds after its verdict unified got something."""
    run = start(gateway, plan(stages=(HALF._replace(hold=600.0),), lag=0.0))
    gateway.followed()

    def verdict_at() -> list[object]:
        traffic.send()
        return gateway.sql(
            "SELECT at FROM hookshift.rollout_entries WHERE rollout = $1 AND news = 'failed'",
            run.id,
        )

    failed_at = eventually(verdict_at)[0]["at"]  # type: ignore[index]

    def is_over() -> bool:
        traffic.send()
        late = "SELECT clock_timestamp() - $1 > 2 * $2 * interval '1 second' AS late"
        return bool(gateway.sql(late, failed_at, FOLLOWS_WITHIN)[0]["late"])

    eventually(is_over)
    # Whoever says that it follows sends nobody there any more, however late that is.
    gateway.followed()
    follow = traffic.sent
    while traffic.sent <= follow + SENDERS:
        traffic.send()
    rows = gateway.logged(traffic.sent)
    by_number = {int(row["message_id"].rpartition(".")[2]): row for row in rows}
    assert not [n for n, row in by_number.items() if n >= follow and _is_moved(row)]
    last = max(row["created_at"] for row in rows if _is_moved(row))
    return run, (last - failed_at).total_seconds()


def _is_moved(row: Any) -> bool:
    return bool(row["routed_to"] == "unified")


def _everybody_says_that_it_was_rolled_back(gateway: Gateway, run: StoredRollout) -> None:
    """First, with exit code 3, until somebody takes note of it; and the log tells how it went."""
    hookshift = Hookshift(gateway.database_url)
    status, rollout = hookshift("status"), hookshift("rollout", "status")
    assert (status.exit_code, rollout.exit_code) == (3, 3)
    sentence = f"degraded: rollout {run.id} was rolled back in stage 1 of 1, 50 %, at "
    assert status.stdout.startswith(sentence)
    assert sentence in " ".join(rollout.stdout.split())
    (problem, *_) = json.loads(hookshift("status", "--json").stdout)["problems"]
    assert (problem["kind"], problem["subject"]) == ("rolled_back", str(run.id))
    log = eventually(lambda: text if "rolled back by" in (text := gateway.log.read_text()) else "")
    for part in (
        f"rollout {run.id}, stage 1: started by ada: ",
        f"rollout {run.id}, stage 1: failed by {CONTROLLER}: errors of jobs: ",
        f"rollout {run.id}, stage 1: rolled back by {CONTROLLER}: ",
        "share: 0 % -> 50 % by ada ",
        f"share: 50 % -> 0 % by {CONTROLLER} ",
    ):
        (*_, line) = [each for each in log.splitlines() if part in each]
        assert " INFO control " in line
    hookshift.works("alerts", "ack", "rolled_back", "--reason", "we look at it")
    assert json.loads(hookshift("status", "--json").stdout)["problems"][0]["acknowledged"]


def test_a_good_handler_goes_through_all_stages_by_itself(
    gateway: Gateway, handlers: Handlers
) -> None:
    # p95 needs some seventy requests, of each domain that moves.
    gateway.sql("UPDATE webhook_routing_config SET domains = '{jobs}'")
    stages = (HALF, HALF._replace(threshold=10_000))
    run = start(gateway, plan(stages=stages, lag=0.0, domains=("jobs",)))
    traffic = Traffic(gateway)

    def is_over() -> list[object]:
        traffic.send()
        return gateway.sql("SELECT 1 FROM hookshift.rollouts WHERE ended_at IS NOT NULL")

    eventually(is_over)
    found = gateway.sql(
        "SELECT news FROM hookshift.rollout_entries WHERE rollout = $1 ORDER BY id", run.id
    )
    assert [row["news"] for row in found] == [
        *("entered", "started", "passed", "entered"),
        *("passed", "completed"),
    ]
    (active,) = gateway.sql("SELECT percentage, enabled FROM webhook_routing_config")
    assert tuple(active) == (100, True)
    assert handlers.of(UNIFIED)
