"""What goes another way than its conversation moves none: a fallback, a dead letter replayed."""

import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.cli.conftest import Hookshift
from tests.e2e.harness import (
    ONE_WORKER,
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.e2e.test_conversations import DURABLE, ON

JOBS, PROPERTY, UNIFIED = "wa-webhook-jobs", "wa-webhook-property", "wa-webhook-unified"
BEGAN = 1_790_000_000


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


class Speaker:
    """One person, who waits until each message has been handed on."""

    def __init__(self, gateway: Gateway, handlers: Handlers, sender: str) -> None:
        self._gateway, self._handlers, self._sender = gateway, handlers, sender
        self._number = 0

    def says(self, text: str, *others: Handlers) -> str:
        """The handler that took it, of these or of `others`."""
        self._number += 1
        change = message(text, self._sender, self._number)
        change["value"]["messages"][0]["timestamp"] = str(BEGAN + self._number)
        assert self._gateway.webhook(body(change)).status == 200
        mark = f"wamid.{self._sender}.{self._number}".encode()
        return eventually(
            lambda: next(
                (
                    each.handler
                    for state in (self._handlers, *others)
                    for each in state.arrivals
                    if mark in each.body
                ),
                None,
            )
        )


def test_a_dead_letter_that_is_replayed_moves_no_conversation(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    handlers.begin()
    here = Hookshift(database_url)
    handlers.answers[JOBS] = (400, b"a bug")
    with running_gateway(
        tmp_path, database_url, handlers.port, *ON, DURABLE, ONE_WORKER
    ) as gateway:
        person = Speaker(gateway, handlers, "250780000001")
        assert person.says("any job?") == JOBS
        eventually(lambda: here.json("dead", "list"))
        handlers.answers.clear()
        assert person.says("a flat to rent") == PROPERTY
        handlers.arrivals.clear()
        here.works("dead", "replay", "--all", "--yes")
        eventually(lambda: handlers.of(JOBS))
        assert person.says("2") == PROPERTY


def test_a_fallback_to_legacy_moves_no_conversation(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    """A conversation began with unified, which could not be reached: legacy stood in for once."""
    handlers.begin()
    Hookshift(database_url).works("set", "100", "--yes")
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    away = (f"127.0.0.1:{handlers.port}/functions/v1/{UNIFIED}",
            f"127.0.0.1:{port}/functions/v1/{UNIFIED}")  # fmt: skip
    with running_gateway(
        tmp_path, database_url, handlers.port, *ON, DURABLE, ONE_WORKER, away
    ) as gateway:
        gateway.followed()
        numbers = count(250_780_000_001)
        query = """SELECT reason FROM webhook_routing_logs
            WHERE message_id = $1 AND status = 'success'"""

        def begun() -> Speaker | None:
            # On a busy machine the first ones are not looked up in time, and begin with legacy.
            sender = str(next(numbers))
            person = Speaker(gateway, handlers, sender)
            assert person.says("any job?") == JOBS
            (row,) = eventually(lambda: gateway.sql(query, f"wamid.{sender}.1"))
            return person if row["reason"] == "unified_unreachable" else None

        person = eventually(begun)
        with running_handlers(port) as unified:
            # Its circuit may be open for a moment yet.
            eventually(lambda: person.says("2", unified) == UNIFIED)
