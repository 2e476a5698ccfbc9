"""Who hangs, by beats and ticks of a clock that the test turns."""

from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.watchdog import MOST_COUNTED, TICK_SECONDS, Watchdog

PATIENCE = 5.0
STARTING = 60.0


class Watched:
    """A watchdog with its clock; every process in it has beaten once."""

    def __init__(self, *names: str) -> None:
        self.now = 1_000.0
        self.dog = Watchdog(PATIENCE, STARTING)
        self.dog.tick(self.now)
        for name in names:
            self.start(name)

    def start(self, name: str) -> None:
        self.dog.born(name)
        self.dog.beat(name)

    def tick(self, seconds: float = TICK_SECONDS) -> str | None:
        self.now += seconds
        return self.dog.tick(self.now)

    def until_hung(self, *beating: str) -> tuple[str | None, float]:
        """Who is given up first within ten minutes, and after how long."""
        begun = self.now
        while self.now < begun + 600:
            for name in beating:
                self.dog.beat(name)
            if (hung := self.tick()) is not None:
                return hung, self.now - begun
        return None, self.now - begun


def test_who_beats_does_not_hang_and_who_is_silent_for_so_long_does() -> None:
    assert Watched("worker 0", "worker 1").until_hung("worker 0", "worker 1")[0] is None
    watched = Watched("worker 0", "worker 1")
    assert watched.until_hung("worker 0") == ("worker 1", PATIENCE)


def test_a_process_has_longer_until_its_first_beat() -> None:
    watched = Watched()
    watched.dog.born("worker 0")
    assert watched.until_hung() == ("worker 0", STARTING)


def test_time_in_which_the_supervisor_did_not_run_is_nobodys_silence() -> None:
    watched = Watched("worker 0")
    assert watched.tick(86_400) is None
    assert watched.dog.silence("worker 0") == MOST_COUNTED


def test_the_next_is_given_up_when_the_replacement_beats() -> None:
    watched = Watched("worker 0", "worker 1")
    hung, _ = watched.until_hung()
    assert hung is not None
    other = ({"worker 0", "worker 1"} - {hung}).pop()
    watched.dog.gone(hung)
    watched.dog.born(hung)
    assert watched.tick() is None
    watched.dog.beat(hung)
    assert watched.tick() == other


def test_one_that_recovers_meanwhile_is_left_as_it_is() -> None:
    watched = Watched("worker 0", "worker 1")
    hung, _ = watched.until_hung()
    assert hung is not None
    other = ({"worker 0", "worker 1"} - {hung}).pop()
    watched.dog.gone(hung)
    watched.start(hung)
    assert watched.until_hung(hung, other)[0] is None


def test_a_replacement_that_never_comes_is_not_waited_for_longer_than_a_start_may_take() -> None:
    watched = Watched("worker 0", "worker 1")
    hung, _ = watched.until_hung()
    assert hung is not None
    watched.dog.gone(hung)
    other, seconds = watched.until_hung()
    assert {hung, other} == {"worker 0", "worker 1"}
    assert seconds == STARTING


def test_nobody_waits_for_one_that_is_not_replaced() -> None:
    watched = Watched("worker 0", "worker 1")
    hung, _ = watched.until_hung()
    assert hung is not None
    watched.dog.retire(hung)
    assert watched.tick() is not None


gaps = st.lists(st.floats(0, 1e6), max_size=40)


@given(gaps)
def test_whoever_beats_between_ticks_is_never_given_up_however_late_they_come(
    gaps: list[float],
) -> None:
    watched = Watched("worker 0")
    for gap in gaps:
        watched.dog.beat("worker 0")
        assert watched.tick(gap) is None


@given(gaps)
def test_a_pause_of_everything_costs_nobody_more_than_one_tick(gaps: list[float]) -> None:
    """After each pause the worker needs as long as the supervisor's next tick to beat again."""
    watched = Watched("worker 0")
    for gap in gaps:
        assert watched.tick(gap) is None
        assert watched.tick() is None
        watched.dog.beat("worker 0")


@given(gaps)
def test_whoever_is_silent_is_given_up_whatever_pauses_there_were(gaps: list[float]) -> None:
    watched = Watched("worker 0")
    hung = [watched.tick(gap) for gap in gaps]
    assert "worker 0" in (*hung, watched.until_hung()[0])
