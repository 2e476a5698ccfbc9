"""Handlers misbehave in every way; what was acknowledged arrives all the same, in order."""

import time
from pathlib import Path

import pytest

from tests.e2e.harness import body, eventually, message
from tests.faults.handler import SAID
from tests.faults.verdict import overlapping
from tests.faults.world import JOBS, world

BESIDE_SECONDS = 2.0
"""Within which a healthy handler has its events, whatever another answers."""


@pytest.mark.parametrize(
    "fault", ["500", "503", "reset", "half", "never", "slow", "moody", "gzip", "binary"]
)
def test_a_handler_that_misbehaves_for_a_while(
    tmp_path: Path, database_url: str, fault: str
) -> None:
    with world(tmp_path, database_url) as running:
        running.until_sent(30)
        running.handlers.faults[JOBS] = fault
        # The provider does not notice: every answer is 200.
        running.until_sent(150)
        running.handlers.faults.clear()
        running.handlers.released.set()
        running.until_sent(30)
        report = running.ends()
        running.heard_only(200)
        # Repeated only where the handler may have had it before it misbehaved.
        print(fault, report)
        assert overlapping(running.handlers.delivered) == []


def test_a_handler_that_is_not_there_for_a_while(tmp_path: Path, database_url: str) -> None:
    with world(tmp_path, database_url) as running:
        running.until_sent(30)
        running.handlers.close()
        running.until_sent(150)
        running.handlers.reopen()
        running.until_sent(30)
        running.ends()
        running.heard_only(200)


def test_poison_is_a_dead_letter_and_its_senders_next_events_go_on(
    tmp_path: Path, database_url: str
) -> None:
    with world(tmp_path, database_url, conversations=2, people=1) as running:
        running.until_sent(10)
        events = {
            running.provider.acknowledged[-1].rpartition(".")[0] + f".{number}"
            for number in range(100, 105)
        }
        running.handlers.poison |= events
        running.until_sent(10)
        last = max(events)
        eventually(lambda: last in running.provider.acknowledged)
        running.until_sent(20)

        report = running.ends()
        assert report.dead >= len(events)
        reasons = running.gateway.sql("SELECT DISTINCT reason FROM hookshift.dead_letters")
        assert [row["reason"] for row in reasons] == ["permanent"]


@pytest.mark.parametrize(
    ("fault", "reason", "said"),
    [
        ("gzip", "attempts", f"HTTP 500: {SAID}"),
        ("binary", "attempts", "HTTP 500: (unreadable: not text)"),
        ("packed refusal", "permanent", f"HTTP 400: {SAID}"),
    ],
)
def test_a_handler_with_binary_error_answers_stops_no_other(
    tmp_path: Path, database_url: str, fault: str, reason: str, said: str
) -> None:
    """One handler's answers hold NUL; the one beside it gets its 20 events at once, each once."""
    few = ("max_attempts = 1_000 ", "max_attempts = 3 ")
    with world(tmp_path, database_url, few, conversations=0) as running:
        running.handlers.faults[JOBS] = fault
        assert running.gateway.webhook(body(message("a job", "250780000001"))).status == 200
        began = time.monotonic()
        for number in range(20):
            sender = f"25078100{number:04d}"
            assert running.gateway.webhook(body(message("a ride", sender))).status == 200
        eventually(lambda: len(running.handlers.delivered) == 20)
        assert time.monotonic() - began < BESIDE_SECONDS
        assert {each.handler for each in running.handlers.delivered} == {"wa-webhook-mobility"}
        report = running.ends()
        assert (report.dead, report.repeated) == (1, 0)
        (letter,) = running.gateway.sql("SELECT reason, last_error FROM hookshift.dead_letters")
        assert dict(letter) == {"reason": reason, "last_error": said}
