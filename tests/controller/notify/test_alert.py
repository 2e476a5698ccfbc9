"""What people are told of alerts, and that docs/notifications.md knows every one."""

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
    assert message.title.startswith("alert: ")
    assert "{}" not in message.title
    assert (message.what, message.type) == ("it burns", "alert.raised")
    assert all(command.startswith("hookshift ") for command in message.commands)
    assert message.next in text(message)
    assert re.search(rf"^\| `{kind}` \| .+ \| {GUIDES[kind].severity} \|$", DOCS, re.MULTILINE)


@pytest.mark.parametrize("kind", AlertKind)
def test_and_when_it_is_over(kind: AlertKind) -> None:
    message = about_alert("msg_1", entry(kind, AlertNews.RESOLVED))
    assert message.title.startswith("over: ")
    assert (message.severity, message.type) == ("success", "alert.resolved")


def test_the_same_for_a_program() -> None:
    data = json.loads(payload(about_alert("msg_1", entry(AlertKind.SLOW))))["data"]
    assert (data["alert"], data["subject"], data["entry"], data["news"]) == (
        "slow", "jobs", 7, "alert",
    )  # fmt: skip
    assert (data["rollout"], data["stage"]) == (None, None)
