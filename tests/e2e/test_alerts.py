"""A handler is down, no rollout runs: people are told, and told again when it is over."""

from pathlib import Path

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
                "# Who hears of it.",
                f'[[notifiers]]\nname = "ops"\nurl = "{receiver.url()}"\nsecret = "{SECRET}"\n'
                'on = ["alert", "resolved"]\n# Who hears of it.',
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
