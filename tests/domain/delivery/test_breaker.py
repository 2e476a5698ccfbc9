"""A breaker opens when it should, tries now and then, and always closes again."""

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.breaker import Breaker, BreakerPolicy, Circuit

POLICY = BreakerPolicy(failures=3, open_for=1.0, max_open_for=4.0)


def failing(times: int, now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = breaker.failed(POLICY, now)
    return breaker


def test_it_opens_after_failures_in_a_row_and_not_before() -> None:
    assert failing(2).circuit(0.0) is Circuit.CLOSED
    assert failing(2).succeeded() == Breaker()
    assert failing(3).circuit(0.0) is Circuit.OPEN
    assert failing(3).circuit(0.999) is Circuit.OPEN
    assert failing(3).circuit(1.0) is Circuit.HALF_OPEN


def test_those_that_began_before_it_opened_do_not_make_it_last_longer() -> None:
    assert failing(30).until == failing(3).until


def test_half_open_lets_one_through() -> None:
    breaker = failing(3)
    assert breaker.room(0.5, 10) == 0
    assert breaker.room(1.0, 10) == 1
    assert breaker.room(1.0, 0) == 0
    probing = breaker.begun(1.0)
    assert probing.room(1.0, 10) == 0
    assert probing.inconclusive().room(1.0, 10) == 1
    assert probing.succeeded().room(1.0, 10) == 10


def test_each_failed_probe_doubles_the_rest_up_to_its_bound() -> None:
    breaker, now, periods = failing(3), 0.0, []
    for _ in range(5):
        periods.append(breaker.opened_for)
        now = breaker.until
        breaker = breaker.begun(now).failed(POLICY, now)
    assert periods == [1.0, 2.0, 4.0, 4.0, 4.0]


@given(
    st.lists(
        st.tuples(st.sampled_from(["fail", "succeed", "inconclusive", "begin"]), st.floats(0, 9))
    )
)
def test_whatever_happens_it_is_tried_again_and_success_closes_it(
    steps: list[tuple[str, float]],
) -> None:
    breaker, now = Breaker(), 0.0
    for step, passed in steps:
        now += passed
        if step == "fail":
            breaker = breaker.failed(POLICY, now)
        elif step == "begin":
            breaker = breaker.begun(now)
        else:
            breaker = breaker.succeeded() if step == "succeed" else breaker.inconclusive()
        assert breaker.until <= now + POLICY.max_open_for
        assert breaker.inconclusive().room(breaker.until, 5) >= 1
    assert breaker.succeeded().circuit(now) is Circuit.CLOSED


def test_nobody_misses_a_handler_that_nothing_is_for() -> None:
    policy = BreakerPolicy(failures=3, open_for=1.0, max_open_for=30.0)
    breaker, now = Breaker(), 100.0
    assert not breaker.is_reported_open(now)
    for _ in range(policy.failures):
        breaker = breaker.failed(policy, now)
    assert breaker.is_reported_open(now)
    tried = breaker.until
    # While it is tried and fails, at every moment.
    for _ in range(10):
        assert breaker.is_reported_open(tried)
        breaker = breaker.failed(policy, tried)
        tried = breaker.until + 1.0
    assert breaker.is_reported_open(breaker.until + policy.max_open_for - 0.1)
    assert not breaker.is_reported_open(breaker.until + policy.max_open_for)
    assert not breaker.succeeded().is_reported_open(tried)
