"""What each alert is called, how serious it is, and what to do."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from hookshift.domain.alerts import AlertKind

Severity = Literal["failure", "warning"]
PAGE = "docs/operating.md"
_ROLL_BACK = "hookshift rollback"


class Guide(NamedTuple):
    """What to know about a kind of alert."""

    title: str
    """`{}` stands for the subject."""
    severity: Severity
    step: str
    """What to do, in a sentence or two."""
    commands: tuple[str, ...]


def link(kind: str) -> str:
    """Where in the documentation the alert is described."""
    return f"{PAGE}#{kind}"


GUIDES: Mapping[AlertKind, Guide] = {
    AlertKind.HANDLER_FAILING: Guide(
        "handler {} fails",
        "failure",
        "Find the cause: `hookshift errors` shows its answers. A rollout takes people back from a "
        "new handler by itself; an old or protected handler keeps its people, so repair it.",
        ("hookshift errors", "hookshift status", _ROLL_BACK),
    ),
    AlertKind.PROVIDER_HEARS_ERRORS: Guide(
        "the provider gets errors from {}",
        "failure",
        "The provider sends failed webhooks again, for some days. Repair the handler that fails; "
        "if the gateway refuses requests, give it more workers.",
        ("hookshift status", "hookshift errors"),
    ),
    AlertKind.SLOW: Guide(
        "unified is too slow for {}",
        "failure",
        "An open rollout acts by its own gates; without one nothing happens automatically. Find "
        "the cause, or roll back.",
        ("hookshift stats", "hookshift rollout status", _ROLL_BACK),
    ),
    AlertKind.SHARE_TOO_LOW: Guide(
        "unified gets too little of {}",
        "warning",
        "Check whether all gateways follow the configuration, and whether routing is on.",
        ("hookshift status",),
    ),
    AlertKind.PROTECTED_TOUCHED: Guide(
        "protected handler {} was touched",
        "failure",
        "No rollout may touch it. Disable routing, then find out how it happened: does something "
        "else write to webhook_routing_logs?",
        ("hookshift disable", "hookshift explain"),
    ),
    AlertKind.GATEWAYS: Guide(
        "gateways are missing, behind or failing: {}",
        "failure",
        "Check which ones, and read their logs.",
        ("hookshift status",),
    ),
    AlertKind.STATISTICS_STALE: Guide(
        "statistics of {} are stale",
        "warning",
        "Check that PostgreSQL is up and its disk has room. An open rollout stays blind until "
        "then.",
        ("hookshift status",),
    ),
    AlertKind.SPOOL_GROWS: Guide(
        "{} writes decisions to disk",
        "warning",
        "Check that PostgreSQL is up and its disk has room. Once the spool is full, decisions are "
        "dropped.",
        ("hookshift status",),
    ),
    AlertKind.INBOX_OLD: Guide(
        "events wait too long for {}",
        "warning",
        "Check whether the handler is up. Nothing is lost.",
        ("hookshift inbox",),
    ),
    AlertKind.DEAD_LETTERS: Guide(
        "events for {} were given up",
        "warning",
        "Find the cause; once it is fixed, replay the dead letters.",
        ("hookshift dead list", "hookshift dead replay"),
    ),
    AlertKind.BREAKER_OPEN: Guide(
        "circuit open for {}",
        "warning",
        "The handler keeps failing, so it gets only a probe now and then. Its deliveries wait; "
        "nothing is lost.",
        ("hookshift inbox", "hookshift errors"),
    ),
    AlertKind.LEDGER_UNEVEN: Guide(
        "the ledger of {} does not balance",
        "failure",
        "Events are lost, or were delivered and not counted. Keep the logs.",
        ("hookshift ledger --by hour",),
    ),
    AlertKind.FOREIGN_FUNCTION: Guide(
        "{} conflicts with hookshift's function",
        "failure",
        "A function with the same name hides hookshift's; the text above says how to drop it. "
        "Until then use `hookshift set` and `hookshift rollback`.",
        ("hookshift status",),
    ),
    AlertKind.LOOP_FAILING: Guide(
        "loop {} keeps failing",
        "failure",
        "It keeps trying, but its work is not done until the error is fixed. The text above "
        "names the process and the error; the log of the process has more.",
        ("hookshift status",),
    ),
    AlertKind.DATABASE_AWAY: Guide(
        "PostgreSQL cannot be used from {}",
        "failure",
        "Webhooks of relay sources go on, those of durable sources are answered 503; no share can "
        "be changed. Bring PostgreSQL back: is it up, is its disk full, can this host reach it?",
        ("hookshift status",),
    ),
    AlertKind.DISK_LOW: Guide(
        "the disk of {} is nearly full",
        "warning",
        "Make room on the disk that holds data_dir.",
        ("hookshift status",),
    ),
    AlertKind.SPOOL_FULL: Guide(
        "the spool of {} is filling up",
        "failure",
        "PostgreSQL is down or too slow: bring it back, or make it faster. Once the spool is full, "
        "decisions are dropped; webhooks are still delivered.",
        ("hookshift status",),
    ),
    AlertKind.LOOP_LAG: Guide(
        "{} is overloaded",
        "warning",
        "Give the gateway more workers (gateway.workers) or a faster host.",
        ("hookshift status",),
    ),
    AlertKind.SNAPSHOT_OLD: Guide(
        "{} follows an old configuration",
        "failure",
        "Check that this host can reach PostgreSQL; the worker's log says more.",
        ("hookshift status",),
    ),
    AlertKind.CERTIFICATE_EXPIRES: Guide(
        "a certificate expires: {}",
        "failure",
        "Renew the certificate that the text names: new files are read within seconds, without a "
        "restart.",
        ("hookshift status",),
    ),
    AlertKind.PARTITIONS_MISSING: Guide(
        "partitions are missing: {}",
        "failure",
        "Workers create partitions every hour; a worker's log says why it could not. `hookshift db "
        "migrate` completes the schema if migrations are missing.",
        ("hookshift status",),
    ),
    AlertKind.ROLLED_BACK: Guide(
        "rollout {} was rolled back",
        "failure",
        "Nothing moves until an operator starts another rollout. Find the cause first; then "
        "acknowledge it, so that it no longer counts as degraded.",
        (
            "hookshift rollout explain",
            "hookshift errors",
            'hookshift alerts ack rolled_back --reason "..."',
        ),
    ),
    AlertKind.ROLLOUT: Guide(
        "rollout {} needs an operator",
        "failure",
        "See what it is waiting for.",
        ("hookshift rollout status", "hookshift rollout explain"),
    ),
}

UNKNOWN = Guide("{}", "warning", "`hookshift status` says more.", ("hookshift status",))
"""For a kind of another version of hookshift."""


def guide(kind: str) -> Guide:
    """What to know about an alert of this kind, also one of another version."""
    return GUIDES[AlertKind(kind)] if kind in set(AlertKind) else UNKNOWN
