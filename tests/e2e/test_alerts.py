"""A handler is down, no rollout runs: people are told, and told again when it is over."""

import json
from pathlib import Path

from tests.cli.conftest import Hookshift
from tests.controller.receiver import SECRET, receiving, verified
from tests.e2e.harness import (
    LOOKS,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)

JOBS = "wa-webhook-jobs"


def test_a_handler_that_is_left_alone(tmp_path: Path, database_url: str) -> None:
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
        with running_gateway(tmp_path, database_url, handlers.port, *changes) as gateway:
            for number in range(40):
                sender = f"25078000{number:04d}"
                assert gateway.webhook(body(message("a job", sender))).status == 200

            def told(kind: str) -> bool:
                return any(
                    (received.json["type"], received.json["data"]["alert"])
                    == (kind, "breaker_open")
                    for received in receiver.received
                )

            eventually(lambda: told("alert.raised"), LOOKS)
            handlers.answers.clear()
            eventually(lambda: told("alert.resolved"), LOOKS)
        assert all(verified(received) for received in receiver.received)
        about = {received.json["data"]["subject"] for received in receiver.received}
        assert JOBS in about


def test_a_loop_that_an_error_keeps_from_its_work(tmp_path: Path, database_url: str) -> None:
    """PostgreSQL refuses what deliveries need: the gauge, `status` and an alert say so."""
    with running_handlers() as handlers:
        durable = ('delivery = "relay"', 'delivery = "durable"')
        with running_gateway(tmp_path, database_url, handlers.port, durable) as gateway:
            hookshift = Hookshift(database_url)
            gateway.sql("ALTER FUNCTION hookshift.claim RENAME TO claim_is_away")

            def failing(value: int) -> bool:
                return (
                    f'hookshift_loop_failing{{loop="deliverer",worker="0"}} {value}.0'
                    in gateway.send(b"", path="/metrics", method="GET").body.decode()
                )

            def degraded() -> bool:
                told = " ".join(json.loads(hookshift("status", "--json").stdout)["degraded"])
                return "delivering for durable sources has failed for" in told

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
