"""The synchronous standby is away: commits are given up, and happen; nothing waits for a lease."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.harness import Gateway, body, eventually, message, running_gateway, running_handlers
from tests.faults.replication import Node, primary_and_standby

DURABLE = ('delivery = "relay"', 'delivery = "durable"')
WEBHOOKS = 3
SOON = 5.0
"""Within a second on a machine of one's own; the lease is a minute."""
SYNCHRONOUS = "SELECT count(*) AS count FROM pg_stat_replication WHERE sync_state = 'sync'"


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with primary_and_standby(tmp_path) as both:
        yield both


def is_acknowledged(gateway: Gateway, webhook: bytes) -> bool:
    return gateway.webhook(webhook).status == 200


def test_what_was_given_up_is_delivered_when_it_is_back(
    tmp_path: Path, nodes: tuple[Node, Node]
) -> None:
    primary, standby = nodes
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, primary.url, handlers.port, DURABLE) as gateway,
    ):
        assert gateway.webhook(body(message("before"))).status == 200
        eventually(lambda: len(handlers.arrivals) == 1)
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.sql("SELECT pg_reload_conf()")
        eventually(lambda: primary.sql(SYNCHRONOUS)[0]["count"] == 1)
        standby.server.stop()
        webhooks = [body(message("a job", f"2507800001{n:02}")) for n in range(WEBHOOKS)]
        with ThreadPoolExecutor(WEBHOOKS) as pool:
            answers = list(pool.map(gateway.webhook, webhooks))
        assert {answer.status for answer in answers} == {503}
        log = gateway.log.read_text()
        assert "PostgreSQL waits for a synchronous standby to confirm the commit" in log
        standby.server.ensure_running()
        since = time.monotonic()
        # The provider tries again: what is known already is acknowledged.
        for each in webhooks:
            eventually(partial(is_acknowledged, gateway, each))
        eventually(lambda: len(handlers.arrivals) == 1 + WEBHOOKS, SOON)
        print(f"delivered {time.monotonic() - since:.2f} s after the standby was back")
        ledger = "SELECT sum(accepted)::int AS accepted FROM hookshift.ledger"
        assert gateway.sql(ledger)[0]["accepted"] == 1 + WEBHOOKS
