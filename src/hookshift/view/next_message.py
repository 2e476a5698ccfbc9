"""Where a person's next message would go, and why: without a keyword, and about each domain."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hookshift.config.compile import route_table, terms
from hookshift.config.schema.routes import SourceConfig
from hookshift.config.schema.settings import Settings
from hookshift.domain.conversation.circumstances import Circumstances, Remembered
from hookshift.domain.conversation.continuation import continued
from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.assignment import place, salt_tag
from hookshift.domain.routing.classify import Rule
from hookshift.domain.routing.routing import (
    DOMAIN_BY_TEXT,
    REASON_TEXT,
    Decision,
    RouteTable,
    Side,
    Snapshot,
    decide,
)
from hookshift.store.database import Connection
from hookshift.store.person import StoredConversation
from hookshift.store.routing_config import read_snapshot
from hookshift.view.person import PersonalData, Whose


class NextMessage(NamedTuple):
    """A message that a person may write, and where it would go."""

    source: str
    message: str
    domain: str
    side: str
    handler: str
    reason: str
    domain_by: str | None
    last_heard: Any
    """When the person last wrote in the conversation that it belongs to; None without one."""
    why: Sequence[str]


def next_messages(
    settings: Settings, whose: Whose, snapshot: Snapshot | None, now: float
) -> list[NextMessage]:
    """By source: one that says little, for each conversation of the person, and one a domain."""
    table = route_table(settings)
    given = Circumstances(terms(settings), table.routes, snapshot, int(now))
    return [each for source in settings.sources for each in _of_source(source, table, whose, given)]


def _of_source(
    source: SourceConfig, table: RouteTable, whose: Whose, given: Circumstances
) -> Iterator[NextMessage]:
    remembers = source.conversations == "on"
    stored = [each for each in whose.conversations if each.source == source.name and remembers]
    places: Sequence[StoredConversation | None] = stored or [None]
    person = _person(whose, given.snapshot, given.now)
    event = _event(whose, given.now)
    for conversation in places:
        remembered = Remembered(person, _record(conversation))
        for message, rules in _messages(table):
            ruled = table._replace(rules=rules)
            decision = decide(event, ruled, source.default_handler, given.snapshot)
            if remembers:
                decision = continued(event, decision, remembered, given).decision
            yield _fields(source.name, message, decision, conversation)


def _messages(table: RouteTable) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    yield "without a keyword", ()
    for domain in table.routes:
        yield f"about {domain}", (Rule(f"about {domain}", domain, ()),)


def _event(whose: Whose, now: int) -> Event:
    given = whose.given
    phone = given if given.isdecimal() else None
    return Event(
        EventKind.MESSAGE, "text", None, given, phone, "", (), None, (), (), at=now
    )  # fmt: skip


def _person(whose: Whose, snapshot: Snapshot | None, now: int) -> PersonRecord | None:
    """With the bucket that they were given first, as gateways take it."""
    if snapshot is None:
        return None
    tag = salt_tag(snapshot.salt)
    for alias in whose.aliases:
        if alias.salt_tag == tag:
            return PersonRecord(alias.person, alias.bucket, tag, int(alias.since.timestamp()))
    return PersonRecord(0, place(snapshot.salt, whose.given)[0], tag, now)


def _record(stored: StoredConversation | None) -> ConversationRecord | None:
    if stored is None:
        return None
    began, last, turned = (int(at.timestamp()) for at in (stored.began, stored.last, stored.turned))
    return ConversationRecord(
        stored.person, stored.domain, Side(stored.side), began, last, turned, ended=stored.ended
    )


def _fields(
    source: str, message: str, decision: Decision, conversation: StoredConversation | None
) -> NextMessage:
    why = [REASON_TEXT[decision.reason]]
    if decision.domain_by is not None:
        why.insert(0, DOMAIN_BY_TEXT[decision.domain_by])
    return NextMessage(
        source,
        message,
        decision.domain,
        decision.side.value,
        decision.handler,
        decision.reason.value,
        None if decision.domain_by is None else decision.domain_by.value,
        None if conversation is None else conversation.last,
        why,
    )


async def explained(
    connection: Connection,
    settings: Settings,
    sender: str,
    percentage: Decimal | None,
    now: float,
) -> dict[str, Any]:
    """The next messages as data, with the configuration; `percentage` is assumed if given.

    Raises OperatorError.
    """
    snapshot = assumed(await read_snapshot(connection), percentage)
    whose = await PersonalData(settings).whose(connection, sender)
    found = next_messages(settings, whose, snapshot, now)
    return {"configuration": configured(snapshot), "next": [each._asdict() for each in found]}


def assumed(config: Snapshot | None, percentage: Decimal | None) -> Snapshot | None:
    """The configuration with another share, if one is given."""
    if percentage is None or config is None:
        return config
    return config._replace(threshold=int(percentage * 100), enabled=True)


def configured(config: Snapshot | None) -> dict[str, Any] | None:
    """The configuration, as data."""
    if config is None:
        return None
    return {
        "version": config.version,
        "enabled": config.enabled,
        "percentage": config.threshold / 100,
        "domains": sorted(config.domains),
    }


def sentences(found: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """What each reason means, in the order of first appearance."""
    fields: dict[str, str] = {}
    for each in found:
        by, reason = each["domain_by"], each["reason"]
        fields |= dict(zip([by, reason] if by else [reason], each["why"], strict=True))
    return fields
