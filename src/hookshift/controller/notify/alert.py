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
    AlertKind.GATEWAYS: ("the gateways are not as they should be", "failure"),
    AlertKind.STATISTICS_STALE: ("statistics of {} are stale", "warning"),
    AlertKind.SPOOL_GROWS: ("{} writes decisions to disk", "warning"),
    AlertKind.INBOX_OLD: ("events wait too long for {}", "warning"),
    AlertKind.DEAD_LETTERS: ("events for {} were given up", "warning"),
    AlertKind.BREAKER_OPEN: ("{} is left alone", "warning"),
    AlertKind.LEDGER_UNEVEN: ("the ledger of {} is uneven", "failure"),
    AlertKind.LOOP_FAILING: ("loop {} fails", "failure"),
    AlertKind.FOREIGN_FUNCTION: ("{} is in the way", "failure"),
}
"""By kind: the title, and how serious it is."""

_TYPES: Mapping[AlertNews, str] = {
    AlertNews.ALERT: "alert.raised",
    AlertNews.RESOLVED: "alert.resolved",
}
_ROLL_BACK = "hookshift rollback"
_FAILS = (
    "A rollout acts by its own gates; without one nothing happens by itself. Find the cause, "
    "or go back."
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
        "See whether all gateways follow the configuration, and whether routing is on.",
        ("hookshift status",),
    ),
    AlertKind.PROTECTED_TOUCHED: Step(
        "No rollout may touch it. Stop, then find out how: does something write decisions of its "
        "own?",
        ("hookshift disable", "hookshift explain"),
    ),
    AlertKind.GATEWAYS: Step("See which, and their logs.", ("hookshift status",)),
    AlertKind.STATISTICS_STALE: Step(
        "Is PostgreSQL there, and has its disk room? A rollout is blind until it is.",
        ("hookshift status",),
    ),
    AlertKind.SPOOL_GROWS: Step(
        "Is PostgreSQL there, and has its disk room? When the spool is full decisions are dropped.",
        ("hookshift status",),
    ),
    AlertKind.INBOX_OLD: Step("Is the handler up? Nothing is lost.", ("hookshift inbox",)),
    AlertKind.DEAD_LETTERS: Step(
        "See why; when the cause is mended, deliver them again.",
        ("hookshift dead list", "hookshift dead replay"),
    ),
    AlertKind.BREAKER_OPEN: Step(
        "It is tried now and then; what is for it waits, and nothing is lost.",
        ("hookshift inbox", "hookshift errors"),
    ),
    AlertKind.LEDGER_UNEVEN: Step(
        "Something is lost, or was delivered uncounted. Keep the logs.",
        ("hookshift ledger --by hour",),
    ),
    AlertKind.FOREIGN_FUNCTION: Step(
        "Somebody has made a function that is called like hookshift's; the text says how to drop "
        "it. `hookshift set` and `hookshift rollback` work meanwhile.",
        ("hookshift status",),
    ),
    AlertKind.LOOP_FAILING: Step(
        "It goes on trying; until the error is mended its work is not done. The text says which "
        "process and why, its log says more.",
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
