"""Curves that are kept for a while are those that would be read anew."""

import time
from random import Random

import pytest

from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.store.database import Connection
from hookshift.web import series
from hookshift.web.series import FRESH_SECONDS, Curves
from tests.store.test_rollups import insert

NOW = time.time()


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two readings are of one moment."""

    async def clock(_connection: Connection) -> float:
        return NOW

    monkeypatch.setattr(series, "clock", clock)


def slot(ago: float, domain: str = "jobs", requests: int = 10) -> Slot:
    at = (NOW - ago) // 10 * 10
    return Slot(at, 10.0, domain, "legacy", 1, Counts(requests=requests, latency=(0, requests)))


@pytest.mark.parametrize("seconds", [900.0, 3_600.0, 21_600.0])
@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_is_what_would_be_read(
    connection: Connection, seconds: float, seed: int
) -> None:
    dice, curves = Random(seed), Curves()
    taken = {slot(dice.uniform(200, 20_000), dice.choice("ab")) for _ in range(200)}
    await insert(connection, list({(each.start, each.domain): each for each in taken}.values()))
    before = await curves.read(connection, seconds)
    assert before["points"]
    fresh = {slot(dice.uniform(20, FRESH_SECONDS - 20), "c") for _ in range(5)}
    await insert(connection, list({each.start: each for each in fresh}.values()))
    again = await curves.read(connection, seconds)
    assert again["points"] == (await Curves().read(connection, seconds))["points"]
    assert len(again["points"]) > len(before["points"])


async def test_little_is_read_again(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await insert(connection, [slot(3_000)])
    curves = Curves()
    assert len((await curves.read(connection, 3_600.0))["points"]) == 1
    # Whoever looks behind what is kept sees what came too late only when all is read anew.
    await insert(connection, [slot(2_000, "late")])
    assert len((await curves.read(connection, 3_600.0))["points"]) == 1
    monkeypatch.setattr(series, "KEPT_SECONDS", -1.0)
    assert len((await curves.read(connection, 3_600.0))["points"]) == 2


async def test_a_longer_range_is_read_and_a_shorter_one_cut(connection: Connection) -> None:
    hour = NOW // 3_600 * 3_600
    for ago in (9, 40, 100):
        whole = Slot(hour - ago * 3_600, 3_600.0, "jobs", "legacy", 1, Counts(requests=1))
        await insert(connection, [whole], table="rollup_hours")
    curves = Curves()
    hours = (12, 48, 12, 168, 48)
    found = [len((await curves.read(connection, n * 3_600.0))["points"]) for n in hours]
    assert found == [1, 2, 1, 3, 2]
