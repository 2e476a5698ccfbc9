"""What the API's answers hold, for its OpenAPI document; a test compares them with real answers.

Answers are encoded from the tuples that everything else uses, so most schemas are made from those.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field, create_model

from hookshift.store import api
from hookshift.store.alerts import Raised
from hookshift.store.continuations import ContinuedRow
from hookshift.store.dead_letters import Action, Letter, LetterCount
from hookshift.store.decisions import Decided
from hookshift.store.held import Midway
from hookshift.store.ledger import Balance, Open
from hookshift.store.ledger import Waiting as WaitingRow
from hookshift.store.outbox import Notification
from hookshift.store.person import StoredAlias, StoredConversation
from hookshift.store.rollouts import HistoryEntry
from hookshift.store.routing_config import AuditRow
from hookshift.store.silences import Silence
from hookshift.store.stats import DroppedRow, ErrorRow
from hookshift.view.deletions import Deletion
from hookshift.view.forgetting import KINDS
from hookshift.view.next_message import NextMessage
from hookshift.view.protected import Untouched
from hookshift.view.trace import TracedDelivery
from hookshift.view.view_model import Hold as HoldClock

Schema = type[BaseModel]
Number = float | int | str | None


def _plain(hint: Any) -> Any:
    """As it is in JSON: numbers for decimals, texts for whatever has no type of its own."""
    if hint is Decimal:
        return float
    if hint is object:
        return str | None
    if isinstance(hint, type) and issubclass(hint, Enum):
        return str
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return reduce(or_, (_plain(each) for each in get_args(hint)))
    return hint


def shape(name: str, text: str, /, **fields: Any) -> Schema:
    """An object with all of these."""
    given: dict[str, Any] = {field: (hint, ...) for field, hint in fields.items()}
    return create_model(name, __doc__=text, **given)


def of(kind: type, name: str, /, **more: Any) -> Schema:
    """A tuple as an object, as `_asdict` makes it, and what is added to it."""
    hints = get_type_hints(kind)
    text = " ".join((kind.__doc__ or name).split())
    return shape(name, text, **{key: _plain(hint) for key, hint in hints.items()} | more)


TIMES: Mapping[str, Any] = dict.fromkeys(("avg_ms", "p50_ms", "p95_ms", "p99_ms"), float | None)

Decision: Any = of(Decided, "Decision")
DecisionsFound = shape("Decisions", "The latest decisions.", decisions=list[Decision])
Traced = shape(
    "Trace", "Where events went.", remarks=list[str],
    attempts=list[of(Decided, "TracedAttempt", certain=bool)],  # type: ignore[misc]
    undelivered=list[of(TracedDelivery, "TracedDelivery")],  # type: ignore[misc]
)  # fmt: skip
Group: Any = of(LetterCount, "DeadLetters")
LettersDone = shape(
    "LettersDone", "How many dead letters were changed, and how many of the chosen ones are left.",
    letters=int, events=int, left=int, by=list[Group], until=datetime | None,
)  # fmt: skip
LettersFound = shape(
    "LettersFound", "Dead letters by handler and cause, and the latest.",
    by=list[Group], letters=list[of(Letter, "FoundLetter")],  # type: ignore[misc]
)  # fmt: skip
Balanced: Any = of(Balance, "Balance", difference=int)
Balances = shape("Ledger", "What became of every event that was acknowledged.", rows=list[Balanced])
HistoryLine = of(HistoryEntry, "HistoryEntry", percentage=float)
NotDelivered = shape(
    "Undelivered", "What was acknowledged and not delivered, and the oldest of it.",
    deliveries=int, events=int, oldest=list[of(Open, "OpenDelivery")],  # type: ignore[misc]
)  # fmt: skip
Noted: Any = of(Silence, "Silence")
AlertsFound = shape(
    "Alerts", "Alerts, open ones first, and who has taken note of them.",
    alerts=list[of(Raised, "NotedAlert", acknowledged=of(Silence, "Note", sentence=str) | None)],  # type: ignore[misc]
)  # fmt: skip
HandedOver = shape(
    "HandedOver", "A conversation after it was released or passed, and who gets its next message "
    "(null: whomever the rules say).",
    domain=str, ended=bool, handler=str | None,
)  # fmt: skip
Named = shape("Named", "How many messages are known now.", messages=int)
Version = shape("Version", "The version of the configuration that a change made.", version=int)

_BRIEF: Mapping[str, Any] = {
    "id": int, "phase": str, "stage": int, "stages_planned": int, "why": str | None,
    "started_at": datetime, "started_by": str, "reason": str | None, "ended_at": datetime | None,
}  # fmt: skip
Brief: Any = shape("RolloutBrief", "One rollout, in short.", **_BRIEF)
RolloutChanged = shape("RolloutChanged", "The rollout after a change.", rollout=Brief)

_Stage: Any = shape(
    "Stage", "One percentage of a rollout, held for a time.",
    number=int, percentage=float, hold=float, prove=float, approval=bool, course=str,
    entered=datetime | None, left=datetime | None,
)  # fmt: skip
_Gate: Any = shape(
    "GateRow", "One gate in one domain, as the page shows it.",
    domain=str, gate=str, unit=str, verdict=str | None,
    value=float | None, limit=float | None, goal=float | None,
    proven=float | None, seen=float | None, needed=float | None,
    warm_up_until=datetime | None, seconds_to_proof=float | None,
    failures_to_fail=float | None, sentence=str,
)  # fmt: skip
_Verdict: Any = shape(
    "Verdict", "What the evidence says about one gate, with all numbers behind it.",
    gate=str, domain=str, kind=str, sentence=str, numbers=dict[str, Number], incident=bool,
    only_holds=bool, passes=bool,
)  # fmt: skip
_Explained: Any = shape(
    "ExplainedVerdict", "A verdict of a moment, with its facts: pairs of a label and a text.",
    id=int, rollout=int, at=datetime, stage=int, gate=str, domain=str, kind=str, sentence=str,
    numbers=dict[str, Number], incident=bool, only_holds=bool, passes=bool,
    facts=list[list[str]], on_fail=str,
)  # fmt: skip
Verdicts = shape(
    "Verdicts", "Verdicts of one rollout.",
    rollout=int, plan=dict[str, Any], verdicts=list[_Explained],
)  # fmt: skip
_LintedTraffic: Any = shape(
    "AssumedTraffic", "Requests of a domain in `measured_seconds`, and an hour as assumed.",
    requests=int, per_hour=float,
)  # fmt: skip
_LintedStage: Any = shape(
    "LintedStage", "How long one stage takes in one domain; null where it never ends.",
    stage=int, percentage=float, hold=float, domain=str, needed=Number, seconds=float | None,
    seconds_as_legacy=float | None, prospect=str,
)  # fmt: skip
Linted = shape(
    "Linted", "Whether the plan can work.",
    traffic=dict[str, _LintedTraffic], measured_seconds=float,
    stages=list[_LintedStage], seconds=float | None, freeze=list[str], time_zone=str,
    doubts=list[str], notes=list[str],
)  # fmt: skip
_Configured: Any = shape(
    "Configured", "The configuration that was assumed.",
    version=int, enabled=bool, percentage=float, domains=list[str],
)  # fmt: skip
NextMessages = shape(
    "NextMessages", "Where a person's next message would go, by what it is about.",
    configuration=_Configured | None,
    next=list[of(NextMessage, "NextMessage", last_heard=datetime | None)],  # type: ignore[misc]
)  # fmt: skip
_HASHED: Mapping[str, Any] = {"person": str, "alias": str}
_Stored: Any = shape(
    "StoredEvents", "What is not delivered of a person.",
    id=int, received_at=datetime, source=str, handler=str, state=str, events=int,
)  # fmt: skip
Person = shape(
    "Person", "What is stored about a person; hashes are texts.", remarks=list[str],
    conversations=list[of(StoredConversation, "PersonConversation", key=str, person=str)],  # type: ignore[misc]
    aliases=list[of(StoredAlias, "PersonAlias", **_HASHED)],  # type: ignore[misc]
    log_rows=list[dict[str, Any]], undelivered=list[_Stored],
)  # fmt: skip
Exported = shape(
    "Exported", "Everything that is stored about a person.",
    lines=list[dict[str, Any]], remarks=list[str],
)  # fmt: skip
Forgotten = shape(
    "Forgotten", "How much was removed of each kind, and what is to be said of it.",
    remarks=list[str], **dict.fromkeys((*KINDS, "held", "shared", "left"), int),
)  # fmt: skip
_Missing: Any = shape(
    "Missing", "What is missing before a handler may go.",
    sentence=str, earliest=datetime | None, never=bool,
)  # fmt: skip
_Retired: Any = shape(
    "RetiredHandler", "Whether one handler may go.",
    handler=str, domains=list[str], may_go=bool, never=bool, earliest=datetime | None,
    whole_since=datetime | None, last_event=datetime | None, events_in_log=int,
    events_in_window=int, by_kind=dict[str, int], by_reason=dict[str, int],
    messages_in_flight=int, missing=list[_Missing], delete=list[of(Deletion, "Deletion")],  # type: ignore[misc]
)  # fmt: skip
Retirement = shape(
    "Retirement", "Which old handlers nothing needs any more.",
    at=datetime, window_seconds=float, may_go=bool, handlers=list[_Retired],
)  # fmt: skip
_Again: Any = shape(
    "ReplayedStage", "One percentage of a past rollout, judged by the gates of today.",
    percentage=float, since=datetime, until=datetime, stage=int | None, sentence=str,
    passed_at=datetime | None, failed_at=datetime | None, exhausted_at=datetime | None,
    failed=list[_Verdict], verdicts=list[_Verdict],
)  # fmt: skip
Replayed = shape(
    "Replayed", "A past rollout, judged by the gates of today.",
    rollout=int, changed=list[str], stages=list[_Again], phase=str, why=str | None,
)  # fmt: skip
LetterAction = of(Action, "LetterAction")
Continued = of(ContinuedRow, "Continued")
TokenListed = of(api.Listed, "Token")
Message = of(Notification, "Notification")
_LetterEvent: Any = create_model(
    "LetterEvent", __doc__="An event of a dead letter; numbers and ids are masked.",
    kind=(str, ...), type=(str | None, ...), id=(str | None, ...),
    sender=(str | None, Field(alias="from")), reason=(str, ...),
)  # fmt: skip
DeadLetter: Schema = create_model(
    "DeadLetter", __base__=of(Letter, "LetterAlone"),
    __doc__="A dead letter; what was inside is left out where its body is gone.",
    correlation_id=(str | None, None), event_id=(str | None, None),
    headers=(list[list[str]] | None, None), contents=(list[_LetterEvent] | None, None),
    bytes=(int | None, None),
)  # fmt: skip
_Tried: Any = shape(
    "TriedNotifier", "What one notifier answered to a test message.",
    notifier=str, kind=str, good=bool, answer=str, seconds=float,
)  # fmt: skip
NotifiersTried = shape("NotifiersTried", "What notifiers answered.", tried=list[_Tried])
Ended = shape("Ended", "How many were ended: notes of a problem, or tokens.", ended=int)
_Hold: Any = of(HoldClock, "Hold", left=float, extended=bool)
_Rollout: Any = shape(
    "Rollout", "The latest rollout, running or over.",
    **_BRIEF, percentage=float, since=datetime, approved=bool, interfered=bool, failed=bool,
    blind=str | None, looked_at=datetime | None, hold=_Hold, stages=list[_Stage], gates=list[_Gate],
    verdicts=list[_Verdict], plan=dict[str, Any],
)  # fmt: skip
_Next: Any = shape(
    "Next", "What happens next, and what an operator can do.",
    what=str, at=datetime | None, waits_for=list[str], commands=list[str], needs_approval=bool,
)  # fmt: skip
_Share: Any = shape(
    "ConfiguredShare", "The configured share of unified.",
    percentage=float, enabled=bool, domains=list[str], version=int, updated_by=str | None,
)  # fmt: skip
_Controller: Any = shape(
    "Controller", "The process that runs rollouts.",
    leads=bool, process=str | None, term=int | None, looked_seconds_ago=float | None,
)  # fmt: skip
_Gateways: Any = shape("Gateways", "Gateway workers.", follow=int, living=int)
_Traffic: Any = shape(
    "Traffic", "The last hour of one domain and side.",
    domain=str, side=str, requests=int, errors=int, undelivered=int, error_rate=float | None,
    share=float | None, **TIMES,
)  # fmt: skip
_Worker: Any = shape(
    "Worker", "A gateway worker as it last reported.",
    host=str, slot=int, pid=int, version=str, started_at=datetime, seen_seconds_ago=float,
    resting=list[str], config_version=int | None, counters=dict[str, Any],
)  # fmt: skip
_Inbox: Any = shape(
    "Inbox", "Backlog, dead letters and ledger of durable sources.",
    as_of=datetime, waiting=list[of(WaitingRow, "Waiting", configured=bool)],  # type: ignore[misc]
    dead=list[Group], ledger=list[Balanced],
)  # fmt: skip
_Acknowledged: Any = shape(
    "Acknowledged", "Who has taken note of a problem, why, and until when.",
    actor=str, reason=str, until=datetime,
)  # fmt: skip
_Problem: Any = shape(
    "Problem", "One thing that is wrong, and what to do.",
    kind=str, subject=str, text=str, since=datetime | None, acknowledged=_Acknowledged | None,
    next=str, commands=list[str], help=str,
)  # fmt: skip
_lists: Mapping[str, Any] = {
    "history": HistoryLine, "alerts": of(Raised, "Alert"), "traffic": _Traffic,
    "errors": of(ErrorRow, "ErrorCount"), "protected": of(Untouched, "ProtectedHandler"),
    "dropped": of(DroppedRow, "DroppedEvents"), "changes": of(AuditRow, "ConfigurationChange"),
    "workers": _Worker,
    "problems": _Problem,
}  # fmt: skip
Overview = shape(
    "Overview", "Everything that the page shows, at one moment.",
    now=datetime, degraded=list[str], rollout=_Rollout | None, next=_Next, share=_Share | None,
    controller=_Controller, gateways=_Gateways, inbox=_Inbox | None,
    conversations=of(Midway, "Conversations", sentence=str | None),
    **{name: list[row] for name, row in _lists.items()},  # type: ignore[valid-type]
)  # fmt: skip
_Point: Any = shape(
    "Point", "One step of one domain and side; `at` is in seconds since 1970.",
    at=float, domain=str, side=str, requests=int, errors=int, **TIMES,
)  # fmt: skip
Series = shape(
    "Series", "Requests, errors and times over time; times in seconds since 1970.",
    now=float, since=float, step=float, points=list[_Point],
)  # fmt: skip


class Error(BaseModel):
    """Why a request was refused."""

    error: str


class InvalidValue(BaseModel):
    """One value that cannot be, by where it stands."""

    loc: list[str | int]
    msg: str
    type: str


class Invalid(BaseModel):
    """Which values cannot be; none of them is repeated."""

    error: str
    detail: list[InvalidValue]
