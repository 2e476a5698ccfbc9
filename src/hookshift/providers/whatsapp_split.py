"""Divides a WhatsApp webhook body by events, copying each value as it was written.

Nothing below the lists that are divided is parsed: `msgspec.Raw` is a slice of the body, so that
big numbers, `1.10`, escapes and the order of keys stay what they were.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Raw

from hookshift.domain.events import Event
from hookshift.providers import whatsapp_lenient as lenient
from hookshift.providers.as_written import RAW_LIST, RAW_OBJECT, Object, elements
from hookshift.providers.bodies import UNREADABLE, bad_payload
from hookshift.providers.surrogates import restored, without_halves
from hookshift.providers.whatsapp_identity import EVENT_LISTS
from hookshift.providers.whatsapp_people import aliases

MOST_COPIED = 4_194_304
"""Bytes that all copies of one thing may take which each part gets. A body of 1,000 events may come
with thousands of contacts of nobody: copied to each part they would make hundreds of megabytes."""

Selection = dict[int, dict[int, list[Event]]]
"""Events by entry and change; an entry without changes has none."""


def split(body: bytes, groups: Sequence[Sequence[Event]]) -> list[bytes]:
    """All of `iter_split`. Raises BadPayload."""
    return list(iter_split(body, groups))


def iter_split(body: bytes, groups: Sequence[Sequence[Event]]) -> Iterator[bytes]:
    """One body per group, each with the envelope, its events, and what belongs to them.

    Contacts go where their person's events go, those of nobody to each part, as do members of a
    value that are no lists of events. What would take more than MOST_COPIED in all goes with the
    first event of its change instead, as `value.errors` always does. Raises BadPayload.
    """
    events = _by_place([event for group in groups for event in group])
    try:
        try:
            whole, replaced = _Body(body, events, len(groups)), None
        except msgspec.DecodeError:
            readable, replaced = without_halves(body)
            whole = _Body(readable, events, len(groups))
        for group in groups:
            part = whole.part(_by_place(group))
            yield restored(part, replaced) if replaced else part
    except UNREADABLE as error:
        raise bad_payload(error) from None


def _by_place(events: Sequence[Event]) -> Selection:
    chosen: Selection = {}
    for event in events:
        entry, *rest = event.locator
        changes = chosen.setdefault(int(entry), {})
        if rest:
            changes.setdefault(int(rest[0]), []).append(event)
    return chosen


class _Body:
    """A body taken apart once; `part` puts together what a group of its events needs."""

    def __init__(self, body: bytes, events: Selection, parts: int) -> None:
        self._largest_copied = MOST_COPIED // max(1, parts)
        self._object = RAW_OBJECT.decode(body)
        self._entries = RAW_LIST.decode(self._object["entry"])
        self._events = events
        self._taken_apart: dict[tuple[int, int], _Change] = {}
        # Decoded once, not for each part: a body of a thousand events would take seconds.
        self._opened: dict[int, tuple[Object, list[Raw]]] = {}

    def part(self, chosen: Selection) -> bytes:
        entries = [self._entry(e, chosen[e]) for e in sorted(chosen)]
        return msgspec.json.encode({**self._object, "entry": entries})

    def _entry(self, e: int, chosen: dict[int, list[Event]]) -> object:
        if not chosen:
            return self._entries[e]
        if e not in self._opened:
            opened = RAW_OBJECT.decode(self._entries[e])
            self._opened[e] = opened, RAW_LIST.decode(opened["changes"])
        entry, changes = self._opened[e]
        return {
            **entry,
            "changes": [self._change(changes, e, c, chosen[c]) for c in sorted(chosen)],
        }

    def _change(self, changes: list[Raw], e: int, c: int, chosen: list[Event]) -> object:
        events = self._events[e][c]
        if len(chosen) == len(events):
            return changes[c]
        if (e, c) not in self._taken_apart:
            self._taken_apart[e, c] = _Change(changes[c], events, self._largest_copied)
        return self._taken_apart[e, c].part(chosen)


class _Change:
    """A change with events of several groups."""

    def __init__(self, change: Raw, events: Sequence[Event], largest_copied: int) -> None:
        self._change = RAW_OBJECT.decode(change)
        value = RAW_OBJECT.decode(self._change["value"])
        self._inner: dict[str, _Holder] = {
            member: _Holder(
                RAW_OBJECT.decode(value[member]), _of_member(events, member), largest_copied
            )
            for member in {_member(event) for event in events}
            if member is not None
        }
        self._value = _Holder(value, _of_member(events, None), largest_copied)

    def part(self, events: Sequence[Event]) -> object:
        value = self._value.part(_of_member(events, None))
        for member, holder in self._inner.items():
            own = _of_member(events, member)
            if own:
                value[member] = holder.part(own)
            else:
                del value[member]
        return {**self._change, "value": value}


class _Holder:
    """What holds lists of events: a change's value, or the standby copies in it."""

    def __init__(self, members: Object, events: Sequence[Event], largest_copied: int) -> None:
        self._members = members
        self._largest_copied = largest_copied
        self._lists = {
            name: RAW_LIST.decode(members[name])
            for name in {str(event.locator[2]) for event in events}
        }
        self._first = min(events, key=_order).locator if events else None
        self._contacts = _Contacts(members.get("contacts"), events, largest_copied)

    def part(self, events: Sequence[Event]) -> dict[str, object]:
        found: dict[str, object] = {}
        has_first = self._first is None or any(event.locator == self._first for event in events)
        for key, raw in self._members.items():
            if key in self._lists:
                own = sorted(_index(event) for event in events if event.locator[2] == key)
                if own:
                    found[key] = [self._lists[key][i] for i in own]
            elif key == "contacts":
                contacts = self._contacts.of(events, has_first=has_first)
                if contacts:
                    found[key] = contacts
            elif has_first or (key != "errors" and len(bytes(raw)) <= self._largest_copied):
                found[key] = raw
        return found


class _Contacts:
    """The contacts of one change, by whose they are."""

    def __init__(self, contacts: Raw | None, events: Sequence[Event], largest_copied: int) -> None:
        self._raw = elements(contacts)
        known = {alias for event in events for alias in (event.sender, event.phone) if alias}
        self._of_nobody: list[int] = []
        self._by_alias: dict[str, list[int]] = {}
        for i, contact in enumerate(lenient.contacts(contacts)):
            own = known.intersection(aliases(contact))
            if not own:
                self._of_nobody.append(i)
            for alias in own:
                self._by_alias.setdefault(alias, []).append(i)
        size = sum(len(bytes(self._raw[i])) for i in self._of_nobody)
        self._copied_to_each = size <= largest_copied

    def of(self, events: Sequence[Event], *, has_first: bool) -> list[Raw]:
        wanted = set(self._of_nobody if self._copied_to_each or has_first else ())
        for alias in {alias for event in events for alias in (event.sender, event.phone) if alias}:
            wanted.update(self._by_alias.get(alias, ()))
        return [self._raw[i] for i in sorted(wanted)]


def _of_member(events: Sequence[Event], member: str | None) -> list[Event]:
    return [event for event in events if _member(event) == member]


def _member(event: Event) -> str | None:
    """The member of the value that the event's list is in; None: the value itself."""
    return str(event.locator[4]) if len(event.locator) > 4 else None


def _order(event: Event) -> tuple[int, int]:
    return EVENT_LISTS.index(str(event.locator[2])), _index(event)


def _index(event: Event) -> int:
    return int(event.locator[3])
