"""The share goes up and down while events wait: nobody's order is lost, and nothing is stuck."""

from collections.abc import Iterator

import pytest

from tests.faults.world import Installation, World, installed

UNIFIED = "wa-webhook-unified"


@pytest.fixture(scope="module")
def shared(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    module_database_url: str,
) -> Iterator[Installation]:
    """With this fallback; tests with the same one follow each other."""
    changes = ('fallback = "legacy"', f'fallback = "{request.param}"')
    with installed(tmp_path_factory.mktemp("shared"), module_database_url, changes) as made:
        yield made


@pytest.mark.parametrize("shared", ["legacy", "none"], indirect=True)
def test_changes_of_the_share_in_the_middle(running: World) -> None:
    running.handlers.faults[UNIFIED] = "moody"
    for share in (10, 50, 100, 20, 0, 75, 35, 0, 100):
        running.gateway.sql("SELECT update_routing_percentage($1)", float(share))
        running.until_sent(40)
    running.handlers.faults.clear()
    print(running.ends())
    assert {each.handler for each in running.handlers.delivered} >= {UNIFIED}
    running.heard_only(200)


@pytest.mark.parametrize("shared", ["none"], indirect=True)
def test_after_a_rollback_nothing_waits_for_unified(running: World) -> None:
    """Which never works again: all that was assigned to it arrives at legacy."""
    running.gateway.set_percentage(100)
    running.until_sent(40)
    running.handlers.faults[UNIFIED] = "503"
    running.until_sent(100)
    running.gateway.set_percentage(0)
    running.until_sent(40)
    print(running.ends())
