"""The draw stays fair while conversations go on: of whom it judges, the share is with unified."""

import math
import random
from pathlib import Path

import pytest

from hookshift.domain.conversation.records import MissingKeys
from hookshift.domain.routing.assignment import bucket
from hookshift.domain.routing.routing import Reason, Side
from hookshift.gateway.conversation.memory import Memory
from hookshift.store.conversations import Known
from tests.gateway.conversation.test_conversations import HALF, NOBODY, SALT, TERMS, Worker, said
from tests.lengths import shortened

PEOPLE = shortened(3_000, 2_000)
SHARE = 1_000
IN_THE_DRAW = {Reason.IN_SHARE, Reason.OUT_OF_SHARE}


class Answering(Memory):
    """PostgreSQL knows nobody, and says so each time, sometimes or never."""

    chance = random.Random(7)
    answers = 1.0

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        if self.chance.random() >= self.answers:
            return False
        self.learn(wanted, Known({}, {}, {}))
        return True


@pytest.mark.parametrize("answers", [1.0, 0.5, 0.2])
@pytest.mark.parametrize("follows_after", [0.0, 0.4, 0.9])
async def test_whoever_goes_on_does_not_tip_the_draw(
    tmp_path: Path, follows_after: float, answers: float
) -> None:
    """People begin and go on around a rise that the gateway follows a little later."""
    terms = TERMS._replace(affinity=20, most_affinity=60)
    worker = Worker(tmp_path / "table", terms, size=1 << 23, remembering=Answering)
    worker.memory.answers = answers  # type: ignore[attr-defined]
    raised = HALF._replace(threshold=SHARE, since=int(worker.now) + 30)
    chance = random.Random(5)
    turns = []
    for number in range(PEOPLE):
        at = chance.uniform(0, 60)
        for _ in range(chance.randint(1, 4)):
            turns.append((at, str(250_788_000_000 + number)))
            at += chance.uniform(1, 15)
    start, drawn = worker.now, dict[str, Side]()
    followed = raised.since + 0.99 + follows_after
    for number, (at, phone) in enumerate(sorted(turns)):
        worker.now = start + at
        snapshot = raised if worker.now >= followed else NOBODY
        decision = await worker.one(said("jobs" if number % 3 else "2", phone), snapshot)
        if snapshot is raised and decision.reason in IN_THE_DRAW:
            drawn[phone] = decision.side
            assert (decision.side is Side.UNIFIED) is (bucket(SALT, phone) < SHARE)
    unified = sum(side is Side.UNIFIED for side in drawn.values())
    expected = len(drawn) * SHARE / 10_000
    assert len(drawn) > 200
    assert abs(unified - expected) < 3 * math.sqrt(expected)
