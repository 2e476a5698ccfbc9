"""`hookshift set`, `enable`, `disable`, `rollback`: what they change, and what the audit says."""

import os

import pytest

from hookshift.cli.session import actor
from tests.cli.conftest import Hookshift


def percentages(hookshift: Hookshift) -> list[float]:
    """The share after each change, oldest first."""
    rows = hookshift.sql("SELECT new_percentage FROM webhook_routing_config_audit ORDER BY id")
    return [float(row[0]) for row in rows]


def test_set_says_what_holds_now(hookshift: Hookshift) -> None:
    output = hookshift.works("set", "10")

    assert output.startswith("10.00 % of jobs, marketplace, property; routing is on (version ")


def test_the_audit_trail_knows_who_and_why(hookshift: Hookshift) -> None:
    hookshift.works("set", "10", "--reason", "day 3")

    (row,) = hookshift.sql(
        "SELECT actor, reason, old_percentage, new_percentage, version"
        " FROM webhook_routing_config_audit ORDER BY id DESC LIMIT 1"
    )
    assert tuple(row)[:4] == (actor(), "day 3", 0, 10)
    assert row["version"] == hookshift.json("disable")["version"] - 1


def test_the_actor_is_the_login_and_the_host() -> None:
    assert actor().endswith(f"@{os.uname().nodename}")
    assert not actor().startswith("@")


@pytest.mark.parametrize("share", ["0", "0.01", "99.99", "100", "100.00"])
def test_shares_that_are_taken(hookshift: Hookshift, share: str) -> None:
    assert hookshift.json("set", share)["percentage"] == float(share)


@pytest.mark.parametrize("share", ["10.005", "101", "100.01", "ten", "nan", "1e999", "", "10 %"])
@pytest.mark.parametrize("command", [["set"], ["rollback", "--to"]])
def test_shares_that_are_refused(command: list[str], share: str, hookshift: Hookshift) -> None:
    result = hookshift(*command, share)

    assert result.exit_code == 2
    assert "is not a percentage: write 0 to 100, with at most two decimals" in result.stderr
    assert percentages(hookshift) == [0]


def test_a_negative_share_is_refused(hookshift: Hookshift) -> None:
    assert hookshift("set", "--", "-0.01").exit_code == 2
    assert percentages(hookshift) == [0]


def test_disable_keeps_the_share_and_enable_goes_back_to_it(hookshift: Hookshift) -> None:
    hookshift.works("set", "10")

    assert "10.00 %" in (off := hookshift.works("disable", "--reason", "incident"))
    assert "routing is OFF: everybody goes to legacy" in off
    assert "routing is on" in hookshift.works("enable")

    rows = hookshift.sql(
        "SELECT new_enabled, reason, actor FROM webhook_routing_config_audit ORDER BY id DESC"
    )
    assert [tuple(row) for row in rows[:2]] == [
        (True, None, actor()),
        (False, "incident", actor()),
    ]


def test_changes_for_programs(hookshift: Hookshift) -> None:
    config = hookshift.json("set", "12.5", "--reason", "why not")

    assert config["percentage"] == 12.5
    assert config["enabled"] is True
    assert config["domains"] == ["jobs", "marketplace", "property"]
    assert config["reason"] == "why not"


def test_rollback_goes_to_nothing_by_itself(hookshift: Hookshift) -> None:
    hookshift.works("set", "25")

    assert hookshift.works("rollback").startswith("0.00 %")
    (row,) = hookshift.sql(
        "SELECT reason FROM webhook_routing_config_audit ORDER BY id DESC LIMIT 1"
    )
    assert row["reason"] == "rollback"


def test_rollback_to_a_share(hookshift: Hookshift) -> None:
    hookshift.works("set", "25")

    assert hookshift.works("rollback", "--to", "10").startswith("10.00 %")


def test_rollback_to_the_share_of_now_is_no_raise(hookshift: Hookshift) -> None:
    hookshift.works("set", "25")

    assert hookshift.works("rollback", "--to", "25").startswith("25.00 %")


def test_rollback_to_nothing_when_there_is_nothing(hookshift: Hookshift) -> None:
    assert hookshift.works("rollback", "--to", "0").startswith("0.00 %")


def test_rollback_to_the_previous_share(hookshift: Hookshift) -> None:
    hookshift.works("set", "10")
    hookshift.works("set", "25")
    hookshift.works("disable")

    assert hookshift.works("rollback", "--previous").startswith("10.00 %")


@pytest.mark.parametrize("how", [["--to", "25.01"], ["--previous"]])
def test_rollback_never_raises_the_share(hookshift: Hookshift, how: list[str]) -> None:
    hookshift.works("set", "50")
    hookshift.works("set", "25")

    result = hookshift("rollback", *how)

    assert result.exit_code == 1
    assert "it is not a rollback" in result.stderr
    assert "Use `hookshift set" in result.stderr
    assert percentages(hookshift) == [0, 50, 25]


def test_rollback_without_a_previous_share(hookshift: Hookshift) -> None:
    result = hookshift("rollback", "--previous")

    assert result.exit_code == 1
    assert "there is no previous one" in result.stderr


def test_rollback_takes_one_goal(hookshift: Hookshift) -> None:
    hookshift.works("set", "25")

    result = hookshift("rollback", "--previous", "--to", "0")

    assert result.exit_code == 2
    assert "use --to or --previous, not both" in result.stderr
    assert percentages(hookshift) == [0, 25]


@pytest.mark.parametrize("command", [["enable"], ["disable"], ["rollback"], ["status"]])
def test_a_configuration_without_a_row(hookshift: Hookshift, command: list[str]) -> None:
    hookshift.sql("DELETE FROM webhook_routing_config")

    result = hookshift(*command)

    assert result.exit_code == 1
    assert "INSERT INTO webhook_routing_config" in result.stderr


@pytest.mark.parametrize(
    "command",
    ["rollback", "disable", "rollout rollback", "rollout abort", "set 0", "set 0.00 --drain"],
)
def test_where_postgresql_is_away_who_goes_back_hears_of_the_way_without_it(command: str) -> None:
    found = Hookshift("postgresql://127.0.0.1:1/nothing")(*command.split())

    assert found.exit_code == 1
    assert "`hookshift rollback --local` needs no PostgreSQL" in found.stderr


@pytest.mark.parametrize("command", ["enable --yes", "set 5 --yes"])
def test_nobody_else_does(command: str) -> None:
    found = Hookshift("postgresql://127.0.0.1:1/nothing")(*command.split())

    assert found.exit_code == 1
    assert "--local" not in found.stderr
