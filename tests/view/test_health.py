"""What makes a rollout degraded, and what does not."""

from datetime import timedelta

import pytest

from hookshift.domain.rollout.progress import World
from hookshift.domain.rollout.state import Aborted, Interfered, Paused, RolledBack
from hookshift.view.health import NOTHING_ADVANCES, faults
from hookshift.view.view_model import LOOK_SECONDS
from tests.view.stories import PLAN, Story, counts, moment, traffic


def starving() -> Story:
    nobody = {name: (counts(0), counts(100, new=100)) for name in PLAN.domains}
    return Story().hours(0.1, nobody)


def test_a_rollout_that_runs_is_fine() -> None:
    assert faults(Story().hours(0.5, traffic(120)).picture()) == []


def test_no_rollout_is_fine() -> None:
    assert faults(Story().picture(rollout=None, lease=None)) == []


def test_what_a_person_paused_is_as_it_should_be() -> None:
    story = Story().hours(0.5, traffic(120))
    story.apply(Paused(story.now, "lunch"))

    assert faults(story.picture()) == []


def test_interference() -> None:
    story = Story().hours(0.5, traffic(120))
    story.apply(Interfered(story.now, "eve changed 10 % to 35 %"))

    assert faults(story.picture()) == [
        "paused: somebody else changed the share: eve changed 10 % to 35 %"
    ]


def test_a_hold_is_said_once_with_its_reason() -> None:
    wrong = {name: (counts(60, new=60), counts(60, new=60)) for name in PLAN.domains}
    (fault,) = faults(Story().hours(0.2, wrong).picture())

    assert fault.startswith("held: share of jobs: ")


def test_starved_and_blind() -> None:
    assert faults(starving().picture()) == [
        f"{name} is starved: 600 new people came to legacy and none to unified: "
        "the routing is broken"
        for name in PLAN.domains
    ]
    assert faults(
        Story().hours(0.5, traffic(120)).quiet(10, World(0, "no gateway is running")).picture()
    ) == ["blind: no gateway is running"]


@pytest.mark.parametrize("which", ["aborted", "rolled back"])
def test_what_is_over_is_not_wrong_any_more(which: str) -> None:
    """That it was rolled back a moment ago is reported by `problems`."""
    story = Story().hours(0.5, traffic(120))
    over = Aborted if which == "aborted" else lambda now, **_: RolledBack(now, 0, "no")
    story.apply(over(story.now, reason="no"))

    assert faults(story.picture(lease=None)) == []


def test_completion_needs_no_controller_any_more() -> None:
    whole = Story(stage=5).hours(48.1, traffic(120, 1.0))

    assert faults(whole.picture(lease=None)) == []


def test_nobody_leads() -> None:
    story = Story().hours(0.5, traffic(120))
    lease = story.picture().lease
    assert lease is not None

    assert faults(story.picture(lease=None)) == [NOTHING_ADVANCES]
    assert faults(story.picture(lease=lease._replace(left=-0.1))) == [NOTHING_ADVANCES]


@pytest.mark.parametrize(("more", "found"), [(0.0, 0), (0.1, 1)])
def test_a_leader_that_does_not_look(more: float, found: int) -> None:
    story = Story().hours(0.5, traffic(120))
    looked = moment(story.now) - timedelta(seconds=LOOK_SECONDS + more)
    picture = story.picture(rollout=story.rollout._replace(looked_at=looked))

    assert len(faults(picture)) == found
