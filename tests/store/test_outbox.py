"""The outbox: one message per notifier and entry, claimed before it is sent, ended for good."""

from collections.abc import Sequence

import pytest
import pytest_asyncio

from hookshift.controller.apply import begin
from hookshift.domain.rollout.state import News
from hookshift.store import outbox
from hookshift.store.database import Connection
from hookshift.store.outbox import Bounds, DueMessage, GivenUp, Notification
from hookshift.store.rollouts import NewEntry, add_entry, clock
from tests.conftest import OpenConnection
from tests.controller.plans import PLAN

BOUNDS = Bounds(age=3_600.0, backlog=100, per_minute=1_000, claim=60.0)
HELD = (("ops", News.HELD),)


@pytest_asyncio.fixture
async def rollout(connection: Connection) -> int:
    """A rollout whose own entries nobody here wants to hear."""
    started = await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    await outbox.register(connection, ["ops", "chat"], 3_600)
    return started.id


async def happen(
    connection: Connection, rollout: int, *texts_due: str, ago: float = 0, news: News = News.HELD
) -> None:
    for text in texts_due:
        at = await clock(connection) - ago
        await add_entry(connection, rollout, NewEntry(at, 1, news, "ada", text))


async def take(connection: Connection, *names: str, bounds: Bounds = BOUNDS) -> list[DueMessage]:
    return await outbox.claim(connection, names or ("ops",), bounds)


async def one(connection: Connection, *names: str) -> DueMessage:
    (due,) = await take(connection, *names)
    return due


async def listed(connection: Connection) -> list[Notification]:
    """Oldest first."""
    return list(reversed(await outbox.notifications(connection, 100)))


def texts_due(dues: Sequence[DueMessage]) -> list[tuple[str, str]]:
    return [(due.notifier, due.entry.text) for due in dues]


async def states(connection: Connection) -> list[tuple[str, str, str | None]]:
    found = await listed(connection)
    return [(each.notifier, each.state, each.last_error) for each in found]


async def test_each_notifier_gets_what_it_wants_to_hear(
    connection: Connection, rollout: int
) -> None:
    await happen(connection, rollout, "stays")
    await happen(connection, rollout, "goes", news=News.RESUMED)
    assert await outbox.fill(connection, [*HELD, ("chat", News.HELD), ("chat", News.RESUMED)]) == 3
    assert texts_due(await take(connection, "ops", "chat")) == [("chat", "stays"), ("ops", "stays")]
    due = await one(connection, "ops", "chat")
    assert texts_due([due]) == [("chat", "goes")]
    assert (due.attempt, due.plan) == (1, PLAN)
    assert due.entry[1:] == (rollout, due.entry.at, 1, News.RESUMED, "ada", "goes")
    assert await take(connection, "ops", "chat") == []


async def test_an_entry_gets_one_message_however_often_it_is_looked_at(
    connection: Connection, rollout: int
) -> None:
    await happen(connection, rollout, "stays")
    assert [await outbox.fill(connection, HELD) for _ in range(3)] == [1, 0, 0]


async def test_a_new_notifier_hears_of_the_last_hour_only(
    connection: Connection, rollout: int
) -> None:
    await happen(connection, rollout, "old", ago=3_700)
    await happen(connection, rollout, "fresh", ago=3_500)
    await outbox.fill(connection, HELD)
    assert [due.entry.text for due in await take(connection)] == ["fresh"]
    assert await take(connection) == []


async def test_who_was_away_hears_of_everything_since(connection: Connection, rollout: int) -> None:
    """Too late or not, it is in the list."""
    await outbox.fill(connection, HELD)
    await connection.execute("UPDATE hookshift.notifiers SET reads_from = now() - interval '9 h'")
    await happen(connection, rollout, "long ago", ago=8 * 3_600)
    await outbox.fill(connection, HELD)
    await outbox.tidy(connection, BOUNDS)
    assert await states(connection) == [
        ("ops", "given_up", "too late: nobody was there to send it")
    ]


async def test_entries_are_looked_at_for_a_while_and_not_for_ever(
    connection: Connection, rollout: int
) -> None:
    """One may be committed after another that was written later."""
    await outbox.fill(connection, HELD)
    await happen(connection, rollout, "late", ago=300)
    await happen(connection, rollout, "too late", ago=1_000)
    assert await outbox.fill(connection, HELD) == 1


async def test_a_claim_is_nobody_elses_until_it_runs_out(
    connection: Connection, rollout: int, database_url: str, open_connection: OpenConnection
) -> None:
    other = await open_connection(database_url)
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, HELD)
    first = await one(connection)
    assert await take(other) == []
    await connection.execute("UPDATE hookshift.notifications SET next_at = now()")
    (again,) = await take(other)
    assert (again.id, again.attempt) == (first.id, 2)


async def test_two_leaders_at_once_do_not_take_the_same(
    connection: Connection, rollout: int, database_url: str, open_connection: OpenConnection
) -> None:
    other = await open_connection(database_url)
    await happen(connection, rollout, "one", "two")
    await outbox.fill(connection, HELD)
    async with connection.transaction():
        mine = await one(connection)
        theirs = await one(other)
    assert {mine.entry.text, theirs.entry.text} == {"one", "two"}


async def test_what_has_been_due_for_longest_is_first(connection: Connection, rollout: int) -> None:
    await happen(connection, rollout, "one", "two")
    await outbox.fill(connection, HELD)
    first = await one(connection)
    await outbox.failed(connection, first, "HTTP 500", wait=0)
    assert texts_due(await take(connection)) == [("ops", "two")]
    assert texts_due(await take(connection)) == [("ops", "one")]


async def test_a_failure_waits(connection: Connection, rollout: int) -> None:
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, HELD)
    await outbox.failed(connection, await one(connection), "HTTP 500" * 100, wait=60)
    assert await take(connection) == []
    (waiting,) = await listed(connection)
    assert (waiting.state, waiting.attempts, waiting.ended_at) == ("waiting", 1, None)
    assert waiting.last_error == ("HTTP 500" * 100)[: outbox.ERROR_CHARACTERS]
    assert waiting.tried_at is not None
    assert 55 < (waiting.next_at - waiting.tried_at).total_seconds() <= 65


async def test_the_last_failure_ends_it(connection: Connection, rollout: int) -> None:
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, HELD)
    await outbox.failed(connection, await one(connection), "HTTP 410", wait=None)
    assert await states(connection) == [("ops", "given_up", "HTTP 410")]
    assert await take(connection) == []


async def test_the_outcome_of_an_attempt_that_was_taken_for_lost(
    connection: Connection, rollout: int
) -> None:
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, HELD)
    lost = await one(connection)
    await connection.execute("UPDATE hookshift.notifications SET next_at = now()")
    await one(connection)
    await outbox.failed(connection, lost, "HTTP 500", wait=None)
    assert await states(connection) == [("ops", "waiting", None)]  # the other's outcome counts
    await outbox.sent(connection, lost)
    assert await states(connection) == [("ops", "sent", None)]


async def test_a_success_after_all(connection: Connection, rollout: int) -> None:
    """Given up while it was under way: it has been sent, and says so."""
    await happen(connection, rollout, "stays", ago=3_000)
    await outbox.fill(connection, HELD)
    due = await one(connection)
    await outbox.tidy(connection, BOUNDS._replace(age=60))
    assert [state for _, state, _ in await states(connection)] == ["given_up"]
    await outbox.sent(connection, due)
    await outbox.failed(connection, due, "HTTP 500", wait=1)
    assert await states(connection) == [("ops", "sent", None)]


async def test_a_success_lets_the_others_try_again(connection: Connection, rollout: int) -> None:
    await happen(connection, rollout, "one", "two", "three")
    await outbox.fill(connection, [*HELD, ("chat", News.HELD)])
    for due in [*await take(connection), *await take(connection, "chat"), *await take(connection)]:
        await outbox.failed(connection, due, "HTTP 500", wait=600)
    await outbox.sent(connection, await one(connection))
    assert texts_due(await take(connection)) == [("ops", "one")]
    assert texts_due(await take(connection)) == [("ops", "two")]
    assert texts_due(await take(connection, "chat")) == [("chat", "two")]  # "one" still waits


async def test_who_wants_to_rest_is_left_alone(connection: Connection, rollout: int) -> None:
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, [*HELD, ("chat", News.HELD)])
    await outbox.pause(connection, "ops", 60)
    assert texts_due(await take(connection, "ops", "chat")) == [("chat", "stays")]
    await outbox.pause(connection, "ops", 0)
    assert texts_due(await take(connection, "ops", "chat")) == [("ops", "stays")]


async def test_no_more_than_so_many_a_minute(connection: Connection, rollout: int) -> None:
    bounds = BOUNDS._replace(per_minute=2)
    await happen(connection, rollout, "one", "two", "three")
    await outbox.fill(connection, [*HELD, ("chat", News.HELD)])
    assert len([due for _ in range(4) for due in await take(connection, bounds=bounds)]) == 2
    assert len(await take(connection, "chat", bounds=bounds)) == 1
    await connection.execute(
        "UPDATE hookshift.notifications SET tried_at = tried_at - interval '61 s'"
    )
    assert len(await take(connection, bounds=bounds)) == 1


async def test_of_a_backlog_the_newest_wait_and_the_others_are_given_up(
    connection: Connection, rollout: int
) -> None:
    await happen(connection, rollout, "one", "two", "three")
    await outbox.fill(connection, [*HELD, ("chat", News.HELD)])
    await outbox.failed(connection, await one(connection), "HTTP 500", wait=60)
    given_up = await outbox.tidy(connection, BOUNDS._replace(backlog=2))
    assert sorted((each.notifier, each.error) for each in given_up) == [
        ("chat", "too many were waiting: this was not tried"),
        ("ops", "too many were waiting: HTTP 500"),
    ]
    assert isinstance(given_up[0], GivenUp)
    waiting = [each.entry for each in [*await take(connection), *await take(connection)]]
    assert [each.text for each in waiting] == ["two", "three"]


async def test_old_ones_are_forgotten_but_never_those_that_wait(
    connection: Connection, rollout: int
) -> None:
    await outbox.fill(connection, HELD)
    await connection.execute("UPDATE hookshift.notifiers SET reads_from = now() - interval '9 d'")
    await happen(connection, rollout, "one", "two", ago=5 * 86_400)
    await happen(connection, rollout, "three")
    await outbox.fill(connection, HELD)
    await outbox.sent(connection, await one(connection))
    await outbox.forget_notifications(connection, 6)
    assert len(await listed(connection)) == 3
    await outbox.forget_notifications(connection, 4)
    assert [each.state for each in await listed(connection)] == ["waiting", "waiting"]


async def test_of_one_notifier(connection: Connection, rollout: int) -> None:
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, [*HELD, ("chat", News.HELD)])
    found = await outbox.notifications(connection, 10, "chat")
    assert [each.notifier for each in found] == ["chat"]
    assert found[0][3:9] == (rollout, 1, None, None, News.HELD, "waiting")


async def test_a_plan_of_another_version_of_the_program(
    connection: Connection, rollout: int
) -> None:
    await connection.execute("""UPDATE hookshift.rollouts SET plan = '{"what": "else"}'""")
    await happen(connection, rollout, "stays")
    await outbox.fill(connection, HELD)
    assert (await one(connection)).plan is None


@pytest.mark.parametrize("table", ["notifiers", "notifications"])
async def test_a_table_is_closed(connection: Connection, table: str) -> None:
    assert await connection.fetchval(
        "SELECT relrowsecurity FROM pg_class WHERE oid = ('hookshift.' || $1)::regclass", table
    )


async def test_news_of_another_version_take_no_other_with_them(
    connection: Connection, rollout: int
) -> None:
    await happen(connection, rollout, "known")
    await outbox.fill(connection, [*HELD, ("chat", News.HELD)])
    await connection.execute(
        "INSERT INTO hookshift.rollout_entries (rollout, at, stage, news, actor, text) "
        "SELECT rollout, at, stage, 'invented', actor, 'unknown' FROM hookshift.rollout_entries "
        "WHERE news = 'held'"
    )
    await connection.execute(
        "UPDATE hookshift.notifications SET entry = "
        "(SELECT id FROM hookshift.rollout_entries WHERE news = 'invented') WHERE notifier = 'ops'"
    )
    assert texts_due(await take(connection, "ops", "chat")) == [("chat", "known")]
