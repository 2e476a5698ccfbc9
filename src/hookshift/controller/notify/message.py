"""The message about an entry of a rollout's history, for somebody who has just woken up.

Each message says which rollout, where it is, what happened, what happens next, and the command to
give. It is made of the entry and the plan alone, so every attempt to send it says the same.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from hookshift.controller.notify.next_step import Step, step_after
from hookshift.domain.alert_guide import PAGE
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.rollout.state import News
from hookshift.store.rollouts import HistoryEntry

VERSION = 1
"""The version of the JSON; it grows when a receiver could misread a newer one."""
MOST_CHARACTERS = 1_000
"""The longest text of what happened: many domains may fail at once, and chats are strict."""

HEADLINES: Mapping[News, tuple[str, str]] = {
    News.STARTED: ("started", "info"),
    News.ENTERED: ("entered a new stage", "info"),
    News.PASSED: ("passed a stage", "success"),
    News.OVERRIDDEN: ("leaves a stage without proof", "warning"),
    News.APPROVED: ("approved", "info"),
    News.NEEDS_APPROVAL: ("needs your approval", "warning"),
    News.FROZEN: ("is waiting for a freeze window to end", "info"),
    News.LOST: ("no longer passes", "warning"),
    News.FAILED: ("FAILED", "failure"),
    News.ROLLED_BACK: ("ROLLED BACK", "failure"),
    News.HELD: ("HELD, needs an operator", "failure"),
    News.PAUSED: ("paused", "warning"),
    News.RESUMED: ("resumed", "info"),
    News.COMPLETED: ("completed", "success"),
    News.ABORTED: ("aborted", "warning"),
    News.BLIND: ("is blind", "warning"),
    News.SIGHTED: ("is no longer blind", "info"),
}
"""By news: the end of the title, and how serious it is (info, success, warning, failure)."""


_PAGES: Mapping[News, str] = {News.ROLLED_BACK: "rolled_back"}
"""By news: the heading of the documentation's page, where it is another than `rollout`."""


class MessageFacts(NamedTuple):
    """A message's content for programs; None where something is not known."""

    rollout: int | None = None
    entry: int | None = None
    news: str | None = None
    stage: int | None = None
    """The stage, from 1."""
    stages: int | None = None
    percentage: float | None = None
    """The percentage of the stage, 0 to 100."""
    domains: tuple[str, ...] | None = None
    """The domains that the rollout moves."""
    actor: str | None = None
    alert: str | None = None
    """The kind of alert; None, as is `subject`, where the message is about a rollout."""
    subject: str | None = None


class NotificationText(NamedTuple):
    """One message, the same for every notifier but for its id."""

    id: str
    """The message's id: the same for each attempt, another one for each notifier."""
    type: str
    """`rollout.` and the news, `alert.raised`, `alert.resolved`, or `test`."""
    at: datetime
    title: str
    severity: str
    what: str
    next: str
    commands: tuple[str, ...]
    link: str
    """Where the documentation says more."""
    facts: MessageFacts


def about(message_id: str, entry: HistoryEntry, plan: Plan | None) -> NotificationText:
    """The message of `entry`; shorter where the plan cannot be read."""
    headline, severity = HEADLINES[entry.news]
    step = step_after(entry, plan)
    facts = _facts(entry, plan)
    return NotificationText(
        id=message_id,
        type=f"rollout.{entry.news}",
        at=entry.at,
        title=f"Rollout {entry.rollout} {headline} ({_place(facts)})",
        severity=severity,
        what=clean(entry.text),
        next=step.text,
        commands=step.commands,
        link=f"{PAGE}#{_PAGES.get(entry.news, 'rollout')}",
        facts=facts,
    )


def trial(message_id: str, name: str, now: datetime) -> NotificationText:
    """What `hookshift notify test` sends."""
    step = Step("Nothing to do: this is only a test.", ("hookshift notify list",))
    return NotificationText(
        message_id, "test", now, "hookshift can reach you", "info",
        f'This is a test of the notifier "{name}".', step.text, step.commands,
        "docs/notifications.md", MessageFacts(),
    )  # fmt: skip


def text(message: NotificationText) -> str:
    """For a chat, an e-mail or a pager, below the title, in the order in which people ask.

    What happened to how many, when and by whom, what to do, where to read more.
    """
    by = f", by {message.facts.actor}" if message.facts.actor else ""
    moment = f"{message.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    lines = [message.what, f"When: {moment}{by}", f"Next: {message.next}"]
    commands = [f"  {command}" for command in message.commands]
    return "\n".join([*lines, *commands, f"More: {message.link}"])


def payload(message: NotificationText) -> bytes:
    """For a program: JSON as docs/notifications.md describes it."""
    facts = message.facts._asdict()
    texts = {"severity": message.severity, "title": message.title, "what": message.what}
    following = {"next": message.next, "commands": message.commands, "link": message.link}
    return msgspec.json.encode(
        {
            "version": VERSION,
            "type": message.type,
            "timestamp": message.at.astimezone(UTC),
            "data": {**facts, **texts, **following},
        }
    )


def _facts(entry: HistoryEntry, plan: Plan | None) -> MessageFacts:
    known = MessageFacts(
        entry.rollout, entry.id, entry.news.value, entry.stage + 1, actor=entry.actor
    )
    if plan is None or entry.stage >= len(plan.stages):
        return known
    return known._replace(
        stages=len(plan.stages),
        percentage=plan.stages[entry.stage].percentage,
        domains=plan.domains,
    )


def _place(facts: MessageFacts) -> str:
    if facts.stages is None:
        return f"stage {facts.stage}"
    return f"stage {facts.stage} of {facts.stages}, {facts.percentage:g} %"


def clean(text: str) -> str:
    """Printable and bounded: a reason may hold whatever somebody has pasted."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 4]} ..."
