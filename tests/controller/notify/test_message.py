"""What people read: where the rollout is, what happened, what happens next, what they can do."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.controller.apply import CONTROLLER
from hookshift.controller.notify.message import MOST_CHARACTERS, about, payload, text
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.rollout.state import News
from hookshift.store.rollouts import HistoryEntry
from tests.controller.plans import PLAN, STAGES, plan

AT = datetime(2026, 11, 24, 3, 12, 5, tzinfo=UTC)
APPROVED_STAGES = (STAGES[0], STAGES[1]._replace(approval=True), STAGES[2])


def entry(
    news: News, stage: int = 1, text: str = "something", actor: str = CONTROLLER
) -> HistoryEntry:
    return HistoryEntry(345, 12, AT, stage, news, actor, text)


def read(news: News, plan: Plan | None = PLAN, **values: Any) -> str:
    return text(about("msg_1", entry(news, **values), plan))


def test_a_rollback_as_a_person_reads_it() -> None:
    found = "back to 0 %: errors of jobs: 12 failures in 1,204 requests"
    message = about("msg_1", entry(News.ROLLED_BACK, text=found), PLAN)
    assert message.title == "Rollout 12 ROLLED BACK (stage 2 of 3, 50 %)"
    assert text(message) == (
        "back to 0 %: errors of jobs: 12 failures in 1,204 requests\nWhen: 2026-11-24 03:12:05 "
        "UTC, by hookshift controller\nNext: The rollout has ended; nothing moves until an "
        "operator starts another. Find the cause first.\n  hookshift rollout explain\n  "
        "hookshift errors\n  hookshift rollout start\nMore: docs/operating.md#rolled_back"
    )


def test_an_approval_names_the_stage_that_it_is_for() -> None:
    found = read(News.NEEDS_APPROVAL, plan(stages=APPROVED_STAGES))
    assert "  hookshift rollout promote --stage 2\n" in found
    assert "Then the rollout goes to 100 % by itself." in found


@pytest.mark.parametrize("news", [News.STARTED, News.ENTERED])
def test_a_stage_says_what_follows_it(news: News) -> None:
    assert "holds for 4 s of traffic. Once every gate has passed, the rollout goes to 50 %" in read(
        news, stage=0
    )
    assert "an operator must approve the next step" in read(news, plan(stages=APPROVED_STAGES))
    assert "the rollout is complete" in read(news, stage=2)


@pytest.mark.parametrize("news", [News.PASSED, News.OVERRIDDEN, News.APPROVED])
def test_what_is_approved_already_is_not_asked_for_again(news: News) -> None:
    found = read(news, plan(stages=APPROVED_STAGES))
    assert "must approve" not in found
    assert "the rollout goes to 100 % by itself" in found


def test_a_pause_by_a_person_and_one_by_a_stranger() -> None:
    assert "a gate that fails still acts" in read(News.PAUSED, actor="ada@laptop")
    assert "judges nothing" in read(News.PAUSED, actor=CONTROLLER)


def test_the_old_handlers_may_only_go_after_100_percent() -> None:
    assert "hookshift retire" in read(News.COMPLETED, stage=2)
    assert "hookshift retire" not in read(News.COMPLETED, plan(stages=STAGES[:2]))


@pytest.mark.parametrize("news", News)
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("stage", [0, 1, 2, 7])
def test_every_piece_of_news_can_be_told(news: News, known: bool, stage: int) -> None:
    """Also where the plan is another version's, or has no such stage."""
    message = about("msg_1", entry(news, stage), PLAN if known else None)
    assert message.type == f"rollout.{news}"
    assert message.severity in ("info", "success", "warning", "failure")
    assert message.commands
    assert all(command.startswith("hookshift ") for command in message.commands)
    assert message.next[0].isupper()
    assert message.next.endswith(".")
    assert f"stage {stage + 1}" in message.title


def test_the_same_for_a_program() -> None:
    message = about("msg_1", entry(News.FAILED, text="too slow", actor="ada"), PLAN)
    assert json.loads(payload(message)) == {
        "version": 1,
        "type": "rollout.failed",
        "timestamp": "2026-11-24T03:12:05Z",
        "data": {
            "rollout": 12,
            "entry": 345,
            "news": "failed",
            "stage": 2,
            "stages": 3,
            "percentage": 50.0,
            "domains": ["jobs", "marketplace", "property"],
            "actor": "ada",
            "alert": None,
            "subject": None,
            "severity": "failure",
            "title": message.title,
            "what": "too slow",
            "next": message.next,
            "commands": list(message.commands),
            "link": message.link,
        },
    }


def test_what_the_plan_would_have_said_is_null() -> None:
    data = json.loads(payload(about("msg_1", entry(News.FAILED), None)))["data"]
    assert (data["stage"], data["stages"], data["percentage"], data["domains"]) == (2, *[None] * 3)


@given(st.text(max_size=3 * MOST_CHARACTERS))
def test_whatever_was_given_as_a_reason(text: str) -> None:
    message = about("msg_1", entry(News.PAUSED, text=text), PLAN)
    assert len(message.what) <= MOST_CHARACTERS
    assert message.what.isprintable()
    assert json.loads(payload(message))["data"]["what"] == message.what


def test_each_attempt_says_the_same() -> None:
    messages = [about("msg_1", entry(News.FAILED), PLAN) for _ in range(2)]
    assert payload(messages[0]) == payload(messages[1])
