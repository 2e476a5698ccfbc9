"""Kinds that are asked for as tuples, because that is quicker, are those of the unions."""

from typing import get_args

from hookshift.domain.delivery.delivery import OUTCOMES, Outcome
from hookshift.gateway.durable.claims import KINDS_OF_AFTER, After


def test_tuples_hold_what_the_unions_hold() -> None:
    assert set(OUTCOMES) == set(get_args(Outcome))
    assert set(KINDS_OF_AFTER) == set(get_args(After))
