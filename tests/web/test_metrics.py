"""The installation's page for Prometheus, and the alerts that are shipped for it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hookshift.gateway.metrics_page import COUNTERS, GAUGES, HISTOGRAMS
from hookshift.store.database import Connection
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.web.conftest import Browser
from tests.web.test_dashboard import some_traffic

ALERTS = Path(__file__).parents[2] / "ops" / "prometheus" / "alerts.yml"


async def samples(browser: Browser) -> dict[str, dict[tuple[str, ...], float]]:
    """By name, the values by their labels'."""
    answer = await browser.get("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        family.name: {tuple(each.labels.values()): each.value for each in family.samples}
        for family in text_string_to_metric_families(answer.body.decode())
    }


async def test_an_empty_installation_has_no_false_zeros(
    browser: Browser, connection: Connection
) -> None:
    found = await samples(browser)
    assert found["hookshift_degraded"] == {(): 1.0}
    assert found["hookshift_controller_leads"] == {(): 0.0}
    assert found["hookshift_share_ratio"] == {(): 0.0}
    assert found["hookshift_rollout_stage"] == {}
    assert found["hookshift_hour_error_ratio"] == {}
    assert found["hookshift_hour_unified_ratio"] == {}


async def test_the_last_hour_and_the_inbox(
    browser: Browser, connection: Connection, database_url: str
) -> None:
    await some_traffic(connection)
    await connection.execute("SELECT update_routing_percentage(25)")
    hookshift = Hookshift(database_url)
    waiting(hookshift, letter(1), letter(1))
    ended(hookshift)
    waiting(hookshift, letter(2))
    found = await samples(browser)
    assert found["hookshift_hour_error_ratio"]["jobs", "unified"] == 0.01
    assert found["hookshift_hour_p95_seconds"]["jobs", "unified"] == pytest.approx(0.1, rel=0.1)
    assert found["hookshift_hour_unified_ratio"] == {("jobs",): 0.25}
    assert found["hookshift_share_ratio"] == {(): 0.25}
    assert found["hookshift_inbox_events"] == {("wa-webhook-jobs",): 1}
    assert 0 <= found["hookshift_inbox_oldest_seconds"]["wa-webhook-jobs",] < 60
    assert found["hookshift_dead_letters"] == {("wa-webhook-jobs", "permanent"): 2}
    assert found["hookshift_ledger_difference"] == {("whatsapp",): 0}


async def test_a_domain_that_moves_and_gets_nothing_is_nothing_rather_than_unknown(
    browser: Browser, connection: Connection
) -> None:
    await some_traffic(connection)
    await connection.execute("DELETE FROM hookshift.rollups WHERE side = 'unified'")
    found = await samples(browser)
    assert found["hookshift_hour_unified_ratio"] == {("jobs",): 0.0}


async def test_disabled_is_a_share_of_nothing(browser: Browser, connection: Connection) -> None:
    await connection.execute("SELECT update_routing_percentage(25)")
    await connection.execute("UPDATE webhook_routing_config SET enabled = false")
    assert (await samples(browser))["hookshift_share_ratio"] == {(): 0.0}


async def test_alerts_ask_for_what_there_is(browser: Browser) -> None:
    there = set(await samples(browser))
    there |= {f"hookshift_{name}" for name in GAUGES}
    there |= {meaning.name for meaning in (*COUNTERS.values(), *HISTOGRAMS.values())}
    expressions = re.findall(r"expr: (.*)", ALERTS.read_text())
    assert len(expressions) >= 10
    for expression in expressions:
        asked = set(re.findall(r"hookshift_[a-z0-9_]+", expression))
        assert asked
        assert asked <= there, expression


def test_prometheus_reads_the_alerts() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is missing: apt-get install prometheus")
    subprocess.run([promtool, "check", "rules", str(ALERTS)], check=True, capture_output=True)


def test_commands_that_alerts_name_exist() -> None:
    text = ALERTS.read_text()
    named = set(re.findall(r"hookshift ((?:rollout |dead )?[a-z]+)", text))
    assert {"status", "inbox", "dead replay", "rollout status"} <= named
    from hookshift.cli.main import main  # noqa: PLC0415

    known = set(main.commands)
    assert {name.split()[0] for name in named} <= known
