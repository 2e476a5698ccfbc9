"""The decision: for each event a domain, a handler, a side and the reason.

Pure: the route table comes from the settings file, the snapshot from PostgreSQL, and both are
arguments. When in doubt, legacy.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.events import Event
from hookshift.domain.routing.assignment import is_unified, place
from hookshift.domain.routing.classify import Rule, classify

UNKNOWN_DOMAIN = "unknown"
"""The runbook's name for "no rule matched"; here it is only a label, never part of a URL."""

DROPPED = "dropped"
"""Domain, handler and status, in the log, of what a rule drops."""

_NOWHERE = (None, None)


class Side(StrEnum):
    """The old handler or the new one; written in `webhook_routing_logs.routed_to`."""

    LEGACY = "legacy"
    UNIFIED = "unified"


class Reason(StrEnum):
    """Why an event went where it went; written in `webhook_routing_logs.reason`."""

    IN_SHARE = "in_share"
    OUT_OF_SHARE = "out_of_share"
    NO_RULE = "no_rule"
    MALFORMED = "malformed"
    PROTECTED = "protected"
    NO_CONFIGURATION = "no_configuration"
    DISABLED = "disabled"
    LOCAL_ROLLBACK = "local_rollback"
    NOT_IN_ROLLOUT = "not_in_rollout"
    NO_SENDER = "no_sender"
    UNIFIED_UNREACHABLE = "unified_unreachable"
    ROLLED_BACK = "rolled_back"
    DROPPED = "dropped"
    AFFINITY = "affinity"
    CONTINUING = "continuing"
    CONTEXT_UNKNOWN = "context_unknown"
    DRAINING = "draining"


class DomainBy(StrEnum):
    """What named an event's domain; written in `webhook_routing_logs.domain_by`."""

    REDELIVERY = "redelivery"
    RESET = "reset"
    REPLY = "reply"
    RULE = "rule"
    RECEIPT = "receipt"
    CONTEXT = "context"
    DEFAULT = "default"


DOMAIN_BY_TEXT: Mapping[DomainBy, str] = {
    DomainBy.REDELIVERY: "it was delivered before, and goes where it went then",
    DomainBy.RESET: "it is a reset word, which ends the conversation that it belongs to",
    DomainBy.REPLY: "it answers a message of this domain",
    DomainBy.RULE: "a rule claims it",
    DomainBy.RECEIPT: "it is about a message of this domain",
    DomainBy.CONTEXT: "no rule claims it, so it continues the conversation",
    DomainBy.DEFAULT: "no rule claims it and there is no conversation that it could continue",
}


REASON_TEXT: Mapping[Reason, str] = {
    Reason.IN_SHARE: "the sender's bucket is below the configured percentage",
    Reason.OUT_OF_SHARE: "the sender's bucket is at or above the configured percentage",
    Reason.NO_RULE: "no rule claims it, so it goes to the source's default handler",
    Reason.MALFORMED: "it is not of the form that the provider documents, so no rule is applied",
    Reason.PROTECTED: "the handler is protected: no rollout may touch it",
    Reason.NO_CONFIGURATION: "no configuration has been read from PostgreSQL, so legacy",
    Reason.DISABLED: "routing is disabled",
    Reason.LOCAL_ROLLBACK: "this host was rolled back by hand (`hookshift rollback --local`)",
    Reason.NOT_IN_ROLLOUT: "the domain is not in the rollout",
    Reason.NO_SENDER: "it names no sender, so it stays on legacy",
    Reason.UNIFIED_UNREACHABLE: "unified could not be reached; nothing had been sent to it",
    Reason.DROPPED: "a rule drops it: it is acknowledged, and no handler gets it",
    Reason.ROLLED_BACK: "it waited for unified when its sender went back to legacy",
    Reason.AFFINITY: "the percentage has risen, and the conversation stays where it began",
    Reason.CONTINUING: (
        "its conversation began, or may have begun, before the percentage changed, so the share "
        "gate does not count it"
    ),
    Reason.CONTEXT_UNKNOWN: (
        "its conversation could not be looked up in time, so the rules decide, and legacy gets it "
        "if a rise of the last hours may have moved the person"
    ),
    Reason.DRAINING: (
        "the percentage was lowered by a drain, and the conversation is finished with unified"
    ),
}


class Route(NamedTuple):
    """Where a domain's events go. `unified` is None where the domain can never be moved."""

    domain: str
    legacy: str
    unified: str | None
    protected: bool


class RouteTable(NamedTuple):
    """The settings file's part of a decision: rules and routes."""

    rules: tuple[Rule, ...]
    routes: Mapping[str, Route]
    headers: frozenset[bytes] = frozenset()
    """The request headers that rules ask for, names in lower case."""


class Snapshot(NamedTuple):
    """The database's part of a decision: the newest row of `webhook_routing_config`."""

    version: int
    enabled: bool
    threshold: int
    """The percentage in hundredths of a percent, 0 to 10,000."""
    domains: frozenset[str]
    salt: bytes
    rolled_back_here: bool = False
    """Whether it is a rollback of this host alone that keeps everybody with legacy."""
    lowest_lately: int | None = None
    """The lowest threshold of the last hours, for which people may be held; None: as now."""
    since: int = 0
    """When it was changed last, in seconds since 1970; to a gateway, when it first saw that."""
    draining_below: int | None = None
    """The threshold before a drain, during it; None: whoever is not below the threshold goes."""

    def threshold_of(self, domain: str) -> int:
        """The bucket from which on the people of `domain` stay with legacy; 0 if all of them do."""
        return self.threshold if self.enabled and domain in self.domains else 0

    def kept_below(self, domain: str) -> int:
        """As `threshold_of`, of what unified was given before: a drain takes none of it away."""
        share = self.threshold_of(domain)
        return max(share, self.draining_below or 0) if self.drains(domain) else share

    def drains(self, domain: str) -> bool:
        """Whether some of `domain` may finish their conversation with unified."""
        before = self.draining_below
        in_it = self.enabled and domain in self.domains
        return before is not None and in_it and before > self.threshold

    def may_finish(self, domain: str, number: int) -> bool:
        """Whether a drain leaves this bucket's conversations with unified until they are over."""
        return self.drains(domain) and self.threshold <= number < (self.draining_below or 0)

    def has_risen(self, domain: str) -> bool:
        """Whether a rise of the last hours took anybody of `domain` to unified."""
        before = self.lowest_lately
        return before is not None and before < self.threshold_of(domain)

    def has_moved(self, domain: str, number: int) -> bool:
        """Whether a rise of the last hours took this bucket to unified."""
        before = self.lowest_lately
        return before is not None and before <= number < self.threshold_of(domain)


class Decision(NamedTuple):
    """What happens to one event, and why."""

    domain: str
    handler: str
    side: Side
    reason: Reason
    rule: str | None
    bucket: int | None
    sender: int | None = None
    """The sender's key in the rollups; None without a sender, or a salt."""
    domain_by: DomainBy | None = None
    """What named the domain; None where conversations are off."""
    observed: str | None = None
    """Where it would have gone with conversations on, as `domain/side`; None where it went there.
    """


class Part(NamedTuple):
    """The events of one body that go to one handler."""

    handler: str
    side: Side
    events: tuple[Event, ...]
    decisions: tuple[Decision, ...]

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains in it, in order of first appearance."""
        if len(self.decisions) == 1:
            return (self.decisions[0].domain,)
        return tuple(dict.fromkeys(decision.domain for decision in self.decisions))


def decide(
    event: Event, table: RouteTable, default_handler: str, snapshot: Snapshot | None
) -> Decision:
    """Where `event` goes. `snapshot` is None while no configuration could be read."""
    rule = None if event.malformed else classify(event, table.rules)
    number, key = place(snapshot.salt, event.sender) if snapshot and event.sender else _NOWHERE
    if rule is None:
        reason = Reason.MALFORMED if event.malformed else Reason.NO_RULE
        return Decision(UNKNOWN_DOMAIN, default_handler, Side.LEGACY, reason, None, None, key)
    if rule.drops:
        return Decision(DROPPED, DROPPED, Side.LEGACY, Reason.DROPPED, rule.name, None)
    route = table.routes[rule.domain]
    unified = route.unified
    if unified is None:
        number = None
    # The bucket is kept for each sender that a rollout could move, also while it does not: the
    # record then shows who would have moved.
    reason = reason_of(route, snapshot, number)
    if reason is Reason.IN_SHARE and unified is not None:
        return Decision(route.domain, unified, Side.UNIFIED, reason, rule.name, number, key)
    return Decision(route.domain, route.legacy, Side.LEGACY, reason, rule.name, number, key)


def reason_of(route: Route, snapshot: Snapshot | None, number: int | None) -> Reason:
    """Why a person whose bucket is `number` (None: no person) is on its side of a domain."""
    if route.protected:
        return Reason.PROTECTED
    if snapshot is None:
        return Reason.NO_CONFIGURATION
    if route.unified is None or route.domain not in snapshot.domains:
        return Reason.NOT_IN_ROLLOUT
    if not snapshot.enabled:
        return Reason.LOCAL_ROLLBACK if snapshot.rolled_back_here else Reason.DISABLED
    if number is None:
        return Reason.NO_SENDER
    share = snapshot.threshold_of(route.domain)
    return Reason.IN_SHARE if is_unified(number, share) else Reason.OUT_OF_SHARE


def given_back(decision: Decision, table: RouteTable, snapshot: Snapshot) -> Decision:
    """`decision`, changed to legacy if it is for unified and its sender has left the share."""
    keeps = decision.bucket is not None and is_unified(
        decision.bucket, snapshot.kept_below(decision.domain)
    )
    if keeps or decision.side is not Side.UNIFIED:
        return decision
    legacy = table.routes[decision.domain].legacy
    return decision._replace(handler=legacy, side=Side.LEGACY, reason=Reason.ROLLED_BACK)


def part_of(events: Sequence[Event], decisions: Sequence[Decision]) -> Part:
    """A part whose decisions all have one handler."""
    return Part(decisions[0].handler, decisions[0].side, tuple(events), tuple(decisions))


def plan(events: Sequence[Event], decisions: Sequence[Decision]) -> list[Part]:
    """Groups a body's events by handler, in order of first appearance."""
    if len(events) == 1:
        decision = decisions[0]
        return [Part(decision.handler, decision.side, (events[0],), (decision,))]
    groups: dict[tuple[str, Side], tuple[list[Event], list[Decision]]] = {}
    for event, decision in zip(events, decisions, strict=True):
        group = groups.setdefault((decision.handler, decision.side), ([], []))
        group[0].append(event)
        group[1].append(decision)
    return [
        Part(handler, side, tuple(own), tuple(why))
        for (handler, side), (own, why) in groups.items()
    ]
