"""Decides whether an old handler may be retired: only if it is proven that nothing needs it.

For a window of time the log must be complete, the share 100 % and the handler unused; no status may
be in flight; nothing else in the settings may name the handler. Whatever is not known counts as not
proven. Times are seconds since 1970, on the database's clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hookshift.domain.evidence.plan import WHOLE
from hookshift.domain.format import duration
from hookshift.domain.retire.text import Missing, ago, counted, listed, uses
from hookshift.domain.retire.watch import Log, Watch, incomplete, unwatched

FLIGHT_SECONDS = 7 * 86_400.0
"""How long a provider may redeliver a webhook, and a status may follow another."""
FINAL_STATUSES = ("read", "played", "failed")
"""Statuses of a message that no other status follows."""


class Mentions(NamedTuple):
    """What the settings say of a handler."""

    handler: str
    protected: bool
    domains: tuple[str, ...]
    """Domains that have it as their old handler, and a new one too."""
    fixed: tuple[str, ...] = ()
    """Domains that have no other handler."""
    sources: tuple[str, ...] = ()
    """Sources that have it as their default handler."""
    unified_of: tuple[str, ...] = ()
    """Domains that have it as their new handler."""


class Usage(NamedTuple):
    """What the log says of a handler."""

    last: float | None = None
    """When the last event went to it; None if the log has none."""
    total: int = 0
    """Events in the whole log."""
    kinds: Mapping[str, int] = {}
    """Events in the window by kind: message, status, ..."""
    reasons: Mapping[str, int] = {}
    """Events in the window by the reason of their decision."""
    in_flight: int = 0
    """Messages whose status it got in the last FLIGHT_SECONDS, with no final status yet."""
    in_flight_last: float | None = None
    """When it got the last such status."""

    @property
    def recent(self) -> int:
        """Events in the window."""
        return sum(self.kinds.values())


class Active(NamedTuple):
    """The configuration that gateways follow."""

    version: int
    threshold: int
    enabled: bool
    domains: frozenset[str]

    def is_whole(self, domains: Sequence[str]) -> bool:
        """Whether everybody in `domains` goes to unified."""
        return self.enabled and self.threshold == WHOLE and self.domains.issuperset(domains)


class ConfigChange(NamedTuple):
    """A line of the audit trail."""

    at: float
    active: Active | None
    """The configuration that was active from then on; None if none was."""
    deleted: bool = False
    """Whether a row was deleted, so that an older one, with a version of its own, is active."""


class RetireFacts(NamedTuple):
    """Everything that the verdict depends on, apart from the handler itself."""

    now: float
    window: float
    active: Active | None
    changes: Sequence[ConfigChange]
    """Newest first."""
    open_rollout: str | None
    """`rollout 12 (running, stage 6)`."""
    log: Log
    watch: Watch
    held: Mapping[str, tuple[int, float]] = {}
    """By domain, how many conversations go on with legacy, and for how many seconds yet."""

    @property
    def since(self) -> float:
        """Where the window begins."""
        return self.now - self.window


class RetireVerdict(NamedTuple):
    """Whether a handler may go, and what is missing if it may not."""

    mentions: Mentions
    usage: Usage
    whole_since: float | None
    """Since when everybody in its domains goes to unified; None if that is not so, or not known."""
    missing: tuple[Missing, ...]

    @property
    def may_go(self) -> bool:
        """Whether everything is proven."""
        return not self.missing

    @property
    def never(self) -> bool:
        """Whether waiting can never change the verdict."""
        return any(each.never for each in self.missing)

    @property
    def earliest(self) -> float | None:
        """When it could go if nothing uses it until then; None if a person must act first."""
        times = [each.earliest for each in self.missing]
        known = [time for time in times if time is not None]
        return max(known) if known and len(known) == len(times) else None


def judge(mentions: Mentions, usage: Usage, facts: RetireFacts) -> RetireVerdict:
    """Whether the handler that `mentions` and `usage` are about may go."""
    since = whole_since(facts.active, facts.changes, mentions.domains)
    missing = (
        *_named(mentions),
        *_share(mentions, facts, since),
        *_used(usage, facts),
        *_held(mentions, facts),
        *_in_flight(usage, facts),
        *incomplete(facts.log, facts.now, max(facts.window, FLIGHT_SECONDS)),
        *unwatched(facts.watch, facts.now, facts.window),
    )
    return RetireVerdict(mentions, usage, since, missing)


def whole_since(
    active: Active | None, changes: Sequence[ConfigChange], domains: Sequence[str]
) -> float | None:
    """Since when everybody in `domains` goes to unified, by the audit trail (newest first).

    None if they do not, or if the trail does not lead to what is active.
    """
    if active is None or not changes or not _leads_to(changes[0], active):
        return None
    since = None
    for change in changes:
        if change.active is None or not change.active.is_whole(domains):
            break
        since = change.at
    return since


def _leads_to(change: ConfigChange, active: Active) -> bool:
    then = change.active
    if then is not None and change.deleted:
        then = then._replace(version=active.version)
    return then == active


def _named(mentions: Mentions) -> Iterator[Missing]:
    if mentions.protected:
        yield Missing("it is protected, so it can never be retired", never=True)
        return
    for names, what in (
        (mentions.fixed, "it is the only handler of {}: give it a unified one first"),
        (mentions.sources, "what no rule claims goes to it: it is default_handler of {}"),
        (mentions.unified_of, "it is the unified handler of {}"),
    ):
        if names:
            yield Missing(what.format(listed(names)))


def _share(mentions: Mentions, facts: RetireFacts, since: float | None) -> Iterator[Missing]:
    active = facts.active
    if not mentions.domains:
        return
    if facts.open_rollout is not None:
        yield Missing(f"{facts.open_rollout} has not proven its last stage yet")
    if active is None:
        yield Missing("there is no configuration: everybody goes to legacy")
        return
    outside = [domain for domain in mentions.domains if domain not in active.domains]
    if active.threshold != WHOLE:
        yield Missing(f"the share is {active.threshold / 100:g} %, not 100 %")
    if not active.enabled:
        yield Missing("routing is disabled: everybody goes to legacy")
    if outside:
        yield Missing(f"not in the rollout (webhook_routing_config.domains): {listed(outside)}")
    if not active.is_whole(mentions.domains):
        return
    if since is None:
        yield Missing("the audit trail does not lead to the active configuration")
    elif since > facts.since:
        yield Missing(
            f"everybody goes to unified only since {ago(since, facts.now)}", since + facts.window
        )


def _used(usage: Usage, facts: RetireFacts) -> Iterator[Missing]:
    if usage.recent or (usage.last is not None and usage.last >= facts.since):
        last = facts.now if usage.last is None else max(usage.last, facts.since)
        yield Missing(
            f"{uses(usage.kinds, usage.reasons)} in the last {duration(facts.window)}, the last "
            f"{ago(last, facts.now)}",
            last + facts.window,
        )


def _held(mentions: Mentions, facts: RetireFacts) -> Iterator[Missing]:
    """Whom a rise has left with it in the middle of a conversation."""
    found = [facts.held[domain] for domain in mentions.domains if domain in facts.held]
    if found:
        people, seconds = sum(each[0] for each in found), max(each[1] for each in found)
        yield Missing(
            f"{counted(people, 'conversation goes', 'conversations go')} on with it, for "
            f"at most another {duration(seconds)}, unless somebody writes again",
            facts.now + seconds,
        )


def _in_flight(usage: Usage, facts: RetireFacts) -> Iterator[Missing]:
    if usage.in_flight:
        last = facts.now if usage.in_flight_last is None else usage.in_flight_last
        yield Missing(
            f"{counted(usage.in_flight, 'message', 'messages')} in flight: it got a status within "
            f"{duration(FLIGHT_SECONDS)}, and nobody got read, played or failed for them; the "
            f"last {ago(last, facts.now)}",
            last + FLIGHT_SECONDS,
        )
