"""Scenarios of docs/operating.md that no other test plays."""

import json
import socket
from contextlib import suppress
from itertools import count
from pathlib import Path

import psutil
import pytest

from hookshift.demo.processes import first_line
from tests.cli.conftest import Hookshift
from tests.controller.receiver import SECRET as NOTIFIER_SECRET
from tests.controller.receiver import Receiver, receiving
from tests.e2e.harness import (
    LOOKS,
    NO_DASHBOARD,
    ONE_WORKER,
    SECRET,
    TOKEN,
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
    settings,
)
from tests.forked import started

NUMBERS = count(1)
JOBS, PROPERTY, UNIFIED = "wa-webhook-jobs", "wa-webhook-property", "wa-webhook-unified"
SENDERS = 20
PORT = "http://127.0.0.1:9101/functions/v1/wa-webhook-unified"


def notifying(receiver: Receiver, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (
        ('after = "2m"', 'after = "0s"'),
        (
            "# Who is notified of rollouts and alerts.",
            f'[[notifiers]]\nname = "ops"\nurl = "{receiver.url()}"\n'
            f'secret = "{NOTIFIER_SECRET}"\non = ["alert", "resolved"]\n'
            "# Who is notified of rollouts and alerts.",
        ),
        *more,
    )


def was_notified(receiver: Receiver, kind: str, alert: str) -> bool:
    return any(
        (got.json["type"], got.json["data"]["alert"]) == (kind, alert) for got in receiver.received
    )


def send(gateway: Gateway, text: str, expected: int = 200) -> None:
    """Of each of SENDERS people one message."""
    for sender in range(SENDERS):
        answer = gateway.webhook(body(message(text, f"25078{sender:07d}", next(NUMBERS))))
        assert answer.status == expected


@pytest.mark.night(7)
def test_everybody_goes_to_legacy_by_one_command(tmp_path: Path, database_url: str) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port) as gateway,
    ):
        hookshift = Hookshift(database_url)

        def share() -> int:
            handlers.arrivals.clear()
            send(gateway, "a job")
            return len(handlers.of(UNIFIED))

        hookshift.works("set", "100", "--yes", "--reason", "for this test")
        eventually(lambda: share() == SENDERS)
        hookshift.works("disable", "--reason", "what is this?")
        eventually(lambda: share() == 0)
        hookshift.works("enable", "--yes", "--reason", "nothing")
        eventually(lambda: share() == SENDERS)
        hookshift.works("rollback", "--reason", "it burns")
        eventually(lambda: share() == 0)
        (row,) = gateway.sql("SELECT percentage FROM webhook_routing_config")
        assert row["percentage"] == 0


@pytest.mark.night(8)
def test_a_new_handler_that_cannot_be_reached_costs_nobody_anything(
    tmp_path: Path, database_url: str
) -> None:
    with socket.socket() as taken, running_handlers() as handlers:
        # Nobody listens there, and nobody else can.
        taken.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        url = PORT.replace("9101", str(handlers.port))
        with running_gateway(
            tmp_path, database_url, handlers.port, (url, away), ONE_WORKER
        ) as gateway:
            hookshift = Hookshift(database_url)
            gateway.set_percentage(100)
            send(gateway, "a job")
            assert len(handlers.of(JOBS)) == SENDERS
            eventually(lambda: UNIFIED in hookshift("errors").stdout)


@pytest.mark.night(9)
def test_what_somebody_works_on_is_silenced(tmp_path: Path, database_url: str) -> None:
    with receiving() as receiver, running_handlers() as handlers:
        changes = notifying(receiver, ('remind = "4h"', 'remind = "1m"'))
        handlers.answers[PROPERTY] = (500, b"down")
        with running_gateway(
            tmp_path, database_url, handlers.port, *changes, ONE_WORKER, control=True
        ) as gateway:
            hookshift = Hookshift(database_url)
            hookshift.works(
                "alerts", "silence", "handler_failing", PROPERTY,
                "--for", "2h", "--reason", "the vendor is down until noon",
            )  # fmt: skip
            send(gateway, "a house", 500)
            eventually(
                lambda: was_notified(receiver, "alert.raised", "provider_hears_errors"), LOOKS
            )
            assert not was_notified(receiver, "alert.raised", "handler_failing")
            (problem,) = [
                each
                for each in json.loads(hookshift("status", "--json").stdout)["problems"]
                if each["kind"] == "handler_failing"
            ]
            assert problem["acknowledged"]["reason"] == "the vendor is down until noon"


@pytest.mark.night(10)
def test_a_gateway_that_is_gone_is_missed_until_it_is_back(
    tmp_path: Path, database_url: str
) -> None:
    """Killed with all its workers, as when a host dies; a controller elsewhere sees it."""
    with receiving() as receiver, running_handlers() as handlers:
        changes = notifying(receiver, ("# gateways = 2", "gateways = 1"))
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        path = settings(elsewhere, handlers.port, *changes, NO_DASHBOARD)
        environ = {
            "DATABASE_URL": database_url,
            "WHATSAPP_APP_SECRET": SECRET.decode(),
            "WHATSAPP_VERIFY_TOKEN": TOKEN,
        }
        log = elsewhere / "control.log"
        controlling = started(["--config", str(path), "control"], environ, log)
        gateways = running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER)
        with gateways as gateway, controlling as control:
            first_line(control, log)
            eventually(lambda: gateway.sql("SELECT 1 FROM hookshift.leases"))
            everything = psutil.Process(gateway.pid)
            for process in (everything, *everything.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            eventually(lambda: was_notified(receiver, "alert.raised", "gateways"), 2 * LOOKS)
            again = tmp_path / "again"
            again.mkdir()
            with running_gateway(again, database_url, handlers.port, ONE_WORKER):
                eventually(lambda: was_notified(receiver, "alert.resolved", "gateways"), 2 * LOOKS)


@pytest.mark.night(13)
def test_what_became_of_a_message(tmp_path: Path, database_url: str) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER) as gateway,
    ):
        _trace(gateway, handlers, Hookshift(database_url))


def _trace(gateway: Gateway, handlers: Handlers, hookshift: Hookshift) -> None:
    handlers.answers[JOBS] = (500, b"out of order")
    answer = gateway.webhook(body(message("a job", "250780000001", 1)))
    assert answer.status == 500
    handlers.answers.clear()
    assert gateway.webhook(body(message("a job", "250780000001", 1))).status == 200
    gateway.logged(2)
    for what in ("wamid.250780000001.1", "+250 780 000 001", answer.headers["x-correlation-id"]):
        output = hookshift.works("trace", what)
        assert JOBS in output, what
        assert "500" in output, what
