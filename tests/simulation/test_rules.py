"""The rules of others, by what is known of them."""

import pytest

from hookshift.simulation.rules import Argo, Binomial, Flagger, RuleDecision, Runbook, tail

LIMIT = 0.001


def test_the_runbook_asks_for_less_than_the_limit_and_takes_nothing_for_good() -> None:
    rule = Runbook(LIMIT)
    assert rule.check(0, 0, ends_stage=True) is RuleDecision.CONTINUE
    assert rule.check(1, 1_001, ends_stage=False) is RuleDecision.CONTINUE
    assert rule.check(1, 1_000, ends_stage=False) is RuleDecision.ROLL_BACK


@pytest.mark.parametrize(
    ("without_data", "said"), [(True, RuleDecision.ROLL_BACK), (False, RuleDecision.CONTINUE)]
)
def test_flagger_counts_failed_checks(without_data: bool, said: RuleDecision) -> None:
    rule = Flagger(LIMIT, without_data=without_data)
    assert [rule.check(0, 0, ends_stage=False) for _ in range(5)][-1] is said
    rule = Flagger(LIMIT, without_data=False)
    looks = [rule.check(1, 10, ends_stage=False) for _ in range(5)]
    assert looks == [RuleDecision.CONTINUE] * 4 + [RuleDecision.ROLL_BACK]


def test_argo_aborts_at_the_fourth_failure_or_the_fifth_error_in_a_row() -> None:
    rule = Argo(LIMIT, without_data=True)
    looks = [rule.check(1, 10, ends_stage=False) for _ in range(4)]
    assert looks == [RuleDecision.CONTINUE] * 3 + [RuleDecision.ROLL_BACK]
    rule = Argo(LIMIT, without_data=True)
    looks = [rule.check(0, requests, ends_stage=False) for requests in (0, 0, 0, 0, 9, 0, 0, 0, 0)]
    assert set(looks) == {RuleDecision.CONTINUE}
    assert rule.check(0, 0, ends_stage=False) is RuleDecision.ROLL_BACK


def test_the_binomial_test_asks_at_the_end_only() -> None:
    rule = Binomial(LIMIT)
    assert rule.check(100, 100, ends_stage=False) is RuleDecision.CONTINUE
    assert rule.check(100, 100, ends_stage=True) is RuleDecision.ROLL_BACK
    assert rule.check(0, 10**6, ends_stage=True) is RuleDecision.CONTINUE


def test_the_tail_of_a_binomial() -> None:
    assert tail(1, 2, 0.5) == pytest.approx(0.75)
    assert tail(2, 2, 0.5) == pytest.approx(0.25)
    assert tail(0, 9, 0.1) == 1.0
