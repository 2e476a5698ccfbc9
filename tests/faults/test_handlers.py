"""Handlers misbehave in every way; what was acknowledged arrives all the same, in order.

One gateway for all of it: what a handler did in one test must not be felt in the next.
"""

from collections.abc import Iterator

import pytest

from tests.e2e.harness import eventually
from tests.faults.verdict import overlapping
from tests.faults.world import JOBS, Installation, installed, provided


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("shared"), module_database_url) as made:
        yield made


@pytest.fixture
def installation(shared: Installation) -> Installation:
    shared.handlers.begin()
    return shared


@pytest.mark.parametrize(
    "fault", ["500", "503", "reset", "half", "never", "slow", "moody", "gzip", "binary"]
)
def test_a_handler_that_misbehaves_for_a_while(installation: Installation, fault: str) -> None:
    with provided(installation) as running:
        running.until_sent(30)
        running.handlers.faults[JOBS] = fault
        # The provider does not notice: every answer is 200.
        running.until_sent(150)
        running.handlers.faults.clear()
        running.handlers.released.set()
        running.until_sent(30)
        report = running.ends()
        running.heard_only(200)
        # Repeated only where the handler may have had it before it misbehaved.
        print(fault, report)
        assert overlapping(running.handlers.delivered) == []


def test_a_handler_that_is_not_there_for_a_while(installation: Installation) -> None:
    with provided(installation) as running:
        running.until_sent(30)
        running.handlers.close()
        running.until_sent(150)
        running.handlers.reopen()
        running.until_sent(30)
        running.ends()
        running.heard_only(200)


def test_poison_is_a_dead_letter_and_its_senders_next_events_go_on(
    installation: Installation,
) -> None:
    with provided(installation, conversations=2, people=1) as running:
        running.until_sent(10)
        events = {
            running.provider.acknowledged[-1].rpartition(".")[0] + f".{number}"
            for number in range(100, 105)
        }
        running.handlers.poison |= events
        running.until_sent(10)
        last = max(events)
        eventually(lambda: last in running.provider.acknowledged)
        running.until_sent(20)

        report = running.ends()
        assert report.dead >= len(events)
        reasons = running.gateway.sql("SELECT DISTINCT reason FROM hookshift.dead_letters")
        assert [row["reason"] for row in reasons] == ["permanent"]
