"""A handler is down, no rollout runs: people are notified, and notified again when it is over."""

import json
import re
import socket
import urllib.request
from itertools import count
from pathlib import Path

import pytest

from tests.cli.conftest import Hookshift
from tests.controller.receiver import SECRET, receiving, verified
from tests.e2e.harness import (
    LOOKS,
    ONE_WORKER,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.postgres import Administrator

JOBS = "wa-webhook-jobs"
NUMBERS = count(1)


@pytest.mark.night(11)
def test_a_handler_whose_circuit_is_open(tmp_path: Path, database_url: str) -> None:
    with receiving() as receiver, running_handlers() as handlers:
        changes = (
            ('delivery = "relay"', 'delivery = "durable"'),
            ('after = "2m"', 'after = "0s"'),
            (
                "# Who is notified of rollouts and alerts.",
                f'[[notifiers]]\nname = "ops"\nurl = "{receiver.url()}"\nsecret = "{SECRET}"\n'
                'on = ["alert", "resolved"]\n# Who is notified of rollouts and alerts.',
            ),
        )
        handlers.answers[JOBS] = (503, b"down")
        with running_gateway(
            tmp_path, database_url, handlers.port, *changes, ONE_WORKER, control=True
        ) as gateway:
            for number in range(40):
                sender = f"25078000{number:04d}"
                assert gateway.webhook(body(message("a job", sender))).status == 200

            def shown(kind: str) -> bool:
                return any(
                    (received.json["type"], received.json["data"]["alert"])
                    == (kind, "breaker_open")
                    for received in receiver.received
                )

            eventually(lambda: shown("alert.raised"), LOOKS)
            (row,) = [
                row
                for row in json.loads(Hookshift(database_url)("inbox", "--json").stdout)
                if row["handler"] == JOBS
            ]
            assert "503" in json.dumps(row)
            handlers.answers.clear()
            eventually(lambda: shown("alert.resolved"), LOOKS)
        assert all(verified(received) for received in receiver.received)
        about = {received.json["data"]["subject"] for received in receiver.received}
        assert JOBS in about


def test_a_loop_that_an_error_keeps_from_its_work(tmp_path: Path, database_url: str) -> None:
    """PostgreSQL refuses what deliveries need: the gauge, `status` and an alert say so."""
    with running_handlers() as handlers:
        durable = ('delivery = "relay"', 'delivery = "durable"')
        with running_gateway(
            tmp_path, database_url, handlers.port, durable, ONE_WORKER, control=True
        ) as gateway:
            hookshift = Hookshift(database_url)
            gateway.sql("ALTER FUNCTION hookshift.claim RENAME TO claim_is_away")

            def failing(value: int) -> bool:
                return (
                    f'hookshift_loop_failing{{loop="deliverer",worker="0"}} {value}.0'
                    in gateway.send(b"", path="/metrics", method="GET").body.decode()
                )

            def degraded() -> bool:
                found = " ".join(json.loads(hookshift("status", "--json").stdout)["degraded"])
                return "delivering for durable sources has failed for" in found

            def alerted() -> bool:
                return any(
                    (alert["kind"], alert["ended_at"]) == ("loop_failing", None)
                    for alert in json.loads(hookshift("alerts", "--json").stdout)
                )

            eventually(lambda: failing(1))
            eventually(degraded)
            eventually(alerted, LOOKS)
            gateway.sql("ALTER FUNCTION hookshift.claim_is_away RENAME TO claim")
            eventually(lambda: failing(0))
            eventually(lambda: not degraded())


PROPERTY, PROFILE = "wa-webhook-property", "wa-webhook-profile"


@pytest.mark.night(1)
def test_everybody_says_that_legacy_and_a_protected_handler_fail(
    tmp_path: Path, database_url: str
) -> None:
    """No rollout, relay: `status`, the page, `/metrics` and the notifier agree."""
    with receiving() as receiver, running_handlers() as handlers:
        changes = (
            ('after = "2m"', 'after = "0s"'),
            (
                "# Who is notified of rollouts and alerts.",
                f'[[notifiers]]\nname = "ops"\nurl = "{receiver.url()}"\nsecret = "{SECRET}"\n'
                'on = ["alert", "resolved"]\n# Who is notified of rollouts and alerts.',
            ),
        )
        with running_gateway(
            tmp_path, database_url, handlers.port, *changes, dashboard=True
        ) as gateway:
            hookshift = Hookshift(database_url)
            page = eventually(
                lambda: re.search(r"dashboard on (http://\S+/)", gateway.log.read_text())
            )[1]
            problems = {
                ("handler_failing", PROPERTY),
                ("handler_failing", PROFILE),
                ("provider_hears_errors", "whatsapp"),
            }

            def send(expected: int) -> None:
                for number in range(10):
                    sender = f"25078000{number:04d}"
                    for text in ("a house", "my wallet"):
                        answer = gateway.webhook(body(message(text, sender, next(NUMBERS))))
                        assert answer.status == expected

            def shown(path: str) -> str:
                with urllib.request.urlopen(page + path, timeout=30) as answer:
                    return str(answer.read().decode())

            def seen() -> list[set[tuple[str, str]]]:
                status = json.loads(hookshift("status", "--json").stdout)
                overview = json.loads(shown("api/v1/overview"))
                metrics = re.findall(
                    r'hookshift_problem\{kind="(\w+)",subject="(\S*)"\} 1', shown("metrics")
                )
                return [
                    {(each["kind"], each["subject"]) for each in status["problems"]},
                    {(each["kind"], each["subject"]) for each in overview["problems"]},
                    set(metrics),
                ]

            def notified(kind: str) -> set[tuple[str, str]]:
                return {
                    (received.json["data"]["alert"], received.json["data"]["subject"])
                    for received in receiver.received
                    if received.json["type"] == kind
                }

            send(200)
            eventually(lambda: seen() == [set()] * 3)
            handlers.answers |= {PROPERTY: (500, b"down"), PROFILE: (500, b"down")}
            send(500)
            eventually(lambda: seen() == [problems] * 3)
            assert hookshift("status").exit_code == 3

            def status() -> str:
                return " ".join(hookshift("status").stdout.split())

            # Workers report every two seconds, each what it saw.
            counted = f"{PROPERTY} (legacy of property) has failed 10 of its last"
            text = eventually(lambda: text if counted in (text := status()) else "")
            assert re.search(rf"since \d\d:\d\d:\d\d UTC, .*: {PROFILE}, {PROPERTY} fail", text)
            assert "hookshift errors" in text
            rollout = hookshift("rollout", "status")
            assert rollout.exit_code == 3
            assert PROPERTY in rollout.stdout
            eventually(lambda: notified("alert.raised") == problems, LOOKS)
            handlers.answers.clear()

            def well() -> bool:
                # Traffic goes on: what is in the slice of ten seconds that failed proves nothing.
                send(200)
                return seen() == [set()] * 3

            eventually(well)
            eventually(lambda: notified("alert.resolved") == problems, LOOKS)


@pytest.mark.night(3)
def test_alerts_reach_somebody_when_postgresql_is_what_broke(
    tmp_path: Path, database_url: str, administrator: Administrator
) -> None:
    """From memory: that it is away, and a handler that fails meanwhile."""
    name = re.findall(r"/(hookshift_test_\w+)", database_url)[0]
    with receiving() as receiver, running_handlers() as handlers:
        changes = (
            ('after = "2m"', 'after = "0s"'),
            (
                "# Who is notified of rollouts and alerts.",
                f'[[notifiers]]\nname = "ops"\nurl = "{receiver.url()}"\nsecret = "{SECRET}"\n'
                'on = ["alert", "resolved"]\n# Who is notified of rollouts and alerts.',
            ),
        )

        def notified(kind: str) -> set[str]:
            return {
                received.json["data"]["alert"]
                for received in receiver.received
                if received.json["type"] == kind
            }

        with running_gateway(
            tmp_path, database_url, handlers.port, *changes, ONE_WORKER, control=True
        ) as gateway:
            eventually(lambda: gateway.sql("SELECT 1 FROM hookshift.leases"))
            administrator.execute(
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            )
            try:
                eventually(lambda: "database_away" in notified("alert.raised"), LOOKS)
                handlers.answers[PROPERTY] = (500, b"down")

                def fails() -> bool:
                    sender = f"25078000{next(NUMBERS):04d}"
                    assert gateway.webhook(body(message("a house", sender))).status == 500
                    return {"handler_failing", "provider_hears_errors"} <= notified("alert.raised")

                eventually(fails, LOOKS)
            finally:
                administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            eventually(lambda: "database_away" in notified("alert.resolved"), LOOKS)
    assert all(verified(received) for received in receiver.received)


def test_a_dashboard_whose_port_is_taken_is_tried_again(tmp_path: Path, database_url: str) -> None:
    """Webhooks are taken in meanwhile."""
    with running_handlers() as handlers, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running_gateway(
            tmp_path, database_url, handlers.port, ONE_WORKER,
            ('listen = "127.0.0.1:0" # address and port of the dashboard',
             f'listen = "127.0.0.1:{port}"'),
            dashboard=True,
        ) as gateway:  # fmt: skip
            output = f"cannot listen on 127.0.0.1:{port}"
            eventually(lambda: output in gateway.log.read_text())
            assert gateway.webhook(body(message("a job", "250780000001"))).status == 200
            taken.close()
            eventually(
                lambda: f"dashboard on http://127.0.0.1:{port}/" in gateway.log.read_text(), LOOKS
            )
            health = f"http://127.0.0.1:{port}/healthz"
            with urllib.request.urlopen(health, timeout=10) as answer:
                assert answer.status == 200
