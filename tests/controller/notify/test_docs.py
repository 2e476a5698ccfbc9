"""docs/notifications.md says what is true."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hookshift.controller.notify.message import HEADLINES, about, payload
from hookshift.controller.notify.webhook import headers
from hookshift.domain.rollout.state import News
from hookshift.store.rollouts import HistoryEntry
from tests.controller.plans import PLAN
from tests.controller.receiver import KEY, SECRET

DOCS = (Path(__file__).parents[3] / "docs" / "notifications.md").read_text("utf-8")
ENTRY = HistoryEntry(
    345, 12, datetime(2026, 11, 24, 3, 12, 5, 123456, UTC), 1, News.ROLLED_BACK, "ada", "why"
)


def block(language: str) -> str:
    """The code of the only block in a language."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return str(code)


@pytest.mark.parametrize("news", News)
def test_each_piece_of_news_and_its_severity(news: News) -> None:
    assert re.search(rf"^\| `{news}` \| .+ \| {HEADLINES[news][1]} \|$", DOCS, re.MULTILINE)


def test_the_example_has_the_fields_that_are_sent() -> None:
    sent = json.loads(payload(about("msg_1", ENTRY, PLAN)))
    example = json.loads(block("json"))
    assert list(example) == list(sent)
    assert list(example["data"]) == list(sent["data"])
    assert example["timestamp"] == sent["timestamp"]
    assert example["data"]["commands"] == sent["data"]["commands"]
    assert example["data"]["next"] == sent["data"]["next"]


def test_the_check_for_receivers_takes_what_is_sent_and_nothing_else() -> None:
    scope: dict[str, Any] = {}
    exec(block("python"), scope)
    is_genuine = scope["is_genuine"]
    body = payload(about("msg_1", ENTRY, PLAN))
    now = int(time.time())
    good = headers([KEY], "msg_1", now, body)
    assert is_genuine(good, body, SECRET)
    assert is_genuine(good, body, SECRET.removeprefix("whsec_"))
    assert not is_genuine(good, body + b" ", SECRET)
    assert not is_genuine({**good, "webhook-id": "msg_2"}, body, SECRET)
    assert not is_genuine(headers([KEY], "msg_1", now - 301, body), body, SECRET)
