"""Where each event belongs, read from the words of the rules alone, without the product's code.

It knows everything at once and forgets nothing too early, which no gateway can; so it is short. A
rule that is not written down (docs/conversations.md) is not in here.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from tests.conversations.script import NUMBER, OWN, Kind

LEGACY, UNIFIED = "legacy", "unified"
HOURS: Final = 3_600.0
RESET: Final = frozenset({"menu", "home", "stop"})
REFERRING: Final = OWN | {Kind.REACTION, Kind.REVOKE}
"""What may name a message that it answers."""


class Bounds(NamedTuple):
    """Seconds."""

    affinity: float = 0.5 * HOURS
    most: float = 4 * HOURS
    """Affinity in all, since the conversation began."""
    context: float = 24 * HOURS


class Said(NamedTuple):
    """One event, as far as it matters."""

    kind: Kind
    names: tuple[str, ...]
    """What its body calls its person, the name that counts first."""
    id: str
    text: str = ""
    answers: str = ""
    at: float = 0.0
    """By the provider's clock."""
    group: str = ""
    number: str = NUMBER


class Place(NamedTuple):
    """Where an event belongs; domain None is the default handler."""

    domain: str | None
    side: str
    reason: str


class Person:
    """Somebody, by whatever name."""

    def __init__(self, bucket: float) -> None:
        self.bucket = bucket


class Conversation:
    """One with a person or group on one business number."""

    def __init__(self, decided: "Message", now: float, turned: float) -> None:
        self.domain, self.side, self.bucket = decided
        self.began = self.last = now
        self.turned = turned


class Message(NamedTuple):
    """One that was sent or received."""

    domain: str
    side: str
    bucket: float


class Known(NamedTuple):
    """What a gateway knew of an event that it could not look up in time, by the log."""

    domain: str | None
    side: str
    by: str
    """What named the domain."""


class Model:
    """Decides one event after the other. `buckets` are in percent, by name."""

    def __init__(
        self,
        words: Mapping[str, str],
        protected: frozenset[str],
        buckets: Callable[[str], float],
        bounds: Bounds,
    ) -> None:
        self.share, self._drains = 0.0, False
        self._words, self._protected = words, protected
        self._buckets, self._bounds = buckets, bounds
        self._people: dict[str, Person] = {}
        self._conversations: dict[tuple[object, str], Conversation] = {}
        self._ended: dict[tuple[object, str], float] = {}
        """When conversations that are over were ended, by the provider's clock."""
        self._messages: dict[str, Message] = {}
        self._decided: dict[str, str | None] = {}

    def set_share(self, percent: float, *, drains: bool = False) -> None:
        """A rise moves nobody who is in the middle of something; a fall moves everybody at once.

        A drain moves nobody of them either, until whatever change comes next.
        """
        if not drains and (percent < self.share or self._drains):
            for talk in self._conversations.values():
                if talk.bucket >= percent:
                    talk.side = LEGACY
            self._messages = {
                key: each if each.bucket < percent else each._replace(side=LEGACY)
                for key, each in self._messages.items()
            }
        self.share, self._drains = percent, drains

    def event(self, said: Said, now: float) -> Place:
        """Where it belongs; what it changes is changed."""
        person = self._person(said.names)
        key = (said.group or person, said.number)
        talk = self._conversations.get(key)
        if talk is not None and now - talk.last > self._bounds.context:
            talk = None
        is_again = said.kind is not Kind.RECEIPT and said.id in self._decided
        domain, reason = self._domain(said, talk, is_again)
        if domain is None:
            self._decided.setdefault(said.id, None)
            return Place(None, LEGACY, reason)
        # A group goes to one side as a whole, by its own bucket.
        bucket = self._buckets(said.group) if said.group else person.bucket
        side = self._side(said, domain, talk, bucket, now)
        if is_again:
            side = self._messages[said.id].side
        if domain not in self._protected and not is_again:
            self._learn(said, key, talk, Message(domain, side, bucket), now)
        return Place(domain, side, reason)

    def not_looked_up(self, said: Said, known: Known, now: float) -> bool:
        """What comes of an event about which something could not be looked up in time.

        False, and nothing changes, if that is not what the rules say: a domain by what is known of
        itself or of a message that it answers, by rule, context or default; legacy, unless the
        conversation that is known, or the message itself, is with unified.
        """
        person = self._person(said.names)
        key = (said.group or person, said.number)
        talk = self._conversations.get(key)
        word, answered = self._word(said), self._messages.get(said.answers)
        itself = self._messages.get(said.id)
        domain = {
            "redelivery": itself.domain if itself else "other",
            "reset": talk.domain if talk and self._is_reset(said) else "other",
            "rule": word,
            "reply": answered and answered.domain,
            "receipt": itself.domain if itself and said.kind is Kind.RECEIPT else "other",
            "context": talk and talk.domain,
            "default": None,
        }.get(known.by, "other")
        stays = itself if known.by in ("redelivery", "receipt") else talk
        sides = {LEGACY, stays.side} if stays is not None and domain is not None else {LEGACY}
        if domain != known.domain or known.side not in sides:
            return False
        if known.by == "default" and word is not None:
            return False
        if known.by == "redelivery":
            return True
        if domain is None:
            self._decided.setdefault(said.id, None)
        elif domain not in self._protected:
            bucket = self._buckets(said.group) if said.group else person.bucket
            self._learn(said, key, talk, Message(domain, known.side, bucket), now)
        return True

    def _person(self, names: tuple[str, ...]) -> Person:
        """Of two people who turn out to be one, the one known first stays."""
        known = [self._people[name] for name in names if name in self._people]
        person = min(known, key=list(self._people.values()).index) if known else None
        if person is None:
            person = Person(self._buckets(names[0]))
        for name, other in list(self._people.items()):
            if other in known:
                self._people[name] = person
        for name in names:
            self._people.setdefault(name, person)
        return person

    def _domain(
        self, said: Said, talk: Conversation | None, is_again: bool
    ) -> tuple[str | None, str]:
        """The table of precedence, below protection and rollback, which say the side."""
        if is_again:
            return self._decided[said.id], "again"
        answered = self._messages.get(said.answers) if said.kind in REFERRING else None
        word = self._word(said)
        if word in self._protected:
            return word, "rule"
        if talk is not None and self._is_reset(said):
            return talk.domain, "reset"
        if answered is not None:
            return answered.domain, "reply"
        if said.kind is Kind.RECEIPT and said.id in self._messages:
            return self._messages[said.id].domain, "reply"
        if word is not None:
            return word, "rule"
        if talk is not None:
            return talk.domain, "context"
        return None, "default"

    @staticmethod
    def _is_reset(said: Said) -> bool:
        return said.kind is Kind.TEXT and said.text.strip().lower() in RESET

    def _word(self, said: Said) -> str | None:
        if said.kind not in OWN:
            return None
        return next((self._words[word] for word in said.text.split() if word in self._words), None)

    def _side(
        self, said: Said, domain: str, talk: Conversation | None, bucket: float, now: float
    ) -> str:
        if domain in self._protected:
            return LEGACY
        if said.kind is Kind.RECEIPT and said.id in self._messages:
            return self._messages[said.id].side
        if talk is not None and (said.kind not in REFERRING or self._has_affinity(talk, now)):
            return talk.side
        return UNIFIED if bucket < self.share else LEGACY

    def _has_affinity(self, talk: Conversation, now: float) -> bool:
        bounds = self._bounds
        return now - talk.last <= bounds.affinity and now - talk.began <= bounds.most

    def _learn(
        self,
        said: Said,
        key: tuple[object, str],
        talk: Conversation | None,
        decided: Message,
        now: float,
    ) -> None:
        if said.id:
            self._messages.setdefault(said.id, decided)
            self._decided.setdefault(said.id, decided.domain)
        turned = self._ended.get(key, 0.0) if talk is None else talk.turned
        if said.kind not in REFERRING or said.at < turned:
            return
        if self._is_reset(said):
            # An answer with such a word begins nothing either.
            if self._conversations.pop(key, None) is not None:
                self._ended[key] = said.at
        elif talk is None:
            self._conversations[key] = Conversation(decided, now, said.at)
        else:
            talk.domain, talk.turned = decided.domain, said.at
            if now - talk.last > self._bounds.affinity or talk.side != decided.side:
                talk.began, talk.side = now, decided.side
            talk.last = now
