"""What people are told of an alert: what is wrong, and the commands that show more of it."""

from collections.abc import Mapping

from hookshift.controller.notify.message import MessageFacts, NotificationText, clean
from hookshift.controller.notify.next_step import Step
from hookshift.domain.alerts import AlertKind, AlertNews
from hookshift.store.outbox import AlertEntry

TITLES: Mapping[AlertKind, tuple[str, str]] = {
    AlertKind.ERROR_RATE: ("unified fails too often for {}", "failure"),
    AlertKind.SLOW: ("unified is too slow for {}", "failure"),
    AlertKind.SHARE_TOO_LOW: ("unified gets too little of {}", "warning"),
    AlertKind.PROTECTED_TOUCHED: ("protected handler {} was touched", "failure"),
    AlertKind.GATEWAYS: ("gateways are missing, behind or failing", "failure"),
    AlertKind.STATISTICS_STALE: ("statistics of {} are stale", "warning"),
    AlertKind.SPOOL_GROWS: ("{} writes decisions to disk", "warning"),
    AlertKind.INBOX_OLD: ("events wait too long for {}", "warning"),
    AlertKind.DEAD_LETTERS: ("events for {} were given up", "warning"),
    AlertKind.BREAKER_OPEN: ("circuit open for {}", "warning"),
    AlertKind.LEDGER_UNEVEN: ("the ledger of {} does not balance", "failure"),
    AlertKind.LOOP_FAILING: ("loop {} keeps failing", "failure"),
    AlertKind.FOREIGN_FUNCTION: ("{} conflicts with hookshift's function", "failure"),
}
"""By kind: the title, and how serious it is."""

_TYPES: Mapping[AlertNews, str] = {
    AlertNews.ALERT: "alert.raised",
    AlertNews.RESOLVED: "alert.resolved",
}
_ROLL_BACK = "hookshift rollback"
_FAILS = (
    "An open rollout acts by its own gates; without one nothing happens automatically. Find the "
    "cause, or roll back."
)
_STEPS: Mapping[AlertKind, Step] = {
    AlertKind.ERROR_RATE: Step(
        _FAILS,
        ("hookshift errors", "hookshift rollout status", _ROLL_BACK),
    ),
    AlertKind.SLOW: Step(
        _FAILS,
        ("hookshift stats", "hookshift rollout status", _ROLL_BACK),
    ),
    AlertKind.SHARE_TOO_LOW: Step(
        "Check whether all gateways follow the configuration, and whether routing is on.",
        ("hookshift status",),
    ),
    AlertKind.PROTECTED_TOUCHED: Step(
        "No rollout may touch it. Disable routing, then find out how it happened: does something "
        "else write to webhook_routing_logs?",
        ("hookshift disable", "hookshift explain"),
    ),
    AlertKind.GATEWAYS: Step("Check which ones, and read their logs.", ("hookshift status",)),
    AlertKind.STATISTICS_STALE: Step(
        (
            "Check that PostgreSQL is up and its disk has room. An open rollout stays blind until "
            "then."
        ),
        ("hookshift status",),
    ),
    AlertKind.SPOOL_GROWS: Step(
        (
            "Check that PostgreSQL is up and its disk has room. Once the spool is full, decisions "
            "are dropped."
        ),
        ("hookshift status",),
    ),
    AlertKind.INBOX_OLD: Step(
        "Check whether the handler is up. Nothing is lost.", ("hookshift inbox",)
    ),
    AlertKind.DEAD_LETTERS: Step(
        "Find the cause; once it is fixed, replay the dead letters.",
        ("hookshift dead list", "hookshift dead replay"),
    ),
    AlertKind.BREAKER_OPEN: Step(
        (
            "The handler keeps failing, so it gets only a probe now and then. Its deliveries wait; "
            "nothing is lost."
        ),
        ("hookshift inbox", "hookshift errors"),
    ),
    AlertKind.LEDGER_UNEVEN: Step(
        "Events are lost, or were delivered and not counted. Keep the logs.",
        ("hookshift ledger --by hour",),
    ),
    AlertKind.FOREIGN_FUNCTION: Step(
        "A function with the same name hides hookshift's; the text above says how to drop it. "
        "Until then use `hookshift set` and `hookshift rollback`.",
        ("hookshift status",),
    ),
    AlertKind.LOOP_FAILING: Step(
        "It keeps trying, but its work is not done until the error is fixed. The text above "
        "names the process and the error; the log of the process has more.",
        ("hookshift status",),
    ),
}


def about_alert(message_id: str, entry: AlertEntry) -> NotificationText:
    """That it lasts, or that it is over."""
    kind = AlertKind(entry.kind)
    title, severity = TITLES[kind]
    step = _STEPS[kind]
    word = "alert"
    if entry.news is AlertNews.RESOLVED:
        word, severity = "over", "success"
        step = Step("Nothing to do.", ("hookshift status",))
    return NotificationText(
        id=message_id,
        type=_TYPES[entry.news],
        at=entry.at,
        title=f"{word}: {title.format(entry.subject)}",
        severity=severity,
        what=clean(entry.text),
        next=step.text,
        commands=step.commands,
        facts=MessageFacts(
            entry=entry.id, news=entry.news.value, alert=entry.kind, subject=entry.subject
        ),
    )
