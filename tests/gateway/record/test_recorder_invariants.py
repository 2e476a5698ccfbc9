"""No row is lost or written twice, whatever the order of events; and the real PostgreSQL agrees."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record.recorder import MAX_BACKOFF, Recorder, RecorderSettings
from hookshift.gateway.record.spool import CRC_BYTES, SUFFIX, Spool
from hookshift.gateway.record.spooled_rows import decoded
from hookshift.store.database import connect
from hookshift.store.errors import DatabaseAway
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.routing_logs import LogWriter
from tests.core.differential import core
from tests.gateway.record.recorders import PYTHON, WAYS, recorder_of
from tests.gateway.record.test_spool import T0, row
from tests.lengths import shortened

BOUNDS = RecorderSettings(flush_seconds=0.01, batch_rows=4, buffer_rows=10)


class Table:
    """Takes rows once per id, as the table does, or is away."""

    MOODS = ("well", "away", "forgetful")

    def __init__(self) -> None:
        self.ids: set[bytes] = set()
        self.mood = "well"
        self.was_forgetful = False
        self.during: Callable[[], None] = lambda: None

    async def write(self, rows: Sequence[LogRow]) -> int:
        self.during()
        if self.mood == "away":
            raise DatabaseAway("away")
        self.ids |= {each.id for each in rows}
        if self.mood == "forgetful":
            self.was_forgetful = True
            raise DatabaseAway("committed, but the answer was lost")
        return 0


class World:
    """One spool directory, one table, and the workers that follow one another."""

    def __init__(self, folder: Path, spool_bytes: int, way: str) -> None:
        self.folder, self.spool_bytes = folder, spool_bytes
        self.make = recorder_of(way)
        self.table = Table()
        self.time = 0.0
        self.recorded = self.dropped = 0
        self.begin()

    def begin(self) -> None:
        self.spool = Spool(self.folder, self.spool_bytes)
        self.spool.open()
        self.recorder = self.make(BOUNDS, self.table, self.spool, lambda: self.time)

    async def end(self) -> None:
        await self.recorder.stop()
        self.dropped += self.recorder.dropped.total()
        self.recorder.dropped.clear()
        self.spool.close()

    async def do(self, step: str) -> None:
        match step:
            case "record" | "burst":
                for _ in range(1 if step == "record" else BOUNDS.buffer_rows):
                    self.recorder.record(row(self.recorded))
                    self.recorded += 1
            case "run":
                dropped = self.dropped + self.recorder.dropped.total()
                during: list[tuple[float | None, set[bytes]]] = []
                self.table.during = lambda: during.append(
                    (self.recorder.oldest_unwritten(), set(self.table.ids))
                )
                await self.recorder.run_once()
                self.table.during = lambda: None
                for oldest, ids in during:
                    self.check_oldest(oldest, ids, dropped)
            case "wait":
                self.time += MAX_BACKOFF
            case "restart":
                await self.end()
                self.begin()
            case mood:
                self.table.mood = mood

    def safe(self) -> int:
        """Rows that are in the table or on disk, each counted once."""
        spooled = [row_of for path in self.folder.glob(f"*{SUFFIX}") for row_of in read(path)]
        return len(self.table.ids | {each.id for each in spooled})

    def check(self) -> None:
        dropped = self.dropped + self.recorder.dropped.total()
        found = self.safe() + self.recorder.waiting
        assert found <= self.recorded
        # A row whose answer was lost may be counted as dropped although the table has it.
        assert found + dropped >= self.recorded
        if not self.table.was_forgetful:
            assert found + dropped == self.recorded
        assert self.recorder.waiting <= BOUNDS.buffer_rows
        self.check_oldest(self.recorder.oldest_unwritten(), self.table.ids, dropped)

    def check_oldest(self, oldest: float | None, ids: set[bytes], dropped: int) -> None:
        """Nothing older than what the recorder says is missing in the table."""
        written_through = self.recorded if oldest is None else oldest - T0
        rows = range(self.recorded)
        missing = [n for n in rows if n < written_through and row(n).id not in ids]
        assert len(missing) <= dropped
        if len(ids) == self.recorded and not self.table.was_forgetful:
            assert oldest is None


def read(path: Path) -> list[LogRow]:
    return decoded(path.read_bytes()[CRC_BYTES:])


STEPS = st.lists(
    st.sampled_from(
        ["record"] * 4 + ["burst"] + ["run"] * 4 + list(Table.MOODS) + ["wait", "restart"]
    ),
    max_size=120,
)


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=shortened(150), deadline=None)
@given(steps=STEPS, spool_bytes=st.sampled_from([0, 700, 3_000, 1_000_000]))
def test_every_row_is_somewhere_or_counted(way: str, steps: list[str], spool_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(play(World(Path(name), spool_bytes, way), steps))


async def play(world: World, steps: list[str]) -> None:
    for step in steps:
        await world.do(step)
        world.check()
    world.table.mood = "well"
    await world.do("wait")
    await world.do("restart")
    world.check()
    # Each call moves at least a batch while there is one; a hang is a failure, not a wait.
    for _ in range(2 * world.recorded + 2):
        await world.recorder.run_once()
    world.check()
    assert (len(world.spool), world.recorder.waiting) == (0, 0)
    assert len(world.table.ids) + world.dropped >= world.recorded
    world.spool.close()


async def test_a_spool_is_emptied_without_pauses_while_rows_keep_coming(tmp_path: Path) -> None:
    table, done = Table(), asyncio.Event()
    spool = Spool(tmp_path, 1_000_000)
    spool.open()
    for number in range(5):
        spool.append([row(number)])
    patient = RecorderSettings(flush_seconds=3_600, batch_rows=4, buffer_rows=10)
    recorder = Recorder(patient, table, spool)

    def during() -> None:
        if len(spool) == 1:
            done.set()
        recorder.record(row(100 + len(table.ids)))

    table.during = during
    recorder.record(row(99))
    await recorder.start()
    await asyncio.wait_for(done.wait(), 10)
    table.during = lambda: None
    await recorder.stop()
    spool.close()
    assert {row(number).id for number in range(5)} <= table.ids


async def allow(postgres_url: str, name: str, allowed: bool) -> None:
    """Opens or closes a database to connections, and ends those it has."""
    admin = await connect(postgres_url, "tests")
    try:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
        if not allowed:
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )
    finally:
        await admin.close()


async def until(condition: Callable[[], bool], changed: asyncio.Event) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await changed.wait()
            changed.clear()


class Watched:
    """The real writer, and an event that says when it was called."""

    def __init__(self, writer: LogWriter) -> None:
        self.writer = writer
        self.changed = asyncio.Event()

    async def write(self, rows: Sequence[LogRow]) -> int:
        try:
            return await self.writer.write(rows)
        finally:
            # Not before the recorder has counted it.
            asyncio.get_running_loop().call_soon(self.changed.set)


@pytest.mark.parametrize("way", WAYS)
async def test_postgresql_goes_away_and_has_each_row_once_when_it_is_back(
    way: str, postgres_url: str, database_url: str, tmp_path: Path
) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    writer = LogWriter(
        database_url, 30, RollupSettings("here:0", 10, 2_000), **({} if way == PYTHON else {
            "copied": core().copied_rows, "gather": core().gathered, "people": core().people_of,
        }),
    )  # fmt: skip
    sink = Watched(writer)
    spool = Spool(tmp_path, 1_000_000)
    spool.open()
    recorder = recorder_of(way)(BOUNDS, sink, spool)
    await recorder.start()
    rows = [row(number)._replace(created_at=time.time()) for number in range(150)]
    try:
        for each in rows[:50]:
            recorder.record(each)
        await until(lambda: recorder.written == 50, sink.changed)
        await allow(postgres_url, name, False)
        for each in rows[50:100]:
            recorder.record(each)
        await until(lambda: recorder.away, sink.changed)
        assert len(spool) > 0
        await allow(postgres_url, name, True)
        for each in rows[100:]:
            recorder.record(each)
        await until(lambda: recorder.written == 150, sink.changed)
    finally:
        await allow(postgres_url, name, True)
        await recorder.stop()
        await writer.close()
        spool.close()
    opened = await connect(database_url, "tests")
    try:
        found = await opened.fetch("SELECT id, message_id FROM webhook_routing_logs ORDER BY id")
    finally:
        await opened.close()
    assert [(one["id"].bytes, one["message_id"]) for one in found] == [
        (each.id, each.message_id) for each in rows
    ]
    assert recorder.dropped.total() == 0
