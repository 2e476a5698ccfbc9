"""One handler never answers; the others, protected ones among them, notice nothing."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.harness import ONE_WORKER, Gateway, body, eventually, message, running_gateway
from tests.faults.handler import Handlers, running_handlers
from tests.faults.world import JOBS

IN_FLIGHT = 40
BOUND = IN_FLIGHT // 2
"""What one handler may hold of it."""
BESIDE = 100
MOBILITY = "wa-webhook-mobility"
LONG = (
    ("first_byte_timeout = 15.0", "first_byte_timeout = 60.0"),
    ("total_timeout = 20.0", "total_timeout = 60.0"),
)
REFUSED = """
SELECT DISTINCT webhook_name FROM webhook_routing_logs
WHERE error_message LIKE '%more than are left for other handlers%'
"""
SECONDS = 20.0
"""For what does not hang; far below the time limits of what does."""


def webhook(gateway: Gateway, text: str, number: int) -> int:
    """Each text has people of its own."""
    sender = f"25078{len(text)}{number:06d}"
    return gateway.webhook(body(message(text, sender, number))).status


def delivered(handlers: Handlers, handler: str) -> int:
    return sum(each.handler == handler for each in handlers.delivered)


@pytest.mark.parametrize("hanging", [1, 2])
def test_relayed_events_of_other_handlers_are_delivered(
    tmp_path: Path, database_url: str, hanging: int
) -> None:
    """At three times what it may hold; what it may not is refused at once."""
    words = {JOBS: "a job", "wa-webhook-property": "a house"}
    limit = ("in_flight = 1_024 ", f"in_flight = {IN_FLIGHT} ")
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER, limit, *LONG) as gateway,
        ThreadPoolExecutor(3 * IN_FLIGHT) as callers,
    ):
        answers = []
        for name in list(words)[:hanging]:
            handlers.faults[name] = "never"
            answers += [
                callers.submit(webhook, gateway, words[name], number) for number in range(3 * BOUND)
            ]
        # What the first leaves, the second may take half of.
        held = BOUND if hanging == 1 else BOUND + BOUND // 2
        eventually(lambda: sum(answer.done() for answer in answers) >= len(answers) - held)
        assert Counter(answer.result() for answer in answers if answer.done()).keys() == {503}

        began = time.monotonic()
        beside = [webhook(gateway, "a taxi", number) for number in range(BESIDE)]
        assert beside == [200] * BESIDE
        assert time.monotonic() - began < SECONDS
        assert delivered(handlers, MOBILITY) == BESIDE
        still = sum(not answer.done() for answer in answers)
        assert BOUND - 1 <= still <= held

        handlers.faults.clear()
        handlers.released.set()
        # Those that were held end, and there is room for it again.
        eventually(lambda: all(answer.done() for answer in answers))
        assert webhook(gateway, "a job", 1) == 200
        eventually(lambda: gateway.sql(REFUSED))
        assert {row["webhook_name"] for row in gateway.sql(REFUSED)} <= set(words)


def test_durable_events_of_other_handlers_are_delivered(tmp_path: Path, database_url: str) -> None:
    """At three times what a worker holds of it in memory; none of its own is lost."""
    held = 30
    changes = (
        ('delivery = "relay"', 'delivery = "durable"'),
        ("in_flight = 64 ", "in_flight = 10 "),
        ("prefetch = 1_000 ", f"prefetch = {held} "),
        ('lease = "1m"', 'lease = "5m"'),
    )
    with (
        running_handlers() as handlers,
        running_gateway(
            tmp_path, database_url, handlers.port, ONE_WORKER, *LONG, *changes
        ) as gateway,
    ):
        handlers.faults[JOBS] = "never"
        assert {webhook(gateway, "a job", number) for number in range(3 * held)} == {200}
        began = time.monotonic()
        assert {webhook(gateway, "a taxi", number) for number in range(BESIDE)} == {200}
        eventually(lambda: delivered(handlers, MOBILITY) == BESIDE)
        assert time.monotonic() - began < SECONDS
        assert delivered(handlers, JOBS) == 0

        handlers.faults.clear()
        handlers.released.set()
        eventually(lambda: delivered(handlers, JOBS) >= 3 * held, 60.0)
        waiting = "SELECT count(*)::int AS waiting FROM hookshift.deliveries"
        eventually(lambda: gateway.sql(waiting)[0]["waiting"] == 0)
