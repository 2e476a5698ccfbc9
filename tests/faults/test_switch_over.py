"""Another PostgreSQL becomes the primary: durable sources and the share follow within seconds."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookshift.store.database import connection
from tests.e2e.harness import Gateway, eventually
from tests.faults.replication import (
    READ_ONLY,
    Node,
    address,
    caught_up,
    primary_and_standby,
    streams,
)
from tests.faults.world import World, world

SECONDS = 10.0
FOLLOWED = """SELECT bool_and(config_version = (SELECT max(version) FROM webhook_routing_config))
AS good FROM hookshift.gateways WHERE seen_at > now() - interval '5 s'"""


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with primary_and_standby(tmp_path) as both:
        yield both


def writable(gateway: Gateway, statement: str, *values: object) -> list[Any]:
    """By the URL that hookshift uses."""

    async def run() -> list[Any]:
        async with connection(gateway.database_url, "tests") as opened:
            return list(await opened.fetch(statement, *values))

    return asyncio.run(run())


def goes_on_within(seconds: float, running: World, primary: Node) -> None:
    """Durable webhooks are acknowledged, and a change of the share arrives."""
    goal, since = len(running.provider.acknowledged) + 20, time.monotonic()
    eventually(lambda: running.provider.sent(goal), seconds)
    primary.sql("SELECT update_routing_percentage(17)")
    left = seconds - (time.monotonic() - since)
    eventually(lambda: primary.sql(FOLLOWED)[0]["good"], left)


def test_the_address_leads_elsewhere_and_nobody_is_cut_off(
    tmp_path: Path, nodes: tuple[Node, Node]
) -> None:
    old, new = nodes
    with address(old) as way, world(tmp_path, way.url) as running:
        running.until_sent(20)
        for statement in READ_ONLY:
            old.sql(statement)
        before = running.provider.answers[503]
        eventually(lambda: running.provider.answers[503] > before)
        caught_up(old, new)
        new.promote()
        way.leads_to = new
        goes_on_within(SECONDS, running, new)
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503, "cut")


def test_read_only_for_a_while(tmp_path: Path, nodes: tuple[Node, Node]) -> None:
    old, _ = nodes
    with address(old) as way, world(tmp_path, way.url) as running:
        running.until_sent(20)
        for statement in READ_ONLY:
            old.sql(statement)
        before = running.provider.answers[503]
        eventually(lambda: running.provider.answers[503] > before + 5)
        log = (running.gateway.folder / "gateway.log").read_text()
        assert "read-only" in log
        old.sql("ALTER SYSTEM RESET default_transaction_read_only")
        old.sql("SELECT pg_reload_conf()")
        goes_on_within(SECONDS, running, old)
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503, "cut")


def test_both_hosts_are_in_the_url_and_change_places(
    tmp_path: Path, nodes: tuple[Node, Node]
) -> None:
    old, new = nodes
    with address(old) as one, address(new) as two:
        url = f"postgresql://postgres@{one.place},{two.place}/postgres?target_session_attrs=read-write"
        with world(tmp_path, url) as running:
            running.until_sent(20)
            # In order: the last of it goes to the standby before the server ends.
            streams(old)
            old.server.stop()
            new.promote()
            goes_on_within(SECONDS, running, new)
            old.follow(new)
            running.until_sent(20)
            streams(new)
            new.server.stop()
            old.promote()
            goes_on_within(SECONDS, running, old)
            print(running.ends(), running.provider.answers)
            running.heard_only(200, 503, "cut")
