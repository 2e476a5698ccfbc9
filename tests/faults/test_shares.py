"""The share goes up and down while events wait: nobody's order is lost, and nothing is stuck."""

from pathlib import Path

import pytest

from tests.faults.world import world

UNIFIED = "wa-webhook-unified"


@pytest.mark.parametrize("fallback", ["legacy", "none"])
def test_changes_of_the_share_in_the_middle(
    tmp_path: Path, database_url: str, fallback: str
) -> None:
    changes = ('fallback = "legacy"', f'fallback = "{fallback}"')
    with world(tmp_path, database_url, changes) as running:
        running.handlers.faults[UNIFIED] = "moody"
        for share in (10, 50, 100, 20, 0, 75, 35, 0, 100):
            running.gateway.sql("SELECT update_routing_percentage($1)", float(share))
            running.until_sent(40)
        running.handlers.faults.clear()
        print(running.ends())
        assert {each.handler for each in running.handlers.delivered} >= {UNIFIED}
        running.heard_only(200)


def test_after_a_rollback_nothing_waits_for_unified(tmp_path: Path, database_url: str) -> None:
    """Which never works again: all that was assigned to it arrives at legacy."""
    changes = ('fallback = "legacy"', 'fallback = "none"')
    with world(tmp_path, database_url, changes) as running:
        running.gateway.set_percentage(100)
        running.until_sent(40)
        running.handlers.faults[UNIFIED] = "503"
        running.until_sent(100)
        running.gateway.set_percentage(0)
        running.until_sent(40)
        print(running.ends())
