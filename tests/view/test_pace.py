"""How much traffic comes now: not how much came in a week."""

from datetime import timedelta

import pytest

from hookshift.domain.recent import Counted, Key, Slice
from hookshift.store.gateways import SeenWorker
from hookshift.view.pace import pace
from tests.view.stories import moment, worker

NOW = 1_764_750_000.0


def seen(*slices: Slice, domain: str = "jobs", side: str = "legacy", up: float = 3_600.0,
         age: float = 1.0) -> SeenWorker:  # fmt: skip
    one = worker(0, age=age)
    started = one.worker._replace(started_at=moment(NOW) - timedelta(seconds=up))
    return one._replace(
        worker=started, recent={Key(Counted.HANDLER, "h", domain, side): list(slices)}
    )


def test_the_last_five_minutes_of_both_sides_and_all_workers() -> None:
    ones = seen(*(Slice(int(NOW) - 10 * at, 100) for at in range(1, 31)))
    others = seen(Slice(int(NOW) - 60, 600), side="unified")
    assert pace([ones, others], NOW) == pytest.approx({"jobs": 12.0})


def test_what_was_before_does_not_count() -> None:
    assert pace([seen(Slice(int(NOW) - 600, 9_999))], NOW) == {"jobs": 0.0}


def test_a_gateway_that_has_just_started_is_not_taken_to_be_idle() -> None:
    assert pace([seen(Slice(int(NOW) - 10, 300), up=15.0)], NOW) == pytest.approx({"jobs": 20.0})


def test_it_is_not_known_if_nobody_reports_it() -> None:
    assert pace([worker(0)], NOW) is None
    assert pace([seen(Slice(int(NOW) - 10, 300), age=60.0)], NOW) is None, "it is dead"
