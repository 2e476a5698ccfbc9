"""When the alerts that are shipped for Prometheus fire: promtool runs them over made-up series."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.web.test_metrics import ALERTS, promtool

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
FAILS, HEARS, BACK, TOO_SLOW = (
    f'hookshift_problem{{kind="{kind}",subject="s"}}'
    for kind in ("handler_failing", "provider_hears_errors", "rolled_back", "slow")
)
GOOD, BAD = (
    f'hookshift_webhooks_total{{source="s",outcome="{outcome}"}}' for outcome in ("2xx", "5xx")
)
SHARE = "hookshift_share_ratio"
RATIO, TOUCHED = (
    'hookshift_hour_unified_ratio{domain="jobs"}',
    'hookshift_protected_touched_hour{handler="h"}',
)
AWAY = 'hookshift_database_away{worker="0"}'
SPOOL, UNWRITTEN = (
    'hookshift_recorder_spool_bytes{worker="0"}',
    'hookshift_unwritten_seconds{worker="0"}',
)
OLDEST, CIRCUIT_OPEN = (
    'hookshift_inbox_oldest_seconds{handler="h"}',
    'hookshift_breaker_open{handler="h",worker="0"}',
)
FAILING = 'hookshift_loop_failing{loop="deliverer",worker="0"}'
DEAD = 'hookshift_dead_letters{handler="h",reason="permanent"}'
UNEVEN, LEADS = 'hookshift_ledger_difference{source="s"}', "hookshift_controller_leads"
QUIET = {LEADS: "1x200"}

# Values are one a minute: "3x9" is 3, ten times; "_x9" is nothing, nine times.
CASES: list[tuple[str, dict[str, str], str, bool]] = [
    ("HandlerFailing", {FAILS: "1x9"}, "3m", True),
    ("HandlerFailing", {FAILS: "1x9"}, "1m", False),
    ("HandlerFailing", {HEARS: "1x9"}, "3m", False),
    ("ProviderHearsErrors", {HEARS: "1x9"}, "3m", True),
    ("ProviderHearsErrors", {HEARS: "1x9"}, "1m", False),
    ("WebhooksFail", {GOOD: "0+90x20", BAD: "0+10x20"}, "10m", True),
    ("WebhooksFail", {GOOD: "0+96x20", BAD: "0+4x20"}, "10m", False),
    ("WebhooksFail", {GOOD: "0x20", BAD: "0+0.4x20"}, "10m", False),
    ("RolledBack", {BACK: "1x9"}, "0m", True),
    ("RolledBack", {BACK: "0x9"}, "5m", False),
    ("Slow", {TOO_SLOW: "1x9"}, "3m", True),
    ("Slow", {TOO_SLOW: "1x9"}, "1m", False),
    ("ShareTooLow", {RATIO: "0.07x99", SHARE: "0.1x99"}, "61m", True),
    ("ShareTooLow", {RATIO: "0.09x99", SHARE: "0.1x99"}, "61m", False),
    ("ShareTooLow", {RATIO: "0x99", SHARE: "0x99"}, "61m", False),
    ("ProtectedTouched", {TOUCHED: "1x9"}, "0m", True),
    ("ProtectedTouched", {TOUCHED: "0x9"}, "5m", False),
    ("Degraded", {"hookshift_degraded": "1x9"}, "5m", True),
    ("Degraded", {"hookshift_degraded": "0x9"}, "9m", False),
    ("DatabaseAway", {AWAY: "1x9"}, "3m", True),
    ("DatabaseAway", {AWAY: "1x9"}, "1m", False),
    ("DatabaseAway", {AWAY: "0x9"}, "9m", False),
    ("StatisticsStale", {UNWRITTEN: "61x9"}, "1m", True),
    ("StatisticsStale", {UNWRITTEN: "60x9"}, "9m", False),
    ("SpoolGrows", {SPOOL: "0+1000x20"}, "15m", True),
    ("SpoolGrows", {SPOOL: "9000-100x20"}, "15m", False),
    ("InboxOld", {OLDEST: "301x9"}, "1m", True),
    ("InboxOld", {OLDEST: "300x9"}, "9m", False),
    ("BreakerOpen", {CIRCUIT_OPEN: "1x9"}, "2m", True),
    ("BreakerOpen", {CIRCUIT_OPEN: "1x9"}, "1m", False),
    ("LoopFailing", {FAILING: "1x9"}, "1m", True),
    ("LoopFailing", {FAILING: "0x9"}, "9m", False),
    # The first ones of a handler begin a series.
    ("DeadLetters", {DEAD: "_x29 3x20"}, "35m", True),
    ("DeadLetters", {DEAD: "3x30 4x9"}, "35m", True),
    ("DeadLetters", {DEAD: "3x90"}, "60m", False),
    ("DeadLetters", {DEAD: "3x30 2x9"}, "35m", False),
    ("LedgerUneven", {UNEVEN: "-1x9"}, "5m", True),
    ("LedgerUneven", {UNEVEN: "0x9"}, "9m", False),
    ("Gone", {LEADS: "0x9"}, "1m", True),
    ("Gone", {LEADS: "_x9"}, "1m", True),
    ("Gone", {LEADS: "1x9"}, "9m", False),
]  # fmt: skip


@pytest.mark.parametrize(("alert", "series", "at", "fires"), CASES)
def test_when_it_fires(
    tmp_path: Path, alert: str, series: Mapping[str, str], at: str, fires: bool
) -> None:
    given = [
        {"series": name, "values": values}
        for name, values in {**(QUIET if alert != "Gone" else {}), **series}.items()
    ]
    name = f"Hookshift{alert}"
    count = {"expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}}) or vector(0)',
             "eval_time": at, "exp_samples": [{"labels": "{}", "value": int(fires)}]}  # fmt: skip
    path = tmp_path / "test.yml"
    path.write_text(
        json.dumps(
            {
                "rule_files": [str(ALERTS)],
                "evaluation_interval": "30s",
                "tests": [{"interval": "1m", "input_series": given, "promql_expr_test": [count]}],
            }
        )
    )
    promtool("test", "rules", str(path))


def test_each_alert_has_cases() -> None:
    shipped = set(re.findall(r"- alert: Hookshift(\w+)", ALERTS.read_text()))
    assert shipped == {alert for alert, *_ in CASES}


def test_each_leads_to_what_to_do() -> None:
    there = set(re.findall(r"^### (\w+)$", OPERATING.read_text("utf-8"), re.MULTILINE))
    _, *rules = ALERTS.read_text().split("- alert: Hookshift")
    linked = {
        rule.split()[0]: re.findall(r'runbook: "docs/operating\.md#?(\w*)"', rule) for rule in rules
    }
    # It counts whatever is wrong, and `hookshift status` says what that is.
    assert linked.pop("Degraded") == [""]
    assert {name for name, found in linked.items() if set(found) & there == set()} == set()
