"""What people read about alerts, and that docs/notifications.md knows every one."""

import json
import re
from datetime import UTC, datetime

import pytest

from hookshift.controller.notify.alert import about_alert
from hookshift.controller.notify.message import payload, text
from hookshift.domain.alert_guide import GUIDES
from hookshift.domain.alerts import AlertKind, AlertNews
from hookshift.store.outbox import AlertEntry
from tests.controller.notify.test_docs import DOCS


def entry(kind: AlertKind, news: AlertNews = AlertNews.ALERT) -> AlertEntry:
    moment = datetime(2026, 11, 24, 3, 12, 5, tzinfo=UTC)
    return AlertEntry(7, moment, news, kind.value, "jobs", "it burns")


@pytest.mark.parametrize("kind", AlertKind)
def test_each_says_what_is_wrong_and_what_to_do(kind: AlertKind) -> None:
    message = about_alert("msg_1", entry(kind))
    assert message.title.removeprefix("jobs")[:1] in " ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert "{}" not in message.title
    assert (message.what, message.type) == ("it burns", "alert.raised")
    assert all(command.startswith("hookshift ") for command in message.commands)
    assert text(message).splitlines()[0] == "it burns"
    assert text(message).endswith(f"\nMore: docs/operating.md#{kind}")
    assert message.next in text(message)
    assert re.search(rf"^\| `{kind}` \| .+ \| {GUIDES[kind].severity} \|$", DOCS, re.MULTILINE)


def test_an_alert_as_a_person_reads_it() -> None:
    """The order of questions: what, to how many, since when, what to do, where is more."""
    found = (
        "wa-webhook-property (legacy of property) has failed 900 of its last 900 attempts (100 %)"
    )
    message = about_alert(
        "msg_1",
        entry(AlertKind.HANDLER_FAILING)._replace(subject="wa-webhook-property", text=found),
    )
    assert message.title == "Handler wa-webhook-property fails"
    assert text(message).splitlines() == [
        found,
        "When: 2026-11-24 03:12:05 UTC",
        f"Next: {GUIDES[AlertKind.HANDLER_FAILING].step}",
        "  hookshift errors",
        "  hookshift status",
        "  hookshift rollback",
        "More: docs/operating.md#handler_failing",
    ]


def test_what_begins_with_its_subject_leaves_it_as_it_is() -> None:
    message = about_alert("msg_1", entry(AlertKind.LOOP_LAG)._replace(subject="worker 0 on a"))
    assert message.title == "worker 0 on a is overloaded"


@pytest.mark.parametrize("kind", AlertKind)
def test_and_when_it_is_over(kind: AlertKind) -> None:
    message = about_alert("msg_1", entry(kind, AlertNews.RESOLVED))
    assert message.title.startswith("Over: ")
    assert (message.severity, message.type) == ("success", "alert.resolved")


def test_the_same_for_a_program() -> None:
    data = json.loads(payload(about_alert("msg_1", entry(AlertKind.SLOW))))["data"]
    assert (data["alert"], data["subject"], data["entry"], data["news"]) == (
        "slow", "jobs", 7, "alert",
    )  # fmt: skip
    assert (data["rollout"], data["stage"]) == (None, None)
