"""Whom each event of a body is with: one person is the set of all aliases that the body gives.

A person has a phone number and business-scoped user ids (BSUIDs), and a message may name any of
them. Which belong together is said by events that bear both, by contacts (paired by alias, never by
index) and by system messages about a change of number. The business's own number is nobody's alias.

All events with one person get the same key, so that they go to one side and keep their order: the
newest BSUID that an event or a contact of the same account bears, else the phone. An id that a
system message only announces does not count yet: until somebody bears it, everything that is known
of the person is known by the former one. What else the body calls the person goes to `aliases`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import Raw

from hookshift.domain.events import Event, digits
from hookshift.providers.as_written import NULL, identifier
from hookshift.providers.bodies import fit
from hookshift.providers.whatsapp_wire import Contact, System

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
"""A business-scoped user id."""
MOST_ALIASES: Final = 16
"""Aliases of one person in one body, besides key and phone. WhatsApp's own have four at most: the
former id and number, and the ids of the parent account."""

Person = tuple[str | None, str | None]
"""Sticky key (BSUID before phone) and phone number in digits."""


class _Succession(NamedTuple):
    """A system message: `later` are new aliases of the person of event number `event`."""

    event: int
    former: str | None
    later: str | None
    phone: str | None
    parents: tuple[str | None, ...]


class People:
    """Everybody whom one body names. `person` reads an event, `resolve` brings all together."""

    __slots__ = ("_business", "_contacts", "_own", "_successions", "contacts", "entry")

    def __init__(self) -> None:
        self.contacts = 0
        """How many contacts were met."""
        self.entry = 0
        """The entry that is being read."""
        self._contacts: list[tuple[int, Sequence[Contact]]] = []
        self._successions: list[_Succession] = []
        self._business: str | None = None
        self._own: frozenset[str] = frozenset()

    def is_business(self, number: str | None) -> None:
        """This number is the business's own."""
        if number != self._business:
            self._business = number
            own = _own(number)
            self._own = self._own | own if self._own else own

    def meet(self, entry: int, contacts: Sequence[Contact]) -> None:
        """The contacts of a change in this entry."""
        self._contacts.append((entry, contacts))
        self.contacts += len(contacts)

    def person(self, user_id: str | None, phone: str | None, parent: Raw = NULL) -> Person:
        """Who is known by these, as far as they themselves say."""
        if parent is not NULL:
            return self._with_parent(self.person(user_id, phone), identifier(parent))
        number = phone or None
        if phone and not (phone.isdecimal() and phone.isascii()):
            if BSUID.fullmatch(phone):
                return user_id or phone, None
            number = digits(phone)
        if number in self._own:
            number = None
        return user_id or number, number

    def _with_parent(self, person: Person, parent: str | None) -> Person:
        """Somebody who also bears the id of a parent account: as a contact would say it."""
        user, phone = person
        if parent is not None:
            own = Contact(phone, None if user == phone else user, parent)
            self._contacts.append((self.entry, (own,)))
        return (user or parent, phone)

    def succeed(self, event: int, system: System, person: Person) -> Person:
        """Whom event number `event` is with, which says that they have other aliases from now on.

        `person` is what it says of its sender.
        """
        former, later, phone = system.previous_user_id, system.user_id, digits(system.wa_id)
        parents = identifier(system.previous_parent_user_id), identifier(system.parent_user_id)
        if former or later or phone or any(parents):
            self._successions.append(_Succession(event, former, later, phone, parents))
        if person[0] is not None:
            return person
        return self.person(former or later, None if former else system.wa_id)

    def resolve(self, found: list[Event], accounts: Sequence[str | None]) -> None:
        """Gives all events with one person the same key; `accounts` are the entries' ids."""
        known = _Known(self._own)
        for entry, contacts in self._contacts:
            for contact in contacts:
                known.bears(accounts[entry], aliases(contact))
        for event in found:
            if event.sender:
                known.bears(accounts[int(event.locator[0])], (event.sender, event.phone))
        for change in self._successions:
            known.succeeds(found[change.event], change)
        for i, event in enumerate(found):
            key, phone, others = known.person(event, accounts[int(event.locator[0])])
            if key != event.sender or phone != event.phone or others:
                found[i] = event._replace(sender=key, phone=phone, aliases=others)

    def must_resolve(self, found: Sequence[Event]) -> bool:
        """Whether any event may be known by more than it says itself: in few bodies."""
        if self._successions:
            return True
        sender, phone = found[0].sender, found[0].phone
        if len(found) == 1 or _all_are(found, sender, phone):
            return self._names_others(sender, phone)
        pairs: set[Person] = {(event.sender, event.phone) for event in found if event.sender}
        for _, contacts in self._contacts:
            for contact in contacts:
                if contact.parent_user_id:
                    return True
                pairs.add((contact.user_id, digits(contact.wa_id)))
        users = {user for user, _ in pairs}
        phones = {phone for _, phone in pairs}
        if None in users or None in phones or not users.isdisjoint(phones):
            return True
        return not len(users) == len(pairs) == len(phones)

    def _names_others(self, sender: str | None, phone: str | None) -> bool:
        """Whether a contact has any alias besides the only person's."""
        for _, contacts in self._contacts:
            for contact in contacts:
                if contact.parent_user_id or (contact.user_id and contact.user_id != sender):
                    return True
                number = contact.wa_id
                if number and number != phone and digits(number) != phone:
                    return True
        return False


class _Known:
    """Aliases that belong together, and when each was last borne."""

    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self._times = 0
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._borne: dict[str, float] = {}
        self._accounts: set[tuple[str | None, str]] = set()
        self._announced: dict[str, int] = {}
        self._best: dict[tuple[str, str | None], Person] = {}
        self._names: dict[str, list[str]] = {}

    def bears(self, account: str | None, names: Iterable[str | None]) -> None:
        """Somebody of this account is known by all of `names`."""
        for alias in self._together(names):
            self._times += 1
            self._borne[alias] = self._times
            self._accounts.add((account, alias))

    def succeeds(self, event: Event, change: _Succession) -> None:
        """The person of `event` has new aliases, or had others before."""
        former_names = (event.sender, event.phone, change.former)
        names = (*former_names, change.later, change.phone, *change.parents)
        for rank, alias in enumerate(self._together(names)):
            self._announced.setdefault(alias, rank)
        former, later = change.former or event.sender, change.later
        if later in self._borne and former in self._borne:
            self._borne[later] = max(self._borne[later], self._borne[former] + 0.5)

    def person(
        self, event: Event, account: str | None
    ) -> tuple[str | None, str | None, tuple[str, ...]]:
        """The one key of everybody who is together with the event's person, a phone, other names.

        Nothing may be learned after the first person was asked for.
        """
        alias = event.sender or event.phone
        if alias is None:
            return None, None, ()
        root = self._root(alias)
        if (root, account) not in self._best:
            self._best[root, account] = self._choose(self._members[root], account)
        key, phone = self._best[root, account]
        phone = event.phone or phone
        return key, phone, self._others(root, key, phone)

    def _others(self, root: str, key: str | None, phone: str | None) -> tuple[str, ...]:
        """All that the person is called besides these, as far as it may be kept."""
        members = self._members[root]
        if len(members) == 1 + (phone is not None and phone != key):
            return ()
        if root not in self._names:
            names = sorted(name for name in members if fit(name))
            # Two of them may be the key and the phone.
            self._names[root] = names[: MOST_ALIASES + 2]
        others = [name for name in self._names[root] if name not in (key, phone)]
        return tuple(others[:MOST_ALIASES])

    def _choose(self, members: Sequence[str], account: str | None) -> Person:
        def worth(alias: str) -> tuple[bool, bool, bool, float]:
            borne = alias in self._borne
            rank = self._borne[alias] if borne else -float(self._announced.get(alias, 0))
            return not _is_phone(alias), (account, alias) in self._accounts, borne, rank

        phones = [alias for alias in members if _is_phone(alias)]
        return max(members, key=worth), max(phones, key=worth, default=None)

    def _together(self, names: Iterable[str | None]) -> list[str]:
        own = [name for name in names if name and name not in self._own]
        for name in own:
            if name not in self._parent:
                self._parent[name] = name
                self._members[name] = [name]
        for name in own[1:]:
            self._join(own[0], name)
        return own

    def _join(self, one: str, other: str) -> None:
        larger, smaller = self._root(one), self._root(other)
        if larger == smaller:
            return
        if len(self._members[larger]) < len(self._members[smaller]):
            larger, smaller = smaller, larger
        self._parent[smaller] = larger
        self._members[larger] += self._members.pop(smaller)

    def _root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name


@lru_cache(maxsize=1_024)
def _own(number: str | None) -> frozenset[str]:
    """A business has few numbers, and writes them in one way."""
    own = digits(number)
    return frozenset((own,)) if own else frozenset()


def aliases(contact: Contact) -> tuple[str, ...]:
    """The aliases that a contact gives for its person, the one that it is known by last."""
    names = (digits(contact.wa_id), contact.parent_user_id, contact.user_id)
    return tuple(name for name in names if name)


def _all_are(found: Sequence[Event], sender: str | None, phone: str | None) -> bool:
    for event in found:  # noqa: SIM110, half the time of all() over a generator
        if event.sender != sender or event.phone != phone:
            return False
    return True


def _is_phone(alias: str) -> bool:
    return alias.isdecimal()
