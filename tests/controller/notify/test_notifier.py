"""The notifier as it runs: rounds, retries, a crash, and receivers that nobody waits for."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from hookshift.config.schema.notifiers import NotifierConfig as Settings
from hookshift.controller.apply import apply_happening, begin
from hookshift.controller.notify.answer import MOST_ATTEMPTS, Patience
from hookshift.controller.notify.notifier import BOUNDS, Notifier
from hookshift.domain.rollout.state import News, Paused, Resumed
from hookshift.store.database import Connection
from hookshift.store.outbox import Notification, notifications
from tests.controller.plans import PLAN
from tests.controller.receiver import (
    Receiver,
    answer,
    by_apprise,
    receiving,
    until,
    verified,
    webhook,
)

SHORT = Patience(read=0.5)
"""Only for who never answers: a busy machine takes as long for what does."""
QUICK = BOUNDS._replace(per_minute=10_000, claim=0.3)
"""A claim that runs out while a test waits for it; longer than an attempt takes unless it hangs."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest_asyncio.fixture
async def paused(connection: Connection) -> None:
    """A history of three entries: entered, started, paused."""
    await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    await apply_happening(connection, lambda now: Paused(now, "lunch"), "ada")


@asynccontextmanager
async def notifier(
    url: str, settings: Sequence[Settings], **values: Any
) -> AsyncIterator[Notifier]:
    values = {"bounds": QUICK, "initial_backoff": 0.01, **values}
    made = Notifier(url, settings, **values)
    try:
        yield made
    finally:
        await made.stop()


def news(receiver: Receiver) -> list[str]:
    return [received.json["type"].removeprefix("rollout.") for received in receiver.received]


async def all_of(connection: Connection) -> list[Notification]:
    """Oldest first."""
    return list(reversed(await notifications(connection, 100)))


async def states(connection: Connection) -> list[tuple[str, str, int]]:
    found = await all_of(connection)
    return [(each.notifier, each.state, each.attempts) for each in found]


def has(receiver: Receiver, count: int) -> Callable[[], bool]:
    return lambda: len(receiver.received) >= count


pytestmark = [
    pytest.mark.usefixtures("paused"),
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),  # Apprise's
]


async def test_a_round_tells_each_notifier_one_thing(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    both = [webhook(receiver), by_apprise(receiver)]
    async with notifier(database_url, both) as made:
        found = await made.run_once()
        assert sorted((each.due.notifier, each.answer.good) for each in found) == [
            ("chat", True),
            ("ops", True),
        ]
        await until(has(receiver, 6), made.run_once)
        assert await made.run_once() == []
    assert await states(connection) == [(name, "sent", 1) for name in ("ops", "chat") * 3]


async def test_what_arrives_is_signed_in_order_and_has_an_id_of_its_own(
    database_url: str, receiver: Receiver
) -> None:
    async with notifier(database_url, [webhook(receiver)]) as made:
        await until(has(receiver, 3), made.run_once)
    assert news(receiver) == ["entered", "started", "paused"]
    assert all(verified(received) for received in receiver.received)
    assert len({received.id for received in receiver.received}) == 3
    assert receiver.received[2].json["data"]["what"] == "lunch"


async def test_only_what_a_notifier_wants_to_hear(database_url: str, receiver: Receiver) -> None:
    settings = [webhook(receiver, on=(News.PAUSED, News.FAILED))]
    async with notifier(database_url, settings) as made:
        assert len(await made.run_once()) == 1
        assert await made.run_once() == []
    assert news(receiver) == ["paused"]


async def test_only_the_leader_tells(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    leads = False
    async with notifier(database_url, [webhook(receiver)], leads=lambda: leads) as made:
        assert await made.run_once() == []
        assert await states(connection) == []
        leads = True
        assert len(await made.run_once()) == 1


async def test_two_notifiers_one_failing(
    connection: Connection, database_url: str, receiver: Receiver, other: Receiver
) -> None:
    other.will(*[answer(500)] * 100)
    both = [webhook(receiver), webhook(other, "broken")]
    async with notifier(database_url, both) as made:

        async def later() -> None:
            await connection.execute("UPDATE hookshift.notifications SET next_at = now()")
            await made.run_once()

        await until(has(other, 3 * MOST_ATTEMPTS), later)
        await later()
    assert len(other.received) == 3 * MOST_ATTEMPTS
    assert news(receiver) == ["entered", "started", "paused"]  # nothing twice
    found = [each for each in await all_of(connection) if each.notifier == "broken"]
    assert [(each.state, each.attempts, each.last_error) for each in found] == [
        ("given_up", MOST_ATTEMPTS, "HTTP 500")
    ] * 3
    assert len({received.id for received in other.received}) == 3


async def test_each_attempt_has_the_same_id_and_body_and_is_signed_anew(
    database_url: str, receiver: Receiver
) -> None:
    receiver.will(answer(500), answer(502))
    async with notifier(database_url, [webhook(receiver, on=(News.PAUSED,))]) as made:
        await until(has(receiver, 3), made.run_once)
    assert len({(each.id, each.body) for each in receiver.received}) == 1
    assert all(verified(received) for received in receiver.received)


async def test_who_is_gone_is_asked_once_about_each_message(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    receiver.will(answer(410))
    async with notifier(database_url, [webhook(receiver)]) as made:
        await until(has(receiver, 3), made.run_once)
        assert await made.run_once() == []
    assert await states(connection) == [
        ("ops", "given_up", 1),
        ("ops", "sent", 1),
        ("ops", "sent", 1),
    ]


async def test_who_asks_for_time_gets_it(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    """None of its messages is tried before the time that it asked for is over."""
    receiver.will(answer(429, Retry_After="1"))
    async with notifier(database_url, [webhook(receiver)]) as made:
        await made.run_once()
        begun = asyncio.get_running_loop().time()
        await until(has(receiver, 2), made.run_once)
        assert asyncio.get_running_loop().time() - begun > 0.8
        await until(has(receiver, 4), made.run_once)
    assert {state for _, state, _ in await states(connection)} == {"sent"}


async def test_who_asks_for_a_year_is_tried_sooner(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    receiver.will(answer(503, Retry_After="31536000"))
    async with notifier(database_url, [webhook(receiver)]) as made:
        await made.run_once()
    rest = "SELECT extract(epoch FROM rests_until - now())::float8 FROM hookshift.notifiers"
    assert 800 < await connection.fetchval(rest) <= 900


async def test_a_receiver_that_hangs_ends_its_round_in_time(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    receiver.will(receiver.hang)
    settings = [webhook(receiver, on=(News.PAUSED,))]
    async with notifier(database_url, settings, patience=SHORT) as made:
        (found,) = await made.run_once()
        assert found.answer.text == "no answer within 0.5 s"
        assert await states(connection) == [("ops", "waiting", 1)]
    async with notifier(database_url, settings) as made:
        await until(has(receiver, 2), made.run_once)
    assert await states(connection) == [("ops", "sent", 2)]


async def test_a_receiver_that_hangs_delays_nobody_else(
    database_url: str, receiver: Receiver, other: Receiver
) -> None:
    """Its own next message is not sent meanwhile either."""
    other.will(other.hang)
    endless = Patience(connect=60, read=60, whole=60)
    both = [webhook(receiver), webhook(other, "hangs")]
    async with notifier(database_url, both, patience=endless, bounds=BOUNDS) as made:
        first = asyncio.create_task(made.run_once())
        await until(has(other, 1))
        await until(has(receiver, 3), made.run_once)
        assert not first.done()
        assert len(other.received) == 1
        other.released.set()
        await first
        await until(has(other, 3), made.run_once)


async def test_a_crash_between_sending_and_noting_it(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    """The receiver has it, PostgreSQL does not know: it comes again, under the same id."""
    settings = [webhook(receiver, on=(News.PAUSED,))]
    killed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def die(handler: Any) -> None:
        loop.call_soon_threadsafe(round_.cancel)
        loop.call_soon_threadsafe(killed.set)
        answer(204)(handler)

    receiver.will(die)
    async with notifier(database_url, settings) as made:
        round_ = asyncio.create_task(made.run_once())
        await asyncio.wait([round_])
        await killed.wait()
    assert await states(connection) == [("ops", "waiting", 1)]
    async with notifier(database_url, settings) as made:
        await until(has(receiver, 2), made.run_once)
        await made.run_once()
    first, second = receiver.received
    assert (first.id, first.body) == (second.id, second.body)
    assert await states(connection) == [("ops", "sent", 2)]


async def test_postgresql_is_gone_when_the_answer_comes(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    loop = asyncio.get_running_loop()
    seen: list[tuple[str, str, int]] = []

    def cut_off(handler: Any) -> None:
        terminate = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'hookshift notifier' AND datname = current_database()"
        )
        asyncio.run_coroutine_threadsafe(terminate, loop).result()
        answer(204)(handler)

    receiver.will(cut_off)
    async with notifier(database_url, [webhook(receiver, on=(News.PAUSED,))]) as made:

        async def round_() -> None:
            await made.run_once()
            seen[:] = await states(connection)

        await until(lambda: [state for _, state, _ in seen] == ["sent"], round_)
    # Once or twice: whether the loss was noticed before the answer came is chance.
    assert len({received.id for received in receiver.received}) == 1


async def test_a_database_that_is_not_there(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = "postgresql://nobody:hunter2@127.0.0.1:1/nothing"
    async with notifier(nowhere, [webhook(receiver)]) as made:
        assert await made.run_once() == []
        assert await made.run_once() == []
        assert made.error is not None
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "hunter2" not in caplog.text


async def test_a_flood_is_bounded(
    connection: Connection, database_url: str, receiver: Receiver
) -> None:
    for _ in range(5):
        await apply_happening(connection, Resumed, "ada")
        await apply_happening(connection, Paused, "ada")
    bounds = BOUNDS._replace(per_minute=4, backlog=6)
    async with notifier(database_url, [webhook(receiver)], bounds=bounds) as made:
        for _ in range(10):
            await made.run_once()
    assert len(receiver.received) == 4
    found = await all_of(connection)
    assert [each.state for each in found] == [*["given_up"] * 7, *["sent"] * 4, *["waiting"] * 2]
    assert {each.last_error for each in found[:7]} == {"too many were waiting: this was not tried"}


async def test_what_is_given_up_is_said_in_the_log(
    database_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.will(answer(410, b"closed T0PSECRET-t0ken"))
    async with notifier(database_url, [webhook(receiver, on=(News.PAUSED,))]) as made:
        await made.run_once()
    assert "notifier ops gives up on entry" in caplog.text
    assert "HTTP 410: closed ***" in caplog.text
    assert "SECRET" not in caplog.text


async def test_it_runs_by_itself_from_start_to_stop(
    connection: Connection, database_url: str, receiver: Receiver, other: Receiver
) -> None:
    """Also while one of its receivers hangs, for which a stop does not wait long."""
    other.will(other.hang)
    endless = Patience(connect=60, read=60, whole=60)
    both = [webhook(receiver), webhook(other, "hangs")]
    made = Notifier(database_url, both, patience=endless)
    await made.start()
    await until(has(receiver, 3))
    begun = asyncio.get_running_loop().time()
    await made.stop()
    assert asyncio.get_running_loop().time() - begun < 5
    assert [state for name, state, _ in await states(connection) if name == "hangs"] == [
        "waiting"
    ] * 3


async def test_without_notifiers_nothing_runs(connection: Connection, database_url: str) -> None:
    made = Notifier(database_url, [])
    await made.start()
    assert await made.run_once() == []
    await made.stop()
    assert await connection.fetchval("SELECT count(*) FROM hookshift.notifiers") == 0
