"""A durable source: acknowledged after one commit, delivered afterwards."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

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
    signed,
)

SIGNATURE = "X-Hub-Signature-256"
DURABLE = ('delivery = "relay"', 'delivery = "durable"')
JOBS = "wa-webhook-jobs"
SENDERS = ("250780000001", "250780000002")
ONE_BY_ONE = (f"[handlers.{JOBS}]", f"[handlers.{JOBS}]\nevents_per_request = 1")
FIRST, REPEATED, REPLAYED = "250780000011", "250780000021", "250780000031"
"""Each test has senders of its own: an event is known by its number and its sender."""
SPAM = (
    '[[rules]]\nname = "jobs-keywords"',
    '[[rules]]\nname = "spam"\naction = "drop"\ncontains = ["casino"]\n\n'
    '[[rules]]\nname = "jobs-keywords"',
)
WAITING = "SELECT count(*) AS waiting FROM hookshift.deliveries"
LEDGER = """SELECT sum(accepted)::int, sum(delivered)::int, sum(dead)::int, sum(duplicates)::int
FROM hookshift.ledger"""


class Installation(NamedTuple):
    """What all tests share; everything that a test accepts is settled when it ends."""

    gateway: Gateway
    handlers: Handlers
    before: tuple[int, ...]
    """The ledger's sums when the test began."""

    def ledger(self) -> tuple[int, ...]:
        """Accepted, delivered, dead and known already, in this test."""
        now = sums(self.gateway)
        return tuple(after - before for before, after in zip(self.before, now, strict=True))


def sums(gateway: Gateway) -> tuple[int, ...]:
    return tuple(number or 0 for number in gateway.sql(LEDGER)[0])


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[tuple[Gateway, Handlers]]:
    folder = tmp_path_factory.mktemp("durable")
    with (
        running_handlers() as handlers,
        running_gateway(folder, module_database_url, handlers.port, DURABLE) as gateway,
    ):
        yield gateway, handlers


@pytest.fixture
def installation(running: tuple[Gateway, Handlers]) -> Installation:
    gateway, handlers = running
    gateway.begin()
    handlers.begin()
    return Installation(gateway, handlers, sums(gateway))


def texts(handlers: Handlers, sender: str) -> list[str]:
    """What a handler was sent of one sender, attempts that follow each other as one."""
    found = []
    for arrival in handlers.of(JOBS):
        value = json.loads(arrival.body)["entry"][0]["changes"][0]["value"]
        (one,) = value["messages"]
        if one["from"] == sender:
            found.append(one["text"]["body"])
    return [text for text, _ in groupby(found)]


def test_it_is_acknowledged_before_it_is_delivered(installation: Installation) -> None:
    gateway, handlers, _ = installation
    handlers.hold.clear()
    sent = body(message("I want a job", FIRST))
    answer = gateway.webhook(sent)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert gateway.sql(WAITING)[0]["waiting"] == 1
    handlers.hold.set()
    eventually(lambda: gateway.sql(WAITING)[0]["waiting"] == 0)
    (arrival,) = handlers.of(JOBS)
    assert arrival.body == sent
    assert arrival.headers["x-delivery-attempt"] == "1"
    assert len(arrival.headers["x-event-id"]) == 32
    (row,) = gateway.logged(1)
    assert (row["status"], row["attempt"], row["webhook_name"]) == ("success", 1, JOBS)


def test_what_the_provider_sends_twice_is_delivered_once(installation: Installation) -> None:
    gateway, handlers, _ = installation
    first, second = (message("a job", REPEATED, number) for number in (1, 2))
    assert gateway.webhook(body(first)).status == 200
    assert gateway.webhook(body(first)).status == 200
    # Together with one that is new: that one alone is passed on, signed again.
    assert gateway.webhook(body(first, second)).status == 200
    eventually(lambda: installation.ledger()[1] == 2)
    assert installation.ledger() == (2, 2, 0, 2)
    assert len(handlers.arrivals) == 2


def test_a_handler_that_was_down_gets_everything_in_order(installation: Installation) -> None:
    gateway, handlers, _ = installation
    handlers.answers[JOBS] = (503, b"down")
    for number in range(20):
        for sender in SENDERS:
            sent = body(message(f"job {number}", sender, number))
            assert gateway.webhook(sent).status == 200
    assert gateway.sql(WAITING)[0]["waiting"] == 40
    handlers.answers.clear()
    eventually(lambda: gateway.sql(WAITING)[0]["waiting"] == 0)
    for sender in SENDERS:
        assert texts(handlers, sender) == [f"job {number}" for number in range(20)]
    assert installation.ledger() == (40, 40, 0, 0)


@pytest.mark.night(12)
def test_what_was_given_up_is_replayed_by_a_person(installation: Installation) -> None:
    gateway, handlers, _ = installation
    hookshift = Hookshift(gateway.database_url)
    handlers.answers[JOBS] = (400, b"a bug")
    for number in range(3):
        sent = body(message(f"job {number}", REPLAYED, number))
        assert gateway.webhook(sent).status == 200
    eventually(lambda: installation.ledger() == (3, 0, 3, 0))
    refused = {arrival.headers["x-event-id"] for arrival in handlers.of(JOBS)}
    handlers.answers.clear()
    handlers.arrivals.clear()
    assert "replayed 3 letters" in hookshift.works("dead", "replay", "--all", "--yes")
    eventually(lambda: installation.ledger() == (3, 3, 0, 0))
    assert texts(handlers, REPLAYED) == ["job 0", "job 1", "job 2"]
    assert {arrival.headers["x-event-id"] for arrival in handlers.of(JOBS)} == refused
    assert hookshift.json("undelivered")["deliveries"] == 0
    assert [row["difference"] for row in hookshift.json("ledger")] == [0]


def test_a_handler_that_reads_one_event_gets_each_alone_and_in_order(
    tmp_path: Path, database_url: str
) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(
            tmp_path, database_url, handlers.port, DURABLE, ONE_BY_ONE, ONE_WORKER
        ) as gateway,
    ):
        sent = body(*(message(f"job {i}", SENDERS[i % 2], i) for i in range(6)))
        assert gateway.webhook(sent).status == 200
        assert gateway.webhook(sent).status == 200
        eventually(lambda: gateway.sql(WAITING)[0]["waiting"] == 0)
        assert texts(handlers, SENDERS[0]) == ["job 0", "job 2", "job 4"]
        assert texts(handlers, SENDERS[1]) == ["job 1", "job 3", "job 5"]
        arrived = handlers.of(JOBS)
        assert len({arrival.headers["x-event-id"] for arrival in arrived}) == len(arrived) == 6
        for arrival in arrived:
            assert arrival.headers["x-hub-signature-256"] == signed(arrival.body)[SIGNATURE]
        assert tuple(gateway.sql(LEDGER)[0]) == (6, 6, 0, 6)


def test_what_a_rule_drops_is_acknowledged_counted_and_shown(
    tmp_path: Path, database_url: str
) -> None:
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, DURABLE, SPAM) as gateway,
    ):
        beside = body(message("a job"), message("a job at the casino", SENDERS[1]))
        alone = body(message("casino", SENDERS[1], 2))
        assert gateway.webhook(beside).status == 200
        assert gateway.webhook(alone).status == 200
        eventually(lambda: gateway.sql(WAITING)[0]["waiting"] == 0)
        (arrival,) = handlers.arrivals
        assert b"casino" not in arrival.body
        assert tuple(gateway.sql(LEDGER)[0]) == (1, 1, 0, 0)
        rows = [row for row in gateway.logged(3) if row["status"] == "dropped"]
        assert [(row["rule"], row["reason"]) for row in rows] == [("spam", "dropped")] * 2

        def counted() -> list[tuple[str, str]]:
            metrics = gateway.send(b"", path="/metrics", method="GET").body.decode()
            return re.findall(r"hookshift_dropped_total\{(.*)\} (.*)", metrics)

        # Each worker tells the other about once a second.
        eventually(lambda: counted() == [('rule="spam",source="whatsapp"', "2.0")])
        hookshift, config = Hookshift(database_url), tmp_path / "hookshift.toml"
        hookshift.environ["WHATSAPP_APP_SECRET"] = "secret"
        (line,) = json.loads(hookshift("status", "--json", config=config).stdout)["dropped"]
        assert (line["source"], line["rule"], line["events"]) == ("whatsapp", "spam", 2)
        assert "spam" in hookshift("status", config=config).stdout
        output = hookshift("explain", "-", "--json", stdin=alone, config=config).stdout
        (event,) = json.loads(output)["events"]
        assert (event["rule"], event["handler"], event["reason"]) == ("spam", "dropped", "dropped")
