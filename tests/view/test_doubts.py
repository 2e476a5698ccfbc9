"""What speaks against a plan before it runs, by the traffic and the legacy that there are."""

import pytest

from hookshift.domain.evidence.evidence import Baseline
from hookshift.view.doubts import PlanContext, Word, doubts, prospects, whole
from tests.view.stories import DOMAINS, PLAN, SETTINGS

HOUR = 3_600.0
DAY = 24 * HOUR


def known(
    per_hour: float = 100_000.0,
    legacy: Baseline | None = None,
    **others: float,
) -> PlanContext:
    """So much traffic of each domain, `others` by their names."""
    traffic = {name: others.get(name, per_hour) / HOUR for name in DOMAINS}
    return PlanContext(
        plan=PLAN,
        before={name: legacy or Baseline(requests=10**6) for name in DOMAINS},
        requests={name: round(speed * 7 * DAY) for name, speed in traffic.items()},
        seconds=7 * DAY,
        per_second=traffic,
    )


def doubted(found: PlanContext) -> list[str]:
    return doubts(SETTINGS, found, prospects(found))


def test_enough_traffic_and_a_good_legacy() -> None:
    found = prospects(known())

    assert doubted(known()) == []
    assert {each.word for each in found} == {Word.FITS}
    # All holds, since no proof takes longer.
    assert whole(PLAN, found) == (4 + 4 + 6 + 24 + 24 + 48) * HOUR


def test_little_traffic_extends_and_less_is_too_slow() -> None:
    # At 10 % of 600 an hour, 360 take 6 hours: longer than 4, not longer than 12.
    found = prospects(known(jobs=600.0, property=100.0))
    first = {each.outlook.domain: each.word for each in found if each.outlook.stage == 0}

    assert first == {
        "jobs": Word.EXTENDS,
        "marketplace": Word.FITS,
        "property": Word.TOO_SLOW,
    }
    text = "\n".join(doubted(known(jobs=600.0, property=100.0)))
    assert (
        "stage 1 of 6, 10 %: property takes 36 h to prove, more than 3 times the hold of 4.0 h: it "
        "will be held for an operator"
    ) in text
    assert "stage 1 of 6, 10 %: jobs takes 6.0 h to prove, longer than the hold of 4.0 h" in text
    assert whole(PLAN, found) > whole(PLAN, prospects(known()))


def test_a_domain_without_traffic() -> None:
    found = known(property=0.0)
    (first,) = doubted(found)

    assert first.startswith("property had no traffic in 7.0 days: nothing can be proven for it")
    assert "webhook_routing_config.domains" in first
    assert [each.word for each in prospects(found)].count(Word.NEVER) == len(PLAN.stages)
    assert whole(PLAN, prospects(found)) == float("inf")


def test_legacy_is_beyond_a_limit_already() -> None:
    text = "\n".join(doubted(known(legacy=Baseline(requests=100_000, errors=500, slow=10_000))))

    for domain in DOMAINS:
        assert f"legacy of {domain} already exceeds the limit for errors" in text
        assert f"legacy of {domain} already exceeds the limit for slow requests" in text
    assert "undelivered" not in text


def test_unified_would_have_to_be_better_than_legacy_ever_was() -> None:
    # 0.099 % is within the limit of 0.1 %, and no traffic proves it.
    text = "\n".join(doubted(known(legacy=Baseline(requests=10**6, errors=990))))

    assert (
        "stage 6 of 6, 100 %: jobs takes " in text or "stage 6 of 6, 100 %: jobs is never" in text
    )
    assert "if unified fails as often as legacy" in text
    assert "exceeds the limit" not in text


def test_failures_that_come_together_take_longer_to_prove_away() -> None:
    alone, together = (
        prospects(known(legacy=Baseline(requests=10**6, dispersion=d)))[0].outlook
        for d in (1.0, 5.0)
    )

    assert alone.needed is not None
    assert together.needed == pytest.approx(5 * alone.needed, abs=5)
