"""Lines for people and for programs, and what must never be in them."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from hookshift.app.logs import AsJson, AsText
from hookshift.domain.log_fields import FIELDS
from tests.e2e.harness import (
    ONE_WORKER,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)

PHONE = "250780000001"


def record(text: str, *values: object, **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord("hookshift.x", logging.WARNING, "", 0, text, values, None)
    made.__dict__.update(extra)
    return made


def failed(error: Exception) -> logging.LogRecord:
    made = record("it failed")
    try:
        raise error
    except Exception as caught:
        made.exc_info = (type(caught), caught, caught.__traceback__)
    return made


def test_an_object_a_line() -> None:
    line = AsJson("worker 0").format(record("a %s\nb", "line", **{FIELDS: {"correlation_id": "c"}}))
    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "warning",
        "process": "worker 0",
        "logger": "hookshift.x",
        "message": "a line\nb",
        "correlation_id": "c",
    }


@pytest.mark.parametrize("formatter", [AsJson("control"), AsText("control")])
def test_phone_numbers_are_blanked(formatter: logging.Formatter) -> None:
    for made in (record("from %s", PHONE), failed(ValueError(f"from {PHONE}"))):
        line = formatter.format(made)
        assert PHONE not in line
        assert "from #" in line
        line = formatter.format(record("no message %s", "wamid.HBgMMjUwNzgwMDAwMDAxFQIA"))
        assert "no message wamid.#" in line
        assert "HBgM" not in line
    assert "12345678 rows" in formatter.format(record("12345678 rows"))


def test_a_text_begins_no_line_and_commands_no_terminal() -> None:
    formatter = AsText("control")
    for made in (record("a %s", "x\nroot has logged in\x1b[2J"), failed(ValueError("a\n\x9b2Jb"))):
        _, *others = formatter.format(made).split("\n")
        assert others
        assert all(line.startswith("  ") for line in others)
        assert not {"\x1b", "\x9b"} & set("".join(others))
    # JSON has no C0 anyway; what has read it decides what it does with the rest.
    assert "\x1b" not in AsJson("control").format(record("a \x1b"))


def test_a_failed_delivery_is_found_by_its_correlation_id(
    tmp_path: Path, database_url: str
) -> None:
    logs = (('format = "text"', 'format = "json"'), ('attempts = "none"', 'attempts = "failed"'))
    with (
        running_handlers() as handlers,
        running_gateway(
            tmp_path, database_url, handlers.port, *logs, ONE_WORKER, dashboard=True
        ) as gateway,
    ):
        handlers.answers["wa-webhook-property"] = (500, f"no such user {PHONE}".encode())
        assert gateway.webhook(body(message("a job", PHONE))).status == 200
        answer = gateway.webhook(body(message("rent a secret house", PHONE)))
        assert answer.status == 500
        name = answer.headers["x-correlation-id"]
        eventually(lambda: name in gateway.log.read_text())
        # The control process begins later than the workers.
        eventually(lambda: "dashboard on" in gateway.log.read_text())
    written = gateway.log.read_text()
    # Every line, of every process, from the first to the last.
    lines = [json.loads(line) for line in written.splitlines()]
    assert {line["process"] for line in lines} >= {"control"}
    (found,) = [line for line in lines if line.get("correlation_id") == name]
    assert (found["handler"], found["side"], found["handler_status"], found["status"]) == (
        "wa-webhook-property", "legacy", 500, "error",
    )  # fmt: skip
    attempts = [line for line in lines if "attempt" in line]
    assert len(attempts) == 1, "what succeeded is not logged"
    for secret in (PHONE, "secret house", "no such user"):
        assert secret not in written
