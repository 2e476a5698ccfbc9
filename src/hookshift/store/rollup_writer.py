"""Writes the rollups, in the transaction that writes the rows they are made of.

So the two always agree: a batch that is refused, repeated or of unknown outcome leaves its mark on
both or on neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hookshift.domain.assignment import KEYS
from hookshift.domain.records import LogRow
from hookshift.domain.rollups import FAILING_KEPT, Counts
from hookshift.domain.tally import HOUR, Sender, SlotKey, Tally, by_hour, tally
from hookshift.store.database import Connection
from hookshift.store.queries import load

SQL = load("rollups")
SENDERS = 20_000
"""Senders that one worker counts in a domain under a version: enough to tell whether the share is
right, and a bound on what a gateway writes."""
PAIRS = 64
"""Domains and versions whose senders a worker remembers, 128 KiB each."""
SILENT_MS = 5_000
"""How long PostgreSQL waits for a gateway that others wait for: less than they do."""

Numbers = Mapping[SlotKey, int]


class RollupSettings(NamedTuple):
    """What a worker's rollups are made by."""

    gateway: str
    """`host:slot`: no other worker that runs has it, and its replacement has the same."""
    seconds: int = 10
    """Length of a slot, 1 to 60."""
    slow_ms: int = 2_000
    """Slower than this is slow."""


class KnownSenders:
    """Who need not be sent to PostgreSQL again; to have forgotten somebody does no harm."""

    def __init__(self, senders: int = SENDERS, pairs: int = PAIRS) -> None:
        self._senders = senders
        self._pairs = pairs
        self._known: dict[tuple[int, str], tuple[bytearray, int]] = {}
        """A bit for each key, and how many are set; the pair that was used last at the end."""

    def unknown(self, senders: Iterable[Sender]) -> list[Sender]:
        """Those of `senders` that are to be written, as far as the bound allows.

        Raises ValueError for what is no sender's key.
        """
        found: list[Sender] = []
        room: dict[tuple[int, str], int] = {}
        for sender in senders:
            pair, key = sender[:2], sender[2]
            if not 0 <= key < KEYS:
                raise ValueError(f"{key} is no sender's key")
            bits, count = self._known.get(pair, _NOBODY)
            left = room.setdefault(pair, self._senders - count)
            if left > 0 and not (bits and bits[key >> 3] >> (key & 7) & 1):
                room[pair] = left - 1
                found.append(sender)
        return found

    def remember(self, senders: Iterable[Sender]) -> None:
        """They have been written."""
        for version, domain, key in senders:
            pair = (version, domain)
            bits, count = self._known.pop(pair, _NOBODY)
            bits = bits or bytearray(KEYS // 8)
            bits[key >> 3] |= 1 << (key & 7)
            self._known[pair] = bits, count + 1
            if len(self._known) > self._pairs:
                del self._known[next(iter(self._known))]


_NOBODY = (bytearray(), 0)


class RollupWriter:
    """Adds batches of one worker."""

    def __init__(self, settings: RollupSettings) -> None:
        self._settings = settings
        self._known = KnownSenders()

    async def add(self, connection: Connection, rows: Sequence[LogRow]) -> list[Sender]:
        """Adds `rows`, which this transaction has just written to the log.

        Returns the senders to `remember` once it is committed, and not before. Raises asyncpg's
        errors as they are, and ValueError, TypeError or OverflowError for a row that cannot be
        counted.
        """
        seconds, slow_ms = self._settings.seconds, self._settings.slow_ms
        found = tally(rows, seconds, slow_ms)
        senders = self._known.unknown(found.senders)
        if found.slots:
            await connection.execute(
                SQL["add"], self._settings.gateway, FAILING_KEPT, str(SILENT_MS),
                *_arguments(found, senders, seconds),
            )  # fmt: skip
        return senders

    def remember(self, senders: Iterable[Sender]) -> None:
        """The transaction that wrote them is committed."""
        self._known.remember(senders)


def _arguments(found: Tally, senders: Sequence[Sender], seconds: int) -> list[list[Any]]:
    """The statement's arrays: slots and hours, then senders, then bursts."""
    hours = by_hour(found.slots)
    slot_numbers = {key: number for number, key in enumerate(found.slots, 1)}
    hour_numbers = {key: number for number, key in enumerate(hours, len(slot_numbers) + 1)}

    def numbers(start: int, domain: str, side: str, version: int) -> tuple[int, int]:
        hour = (start - start % HOUR, domain, side, version)
        return slot_numbers[start, domain, side, version], hour_numbers[hour]

    sums = [
        *(_sums(key, seconds, counts) for key, counts in found.slots.items()),
        *(_sums(key, HOUR, counts) for key, counts in hours.items()),
    ]
    drawn = [
        (version, domain, key, *numbers(start, domain, side, version))
        for version, domain, key in senders
        for start, side in (found.senders[version, domain, key],)
    ]
    bursts = [
        (*burst, errors, *numbers(start, *burst[1:4]))
        for burst, (start, errors) in found.bursts.items()
    ]
    return [*_columns(sums, 15), *_columns(drawn, 5), *_columns(bursts, 8)]


def _sums(key: SlotKey, seconds: int, counts: Counts) -> tuple[Any, ...]:
    start, *names = key
    return (
        start, seconds, *names, counts.requests, counts.errors, counts.undelivered, counts.slow,
        counts.errors_squared, counts.attempts, counts.lowest_bucket, counts.highest_bucket,
        _array(counts.failing_senders), _array(counts.latency),
    )  # fmt: skip


def _array(numbers: Iterable[int]) -> str:
    """As PostgreSQL writes it: arrays of unequal length cannot be sent as one."""
    return f"{{{','.join(map(str, numbers))}}}"


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width
