"""`--output`, and what a pipe gets."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.cli.formats import as_csv
from tests.cli.conftest import Hookshift
from tests.cli.test_main import shell

LONG = "wa-webhook-" + "marketplace-" * 20
LISTS = ["stats", "errors", "alerts", "inbox", "ledger", "token list", "notify list",
         "dead history", "rollout history", "rollout history --all"]  # fmt: skip
ONES = ["status", "set 10", "rollback", "disable", "config check", "dead list", "undelivered"]


def an_error(hookshift: Hookshift, text: str = LONG) -> None:
    hookshift.sql(
        "INSERT INTO webhook_routing_logs"
        " (webhook_name, domain, routed_to, response_time_ms, status, error_message)"
        " VALUES ('wa-webhook-jobs', 'jobs', 'legacy', 5, 'error', $1)",
        text,
    )


def test_a_pipe_gets_whole_lines_whatever_the_columns(hookshift: Hookshift) -> None:
    an_error(hookshift)
    hookshift.environ["COLUMNS"] = "40"
    result = shell(hookshift, "$hookshift errors")
    assert LONG in result.stdout
    assert LONG in shell(hookshift, "$hookshift errors | cat").stdout
    assert [line for line in result.stdout.splitlines() if line != line.rstrip()] == []


def test_the_screen_of_a_rollout_is_not_cut_in_a_pipe(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("rollout", "pause", "--reason", LONG)
    hookshift.environ["COLUMNS"] = "40"
    output = shell(hookshift, "$hookshift rollout status; $hookshift rollout history").stdout
    assert output.count(LONG) == 2
    assert max(map(len, output.splitlines())) < 1_000


def test_a_terminal_gets_what_fits_it(hookshift: Hookshift) -> None:
    an_error(hookshift)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "hookshift", "errors"],
        env={**os.environ, **hookshift.environ, "COLUMNS": "60", "TERM": "xterm"},
        stdout=theirs, check=True, timeout=30,
    )  # fmt: skip
    os.close(theirs)
    output = os.read(ours, 65_536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert LONG not in output
    assert max(map(len, output.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines())) <= 70


@pytest.mark.parametrize("line", [*LISTS, *ONES])
def test_all_formats_say_the_same(hookshift: Hookshift, line: str) -> None:
    an_error(hookshift)
    hookshift.works("rollout", "start")
    hookshift.works("token", "create", "ci")
    as_json = json.loads(hookshift(*line.split(), "--output", "json").stdout)
    lines = [json.loads(one) for one in hookshift(*line.split(), "-o", "jsonl").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(hookshift(*line.split(), "-o", "csv").stdout)))
    assert len(rows) == len(lines)
    if isinstance(as_json, list):
        assert [set(one) for one in lines] == [set(one) for one in as_json]
    assert json.loads(hookshift(*line.split(), "--json").stdout).__class__ is as_json.__class__


def test_json_and_another_format_contradict_each_other(hookshift: Hookshift) -> None:
    result = hookshift("stats", "--json", "--output", "csv")
    assert result.exit_code == 2
    assert "not both" in result.stderr


def test_csv_says_tables_lists_and_nothing() -> None:
    rows: list[dict[str, Any]] = [
        {"a": {"b": 1, "c": None}, "d": [1, "x"], "e": True, "f": {}},
        {"a": {"b": -2.5}, "g": 'with "quotes", and\nlines'},
    ]
    assert as_csv(rows) == (
        'a.b,a.c,d,e,f,g\r\n1,,"[1, ""x""]",true,{},\r\n-2.5,,,,,"with ""quotes"", and\nlines"\r\n'
    )
    assert as_csv([]) == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    assert as_csv([{"error": text}]).splitlines()[1].lstrip('"').startswith("'")


@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.integers(), "text": st.text(alphabet=st.characters(min_codepoint=32))}
        ),
        min_size=1,
    )
)
def test_csv_has_a_row_for_each_and_nothing_that_a_terminal_obeys(
    rows: list[dict[str, object]],
) -> None:
    written = as_csv(rows)
    read = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [int(row["id"]) for row in read] == [row["id"] for row in rows]
    assert "\x1b" not in written
    assert "\x9b" not in written
