"""Somebody is forgotten while a handler works on their message: nothing of it is left behind."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.cli.conftest import beside
from tests.e2e.harness import (
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.e2e.test_conversations import DURABLE, ON

SENDER = "250780000001"
JOBS = "wa-webhook-jobs"
LEFT = """SELECT
  (SELECT count(*) FROM webhook_routing_logs WHERE from_number IS NOT NULL OR person IS NOT NULL
     OR message_id IS NOT NULL) AS rows,
  (SELECT count(*) FROM hookshift.conversation_people) AS people,
  (SELECT count(*) FROM hookshift.conversations) AS conversations"""


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest.mark.parametrize("changes", [(), (DURABLE,)], ids=["relay", "durable"])
def test_nothing_is_left_of_what_was_under_way(
    tmp_path: Path, database_url: str, handlers: Handlers, changes: Sequence[tuple[str, str]]
) -> None:
    handlers.begin()
    with running_gateway(tmp_path, database_url, handlers.port, *ON, *changes) as gateway:
        known = "SELECT count(*) AS n FROM hookshift.conversations"
        assert gateway.webhook(body(message("any job?", SENDER, 1))).status == 200
        eventually(lambda: gateway.sql(known)[0]["n"] and gateway.logged(1))
        handlers.hold.clear()
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(gateway.webhook, body(message("2", SENDER, 2)))
            eventually(lambda: len(handlers.of(JOBS)) == 2)
            forgotten = beside(gateway, "person", "forget", SENDER, "--reason", "asked", "--yes")
            assert forgotten.exit_code == 0, forgotten.stderr
            handlers.hold.set()
            assert answer.result().status == 200
        gateway.logged(2)
        (left,) = gateway.sql(LEFT)
        assert (left["rows"], left["people"], left["conversations"]) == (0, 0, 0)
        numbers = count(3)

        def is_new() -> bool:
            """Each host follows within a second."""
            assert gateway.webhook(body(message("3", SENDER, next(numbers)))).status == 200
            return bool(handlers.of("wa-webhook-default"))

        # Whoever writes again is a new person, whose conversation is not known any more.
        eventually(is_new)
