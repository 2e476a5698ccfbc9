"""How far the statistics reach, and when nobody can tell."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hookshift.controller.observation import reach, stale_config
from hookshift.store.gateways import SeenWorker, WorkerHeartbeat
from tests.controller.plans import plan

NOW = 1_800_000_000.0
STALE = 60.0
PLAN = plan(lag=5.0, stale_after=STALE)
RECENT = NOW - 10
LONG_AGO = NOW - 5 - STALE - 1
VERSION = 7


def worker(
    age: float,
    slot: int = 0,
    unwritten: float | None = 0.0,
    version: int | None = VERSION,
    **who: Any,
) -> SeenWorker:
    started = datetime.fromtimestamp(NOW - 1_000, UTC)
    name = f"{who}-{slot}-{age}"
    return SeenWorker(
        WorkerHeartbeat(name, "a", 100 + slot, slot, "0.2.0", started)._replace(**who),
        datetime.fromtimestamp(NOW - age, UTC),
        age,
        version,
        {} if unwritten is None else {"recorded_at": NOW - age, "unwritten_seconds": unwritten},
    )


CASES: dict[str, tuple[list[SeenWorker], float, float | None, str | None]] = {
    "all is well": ([worker(1), worker(0.5, 1)], RECENT, NOW - 5, None),
    "one has not spoken for a while": ([worker(9), worker(1, 1)], RECENT, NOW - 9, None),
    "one has written less than it has seen": ([worker(2, 0, 30.0)], RECENT, NOW - 32, None),
    "one cannot write": (
        [worker(2, 0, 64.0), worker(1, 1)],
        RECENT,
        NOW - 66,
        "worker 0 on a (pid 100) has written nothing for 61 s",
    ),
    "one is silent": (
        [worker(20, 0, 3.0), worker(1, 1)],
        RECENT,
        NOW - 23,
        "no report from worker 0 on a (pid 100) for 20 s",
    ),
    "one is silent and another has its place": (
        [worker(20, pid=99), worker(1)],
        RECENT,
        NOW - 5,
        None,
    ),
    "the same place on another host is another place": (
        [worker(20), worker(1, host="b")],
        RECENT,
        NOW - 20,
        "no report from worker 0 on a (pid 100) for 20 s",
    ),
    "one was silent for so long that it is given up": (
        [worker(61), worker(1, 1)],
        RECENT,
        NOW - 5,
        None,
    ),
    "nobody is there": ([], RECENT, None, None),
    "nobody has been there for long": ([], LONG_AGO, None, "no gateway is running"),
    "nobody speaks any more": ([worker(20)], LONG_AGO, None, "no gateway is running"),
    "an older program writes no statistics": (
        [worker(1, 0, None), worker(1, 1)],
        LONG_AGO,
        None,
        "worker 0 on a (pid 100) writes no statistics: it is version 0.2.0",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_reach(case: str) -> None:
    workers, through, watermark, blind = CASES[case]
    for each in (workers, workers[::-1]):
        assert reach(each, PLAN, through, NOW) == (watermark, blind)


@pytest.mark.parametrize(
    ("seen", "ago", "expected"),
    [
        (worker(1, version=VERSION), 60, None),
        (worker(1, 1, version=6), 60, "worker 1 on a (pid 101) follows version 6, not 7"),
        (worker(1, version=None), 60, "worker 0 on a (pid 100) follows version none, not 7"),
        (worker(1, version=6), 5.9, None),  # it has not had the time
        (worker(1, version=6), 6.1, "worker 0 on a (pid 100) follows version 6, not 7"),
        (worker(9, version=6), 12, None),  # it has not spoken since
        (worker(11, version=6), 60, None),  # it is silent, which is another matter
    ],
)
def test_who_does_not_follow(seen: SeenWorker, ago: float, expected: str | None) -> None:
    since = datetime.fromtimestamp(NOW - ago, UTC)
    assert stale_config([worker(1, 2), seen], VERSION, since) == expected
