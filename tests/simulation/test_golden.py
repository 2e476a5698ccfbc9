"""What a seed gave when it was written down, it gives today: faster code, the same results."""

import json
from pathlib import Path

import pytest

from tests.simulation.golden import CASES, found

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "simulation" / "runs.json").read_text(encoding="utf-8")
)


def test_each_case_is_written_down() -> None:
    assert set(GOLDEN) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_seed_gives_what_it_gave(name: str) -> None:
    assert json.loads(json.dumps(found(name))) == GOLDEN[name]
