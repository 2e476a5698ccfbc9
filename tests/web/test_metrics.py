"""The installation's page for Prometheus, and the alerts that are shipped for it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hookshift.gateway.metrics.counters import MetricsSnapshot
from hookshift.gateway.metrics.page import render
from hookshift.store.database import Connection
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.web.conftest import Browser
from tests.web.test_dashboard import some_traffic

OPS = Path(__file__).parents[2] / "ops"
ALERTS, GRAFANA = OPS / "prometheus" / "alerts.yml", OPS / "grafana" / "hookshift.json"


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
    assert found["hookshift_gate_value"] == found["hookshift_gate_limit"] == {}
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


def on_gateways() -> set[str]:
    """Names on a gateway's page, with those that a scrape adds to counters and histograms."""
    page = render({0: MetricsSnapshot()}).decode()
    families = list(text_string_to_metric_families(page))
    names = {family.name for family in families}
    names |= {f"{family.name}_total" for family in families if family.type == "counter"}
    return names | {f"{family.name}_bucket" for family in families if family.type == "histogram"}


def expressions() -> list[str]:
    """Of the alerts and of the dashboard for Grafana."""
    asked: list[str] = re.findall(r"expr: (.*)", ALERTS.read_text())
    board = json.loads(GRAFANA.read_text())
    for panel in board["panels"]:
        asked += [target["expr"] for target in panel.get("targets", [])]
    return [*asked, *(each["expr"] for each in board["annotations"]["list"])]


async def test_what_is_shipped_asks_for_what_there_is(browser: Browser) -> None:
    there = set(await samples(browser)) | on_gateways()
    assert len(expressions()) >= 40
    for expression in expressions():
        asked = set(re.findall(r"hookshift_[a-z0-9_]+", expression))
        assert asked
        assert asked <= there, expression


def promtool(*arguments: str, given: str = "") -> None:
    """Fails with what promtool complains about; `given` is its input."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is missing: apt-get install prometheus")
    done = subprocess.run(
        [program, *arguments], check=False, capture_output=True, text=True, input=given
    )
    assert done.returncode == 0, done.stderr


def test_prometheus_reads_the_alerts() -> None:
    promtool("check", "rules", str(ALERTS))


def test_prometheus_understands_every_expression(tmp_path: Path) -> None:
    rules = [{"record": "a:b", "expr": each, "labels": {"n": str(n)}}
             for n, each in enumerate(expressions())]  # fmt: skip
    path = tmp_path / "rules.yml"
    # JSON is YAML.
    path.write_text(json.dumps({"groups": [{"name": "all", "rules": rules}]}))
    promtool("check", "rules", str(path))


def test_the_dashboard_for_grafana_has_panels_that_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    board = json.loads(GRAFANA.read_text())
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    for panel in board["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"])
                 for y in range(at["y"], at["y"] + at["h"])}  # fmt: skip
        assert not cells & taken, panel["title"]
        taken |= cells


def test_commands_that_alerts_name_exist() -> None:
    text = ALERTS.read_text()
    named = set(re.findall(r"hookshift ((?:rollout |dead )?[a-z]+)", text))
    assert {"status", "inbox", "dead replay", "rollout explain"} <= named
    from hookshift.cli.main import COMMANDS  # noqa: PLC0415

    known = set(COMMANDS)
    assert {name.split()[0] for name in named} <= known
