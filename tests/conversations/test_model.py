"""The scripts and the model agree, and the model keeps what the rules promise."""

from itertools import count
from zlib import crc32

import pytest

from tests.conversations.acting import Acting, Cast
from tests.conversations.expected import PROTECTED, WORDS, Expected
from tests.conversations.model import LEGACY, UNIFIED, Bounds, Known, Model, Said
from tests.conversations.script import DRAIN, ROLLOUT, Gap, Kind, Plan, Script
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


def said(text: str, identity: str, kind: Kind = Kind.TEXT) -> Said:
    return Said(kind, ("RW.a",), identity, text, at=1_790_000_000.0)


@pytest.mark.parametrize(
    ("event", "known", "is_right"),
    [
        (said("a job", "in-1"), Known("jobs", UNIFIED, "redelivery"), True),
        (said("a job", "in-1"), Known("jobs", LEGACY, "redelivery"), True),
        (said("a job", "in-1"), Known("property", UNIFIED, "redelivery"), False),
        (said("2", "in-3"), Known("property", UNIFIED, "redelivery"), False),
        (said("", "out-1", Kind.RECEIPT), Known("jobs", UNIFIED, "receipt"), True),
        (said("", "out-2", Kind.RECEIPT), Known("jobs", UNIFIED, "receipt"), False),
        (said("menu", "in-3"), Known("property", UNIFIED, "reset"), True),
        (said("2", "in-3"), Known("property", UNIFIED, "reset"), False),
        (said("2", "in-3"), Known("property", LEGACY, "context"), True),
        (said("2", "in-3"), Known("jobs", LEGACY, "context"), False),
        (said("2", "in-3"), Known(None, LEGACY, "default"), True),
        (said("2", "in-3"), Known(None, UNIFIED, "default"), False),
        (said("rent", "in-3"), Known(None, LEGACY, "default"), False),
    ],
)
def test_what_may_come_of_an_event_that_could_not_be_looked_up_in_time(
    event: Said, known: Known, is_right: bool
) -> None:
    """Of what was said before: about a job, on unified, with an answer to it; then about a rent."""
    model = Model(WORDS, PROTECTED, bucket, BOUNDS)
    model.set_share(100)
    model.event(said("a job", "in-1"), 0.0)
    model.event(said("", "out-1", Kind.RECEIPT), 1.0)
    model.event(said("rent", "in-2"), 2.0)
    assert model.not_looked_up(event, known, 3.0) is is_right


def test_a_redelivery_that_was_not_looked_up_in_time_changes_nothing() -> None:
    model = Model(WORDS, PROTECTED, bucket, BOUNDS)
    model.set_share(100)
    model.event(said("a job", "in-1"), 0.0)
    model.event(said("rent", "in-2"), 1.0)
    assert model.not_looked_up(said("a job", "in-1"), Known("jobs", UNIFIED, "redelivery"), 2.0)
    assert model.event(said("2", "in-3"), 3.0)[:2] == ("property", UNIFIED)
