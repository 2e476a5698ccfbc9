"""Who changed the share, and how."""

from decimal import Decimal

import pytest

from hookshift.controller.apply import begin
from hookshift.controller.interference import interference
from hookshift.store.database import Connection
from hookshift.store.routing_config import read_config, set_percentage
from tests.controller.plans import PLAN

STATEMENTS: dict[str, tuple[tuple[str, ...], str]] = {
    "percentage": (
        ("SELECT update_routing_percentage(0, 'it burns', 'eve')",),
        "eve (hookshift tests) changed 10 % to 0 %: it burns",
    ),
    "the same percentage": (
        ("SELECT update_routing_percentage(10, NULL, 'eve')",),
        "eve (hookshift tests) set the same values again",
    ),
    "enabled": (
        (
            "SET hookshift.actor = 'eve'",
            "UPDATE webhook_routing_config SET enabled = false",
        ),
        "eve (hookshift tests) disabled routing",
    ),
    "domains and salt": (
        (
            "SET hookshift.actor = 'eve'",
            "UPDATE webhook_routing_config SET domains = '{jobs}', salt = 'x'",
        ),
        "eve (hookshift tests) changed the domains to jobs, changed the salt",
    ),
    "two changes": (
        (
            "SELECT update_routing_percentage(5, NULL, 'eve')",
            "SELECT update_routing_percentage(10, 'sorry', 'bob')",
        ),
        "eve (hookshift tests) changed 10 % to 5 %; then bob (hookshift tests) changed 5 % to "
        "10 %: sorry",
    ),
    "another row": (
        (
            "SET hookshift.actor = 'eve'",
            "INSERT INTO webhook_routing_config (percentage, enabled) VALUES (50, true)",
        ),
        "eve (hookshift tests) changed 10 % to 50 %",
    ),
    "no row": (
        ("SET hookshift.actor = 'eve'", "DELETE FROM webhook_routing_config"),
        "eve (hookshift tests) deleted the configuration",
    ),
    "no triggers": (
        (
            "SET session_replication_role = replica",
            "UPDATE webhook_routing_config SET percentage = 60",
        ),
        "60 % of jobs, marketplace, property, routing on, is active, but the audit trail has "
        "no such change",
    ),
}


@pytest.mark.parametrize("case", STATEMENTS)
async def test_who_changed_what(connection: Connection, case: str) -> None:
    rollout = await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    assert await interference(connection, rollout, await read_config(connection)) is None
    statements, expected = STATEMENTS[case]
    for statement in statements:
        await connection.execute(statement)
    found = await interference(connection, rollout, await read_config(connection))
    assert found == expected


async def test_what_is_known_is_not_told_again(connection: Connection) -> None:
    rollout = await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    await set_percentage(connection, Decimal(5), "eve", None)
    state = rollout.progress.state._replace(foreign=True)
    known = rollout._replace(progress=rollout.progress._replace(state=state))
    assert await interference(connection, known, await read_config(connection)) is None
