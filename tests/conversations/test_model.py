"""The scripts and the model agree, and the model keeps what the rules promise."""

from itertools import count
from zlib import crc32

import pytest

from tests.conversations.acting import Acting, Cast
from tests.conversations.expected import PROTECTED, WORDS, Expected
from tests.conversations.model import Bounds, Model
from tests.conversations.script import DRAIN, ROLLOUT, Gap, Plan, Script
from tests.conversations.scripts import DRAINED, IDLE, WITHIN_AFFINITY

BOUNDS = Bounds()
PAUSE = {None: 1.0, Gap.AFFINITY: BOUNDS.affinity + 1, Gap.CONTEXT: BOUNDS.context + 1}


def bucket(name: str) -> float:
    """In percent; any function of the name will do."""
    return crc32(name.encode()) % 10_000 / 100


@pytest.mark.parametrize(
    ("script", "plan"),
    [
        *((script, ROLLOUT) for script in (*WITHIN_AFFINITY, *IDLE)),
        *((script, DRAIN) for script in DRAINED),
    ],
    ids=lambda found: found.name if isinstance(found, Script) else "",
)
def test_what_the_scripts_say_follows_from_the_rules(script: Script, plan: Plan) -> None:
    model = Model(WORDS, PROTECTED, bucket, BOUNDS)
    acting, expected = Acting(Cast(script, "a", count(), bucket)), Expected(script.bucket)
    now = 0.0
    for act, steps in zip(plan, script.acts, strict=True):
        model.set_share(act.share, drains=act.drains)
        for event in acting.events(steps):
            now += PAUSE[event.step.after]
            place = model.event(event.said, now)
            wanted = expected.of(event, act.share)
            assert (place.domain, place.side) == wanted, (act, event.step, place.reason)
