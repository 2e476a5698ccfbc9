"""`hookshift set N --drain` on real gateways, by whichever core they have, relay and durable."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookshift.domain.routing.assignment import bucket
from tests.cli.conftest import Hookshift
from tests.e2e.harness import (
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.e2e.test_conversations import DURABLE, ON


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


class Talk:
    """Messages to one gateway, and where each was sent."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._number = 0

    def says(self, sender: str, text: str) -> tuple[str, str]:
        """Side and reason of one message."""
        self._number += 1
        change: Any = message(text, sender, self._number)
        # Later than any turn before: what is older changes nothing.
        change["value"]["messages"][0]["timestamp"] = str(int(time.time()) + self._number)
        assert self._gateway.webhook(body(change)).status == 200
        query = "SELECT routed_to, reason FROM webhook_routing_logs WHERE message_id = $1"
        found = f"wamid.{sender}.{self._number}"
        (row, *_) = eventually(lambda: self._gateway.sql(query, found))
        return row["routed_to"], row["reason"]

    def begins(self, salt: bytes, names: Iterator[str]) -> str:
        """Somebody who begins a conversation with unified.

        On a busy machine the first ones cannot be looked up in time, and go to legacy.
        """

        def begun() -> str | None:
            name = _moved(salt, names)
            return name if self.says(name, "any job?") == ("unified", "in_share") else None

        return eventually(begun)

    def follows(self) -> None:
        """Waits until both workers follow the newest version."""
        behind = (
            "SELECT count(*) AS n FROM hookshift.gateways WHERE config_version IS DISTINCT FROM"
            " (SELECT max(version) FROM webhook_routing_config)"
        )
        eventually(lambda: self._gateway.sql(behind)[0]["n"] == 0)


@pytest.mark.parametrize("changes", [(), (DURABLE,)], ids=["relay", "durable"])
def test_a_drain_lets_finish_and_a_rollback_ends_it(
    tmp_path: Path,
    database_url: str,
    handlers: Handlers,
    changes: tuple[tuple[str, str], ...],
) -> None:
    handlers.begin()
    here = Hookshift(database_url)
    here.works("set", "50", "--yes")
    with running_gateway(tmp_path, database_url, handlers.port, *ON, *changes) as gateway:
        talk = Talk(gateway)
        salt = gateway.sql("SELECT salt FROM webhook_routing_config")[0]["salt"].encode()
        everybody = (f"25078{number:07d}" for number in range(10_000))
        talk.follows()
        ada, bob = talk.begins(salt, everybody), talk.begins(salt, everybody)
        here.works("set", "0.01", "--drain")
        talk.follows()
        assert talk.says(ada, "yes") == ("unified", "draining")
        assert talk.says(bob, "2") == ("unified", "draining")
        assert talk.says(_moved(salt, everybody), "any job?")[0] == "legacy"
        assert "people are finishing a conversation" in here("status").stdout
        here.works("rollback")
        talk.follows()
        assert talk.says(ada, "and then?")[0] == "legacy"
        assert talk.says(bob, "job")[0] == "legacy"


def _moved(salt: bytes, names: Iterator[str]) -> str:
    """The next whom 50 % take and 0.01 % do not."""
    return next(each for each in names if 1 <= bucket(salt, each) < 5_000)
