"""The line of requests that wait for a connection."""

import asyncio

import pytest

from hookshift.domain.errors import HandlerSaturated
from hookshift.domain.http import Response  # noqa: TC001
from hookshift.gateway.upstream.exchange import Exchange
from hookshift.gateway.upstream.waiters import Waiters

DUE = 5.0


def line(most: int = 3) -> Waiters:
    return Waiters("jobs", most, 2, DUE)


async def waiting(wait_due: float = DUE) -> Exchange:
    answer: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
    return Exchange(b"head", b"body", answer, wait_due, 10.0)


async def test_the_first_that_came_is_the_first_that_goes() -> None:
    waiters, exchanges = line(), [await waiting() for _ in range(3)]
    for each in exchanges:
        waiters.join(each)
    assert [waiters.first() for _ in range(4)] == [*exchanges, None]


async def test_a_full_line_takes_no_more_and_keeps_those_that_wait() -> None:
    waiters, exchanges = line(1), [await waiting() for _ in range(2)]
    waiters.join(exchanges[0])
    with pytest.raises(HandlerSaturated, match="all 2 connections are busy and 1 requests wait"):
        waiters.join(exchanges[1])
    assert list(waiters) == exchanges[:1]


async def test_no_requests_may_wait() -> None:
    with pytest.raises(HandlerSaturated):
        line(0).join(await waiting())


async def test_a_request_that_was_cancelled_is_passed_over() -> None:
    waiters, exchanges = line(), [await waiting() for _ in range(2)]
    for each in exchanges:
        waiters.join(each)
    exchanges[0].answer.set_result(None)
    assert waiters.first() is exchanges[1]


async def test_one_that_leaves_is_not_in_line_any_more_and_may_leave_twice() -> None:
    waiters, exchange = line(), await waiting()
    waiters.join(exchange)
    waiters.leave(exchange)
    waiters.leave(exchange)
    assert not waiters


@pytest.mark.parametrize(("now", "left"), [(DUE - 0.1, 2), (DUE, 1), (DUE + 1.0, 0)])
async def test_whoever_has_waited_too_long_is_told_so(now: float, left: int) -> None:
    waiters, exchanges = line(), [await waiting(DUE), await waiting(DUE + 1.0)]
    for each in exchanges:
        waiters.join(each)
    waiters.expire(now)
    assert len(waiters) == left
    assert [each.answer.done() for each in exchanges].count(True) == 2 - left


async def test_a_stop_fails_all_of_them() -> None:
    waiters, exchange = line(), await waiting()
    waiters.join(exchange)
    waiters.refuse()
    assert isinstance(exchange.answer, asyncio.Future)
    with pytest.raises(HandlerSaturated, match="stopping"):
        await exchange.answer
