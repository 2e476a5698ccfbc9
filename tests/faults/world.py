"""Everything that a fault test needs, running: handlers, `hookshift serve`, a provider."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.cli.conftest import Hookshift
from tests.e2e.harness import Gateway, eventually, running_gateway
from tests.faults.handler import Handlers, events, running_handlers
from tests.faults.sender import Provider
from tests.faults.verdict import Report, judge

QUICK = (
    ('delivery = "relay"', 'delivery = "durable"'),
    ("connect_timeout = 3.0", "connect_timeout = 0.5"),
    ("first_byte_timeout = 15.0", "first_byte_timeout = 0.5"),
    ("total_timeout = 20.0", "total_timeout = 0.5"),
    ('lease = "1m"', 'lease = "4s"'),
    ("poll_seconds = 0.5               # how often to", "poll_seconds = 0.1 # how often to"),
    ('initial_backoff = "1s"', 'initial_backoff = "0.1s"'),
    ('max_backoff = "10m"', 'max_backoff = "1s"'),
    ('open_for = "1s"', 'open_for = "0.2s"'),
    ('max_open_for = "30s"', 'max_open_for = "1s"'),
    ("max_attempts = 20 ", "max_attempts = 1_000 "),
)  # fmt: skip
_seeds = count(1)
"""Each provider has its own people."""
JOBS = "wa-webhook-jobs"
WAITING = "SELECT count(*)::int AS waiting FROM hookshift.deliveries"

DRAIN_SECONDS = 60.0
"""For a backlog that a slow machine has gathered in a few lanes."""
LEFT = """
SELECT d.id, lane, owner, next_at - now() AS due, attempts, failures, last_error, now() AS now,
       owner IN (SELECT id FROM hookshift.deliverers WHERE expires_at > now()) AS owner_lives,
       (SELECT count(*) FROM hookshift.deliveries) AS all
FROM hookshift.deliveries d ORDER BY d.id LIMIT 10
"""


class World(NamedTuple):
    """What runs."""

    handlers: Handlers
    gateway: Gateway
    provider: Provider
    url: str

    def until_sent(self, count: int) -> None:
        """So many more have been acknowledged."""
        goal = len(self.provider.acknowledged) + count
        eventually(lambda: self.provider.sent(goal))

    def ends(self) -> Report:
        """The provider stops, everything is delivered, and the judge decides."""
        self.provider.stop()
        try:
            eventually(lambda: self.gateway.sql(WAITING)[0]["waiting"] == 0, DRAIN_SECONDS)
        except AssertionError as error:
            left = [dict(row) for row in self.gateway.sql(LEFT)]
            raise AssertionError(f"these wait: {left}") from error
        letters = self.gateway.sql("SELECT body FROM hookshift.dead_letters")
        dead = [event for row in letters for event, _ in events(json.loads(row["body"]))]
        assert all(row["difference"] == 0 for row in Hookshift(self.url).json("ledger"))
        return judge(self.provider.acknowledged, self.handlers.delivered, self.gateway.sql, dead)

    def heard_only(self, *answers: int | str) -> None:
        """The provider got no answer but these."""
        log = (self.gateway.folder / "gateway.log").read_text()
        assert set(self.provider.answers) <= set(answers), (self.provider.answers, log)


@contextmanager
def world(
    folder: Path,
    url: str,
    *changes: tuple[str, str],
    conversations: int = 6,
    people: int = 3,
    handlers: Handlers | None = None,
) -> Iterator[World]:
    """`changes` are replacements in the settings."""
    with (
        installed(folder, url, *changes, handlers=handlers) as installation,
        provided(installation, conversations, people) as running,
    ):
        yield running


class Installation(NamedTuple):
    """What the tests of a file may share: to each of them comes a provider of its own."""

    handlers: Handlers
    gateway: Gateway
    url: str


@contextmanager
def installed(
    folder: Path, url: str, *changes: tuple[str, str], handlers: Handlers | None = None
) -> Iterator[Installation]:
    """Handlers, those of the caller if there are any, and a gateway."""
    with running_handlers() as own:
        used = handlers or own
        with running_gateway(folder, url, used.port, *QUICK, *changes) as gateway:
            yield Installation(used, gateway, url)


@contextmanager
def provided(
    installation: Installation, conversations: int = 6, people: int = 3
) -> Iterator[World]:
    """With a new provider, whose people nobody knows."""
    handlers, gateway, url = installation
    provider = Provider(gateway.port, next(_seeds))
    provider.start(conversations, people)
    try:
        yield World(handlers, gateway, provider, url)
    finally:
        provider.give_up()


def moments(seed: int, count: int, longest: float) -> Iterator[int]:
    """Random moments, at most `longest` seconds apart; numbered."""
    chance = random.Random(seed)
    for number in range(count):
        threading.Event().wait(chance.uniform(0, longest))
        yield number


def pids(gateway: Gateway) -> list[int]:
    """Of the workers that live. PostgreSQL may be away just now."""
    rows: list[Any] = gateway.sql(
        "SELECT pid FROM hookshift.gateways WHERE seen_at > now() - interval '4 s' ORDER BY slot"
    )
    return [row["pid"] for row in rows if Path(f"/proc/{row['pid']}").exists()]
