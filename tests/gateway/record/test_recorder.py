"""PostgreSQL or the disk in trouble: every row is written, spooled or counted."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record import recorder as module
from hookshift.gateway.record.recorder import PROMPT_ROWS, Recorder, RecorderSettings
from hookshift.gateway.record.spool import SUFFIX, Spool
from hookshift.store.errors import DatabaseAway, EveryRowRefused
from tests.gateway.record.recorders import WAYS, recorder_of

pytestmark = pytest.mark.usefixtures("way")
SETTINGS = RecorderSettings(flush_seconds=0.01, batch_rows=10, buffer_rows=100)
SPOOL_BYTES = 1_000_000


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows wait in each way that there is."""
    monkeypatch.setitem(globals(), "Recorder", recorder_of(request.param))


def row(number: int) -> LogRow:
    return LogRow(
        number.to_bytes(16, "big"), "wa-jobs", "jobs", "legacy", None, f"m{number}", 5, "success",
        None, 1_750_000_000.0 + number, "whatsapp", "message", "text", None, "in_share", 5, 1, 200,
        1, "c",
    )  # fmt: skip


class Table:
    """A sink that can refuse, hang, or be called upon while it writes."""

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.error: Exception | None = None
        self.poison: frozenset[bytes] = frozenset()
        """Rows that are refused, by id."""
        self.hangs = False
        self.during: Callable[[], None] = lambda: None
        self.changed = asyncio.Condition()

    async def write(self, rows: Sequence[LogRow]) -> int:
        self.during()
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        good = [row.id for row in rows if row.id not in self.poison]
        if not good:
            raise EveryRowRefused("refused")
        self.ids += good
        async with self.changed:
            self.changed.notify_all()
        return len(rows) - len(good)

    async def has(self, count: int) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: len(self.ids) >= count)


@asynccontextmanager
async def recording(folder: Path, table: Table) -> AsyncIterator[tuple[Recorder, Spool]]:
    spool = Spool(folder, SPOOL_BYTES)
    spool.open()
    recorder = Recorder(SETTINGS, table, spool)
    await recorder.start()
    try:
        yield recorder, spool
    finally:
        await recorder.stop()
        spool.close()


def left_behind(folder: Path, batches: int) -> None:
    """What a former worker has spooled."""
    spool = Spool(folder, SPOOL_BYTES)
    spool.open()
    for number in range(batches):
        spool.append([row(number)])
    spool.close()


def held_in(folder: Path) -> list[LogRow]:
    """What a later worker finds."""
    spool = Spool(folder, SPOOL_BYTES)
    spool.open()
    held = []
    while batch := spool.oldest():
        held += batch
        spool.remove()
    spool.close()
    return held


def first_file(folder: Path) -> Path:
    return min(folder.glob(f"*{SUFFIX}"))


async def test_the_spool_is_emptied_also_while_new_rows_keep_coming(tmp_path: Path) -> None:
    left_behind(tmp_path, 3)
    table = Table()
    numbers = iter(range(1_000, 1_000_000))
    async with recording(tmp_path, table) as (recorder, spool):
        table.during = lambda: recorder.record(row(next(numbers)))
        recorder.record(row(next(numbers)))
        await table.has(30)
        table.during = lambda: None
        assert len(spool) == 0
    assert {row(number).id for number in range(3)} <= set(table.ids)


async def test_a_former_workers_rows_do_not_make_the_count_negative(tmp_path: Path) -> None:
    left_behind(tmp_path, 2)
    table = Table()
    async with recording(tmp_path, table) as (recorder, _):
        await table.has(2)
    assert recorder.spooled == 0


async def test_an_error_nobody_foresaw_does_not_end_the_recording(tmp_path: Path) -> None:
    table = Table()
    table.error = ValueError("odd")
    async with recording(tmp_path, table) as (recorder, _):
        failed = asyncio.Event()
        table.during = failed.set
        recorder.record(row(1))
        await asyncio.wait_for(failed.wait(), 10)
        table.error = None
        recorder.record(row(2))
        await table.has(2)
    assert sorted(table.ids) == [row(1).id, row(2).id]


async def test_away_then_back_writes_each_row_once(tmp_path: Path) -> None:
    table = Table()
    table.error = DatabaseAway("away")
    async with recording(tmp_path, table) as (recorder, _):
        for number in range(250):
            recorder.record(row(number))
        assert recorder.waiting <= SETTINGS.buffer_rows
        table.error = None
        await table.has(250)
    assert sorted(table.ids) == [row(number).id for number in range(250)]


async def test_the_batch_that_is_being_written_is_not_written_yet(tmp_path: Path) -> None:
    table = Table()
    seen: list[float | None] = []
    async with recording(tmp_path, table) as (recorder, _):
        assert recorder.oldest_unwritten() is None
        table.during = lambda: seen.append(recorder.oldest_unwritten())
        recorder.record(row(7))
        recorder.record(row(8))
        await table.has(2)
    assert seen == [row(7).created_at]
    assert recorder.oldest_unwritten() is None


async def test_what_a_former_worker_left_is_not_written_yet(tmp_path: Path) -> None:
    left_behind(tmp_path, 3)
    table = Table()
    seen: list[float | None] = []
    async with recording(tmp_path, table) as (recorder, _):
        table.during = lambda: seen.append(recorder.oldest_unwritten())
        await table.has(3)
    assert seen == [row(number).created_at for number in range(3)]


async def test_stop_spools_what_a_hanging_database_does_not_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.05)
    table = Table()
    table.hangs = True
    writing = asyncio.Event()
    table.during = writing.set
    async with asyncio.timeout(10), recording(tmp_path, table) as (recorder, _):
        for number in range(25):
            recorder.record(row(number))
        await writing.wait()
    assert sorted(each.id for each in held_in(tmp_path)) == [row(number).id for number in range(25)]


async def test_a_spool_that_cannot_be_read_now_is_read_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BACKOFF", 0.02)
    left_behind(tmp_path, 1)
    file = first_file(tmp_path)
    content = file.read_bytes()
    file.unlink()
    file.mkdir()  # Reading a directory is an OSError that is not "not found".
    table = Table()
    async with recording(tmp_path, table) as (recorder, spool):
        recorder.record(row(7))
        await table.has(1)
        assert len(spool) == 1
        file.rmdir()
        file.write_bytes(content)
        await table.has(2)
        assert spool.damaged == 0


async def test_a_damaged_file_is_counted_and_the_next_one_read(tmp_path: Path) -> None:
    left_behind(tmp_path, 2)
    first_file(tmp_path).write_bytes(b"nonsense")
    table = Table()
    async with recording(tmp_path, table) as (_, spool):
        await table.has(1)
        assert spool.damaged == 1
    assert table.ids == [row(1).id]


class Stepped:
    """A recorder that is moved on step by step, by a clock of its own."""

    def __init__(self, table: Table, spool: Spool) -> None:
        self.now = 0.0
        self.recorder = Recorder(SETTINGS, table, spool, lambda: self.now)

    async def step(self, *rows: LogRow) -> None:
        self.now += module.MAX_BACKOFF
        for each in rows:
            self.recorder.record(each)
        await self.recorder.run_once()


@asynccontextmanager
async def stepping(folder: Path, table: Table) -> AsyncIterator[Stepped]:
    spool = Spool(folder, SPOOL_BYTES)
    spool.open()
    try:
        yield Stepped(table, spool)
    finally:
        spool.close()


async def test_a_table_that_refuses_everything_loses_nothing(tmp_path: Path) -> None:
    """A trigger, for instance; it is reported, and each row is there once it is gone."""
    left_behind(tmp_path, 2)
    table, rows = Table(), [row(100 + number) for number in range(30)]
    async with stepping(tmp_path, table) as stepped:
        recorder = stepped.recorder
        await stepped.step(rows[0])
        table.error = EveryRowRefused("by a trigger")
        for each in rows[1:]:
            await stepped.step(each)
            assert (recorder.away, recorder.error) == (True, "by a trigger")
        table.error = None
        for _ in range(40):
            await stepped.step()
    assert sorted(table.ids) == sorted(
        [each.id for each in rows] + [row(number).id for number in range(2)]
    )
    assert (recorder.error, recorder.dropped, recorder.spooled) == (None, {}, 0)


async def test_a_row_that_is_refused_alone_is_kept_until_others_are_taken(tmp_path: Path) -> None:
    table = Table()
    table.poison = frozenset({row(1).id})
    async with stepping(tmp_path, table) as stepped:
        recorder = stepped.recorder
        await stepped.step(row(1))
        for _ in range(5):
            await stepped.step()
            assert (recorder.error, recorder.dropped, recorder.spooled) == ("refused", {}, 1)
        await stepped.step(row(2))
        assert (recorder.error, recorder.spooled) == (None, 0)
        assert recorder.dropped == {"not_storable": 1}
        await stepped.step(row(3))
    assert table.ids == [row(2).id, row(3).id]


async def test_many_rows_do_not_wait_for_others(tmp_path: Path) -> None:
    table, spool = Table(), Spool(tmp_path, SPOOL_BYTES)
    spool.open()
    recorder = Recorder(RecorderSettings(3_600.0, 1_000, 10_000), table, spool)
    await recorder.start()
    # The first pass finds nothing; the next is an hour away.
    await asyncio.sleep(0)
    for number in range(PROMPT_ROWS - 1):
        recorder.record(row(number))
    await asyncio.sleep(0)
    assert table.ids == []
    recorder.record(row(PROMPT_ROWS))
    await table.has(PROMPT_ROWS)
    await recorder.stop()
    spool.close()
