"""What gateways decide by: rules, then conversations with their memory, without HTTP.

What memory does not hold is not there, as if PostgreSQL had been asked and knew nothing.
"""

from mmap import mmap
from typing import Final

from hookshift.domain.conversation.records import (
    ABSENT,
    Absent,
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import hasher
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    UNKNOWN_DOMAIN,
    Route,
    RouteTable,
    Snapshot,
    decide,
)
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.shared_table import HEADER, SharedTable
from hookshift.gateway.conversation.table_layout import SET
from tests.conversations.expected import DEFAULT_HANDLER, PROTECTED, WORDS
from tests.conversations.model import RESET, Place, Said
from tests.conversations.script import OWN, Kind
from tests.conversations.strategies import BOUNDS
from tests.domain.samples import event

BEGAN: Final = 1_800_000_000
SALT: Final = b"salt"
TERMS: Final = Terms(int(BOUNDS.context), int(BOUNDS.affinity), int(BOUNDS.most), RESET)
KINDS: Final = {
    Kind.RECEIPT: EventKind.STATUS,
    Kind.ECHO: EventKind.ECHO,
    Kind.STANDBY: EventKind.STANDBY,
}
ROUTES: Final = {
    domain: Route(
        domain, f"old-{domain}", None if domain in PROTECTED else "new",
        protected=domain in PROTECTED,
    )
    for domain in WORDS.values()
}  # fmt: skip


def _own(event: Event, _text: str) -> bool:
    return event.kind is EventKind.MESSAGE


TABLE: Final = RouteTable(
    tuple(Rule(word, domain, (_own, contains([word]))) for word, domain in WORDS.items()), ROUTES
)


class WholeMemory(Memory):
    """All that there is to know."""

    def person(self, alias: int) -> PersonRecord | Absent | None:
        """As in `Memory`, but never unknown."""
        return super().person(alias) or ABSENT

    def conversation(self, key: int, person: int) -> ConversationRecord | Absent | None:
        """As in `Memory`, but never unknown."""
        return super().conversation(key, person) or ABSENT

    def message(self, key: int) -> MessageRecord | Absent | None:
        """As in `Memory`, but never unknown."""
        return super().message(key) or ABSENT


class Product:
    """An engine, as `Model` is one."""

    def __init__(self) -> None:
        self._now = float(BEGAN)
        slots = mmap(-1, HEADER + 64 * SET)
        memory = WholeMemory(
            SharedTable(slots, None, lambda: self._now), Packer(ROUTES), lambda: self._now
        )
        self._conversations = Conversations(
            "whatsapp", memory, TABLE, TERMS, hasher(b"key"), wall=lambda: self._now
        )
        self._snapshot = Snapshot(1, True, 0, frozenset(ROUTES), SALT, since=BEGAN)
        self._lowest = 0

    def set_share(self, percent: float) -> None:
        """Everybody's share from now on."""
        was = self._snapshot
        self._lowest = min(self._lowest, was.threshold)
        self._snapshot = was._replace(
            version=was.version + 1,
            threshold=round(percent * 100),
            since=int(self._now),
            lowest_lately=self._lowest,
        )

    def event(self, said: Said, now: float) -> Place:
        """Where it goes."""
        self._now = BEGAN + now
        what = _event(said)
        rules = [decide(what, TABLE, DEFAULT_HANDLER, self._snapshot)]
        found = self._conversations.decide([what], rules, self._snapshot)
        assert isinstance(found, list), "something was to be looked up"
        (decision,) = found
        domain = None if decision.domain == UNKNOWN_DOMAIN else decision.domain
        return Place(domain, str(decision.side), str(decision.domain_by))


def _event(said: Said) -> Event:
    is_receipt = said.kind is Kind.RECEIPT
    assert is_receipt or said.kind in (*OWN, *KINDS), said.kind
    first, *others = said.names
    phone = next((name for name in said.names if name.isdecimal()), None)
    return event(
        kind=KINDS.get(said.kind, EventKind.MESSAGE),
        type=str(said.kind),
        event_id=f"{said.id}:sent" if is_receipt else said.id,
        sender=first,
        phone=phone,
        aliases=tuple(name for name in others if name != phone),
        text=said.text,
        phone_number_id=said.number,
        at=int(said.at),
        answers=said.id if is_receipt else said.answers or None,
        group=said.group or None,
    )
