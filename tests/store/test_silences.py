"""Acknowledgements end with their problem, silences with their time."""

from hookshift.domain.alerts import Alert, AlertKind
from hookshift.store import silences
from hookshift.store.alerts import note
from hookshift.store.database import Connection
from hookshift.store.silences import GONE_SECONDS

SLOW = Alert(AlertKind.SLOW, "jobs", "slow")
ABOUT = ("slow", "jobs")
BACK = Alert(AlertKind.ROLLED_BACK, "7", "back")


async def later(connection: Connection, seconds: float) -> None:
    for column in ("seen_at", "until"):
        await connection.execute(
            f"UPDATE hookshift.alert_silences SET {column} = {column} - $1 * interval '1 s'",
            seconds,
        )


async def test_an_acknowledgement_ends_with_the_problem(connection: Connection) -> None:
    await silences.acknowledge(connection, ABOUT, "ana", "known")
    await later(connection, GONE_SECONDS)
    await note(connection, [SLOW], 0.0)
    assert list(await silences.active(connection)) == [ABOUT], "it goes on"
    await later(connection, GONE_SECONDS - 5)
    await note(connection, [], 0.0)
    assert list(await silences.active(connection)) == [ABOUT], "it may come back"
    await later(connection, 6)
    await note(connection, [], 0.0)
    assert await silences.active(connection) == {}


async def test_an_acknowledgement_lasts_no_longer_than_a_day(connection: Connection) -> None:
    await silences.acknowledge(connection, ABOUT, "ana", "known")
    await later(connection, 86_401)
    assert await silences.active(connection) == {}


async def test_a_silence_lasts_its_time_whatever_happens(connection: Connection) -> None:
    await silences.silence(connection, ABOUT, "ana", "maintenance", 7_200)
    await later(connection, 7_190)
    await note(connection, [], 0.0)
    assert list(await silences.active(connection)) == [ABOUT]
    await later(connection, 20)
    assert await silences.active(connection) == {}


async def test_the_latest_counts_and_the_end_ends_all(connection: Connection) -> None:
    await silences.silence(connection, ABOUT, "ana", "first", 60)
    await silences.acknowledge(connection, ABOUT, "bo", "second")
    assert (await silences.active(connection))[ABOUT].actor == "bo"
    assert await silences.end(connection, ABOUT) == 2
    assert await silences.active(connection) == {}


async def test_nobody_is_told_of_what_is_silenced(connection: Connection) -> None:
    await silences.silence(connection, ABOUT, "ana", "maintenance", 60)
    assert await note(connection, [SLOW], 0.0, 1.0) == []
    await silences.end(connection, ABOUT)
    assert await note(connection, [SLOW], 0.0, 1.0) == [SLOW.text]


async def test_what_a_rollout_tells_itself_raises_no_alert(connection: Connection) -> None:
    await silences.acknowledge(connection, ("rolled_back", "7"), "ana", "seen")
    await later(connection, GONE_SECONDS + 1)
    assert await note(connection, [BACK], 0.0) == []
    assert list(await silences.active(connection)) == [("rolled_back", "7")]
