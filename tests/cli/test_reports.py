"""`hookshift stats` and `errors`."""

import re

from hookshift.store.stats import MOST_ERRORS
from tests.cli.conftest import Hookshift

LOG = (
    "INSERT INTO webhook_routing_logs"
    " (webhook_name, domain, routed_to, response_time_ms, status, error_message)"
    " SELECT 'wa-webhook-jobs', $1, $2, $3, $4, $5 FROM generate_series(1, $6)"
)


def record(
    hookshift: Hookshift,
    domain: str | None,
    side: str,
    ms: int | None,
    error: str | None = None,
    times: int = 1,
    status: str | None = None,
) -> None:
    status = status or ("error" if error else "success")
    hookshift.sql(LOG, domain, side, ms, status, error, times)


def cells(table: str, first: str) -> list[str]:
    """The cells of the row whose first cell is `first`."""
    rows = [re.split(r" {2,}", line.strip()) for line in table.splitlines()]
    (row,) = [row for row in rows if row[0] == first]
    return row


def test_stats_of_nothing(hookshift: Hookshift) -> None:
    assert "(nothing)" in hookshift.works("stats")
    assert hookshift.json("stats") == []


def test_stats_by_domain_and_side(hookshift: Hookshift) -> None:
    record(hookshift, "jobs", "legacy", 100, times=3)
    record(hookshift, "jobs", "unified", 50, error="HTTP 500")
    record(hookshift, "property", "legacy", 1200, times=1000)

    assert cells(hookshift.works("stats"), "property") == [
        *("property", "legacy", "1,000", "1,200.00", "1,200.00", "0", "0.00", "100")
    ]
    rows = hookshift.json("stats")
    assert [(row["domain"], row["routed_to"], row["request_count"]) for row in rows] == [
        ("jobs", "legacy", 3),
        ("jobs", "unified", 1),
        ("property", "legacy", 1000),
    ]
    assert [row["traffic_pct"] for row in rows] == [75, 25, 100]
    assert rows[1]["error_rate"] == 100


def test_what_is_not_known_is_a_dash(hookshift: Hookshift) -> None:
    record(hookshift, "jobs", "legacy", None)

    assert cells(hookshift.works("stats"), "jobs")[3:5] == ["-", "-"]
    assert hookshift.json("stats")[0]["p95_ms"] is None


def test_errors_most_frequent_first(hookshift: Hookshift) -> None:
    record(hookshift, "jobs", "legacy", 10, error="HTTP 500", times=2)
    record(hookshift, "property", "unified", 10, error="HTTP 503", times=7)
    record(hookshift, "jobs", "legacy", 10)

    rows = hookshift.json("errors")

    assert [(row["error_message"], row["occurrences"]) for row in rows] == [
        ("HTTP 503", 7),
        ("HTTP 500", 2),
    ]
    assert cells(hookshift.works("errors"), "property")[:4] == [
        *("property", "unified", "HTTP 503", "7")
    ]


def test_an_error_without_a_text_is_a_dash(hookshift: Hookshift) -> None:
    record(hookshift, None, "legacy", 10, status="error")

    assert cells(hookshift.works("errors"), "-")[:4] == ["-", "legacy", "-", "1"]


def test_texts_from_outside_are_shown_as_they_are(hookshift: Hookshift) -> None:
    record(hookshift, "jobs", "legacy", 10, error="[bold]x[/nonsense] [link=http://evil]")

    assert "[bold]x[/nonsense] [link=http://evil]" in hookshift.works("errors")


def test_texts_from_outside_do_not_command_the_terminal(hookshift: Hookshift) -> None:
    record(hookshift, "jobs", "legacy", 10, error="\x1b[2Jgone\r\x9b2J")

    output = hookshift.works("errors")

    assert "gone" in output
    assert not {"\x1b", "\r", "\x9b"} & set(output)


def test_help_says_how_many_errors_are_shown(hookshift: Hookshift) -> None:
    shown = " ".join(hookshift.works("errors", "--help").split())
    assert f"at most {MOST_ERRORS:,} are shown" in shown
