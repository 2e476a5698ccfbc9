"""The rules of others, by what is known of them."""

import pytest

from hookshift.simulation.rules import Argo, Binomial, Flagger, Runbook, Said, tail

LIMIT = 0.001


def test_the_runbook_asks_for_less_than_the_limit_and_takes_nothing_for_good() -> None:
    rule = Runbook(LIMIT)
    assert rule.look(0, 0, ends_stage=True) is Said.ON
    assert rule.look(1, 1_001, ends_stage=False) is Said.ON
    assert rule.look(1, 1_000, ends_stage=False) is Said.BACK


@pytest.mark.parametrize(("without_data", "said"), [(True, Said.BACK), (False, Said.ON)])
def test_flagger_counts_failed_checks(without_data: bool, said: Said) -> None:
    rule = Flagger(LIMIT, without_data=without_data)
    assert [rule.look(0, 0, ends_stage=False) for _ in range(5)][-1] is said
    rule = Flagger(LIMIT, without_data=False)
    looks = [rule.look(1, 10, ends_stage=False) for _ in range(5)]
    assert looks == [Said.ON] * 4 + [Said.BACK]


def test_argo_aborts_at_the_fourth_failure_or_the_fifth_error_in_a_row() -> None:
    rule = Argo(LIMIT, without_data=True)
    looks = [rule.look(1, 10, ends_stage=False) for _ in range(4)]
    assert looks == [Said.ON] * 3 + [Said.BACK]
    rule = Argo(LIMIT, without_data=True)
    looks = [rule.look(0, requests, ends_stage=False) for requests in (0, 0, 0, 0, 9, 0, 0, 0, 0)]
    assert set(looks) == {Said.ON}
    assert rule.look(0, 0, ends_stage=False) is Said.BACK


def test_the_binomial_test_asks_at_the_end_only() -> None:
    rule = Binomial(LIMIT)
    assert rule.look(100, 100, ends_stage=False) is Said.ON
    assert rule.look(100, 100, ends_stage=True) is Said.BACK
    assert rule.look(0, 10**6, ends_stage=True) is Said.ON


def test_the_tail_of_a_binomial() -> None:
    assert tail(1, 2, 0.5) == pytest.approx(0.75)
    assert tail(2, 2, 0.5) == pytest.approx(0.25)
    assert tail(0, 9, 0.1) == 1.0
