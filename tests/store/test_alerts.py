"""Alerts open, are raised when they last, end, and leave no trace if they pass."""

import re

import pytest

from hookshift.domain.alerts import Alert, AlertKind, AlertNews
from hookshift.store import alerts, outbox
from hookshift.store.alerts import note
from hookshift.store.database import Connection
from hookshift.store.outbox import AlertEntry, Bounds
from tests.conftest import OpenConnection

OLD = Alert(AlertKind.INBOX_OLD, "jobs", "an event has waited for 6 min")
AFTER = 120.0
BOUNDS = Bounds(age=3_600.0, backlog=100, per_minute=1_000, claim=60.0)


async def later(connection: Connection, seconds: float) -> None:
    """As if so much time had passed."""
    for column in ("since", "seen_at", "raised_at", "told_at", "ended_at"):
        await connection.execute(
            f"UPDATE hookshift.alerts SET {column} = {column} - $1::float8 * interval '1 s'",
            seconds,
        )


async def raised(connection: Connection) -> list[tuple[str, str]]:
    rows = await connection.fetch("SELECT news, text FROM hookshift.alert_news ORDER BY id")
    return [(row["news"], row["text"]) for row in rows]


async def test_what_lasts_is_told_once(connection: Connection) -> None:
    assert await note(connection, [OLD], AFTER) == []
    await later(connection, AFTER - 1)
    assert await note(connection, [OLD], AFTER) == []
    await later(connection, 1)
    worse = OLD._replace(text="an event has waited for 8 min")
    assert await note(connection, [worse], AFTER) == [worse.text]
    await later(connection, 1_000)
    assert await note(connection, [worse], AFTER) == []
    assert await raised(connection) == [("alert", worse.text)]
    (found,) = await alerts.alerts(connection, 10, only_open=True)
    assert (found.kind, found.subject, found.ended_at) == ("inbox_old", "jobs", None)


async def test_what_goes_on_is_told_again(connection: Connection) -> None:
    await note(connection, [OLD], AFTER, 1_000)
    await later(connection, AFTER)
    assert await note(connection, [OLD], AFTER, 1_000) == [OLD.text]
    for passed, texts in ((999, 0), (1, 1), (0, 0), (999, 0), (1, 1)):
        await later(connection, passed)
        assert len(await note(connection, [OLD], AFTER, 1_000)) == texts
    assert [news for news, _ in await raised(connection)] == ["alert"] * 3
    *_, (_, last) = await raised(connection)
    since = r"still, since \d{4}-\d\d-\d\d \d\d:\d\d UTC: "
    assert re.fullmatch(since + re.escape(OLD.text), last)
    (found,) = await alerts.alerts(connection, 10)
    assert found.text == OLD.text


async def test_what_is_right_at_the_moment_is_not_told_again(connection: Connection) -> None:
    await note(connection, [OLD], 0, 1_000)
    await later(connection, 1_000)
    assert await note(connection, [], 2_000, 1_000) == []
    assert len(await note(connection, [OLD], 2_000, 1_000)) == 1


async def test_before_0016_it_was_not_known_when_it_was_told(connection: Connection) -> None:
    await note(connection, [OLD], 0)
    await connection.execute("UPDATE hookshift.alerts SET told_at = NULL")
    await later(connection, 999)
    assert await note(connection, [OLD], 0, 1_000) == []
    await later(connection, 1)
    assert len(await note(connection, [OLD], 0, 1_000)) == 1


async def test_what_passes_leaves_no_trace(connection: Connection) -> None:
    await note(connection, [OLD], AFTER)
    await note(connection, [], AFTER)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.alerts") == 0
    # It begins anew.
    await note(connection, [OLD], AFTER)
    await later(connection, AFTER - 1)
    assert await note(connection, [OLD], AFTER) == []


async def test_it_ends_when_it_has_not_been_seen_for_as_long(connection: Connection) -> None:
    await note(connection, [OLD], 0)
    await later(connection, AFTER)
    await note(connection, [OLD], AFTER)
    await note(connection, [], AFTER)
    await later(connection, AFTER - 1)
    await note(connection, [], AFTER)
    assert [news for news, _ in await raised(connection)] == ["alert"]
    await later(connection, 2)
    await note(connection, [], AFTER)
    assert [news for news, _ in await raised(connection)] == ["alert", "resolved"]
    (found,) = await alerts.alerts(connection, 10)
    assert found.ended_at is not None
    assert await alerts.alerts(connection, 10, only_open=True) == []
    # The next one is another.
    await note(connection, [OLD], 0)
    assert len(await alerts.alerts(connection, 10)) == 2


async def test_one_subject_does_not_stand_for_another(connection: Connection) -> None:
    other = OLD._replace(subject="property", text="another")
    assert await note(connection, [OLD, other], 0) == [OLD.text, "another"]
    await later(connection, AFTER)
    await note(connection, [other], AFTER - 1)
    assert ("resolved", OLD.text) in await raised(connection)
    assert len(await alerts.alerts(connection, 10, only_open=True)) == 1


async def test_two_who_note_at_once(
    connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    other = await open_connection(database_url)
    async with connection.transaction():
        assert await note(connection, [OLD], 0) == [OLD.text]
        assert not await other.fetchval("SELECT pg_try_advisory_lock(hashtext('hookshift.alerts'))")
    assert await note(other, [OLD], 0) == []
    assert len(await raised(connection)) == 1


async def test_each_notifier_hears_it(connection: Connection) -> None:
    await outbox.register(connection, ["ops", "chat"], 3_600)
    await note(connection, [OLD], 0)
    wanted = [("ops", AlertNews.ALERT), ("chat", AlertNews.RESOLVED)]
    assert [await outbox.fill(connection, wanted) for _ in range(2)] == [1, 0]
    (due,) = await outbox.claim(connection, ["ops", "chat"], BOUNDS)
    assert isinstance(due.entry, AlertEntry)
    assert due.entry[2:] == (AlertNews.ALERT, "inbox_old", "jobs", OLD.text)
    assert (due.notifier, due.plan, outbox.what(due.entry)) == (
        "ops",
        None,
        f"alert {due.entry.id}",
    )
    await outbox.sent(connection, due)
    (listed,) = await outbox.notifications(connection, 10)
    assert (listed.alert, listed.subject, listed.rollout) == ("inbox_old", "jobs", None)


async def test_too_late_is_given_up(connection: Connection) -> None:
    await outbox.register(connection, ["ops"], 3_600)
    await note(connection, [OLD], 0)
    await outbox.fill(connection, [("ops", AlertNews.ALERT)])
    await connection.execute("UPDATE hookshift.notifications SET at = now() - interval '2 h'")
    (given_up,) = await outbox.tidy(connection, BOUNDS)
    assert given_up.what.startswith("alert ")


async def test_they_are_forgotten(connection: Connection) -> None:
    await outbox.register(connection, ["ops"], 3_600)
    await note(connection, [OLD], 0)
    await outbox.fill(connection, [("ops", AlertNews.ALERT)])
    await later(connection, 10)
    await note(connection, [], 1)
    await alerts.forget_alerts(connection, 1)
    assert len(await alerts.alerts(connection, 10)) == 1
    await later(connection, 86_400)
    await alerts.forget_alerts(connection, 1)
    for table in ("alerts", "alert_news", "notifications"):
        assert await connection.fetchval(f"SELECT count(*) FROM hookshift.{table}") == 0


@pytest.mark.parametrize("table", ["alerts", "alert_news", "api_sessions"])
async def test_a_table_is_closed(connection: Connection, table: str) -> None:
    assert (
        await connection.fetchval(
            "SELECT count(*) FROM pg_class, aclexplode(relacl) AS acl"
            " WHERE oid = $1::regclass AND acl.grantee <> relowner",
            f"hookshift.{table}",
        )
        == 0
    )


async def test_one_that_comes_twice_takes_no_other_with_it(connection: Connection) -> None:
    """A worker and its replacement may say the same, under the same name, for some seconds."""
    other = OLD._replace(subject="property")
    assert await note(connection, [OLD, other, OLD._replace(text="for 7 min")], 0.0) == [
        "an event has waited for 6 min" if each is other else "for 7 min" for each in (OLD, other)
    ]


async def test_what_is_urgent_is_told_at_once(connection: Connection) -> None:
    urgent = Alert(AlertKind.LOOP_FAILING, "deliverer", "it fails")
    assert await note(connection, [OLD, urgent], AFTER) == [urgent.text]
    assert await note(connection, [OLD, urgent], AFTER) == []
