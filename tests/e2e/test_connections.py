"""How many connections to PostgreSQL there are: no more than docs/configuration.md says."""

import re
from collections import Counter
from pathlib import Path

from tests.e2e.harness import (
    Gateway,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)

DOCS = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
DURABLE = ('delivery = "relay"', 'delivery = "durable"')
# Autovacuum is no connection of ours; one that is still being opened has no state and no name yet.
OPEN = """
SELECT replace(application_name, 'hookshift ', '') AS name FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND state IS NOT NULL
  AND application_name <> 'hookshift tests'
"""
LOOKS = 200
WORKERS = 2


def documented(whose: str) -> tuple[set[str], int]:
    """The names of a row of the table, and its number."""
    found = re.search(rf"^\| {whose} \| (.+) \| (\d+) \|$", DOCS, re.MULTILINE)
    assert found is not None, whose
    return {name.strip("()") for name in found[1].split(", ")}, int(found[2])


def now(gateway: Gateway) -> Counter[str]:
    """How many of each name are open."""
    return Counter(row["name"] for row in gateway.sql(OPEN))


def test_there_are_no_more_than_the_docs_say(tmp_path: Path, database_url: str) -> None:
    of_a_worker, most_of_a_worker = documented("each worker")
    of_control, most_of_control = documented("the control process")
    assert (len(of_a_worker), len(of_control)) == (most_of_a_worker, most_of_control)
    lasting = {"config watch", "recorder", "inbox", "deliverer", "controller"}
    most = Counter(dict.fromkeys(of_a_worker, WORKERS) | dict.fromkeys(of_control, 1))
    names: set[str] = set()
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, DURABLE, dashboard=True) as gateway,
    ):
        for number in range(LOOKS):
            gateway.webhook(body(message(f"job {number}", sender=f"25078000{number:04}")))
            names |= set(now(gateway))
        # PostgreSQL may still count one that was closed.
        eventually(lambda: now(gateway) <= most)
        eventually(lambda: lasting <= set(now(gateway)))
    assert names <= {*most, "serve"}
