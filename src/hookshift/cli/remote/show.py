"""What an installation elsewhere says, as tables: the same words as beside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from hookshift.cli.output import console, show_table
from hookshift.domain.alerts import AlertKind
from hookshift.domain.evidence.plan import stage_name
from hookshift.domain.format import duration
from hookshift.store.gateways import core_of
from hookshift.view.problem import the_only
from hookshift.view.text import text

RECORDED = ("waiting", "spooled", "dropped")
"""Decisions, by where they are."""
Seen = Mapping[str, Any]
"""An `overview`."""


def where(seen: Seen) -> None:
    """Share and rollout, in two lines."""
    share, rollout = seen["share"], seen["rollout"]
    if share is not None:
        state = "on" if share["enabled"] else "OFF: everybody goes to legacy"
        domains = ", ".join(share["domains"]) or "no domain"
        sentence = f"{share['percentage']:g} % of {domains}; routing is {state}"
        console.print(text(f"{sentence} (version {share['version']})"), style="bold")
    held = seen.get("conversations", {}).get("sentence")
    if held:
        console.print(text(held), soft_wrap=True)
    if rollout is not None:
        phase, stage = str(rollout["phase"]).replace("_", " "), stage_of(rollout)
        console.print(
            text(f"rollout {rollout['id']}: {phase}, {stage}; next: {seen['next']['what']}"),
            soft_wrap=True,
        )


def stage_of(rollout: Mapping[str, Any]) -> str:
    """Where a rollout is: `stage 2 of 6, 25 %`."""
    return stage_name(rollout["stage"], rollout["stages_planned"], rollout["percentage"])


def faults(seen: Seen) -> list[str]:
    """Whatever is wrong."""
    return list(seen["degraded"])


def the_problem(seen: Seen, kind: str, subject: str | None) -> dict[str, str]:
    """Kind and subject of a problem; the only one of its kind unless `subject` is given.

    Raises OperatorError if it is not the only one.
    """
    if subject is not None:
        return {"kind": kind, "subject": subject}
    found = {each["subject"] for each in seen["problems"] if each["kind"] == kind}
    return {"kind": kind, "subject": the_only(kind, found)}


def rolled_back(seen: Seen) -> None:
    """Prints first that a rollout was rolled back within the last hour, if one was."""
    _problems(each for each in seen["problems"] if each["kind"] == AlertKind.ROLLED_BACK)


def health(seen: Seen) -> None:
    """What else is wrong, or that nothing is."""
    _problems(each for each in seen["problems"] if each["kind"] != AlertKind.ROLLED_BACK)
    if not faults(seen):
        console.print("healthy", style="green")


def _problems(found: Iterable[Mapping[str, Any]]) -> None:
    """Each on a line of its own, and once for each kind what to do."""
    for _, group in groupby(found, key=itemgetter("kind")):
        alike = list(group)
        for each in alike:
            who = each["acknowledged"]
            prefix = "degraded: " if who is None else f"acknowledged by {who['actor']}: "
            style = "red" if who is None else "dim"
            console.print(text(prefix + each["text"]), style=style, soft_wrap=True)
        if any(each["acknowledged"] is None for each in alike):
            step = f"  {alike[0]['next']} More: {alike[0]['help']}"
            console.print(text(step), style="dim", soft_wrap=True)


def gateways(seen: Seen) -> None:
    """Who relays."""
    show_table(
        "Gateways",
        (
            "host", "worker", "version", "core", "seen", "follows", "waiting", "spooled", "dropped",
            "circuit open",
        ),
        [
            (
                row["host"], row["slot"], row["version"], core_of(row["counters"]),
                f"{row['seen_seconds_ago']:.0f} s ago", row["config_version"],
                *(row["counters"].get(f"recorder_{key}_rows") for key in RECORDED), row["resting"],
            )
            for row in seen["workers"]
        ],
    )  # fmt: skip


def dropped(seen: Seen) -> None:
    """What rules have dropped."""
    rows = [
        (row["source"], row["rule"], row["events"], when(row["last_at"]))
        for row in seen.get("dropped", [])
    ]
    if rows:
        show_table("Dropped by rules in the last hour", ("source", "rule", "events", "last"), rows)


def changes(seen: Seen) -> None:
    """Who changed the share."""
    show_table(
        "Latest changes",
        ("when", "who", "from", "to", "why"),
        [
            (
                when(row["at"]), row["actor"], row["old_percentage"], row["new_percentage"],
                row["reason"],
            )
            for row in seen["changes"]
        ],
    )  # fmt: skip


def gates(seen: Seen) -> None:
    """What the rollout has proven."""
    rollout = seen["rollout"]
    if rollout is None:
        console.print("no rollout has been started")
        return
    hold = rollout["hold"]
    if rollout["ended_at"] is None:
        clock = "" if hold["runs"] else ", clock stopped"
        console.print(f"hold {duration(hold['shown'])} of {duration(hold['needed'])}{clock}")
    show_table(
        "Gates",
        ("domain", "gate", "verdict", "explanation"),
        [(row["domain"], row["gate"], row["verdict"], row["sentence"]) for row in rollout["gates"]],
    )


def traffic(seen: Seen) -> None:
    """The last hour by domain and side."""
    show_table(
        "The last hour, first attempts",
        ("domain", "side", "requests", "p95 ms", "errors", "error %", "share %"),
        [
            (
                row["domain"], row["side"], row["requests"], row["p95_ms"], row["errors"],
                percent(row["error_rate"]), percent(row["share"]),
            )
            for row in seen["traffic"]
        ],
    )  # fmt: skip


def errors(seen: Seen) -> None:
    """The last hour's errors, the most frequent first."""
    show_table(
        "Errors of the last hour",
        ("domain", "side", "error", "count", "last"),
        [
            (
                row["domain"], row["routed_to"], row["error_message"], row["occurrences"],
                when(row["last_occurred"]),
            )
            for row in seen["errors"]
        ],
    )  # fmt: skip


def waiting(rows: Sequence[Mapping[str, Any]]) -> None:
    """What waits to be delivered."""
    show_table(
        "Backlog by handler",
        ("handler", "events", "senders", "due", "oldest", "last error"),
        [
            (
                row["handler"] + ("" if row["configured"] else " *"), row["events"], row["lanes"],
                row["due"], duration(row["age"]), row["last_error"],
            )
            for row in rows
        ],
    )  # fmt: skip


def when(moment: str | None) -> datetime | None:
    """A time of the API."""
    return None if moment is None else datetime.fromisoformat(moment)


def percent(share: float | None) -> float | None:
    """A share of 0 to 1 as a percentage."""
    return None if share is None else 100 * share
