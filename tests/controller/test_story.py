"""The log tells what happens to rollouts and to the share, once, and who did it."""

import asyncio
import json

import pytest

from hookshift.app.logs import AsJson, AsText
from hookshift.controller.loop import Controller
from hookshift.controller.story import StoryLog
from hookshift.store.database import Connection
from tests.cli.conftest import Hookshift


async def share(connection: Connection, percentage: float, reason: str) -> None:
    await connection.execute(
        "SELECT update_routing_percentage($1, $2, 'ada@ops')", percentage, reason
    )


async def past(connection: Connection, seconds: float) -> None:
    """All changes were made so long ago."""
    for statement in (
        "ALTER TABLE webhook_routing_config_audit DISABLE TRIGGER USER",
        f"UPDATE webhook_routing_config_audit SET at = at - interval '{seconds} s'",
        "ALTER TABLE webhook_routing_config_audit ENABLE TRIGGER USER",
    ):
        await connection.execute(statement)


async def test_what_was_before_is_not_told(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await share(connection, 10, "before")
    await past(connection, 61)
    story = StoryLog()
    await story.log_news(connection)
    await story.log_news(connection)
    assert caplog.records == []


async def test_what_was_since_it_was_made_is_told_however_late_it_begins(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    story = StoryLog(lambda: now[0])
    await share(connection, 10, "while it starts")
    await past(connection, 90)
    now[0] += 60.0
    await story.log_news(connection)
    assert "while it starts" in caplog.records[-1].getMessage()


async def test_each_change_of_the_share_is_told_once_with_who_and_why(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await past(connection, 90)
    story = StoryLog()
    await story.log_news(connection)
    await share(connection, 25, "day 3")
    await connection.execute("UPDATE webhook_routing_config SET enabled = false")
    await story.log_news(connection)
    await story.log_news(connection)
    first, second = caplog.records
    assert first.levelname == second.levelname == "INFO"
    assert first.getMessage() == "share: 0 % -> 25 % by ada@ops (version 2): day 3"
    assert second.getMessage().startswith("share: routing switched off by postgres (version 3)")
    line = AsText("control").format(first)
    assert line.endswith("INFO control hookshift.controller.story: " + first.getMessage())
    fields = json.loads(AsJson("control").format(first))
    assert (fields["level"], fields["percentage"], fields["former_percentage"]) == ("info", 25, 0)
    assert (fields["actor"], fields["version"], fields["enabled"]) == ("ada@ops", 2, True)


async def test_a_change_that_is_committed_late_is_told_too(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await past(connection, 90)
    story = StoryLog()
    await story.log_news(connection)
    # As if number 2 were committed after number 3.
    await share(connection, 25, "late")
    await share(connection, 30, "early")
    await connection.execute("ALTER TABLE webhook_routing_config_audit DISABLE TRIGGER USER")
    await connection.execute(
        "UPDATE webhook_routing_config_audit SET active = (reason = 'early') IS TRUE"
    )
    await story.log_news(connection)
    await connection.execute("UPDATE webhook_routing_config_audit SET active = true")
    await story.log_news(connection)
    assert [record.getMessage().rpartition(": ")[2] for record in caplog.records] == [
        "early",
        "late",
    ]


async def test_starts_and_rollbacks(
    connection: Connection, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    story = StoryLog()
    await story.log_news(connection)
    hookshift = Hookshift(database_url)
    await asyncio.to_thread(hookshift.works, "rollout", "start", "--reason", "day 3")
    await asyncio.to_thread(hookshift.works, "rollout", "rollback", "--reason", "it burns")
    await story.log_news(connection)
    found = [record.getMessage() for record in caplog.records]
    assert all(record.levelname == "INFO" for record in caplog.records)
    (first,) = [each for each in caplog.records if ": started by " in each.getMessage()]
    assert first.getMessage().startswith("rollout 1, stage 1: started by ")
    assert any(": rolled back by " in each and "it burns" in each for each in found)
    assert any(each.startswith("share: 0 % -> 10 % by ") for each in found)
    fields = json.loads(AsJson("control").format(first))
    assert (fields["rollout"], fields["stage"], fields["news"]) == (1, 1, "started")


async def test_a_controller_that_leads_tells(
    connection: Connection, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    controller = Controller(database_url, 5.0, lambda _: None, story=StoryLog())
    await controller.run_once()
    await share(connection, 25, "day 3")
    await controller.run_once()
    await controller.close()
    assert any("share: 0 % -> 25 %" in record.getMessage() for record in caplog.records)
