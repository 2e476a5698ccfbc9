"""Writes the rollups, in the transaction that writes the rows they are made of.

So the two always agree: a batch that is refused, repeated or of unknown outcome leaves its mark on
both or on neither.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hookshift.domain.evidence.rollups import FAILING_KEPT, Counts
from hookshift.domain.evidence.tally import HOUR, Draw, Gather, SlotKey, Tally, by_hour, tally
from hookshift.domain.routing.assignment import KEYS
from hookshift.domain.routing.records import LogRow
from hookshift.store.database import Connection
from hookshift.store.queries import load

SQL = load("rollups")
SENDERS = 20_000
"""Senders that one worker counts in a domain under a version: enough to tell whether the share is
right, and a bound on what a gateway writes."""
DRAWS = 64
"""Versions and domains whose senders a worker remembers, 128 KiB each."""
SILENT_MS = 5_000
"""How long PostgreSQL waits for a gateway that others wait for: less than they do."""


class RollupSettings(NamedTuple):
    """Settings for a worker's rollups."""

    gateway: str
    """`host:slot`: no other worker that runs has it, and its replacement has the same."""
    seconds: int
    """Length of a slot in seconds, 1 to 60."""
    slow_ms: int
    """Response time above which a request counts as slow."""


Senders = Mapping[Draw, Collection[int]]


class KnownSenders:
    """A filter of senders already stored; forgetting one only costs another write."""

    def __init__(self, senders: int = SENDERS, draws: int = DRAWS) -> None:
        self._senders = senders
        self._draws = draws
        self._known: dict[Draw, tuple[bytearray, int]] = {}
        """For each draw a bit for each key, and how many are set; the last used draw comes last."""

    def unknown(self, senders: Senders) -> Senders:
        """The `senders` that are to be written, as far as the bound allows.

        Raises ValueError for what is no sender's key.
        """
        return {draw: self._unknown(draw, keys) for draw, keys in senders.items()}

    def _unknown(self, draw: Draw, keys: Collection[int]) -> Sequence[int]:
        if not 0 <= min(keys) <= max(keys) < KEYS:
            raise ValueError(f"one of these is no sender's key: {min(keys)}, {max(keys)}")
        bits, count = self._known.get(draw, _NOBODY)
        new = [key for key in keys if not (bits[key >> 3] >> (key & 7)) & 1]
        room = self._senders - count
        # In order of their keys, which are independent of sides: neither side may fill the rest.
        return new if len(new) <= room else sorted(new)[:room]

    def remember(self, senders: Senders) -> None:
        """Adds senders that have been written."""
        for draw, keys in senders.items():
            bits, count = self._known.pop(draw, (None, 0))
            bits = bits or bytearray(KEYS // 8)
            for key in keys:
                bits[key >> 3] |= 1 << (key & 7)
            self._known[draw] = bits, count + len(keys)
            if len(self._known) > self._draws:
                del self._known[next(iter(self._known))]


_NOBODY = (bytes(KEYS // 8), 0)


class RollupWriter:
    """Writes the rollups of one worker's batches."""

    def __init__(self, settings: RollupSettings, gather: Gather | None = None) -> None:
        """`gather` as `tally` takes it."""
        self._settings = settings
        self._gather = gather
        self._known = KnownSenders()

    async def add(self, connection: Connection, rows: Sequence[LogRow]) -> Senders:
        """Adds `rows`, which this transaction has just written to the log.

        Returns the senders to `remember` once it is committed, and not before. Raises asyncpg's
        errors as they are, and ValueError, TypeError or OverflowError for a row that cannot be
        counted.
        """
        seconds, slow_ms = self._settings.seconds, self._settings.slow_ms
        found = tally(rows, seconds, slow_ms, self._gather)
        senders = self._known.unknown(found.senders)
        if found.slots:
            await connection.execute(
                SQL["add"], self._settings.gateway, FAILING_KEPT, str(SILENT_MS),
                *_arguments(found, senders, seconds),
            )  # fmt: skip
        return senders

    def remember(self, senders: Senders) -> None:
        """Called once the transaction that wrote `senders` is committed."""
        self._known.remember(senders)


def _arguments(found: Tally, senders: Senders, seconds: int) -> list[list[Any]]:
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
        for (version, domain), keys in senders.items()
        for key in keys
        for start, side in (found.senders[version, domain][key],)
    ]
    bursts = [
        (*burst, errors, *numbers(start, *burst[1:4]))
        for burst, (start, errors) in found.bursts.items()
    ]
    continuing = [_continuing(each) for each in (*found.slots.values(), *hours.values())]
    return [
        *_columns(sums, 15), *_columns(drawn, 5), *_columns(bursts, 8), *_columns(continuing, 4)
    ]  # fmt: skip


def _sums(key: SlotKey, seconds: int, counts: Counts) -> tuple[Any, ...]:
    start, *names = key
    return (
        start, seconds, *names, counts.requests, counts.errors, counts.undelivered, counts.slow,
        counts.errors_squared, counts.attempts, counts.lowest_bucket, counts.highest_bucket,
        _array(counts.failing_senders), _array(counts.latency),
    )  # fmt: skip


def _continuing(counts: Counts) -> tuple[Any, ...]:
    *sums, latency = counts.continuing
    return (*sums, _array(latency))


def _array(numbers: Iterable[int]) -> str:
    """An array of arrays of unequal length, as PostgreSQL's text form."""
    return f"{{{','.join(map(str, numbers))}}}"


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width
