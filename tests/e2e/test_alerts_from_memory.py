"""Alerts from memory: PostgreSQL hangs, or its disk is full, and somebody is notified."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.controller.receiver import SECRET, Receiver, receiving, verified
from tests.e2e.harness import (
    LOOKS,
    ONE_WORKER,
    Gateway,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
    suspended,
)
from tests.faults.postgres import MIB, own_postgres, small_disk

NUMBERS = count(1)
PROPERTY = "wa-webhook-property"
DURABLE = """
[[sources]]
name = "later"
provider = "generic"
path = "/later"
default_handler = "wa-webhook-default"
delivery = "durable"

# Handlers: named"""


def changes(receiver: Receiver) -> tuple[tuple[str, str], ...]:
    return (
        ('after = "2m"', 'after = "0s"'),
        ("\n# Handlers: named", DURABLE),
        (
            "# Who is notified of rollouts and alerts.",
            f'[[notifiers]]\nname = "ops"\nurl = "{receiver.url()}"\nsecret = "{SECRET}"\n'
            'on = ["alert", "resolved"]\n# Who is notified of rollouts and alerts.',
        ),
    )


def notified(receiver: Receiver, kind: str) -> set[str]:
    return {
        received.json["data"]["alert"]
        for received in receiver.received
        if received.json["type"] == kind
    }


def a_handler_fails(gateway: Gateway, receiver: Receiver) -> Callable[[], bool]:
    """Whether people are notified of it."""

    def was_sent() -> bool:
        sender = f"25078000{next(NUMBERS):04d}"
        assert gateway.webhook(body(message("a house", sender))).status == 500
        return {"handler_failing", "provider_hears_errors"} <= notified(receiver, "alert.raised")

    return was_sent


@pytest.mark.night(4)
def test_somebody_is_told_while_postgresql_hangs(tmp_path: Path) -> None:
    """Relayed webhooks are answered as ever, those of durable sources 503."""
    with (
        receiving() as receiver,
        running_handlers() as handlers,
        own_postgres(tmp_path / "own") as own,
        running_gateway(
            tmp_path, own.url, handlers.port, *changes(receiver), control=True
        ) as gateway,
    ):
        eventually(lambda: gateway.sql("SELECT 1 FROM hookshift.leases"))
        with suspended(own.pid):
            eventually(lambda: "database_away" in notified(receiver, "alert.raised"), LOOKS)
            assert gateway.webhook(body(message("a house"))).status == 200
            event = b'{"from": "250780000001", "message": {"id": "1", "text": {"body": "x"}}}'
            assert gateway.send(event, path="/later").status == 503
            handlers.answers[PROPERTY] = (500, b"down")
            eventually(a_handler_fails(gateway, receiver), LOOKS)
            handlers.answers.clear()
        eventually(lambda: "database_away" in notified(receiver, "alert.resolved"), LOOKS)
    assert all(verified(received) for received in receiver.received)


@pytest.mark.night(5)
def test_somebody_is_told_when_the_disk_of_postgresql_is_full(tmp_path: Path) -> None:
    """What is sent: that it cannot be used, and that it has no room."""
    with (
        receiving() as receiver,
        running_handlers() as handlers,
        small_disk(tmp_path / "disk", 256 * MIB) as disk,
        own_postgres(disk.folder / "own") as own,
        running_gateway(
            tmp_path, own.url, handlers.port, *changes(receiver), ONE_WORKER, control=True
        ) as gateway,
    ):
        eventually(lambda: gateway.sql("SELECT 1 FROM hookshift.leases"))
        disk.fill()

        def was_sent() -> bool:
            sender = f"25078000{next(NUMBERS):04d}"
            assert gateway.webhook(body(message("a house", sender))).status == 200
            return "database_away" in notified(receiver, "alert.raised")

        eventually(was_sent, 2 * LOOKS)
        disk.clear()
        if own.pid is None:
            own.restart()
        eventually(lambda: "database_away" in notified(receiver, "alert.resolved"), 2 * LOOKS)
    assert all(verified(received) for received in receiver.received)
