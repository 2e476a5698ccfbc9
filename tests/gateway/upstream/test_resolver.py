"""Look-ups are shared, remembered and bounded; what cannot be looked up holds up nothing else."""

import asyncio
import socket
from collections import Counter
from collections.abc import Sequence
from threading import Event, Lock

import pytest

from hookshift.gateway.upstream.resolver import (
    MOST_THREADS,
    REFRESH_WAIT_SECONDS,
    LookUpError,
    ResolvedAddress,
    Resolver,
    system_look_up,
)
from tests.gateway.origin import PATIENCE
from tests.signals import Signal
from tests.turns import has_turned

OLD = ResolvedAddress(socket.AF_INET, "192.0.2.1")
NEW = ResolvedAddress(socket.AF_INET, "192.0.2.2")
V6 = ResolvedAddress(socket.AF_INET6, "2001:db8::1", (0, 0))


class Names:
    """A resolver's other side: blocks in its threads, and answers as the test asks."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.answers: dict[str, Sequence[ResolvedAddress] | Exception] = {}
        self.silent: set[str] = set()
        self.released = Event()
        self.was_asked = Signal()
        self._lock = Lock()

    def look_up(self, host: str) -> Sequence[ResolvedAddress]:
        with self._lock:
            self.asked[host] += 1
        self.was_asked.give()
        if host in self.silent:
            self.released.wait(PATIENCE)
        answer = self.answers.get(host, [OLD])
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def names() -> Names:
    return Names()


async def until_asked(names: Names, host: str, times: int) -> None:
    await names.was_asked.until(lambda: names.asked[host] >= times, PATIENCE)


async def test_all_who_ask_share_one_look_up_and_its_answer(names: Names) -> None:
    resolver = Resolver(names.look_up)
    names.answers["jobs"] = [V6, OLD]
    asked = [resolver.addresses("jobs") for _ in range(100)]
    assert await asyncio.gather(*asked) == [[V6, OLD]] * 100
    assert await resolver.addresses("jobs") == [V6, OLD]
    assert names.asked["jobs"] == 1


async def test_an_old_answer_is_used_while_a_new_one_is_sought(names: Names) -> None:
    resolver = Resolver(names.look_up, fresh_seconds=0)
    assert await resolver.addresses("jobs") == [OLD]
    names.silent.add("jobs")
    names.answers["jobs"] = [NEW]
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await resolver.addresses("jobs") == [OLD]
    assert loop.time() - began >= REFRESH_WAIT_SECONDS * 0.9
    turned = has_turned()
    # Nobody waits a second moment for the same look-up.
    for _ in range(50):
        assert await resolver.addresses("jobs") == [OLD]
    assert not turned()
    assert names.asked["jobs"] == 2
    names.released.set()
    async with asyncio.timeout(PATIENCE):
        while await resolver.addresses("jobs") != [NEW]:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_new_answer_that_comes_at_once_is_used_at_once(names: Names) -> None:
    resolver = Resolver(names.look_up, fresh_seconds=0)
    assert await resolver.addresses("jobs") == [OLD]
    names.answers["jobs"] = [NEW]
    assert await resolver.addresses("jobs") == [NEW]


@pytest.mark.parametrize("failure", [socket.gaierror(-3, "Temporary failure"), OSError("broken")])
async def test_the_old_answer_stays_when_there_is_none_any_more(
    names: Names, failure: Exception
) -> None:
    resolver = Resolver(names.look_up, fresh_seconds=0)
    assert await resolver.addresses("jobs") == [OLD]
    names.answers["jobs"] = failure
    for _ in range(20):
        assert await resolver.addresses("jobs") == [OLD]
    assert names.asked["jobs"] == 2


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (UnicodeError("label too long"), "label too long"),
        ([], "it has no address"),
    ],
)
async def test_a_failure_is_told_and_not_repeated_at_once(
    names: Names, answer: Exception | Sequence[ResolvedAddress], text: str
) -> None:
    names.answers["jobs"] = answer
    resolver = Resolver(names.look_up)
    for _ in range(20):
        with pytest.raises(LookUpError, match=text):
            await resolver.addresses("jobs")
    assert names.asked["jobs"] == 1


async def test_names_that_nobody_answers_for_hold_up_no_others(names: Names) -> None:
    """uvloop and libuv have four threads for all look-ups together."""
    resolver = Resolver(names.look_up)
    names.silent = {f"dead {number}" for number in range(MOST_THREADS - 1)}
    dead = [asyncio.create_task(resolver.addresses(name)) for name in names.silent]
    dead += [asyncio.create_task(resolver.addresses("dead 0")) for _ in range(500)]
    await until_asked(names, "dead 0", 1)
    async with asyncio.timeout(PATIENCE):
        for number in range(20):
            assert await resolver.addresses(f"works {number}") == [OLD]
    names.released.set()
    await asyncio.gather(*dead)
    assert names.asked["dead 0"] == 1


async def test_threads_are_bounded_and_further_names_wait(names: Names) -> None:
    resolver = Resolver(names.look_up)
    names.silent = {f"dead {number}" for number in range(MOST_THREADS + 5)}
    dead = [asyncio.create_task(resolver.addresses(name)) for name in names.silent]
    await names.was_asked.until(lambda: names.asked.total() >= MOST_THREADS, PATIENCE)
    late = asyncio.create_task(resolver.addresses("late"))
    await asyncio.sleep(0)
    assert names.asked.total() == MOST_THREADS
    names.released.set()
    assert await late == [OLD]
    await asyncio.gather(*dead)
    assert names.asked.total() == MOST_THREADS + 6


async def test_whoever_stops_waiting_ends_nobody_elses_look_up(names: Names) -> None:
    resolver = Resolver(names.look_up)
    names.silent.add("jobs")
    first, second = (asyncio.create_task(resolver.addresses("jobs")) for _ in range(2))
    await until_asked(names, "jobs", 1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    names.released.set()
    assert await second == [OLD]


async def test_a_look_up_that_outlives_its_loop_harms_nobody(names: Names) -> None:
    resolver = Resolver(names.look_up)
    names.silent.add("jobs")

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await resolver.addresses("jobs")

    await asyncio.to_thread(asyncio.run, impatient())
    names.released.set()


def test_the_system_knows_this_machine() -> None:
    found = system_look_up("localhost")
    assert {address.ip for address in found} <= {"127.0.0.1", "::1"}
    assert len(set(found)) == len(found)
    assert found[0].sockaddr(80)[:2] == (found[0].ip, 80)
