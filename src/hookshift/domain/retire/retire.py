"""May an old handler go? Only when everything that could still need it is known not to.

The log must be whole for the window, the share 100 % throughout it, and nothing may have used the
handler in it; no status may be in flight; nothing else in the settings may name it. What is not
known is not proven. Times are seconds since 1970, on the database's clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hookshift.domain.evidence.plan import WHOLE
from hookshift.domain.format import duration
from hookshift.domain.retire.text import Missing, ago, counted, listed, uses
from hookshift.domain.retire.watch import Log, Watch, incomplete, unwatched

FLIGHT_SECONDS = 7 * 86_400.0
"""So long a provider may repeat what it was not thanked for, and a status may follow another."""
FINAL_STATUSES = ("read", "played", "failed")
"""After these no other status of a message is to be expected."""


class Mentions(NamedTuple):
    """What the settings say of a handler."""

    handler: str
    protected: bool
    domains: tuple[str, ...]
    """Whose old handler it is, and which have a new one."""
    fixed: tuple[str, ...] = ()
    """Whose only handler it is."""
    sources: tuple[str, ...] = ()
    """Whose default handler it is."""
    unified_of: tuple[str, ...] = ()
    """Whose new handler it is."""


class Usage(NamedTuple):
    """What the log says of a handler."""

    last: float | None = None
    """The last event that went to it; None if the log has none."""
    total: int = 0
    """Events in the whole log."""
    kinds: Mapping[str, int] = {}
    """Events in the window by kind: message, status, ..."""
    reasons: Mapping[str, int] = {}
    """The same by why they went there."""
    in_flight: int = 0
    """Messages of which it got a status in the last FLIGHT_SECONDS, and nobody a final one."""
    in_flight_last: float | None = None

    @property
    def recent(self) -> int:
        """Events in the window."""
        return sum(self.kinds.values())


class Active(NamedTuple):
    """The configuration that the gateways go by."""

    version: int
    threshold: int
    enabled: bool
    domains: frozenset[str]

    def is_whole(self, domains: Sequence[str]) -> bool:
        """Whether everybody in `domains` goes to unified."""
        return self.enabled and self.threshold == WHOLE and self.domains.issuperset(domains)


class ConfigChange(NamedTuple):
    """A line of the audit trail: what was active from then on; None if nothing was."""

    at: float
    active: Active | None
    deleted: bool = False
    """Whether it took a row away, so that an older one, with a version of its own, is active."""


class RetireFacts(NamedTuple):
    """Everything but the handler itself."""

    now: float
    window: float
    active: Active | None
    changes: Sequence[ConfigChange]
    """Newest first."""
    open_rollout: str | None
    """`rollout 12 (running, stage 6)`."""
    log: Log
    watch: Watch

    @property
    def since(self) -> float:
        """Where the window begins."""
        return self.now - self.window


class RetireVerdict(NamedTuple):
    """Whether a handler may go, and what is missing if it may not."""

    mentions: Mentions
    usage: Usage
    whole_since: float | None
    """Since when everybody in its domains goes to unified; None if not, or not known."""
    missing: tuple[Missing, ...]

    @property
    def may_go(self) -> bool:
        """Whether everything is proven."""
        return not self.missing

    @property
    def never(self) -> bool:
        """Whether no time and no traffic can change that."""
        return any(each.never for each in self.missing)

    @property
    def earliest(self) -> float | None:
        """When it could go if nothing else happens; None if a person must do something first."""
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
        yield Missing("it is protected: it stays, whatever is asked", never=True)
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


def _in_flight(usage: Usage, facts: RetireFacts) -> Iterator[Missing]:
    if usage.in_flight:
        last = facts.now if usage.in_flight_last is None else usage.in_flight_last
        yield Missing(
            f"{counted(usage.in_flight, 'message', 'messages')} in flight: it got a status within "
            f"{duration(FLIGHT_SECONDS)}, and nobody one that says read, played or failed; the "
            f"last {ago(last, facts.now)}",
            last + FLIGHT_SECONDS,
        )
