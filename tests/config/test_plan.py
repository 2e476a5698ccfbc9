"""The plan that settings make: the runbook's where the file is silent, exact where it speaks."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hookshift.config.load import load, settings_from
from hookshift.config.plan import NO_KEY, rollout_plan
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.plan import WHOLE, Gate, Mode, OnFail, Plan
from tests.shipped import ENVIRON

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
MOVING = ("jobs", "property")
HOUR = 3_600.0


def settings(**sections: Any) -> Settings:
    """Five domains, of which two can move; the rest as given."""
    url = {"url": "http://127.0.0.1:9101/"}
    tree = {
        "sources": [
            {"name": "s", "provider": "generic", "path": "/", "default_handler": "fallback"}
        ],
        "handlers": dict.fromkeys(("fallback", "old-jobs", "old-property", "old-news", "new"), url)
        | {"old-mobility": url | {"protected": True}},
        "domains": {
            "jobs": {"legacy": "old-jobs", "unified": "new"},
            "mobility": {"legacy": "old-mobility"},
            "property": {"legacy": "old-property", "unified": "new"},
            "news": {"legacy": "old-news"},
        },
        "rules": [{"domain": "mobility", "words": ["ride"]}],
    }
    return settings_from(tree | sections, Path("hookshift.toml"), {})


def plan(**rollout: Any) -> Plan:
    return rollout_plan(settings(rollout=rollout), MOVING)


def test_the_shipped_plan_is_the_runbooks() -> None:
    shipped = rollout_plan(load(SHIPPED, ENVIRON), ("jobs", "marketplace", "property"))
    assert shipped.mode is Mode.LADDER
    assert [(stage.percentage, stage.hold / HOUR) for stage in shipped.stages] == [
        (10, 4),
        (25, 4),
        (35, 6),
        (50, 24),
        (75, 24),
        (100, 48),
    ]
    assert (shipped.error_limit, shipped.undelivered_limit) == (0.001, 0.001)
    assert shipped.latency_ms == 2_000
    assert [shipped.proof("errors", stage) for stage in range(6)] == [
        0.01,
        0.005,
        0.003,
        0.001,
        0.001,
        0.001,
    ]
    assert shipped.guards == ("mobility", "profile", "insurance", "unknown")


def test_a_file_without_a_plan_has_the_shipped_one() -> None:
    shipped = rollout_plan(load(SHIPPED, ENVIRON), MOVING)
    bare = rollout_plan(settings(recorder={"hash_key": "k"}), MOVING)
    assert bare == shipped._replace(guards=("mobility", "news", "unknown"))


def test_what_is_written_is_what_is_planned() -> None:
    assert plan(
        mode="strict",
        warm_up=30,
        lag="1m",
        idle_after="1h",
        stale_after="90s",
        extension=2,
        stages=[
            {"percentage": 0.57, "hold": "1h30m", "approval": True},
            {"percentage": 28.29, "hold": 3_600, "prove": 0.3},
        ],
        gates={
            "errors": {"limit": 0.3, "on_fail": "previous"},
            "delivery": {"at_least": 99.95, "on_fail": "disable"},
            "latency": {"floor_ms": 500, "on_fail": "hold"},
            "replies": {"within": "90s", "grace": "30s", "margin": 12.5, "on_fail": "hold"},
            "share": {"on_fail": "zero"},
            "guard": {"on_fail": "previous"},
        },
    ) == Plan(
        stages=((57, 5_400.0, 0.003, True), (2_829, 3_600.0, 0.003, False)),  # type: ignore[arg-type]
        mode=Mode.STRICT,
        domains=MOVING,
        guards=("mobility", "news", "unknown"),
        error_limit=0.003,
        undelivered_limit=0.0005,
        latency_ms=2_000.0,
        latency_floor_ms=500.0,
        on_fail={
            Gate.ERRORS: OnFail.PREVIOUS,
            Gate.DELIVERY: OnFail.DISABLE,
            Gate.LATENCY: OnFail.HOLD,
            Gate.REPLIES: OnFail.HOLD,
            Gate.SHARE: OnFail.ZERO,
            Gate.GUARD: OnFail.PREVIOUS,
        },
        settle=30.0,
        lag=60.0,
        idle_after=3_600.0,
        stale_after=90.0,
        extension=2.0,
        replies_margin=0.125,
        replies_within=90.0,
        replies_grace=30.0,
        replies_off=NO_KEY,
    )


def test_answers_are_judged_where_people_can_be_told_apart_and_unless_it_is_switched_off() -> None:
    assert plan().judges_replies is False
    assert plan().replies_off == NO_KEY
    assert Gate.REPLIES not in plan(gates={"replies": {"enabled": False}}).on_fail
    keyed = rollout_plan(settings(recorder={"hash_key": "of sixteen letters at least"}), MOVING)
    assert (keyed.replies_off, keyed.judges_replies) == ("", True)


def test_the_numbers_of_a_plan_are_plain() -> None:
    """A plan is stored, and a duration would be written as a text."""
    made = plan()
    numbers = [made.settle, made.lag, made.idle_after, made.stale_after, made.extension]
    numbers += [made.latency_ms, made.latency_floor_ms, *(stage.hold for stage in made.stages)]
    assert {type(number) for number in numbers} == {float}


def test_every_share_is_exact() -> None:
    """28.29 * 100 is 2828.9999999999995."""
    found: list[int] = []
    for first in range(1, WHOLE + 1, 50):
        stages = [
            {"percentage": threshold / 100, "hold": "1h"} for threshold in range(first, first + 50)
        ]
        found += [stage.threshold for stage in plan(stages=stages).stages]
    assert found == list(range(1, WHOLE + 1))


@pytest.mark.parametrize("thousandths", [1, 3, 7, 29, 100, 300, 570, 1_100, 49_999])
def test_rates_are_as_one_would_write_them(thousandths: int) -> None:
    percent = thousandths / 1_000
    made = plan(
        gates={
            "errors": {"limit": percent},
            "delivery": {"at_least": float(100 - Decimal(thousandths) / 1_000)},
        }
    )
    exact = float(Decimal(thousandths) / 100_000)
    assert (made.error_limit, made.undelivered_limit) == (exact, exact)


def test_the_default_stages_prove_no_less_than_the_limit_asks() -> None:
    made = plan(gates={"errors": {"limit": 0.4}})
    assert [stage.prove for stage in made.stages] == [0.01, 0.005, 0.004, 0.004, 0.004, 0.004]


def test_a_domain_is_named_once() -> None:
    assert rollout_plan(settings(), ["jobs", "property", "jobs"]).domains == MOVING


def test_every_other_domain_is_guarded() -> None:
    assert rollout_plan(settings(), ["jobs"]).guards == ("mobility", "property", "news", "unknown")


@pytest.mark.parametrize(
    ("domain", "reason"),
    [
        ("jobz", 'the settings have no such domain; did you mean "jobs"?'),
        ("weather", "the settings have no such domain; add [domains.weather]"),
        ("news", "it has no unified handler; add unified to [domains.news], or leave it out"),
        ("mobility", "its handler old-mobility is protected; leave the domain out"),
        (
            "unknown",
            "it is the label of events that no rule claims; add a rule that names their domain",
        ),
    ],
)
def test_a_domain_that_cannot_move_is_refused(domain: str, reason: str) -> None:
    with pytest.raises(OperatorError) as caught:
        rollout_plan(settings(), ["jobs", domain])
    assert str(caught.value) == f"these domains cannot move:\n  {domain}: {reason}"


def test_all_that_cannot_move_are_named_at_once() -> None:
    with pytest.raises(OperatorError) as caught:
        rollout_plan(settings(), ["news", "jobs", "weather"])
    assert [line.split(":")[0] for line in str(caught.value).splitlines()[1:]] == [
        "  news",
        "  weather",
    ]


def test_a_rollout_of_nothing_is_refused() -> None:
    with pytest.raises(OperatorError, match="at least one domain"):
        rollout_plan(settings(), [])


def test_the_plan_knows_how_long_a_slot_is() -> None:
    quick = rollout_plan(settings(recorder={"rollup_seconds": 2}), MOVING)
    assert (plan().slot, quick.slot) == (10, 2)
