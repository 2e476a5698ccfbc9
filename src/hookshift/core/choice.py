"""Which engine reads and decides: HOOKSHIFT_CORE says so, or what was built."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from hookshift.core.loading import EngineName, wanted_or_built
from hookshift.core.relaying import FrameTerms, Key, RelayTerms
from hookshift.core.sources import CORE
from hookshift.domain.delivery.delivery import Delivery
from hookshift.domain.events import Event
from hookshift.domain.evidence.tally import Gather
from hookshift.domain.http import Headers, Response, UsualHead, joined
from hookshift.domain.person import PersonHash
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Decision, RouteTable, Snapshot
from hookshift.domain.routing.routing import decide as decide_event

if TYPE_CHECKING:
    from hookshift.core.connections import FrameClient


Read = Callable[[bytes], list[Event] | None]
"""A body's events, each with its person; None for a body that the reference must read."""


class Decide(Protocol):
    """Decides the events of one body."""

    def __call__(
        self, events: Sequence[Event], default_handler: str, snapshot: Snapshot | None
    ) -> list[Decision]:
        """One decision for each event; `snapshot` is None while no configuration was read."""


ReadHead = Callable[[bytes, int, int, int], UsualHead | None]
"""Bytes, where the head begins, its most bytes and headers; None: the reference must read it."""
ReadAnswer = Callable[[bytes, int], Response | None]
"""Bytes and the body's bound; None if they are no whole usual answer."""
Join = Callable[[bytes, Headers, frozenset[bytes], bytes, bool], bytes]
"""As `domain.http.joined`."""


Signed = Callable[[Headers, bytes, bytes, tuple[Key, ...]], bytes | None]
"""Headers, name of the signature, body, keys: whose key signed it; None: ask the reference."""
Names = Callable[[str, int], tuple[str, bytes]]
"""Hexadecimal digits and a place among them: a correlation id and a `traceparent`."""
Keep = Callable[[Headers, frozenset[bytes], frozenset[bytes]], Headers | None]
"""Headers without those that are dropped; None if there are some of the third kind, or of names
with underscores: then the reference must look."""


class Slots(Protocol):
    """The slots of `gateway.conversation.shared_table`, as the compiled core has them."""

    unlocked: int

    def get(self, key: int) -> tuple[bytes, int] | None:
        """A record, and when it was written."""

    def update(
        self, key: int, record: bytes, now: int, may: Callable[[bytes | None], bool] | None
    ) -> bool:
        """Writes a record if `may` of the present one; tells whether."""

    def forget(self, key: int) -> None:
        """Removes a record, if there is one."""

    def lacks(self, alias: int, now: int) -> bool:
        """As `gateway.conversation.alias_filter`, at this second."""

    def add_aliases(self, packed: bytes) -> None:
        """As `AliasFilter.add_all`."""

    def close(self) -> None:
        """Lets go of the mapping."""


class Flight(Protocol):
    """A usual webhook that is under way to its handler; the compiled core made it."""

    data: bytes
    """The request as it came."""
    body_at: int
    """Where in it the body begins."""
    body: bytes
    query: bytes
    """The query of the webhook's URL."""
    out: bytes
    """The request for the handler, `head_bytes` of it its head; empty where Python writes it."""
    head_bytes: int
    length: int
    """Bytes of the body."""
    secret: bytes
    events: list[Event]
    decisions: list[Decision]
    snapshot: Snapshot | None
    """What it was decided by."""
    correlation_id: str
    traceparent: bytes
    started: float
    """When it was read, by the monotonic clock."""
    path: bytes
    """The path of the webhook's source."""
    source_name: str
    handler: str
    upstream: Any
    """The connections to its handler, as `HandlerTerms` has them."""
    client: Any
    """The connection that waits for the answer."""
    sent: float
    """When it was sent to the handler, by the monotonic clock."""

    def landed(self) -> Any:
        """Leaves the rest to the general way; returns who gets its outcome."""


Counted = tuple[list[tuple[str, int]], list[tuple[str, str, str, int, int, float, list[int]]]]
"""Webhooks that succeeded by source; deliveries by handler, side and domain: how many, how many of
them slow, seconds, histogram."""


class Relay(Protocol):
    """Relays usual webhooks; there is none in Python."""

    def take(
        self, data: bytes, forwarded: bytes, is_trusted: bool, snapshot: Snapshot | None, /
    ) -> Flight | None:
        """The webhook that `data` is, whole and alone; None: the general way, from its start.

        `forwarded` is a header line that names the caller to a handler, or empty.
        """

    def aim(self, flight: Flight, decisions: list[Decision], /) -> bool:
        """Writes the request for the one handler of all `decisions`; False: the general way.

        To be called for the webhook that was taken last, if its source `continues`.
        """

    def resume(self, flight: Flight, decisions: list[Decision], is_trusted: bool, /) -> bool:
        """Writes the request of a webhook that had to wait, as `aim` does of the last taken.

        `is_trusted` is as it was when it was taken.
        """

    def headers_of(self, flight: Flight, is_trusted: bool, /) -> Headers:
        """Headers of a webhook for any handler, but for the domains.

        `is_trusted` is as it was when the webhook was taken.
        """

    def answer(self, flight: Flight, data: bytes, date: bytes, /) -> bytes | None:
        """What the provider gets, with all noted; None: the general way, nothing was noted."""

    def take_counts(self) -> Counted:
        """What was counted since it was asked last."""


class Frame(Protocol):
    """Takes usual webhooks from one connection to the other; there is none in Python."""

    def begin(self, client: "FrameClient", data: bytes, /) -> bool:
        """As `gateway.http.shared.UsualWebhooks`."""

    def send(self, flight: Flight, /) -> bool:
        """Sends what was aimed, over an idle connection; False: the general way."""

    def accept(self, flight: Flight, first: bytes, before: bytes, last: bytes, /) -> bool:
        """Answers a webhook that was taken in, and counts it: the date is behind `first`, its name
        behind `before`. False: the general way, and nothing was done."""


class UsualAttempt(Protocol):
    """A durable delivery that is under way to its handler; the compiled core sent it."""

    delivery: Delivery
    """What was sent."""
    begun: float
    """When it was sent, by the worker's monotonic clock."""


class UsualAttempts(Protocol):
    """Makes the usual attempts at durable deliveries; there is none in Python."""

    def begin(self, delivery: Delivery, /) -> bool:
        """Sends it over an idle connection; False: the general way, and nothing was sent."""


OpenAttempts = Callable[
    [dict[int, Any], Callable[[str, Any], None], Callable[[UsualAttempt], Any]], UsualAttempts
]
"""What is under way by the delivery's number; what is called, with a handler and what stood
there, for a delivery that it has taken; who gets the outcome of one that goes the general way."""

OpenSlots = Callable[[Any, int, int, float, int], Slots]
"""A mapping, the file to lock (-1: none), where the sets begin, seconds to wait for a lock."""


class Recalls(Protocol):
    """Decides usual events of conversations, as `gateway.conversation.conversations` does."""

    def attach(
        self,
        note_person: Callable[[int, Any], None],
        note_turn: Callable[[int, Any, str], None],
        note_message: Callable[[int, Any], None],
        waiting: tuple[dict[int, Any], dict[int, Any], int, type] | None = None,
    ) -> None:
        """Who brings what is noted to PostgreSQL.

        `waiting`: the turns and the messages that wait for it, to which more may be added while
        they are fewer than the number that follows, and the type of a turn.
        """

    def __call__(
        self,
        events: Sequence[Event],
        decisions: Sequence[Decision],
        snapshot: Snapshot | None,
        now: int,
    ) -> list[Decision] | None:
        """The decisions, from the first on; None, and nothing is noted, if one is not usual."""


class RowQueue(Protocol):
    """Rows of the log that wait, as `gateway.record.row_queue` and the compiled core have them."""

    @property
    def recorded(self) -> int:
        """Rows that have come so far."""

    def __len__(self) -> int:
        """Rows that wait."""

    def append(self, row: LogRow, /) -> None:
        """Adds a row."""

    def take(self) -> Sequence[LogRow]:
        """The oldest batch, which is no longer here then; without rows if there are none."""

    def oldest(self) -> float | None:
        """When the first of them was decided; None if there are none."""


MakeQueue = Callable[[int, int, Callable[[], None]], RowQueue]
"""Rows of a batch; how many rows are many; what is called when a row comes and so many wait."""
CopyRows = Callable[[Sequence[LogRow], tuple[int, ...], tuple[int, ...]], bytes | None]
"""Rows, the kind of each field and the bound of each text (`store.log_columns`); None if one is
longer."""
OpenRecall = Callable[..., Recalls]
"""Slots, a source, the key of hashes, names of domains by tag, routes, terms, what gives a business
number's part of the keys of conversations, and whether what is decided by is the newest."""


class Engine(NamedTuple):
    """What reads and decides."""

    name: EngineName
    why: str
    """Why this one, for an operator."""
    reader: Callable[[int], Read]
    """Takes the most events of a body."""
    decider: Callable[[RouteTable], Decide]
    head: ReadHead
    answer: ReadAnswer
    join: Join
    rows: Callable[..., list[LogRow]] | None
    """As `gateway.record.rows.log_rows`; None where that is to be used."""
    signed: Signed
    names: Names | None
    """None where `gateway.ids.names` is to be used."""
    keep: Keep
    slots: OpenSlots | None = None
    """None where `gateway.conversation.shared_table` does it itself."""
    relay: Callable[[RelayTerms], Relay] | None = None
    """None where there is no compiled core."""
    frame: Callable[[Relay, FrameTerms], Frame] | None = None
    """Makes the frame of a relay; None where there is no compiled core."""
    attempts: Callable[..., UsualAttempts] | None = None
    """Takes a relay and what `OpenAttempts` takes; None where there is no compiled core."""
    recalls: OpenRecall | None = None
    """None where `gateway.conversation.conversations` does it itself."""
    copied: CopyRows | None = None
    """None where asyncpg writes the rows of the log."""
    gathered: Gather | None = None
    """None where `domain.evidence.tally` does it itself."""
    people: Callable[[Sequence[LogRow]], Collection[int]] | None = None
    """The hashes of people that are in rows; None where `store.routing_logs` looks for them."""
    queue: MakeQueue | None = None
    """None where `gateway.record.row_queue` keeps the rows that wait."""
    masked: Callable[[str], str] | None = None
    """As `gateway.record.rows.masked`; None where that is to be used."""
    person: Callable[[bytes, PersonHash], PersonHash] | None = None
    """Makes a hash of people from a derived key and the hash that it stands in for, which
    `domain.person` made; None where that is to be used."""


def choose(wanted: str | None) -> Engine:
    """The engine of this name; by default the compiled core, else Python. Raises OperatorError."""
    module, why = wanted_or_built(wanted, CORE)
    return python(why) if module is None else _native(module)._replace(why=why)


def python(why: str) -> Engine:
    """The reference."""
    return Engine(
        EngineName.PYTHON,
        why,
        lambda _most: _left,
        _python_decider,
        _left,
        _left,
        joined,
        None,
        _left,
        None,
        _left,
    )


def _left(*_input: object) -> None:
    return None


def _python_decider(table: RouteTable) -> Decide:
    def decide(
        events: Sequence[Event], default_handler: str, snapshot: Snapshot | None
    ) -> list[Decision]:
        return [decide_event(event, table, default_handler, snapshot) for event in events]

    return decide


PYTHON = python("nothing else was chosen")


@lru_cache(maxsize=1)
def _native(module: Any) -> Engine:
    return Engine(
        EngineName.NATIVE, "it was built",
        module.Reader, module.Decider, module.usual_head, module.usual_answer, module.joined,
        module.log_rows, module.signed_by, module.webhook_names, module.kept_headers,
        module.Slots, module.Relay, module.Frame, module.UsualAttempts, module.Recalling,
        module.copied_rows, module.gathered, module.people_of, module.RowQueue, module.masked,
        module.PersonHash,
    )  # fmt: skip
