"""What is on disk survives crashes, damage and full disks; what does not is known."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record.spool import BAD, MOST_BAD, SUFFIX, Spool, SpoolFull
from tests.lengths import shortened

BOUND = 1_000_000
T0 = 1_750_000_000.5


def row(number: int) -> LogRow:
    return LogRow(
        number.to_bytes(16, "big"), "wa-jobs", "jobs", "legacy", None, f"m{number}", 5, "success",
        None, T0 + number, "whatsapp", "message", "text", None, "in_share", 5, 1, 200, 1, "é",
        number, number % 2 == 0,
    )  # fmt: skip


def batch(start: int, size: int = 3) -> list[LogRow]:
    return [row(number) for number in range(start, start + size)]


@contextmanager
def opened(folder: Path, max_bytes: int = BOUND) -> Iterator[Spool]:
    spool = Spool(folder, max_bytes)
    spool.open()
    try:
        yield spool
    finally:
        spool.close()


def drained(spool: Spool) -> list[LogRow]:
    rows = []
    while found := spool.oldest():
        rows += found
        spool.remove()
    return rows


def files(folder: Path, suffix: str = SUFFIX) -> list[Path]:
    return sorted(folder.glob(f"*{suffix}"))


def test_rows_come_back_in_order_and_unchanged(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        for start in (0, 3, 6):
            spool.append(batch(start))
        assert drained(spool) == batch(0, 9)
        assert (len(spool), spool.bytes, files(tmp_path)) == (0, 0, [])


def test_it_is_known_how_far_back_the_rows_go(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        assert spool.oldest_decision() is None
        # A batch that failed is spooled after those that came later and overflowed.
        for start in (6, 3, 9):
            spool.append(batch(start)[::-1])
        assert spool.oldest_decision() == T0 + 3
    with opened(tmp_path) as spool:
        spool.append(batch(20))
        assert spool.oldest_decision() == T0 + 3
        for expected in (T0 + 3, T0 + 9, T0 + 20, None):
            spool.oldest()
            spool.remove()
            assert spool.oldest_decision() == expected


GOLDEN = sorted((Path(__file__).parents[2] / "golden" / "spool").glob("layout-*.rows"))
"""One file of each layout that was ever written; never to be changed."""
SPOOLED = [
    LogRow(
        bytes(range(16)), "wa-webhook-unified", "jobs", "unified", "250*******01", "wamid.1", 42,
        "error", "HTTP 500: naïve", 1_764_750_000.25, "whatsapp", "message", "text",
        "jobs-keywords", "in_share", 17, 7, 500, 1, "c0ffee", 900, final=False,
        person=-4_611_686_018_427_387_905, domain_by="context", observed="jobs/legacy",
        business_number="106540352242922", provider_time=1_764_749_999, in_group=True,
        pricing="service", error_code=131_047,
    ),
    LogRow(
        bytes(range(16, 32)), "wa-webhook-default", "default", "legacy", None, None, 1, "success",
        None, 1_764_750_001.5, "router", "message", "text", None, "no_rule", None, None, None, 2,
        "c0ffee", None, final=True,
    ),
]  # fmt: skip
"""What they hold."""
OF_REPLIES = ("business_number", "provider_time", "in_group", "pricing", "error_code")
LACKING = {
    "layout-1": ("sender", "final", "person", "domain_by", "observed", *OF_REPLIES),
    "layout-2": ("person", "domain_by", "observed", *OF_REPLIES),
    "layout-3": ("person", "domain_by", "observed", *OF_REPLIES),
    "layout-4": ("domain_by", "observed", *OF_REPLIES),
    "layout-5": OF_REPLIES,
}
"""By layout what came later, and so has its default."""


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_rows_of_every_former_version_are_read(tmp_path: Path, path: Path) -> None:
    (tmp_path / f"{0:020d}{SUFFIX}").write_bytes(path.read_bytes())
    defaults = {name: LogRow._field_defaults[name] for name in LACKING.get(path.stem, ())}
    with opened(tmp_path) as spool:
        assert spool.oldest_decision() == SPOOLED[0].created_at
        assert drained(spool) == [each._replace(**defaults) for each in SPOOLED]
        assert spool.damaged == 0


def test_what_is_written_now_has_a_golden_file() -> None:
    """It fails when a field is added: put a file of the new layout beside the others."""
    newest = decoded_fields(GOLDEN[-1].read_bytes())
    assert newest == LogRow._fields


def decoded_fields(content: bytes) -> tuple[str, ...]:
    return tuple(msgspec.msgpack.decode(content[13:])["fields"])


@pytest.mark.parametrize("content", [b"", b"nonsense", b"1234\xcb1234", b"1234\x90"])
def test_a_damaged_file_goes_back_no_further_than_its_age_on_disk(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / f"{0:020d}{SUFFIX}"
    path.write_bytes(content)
    os.utime(path, (T0, T0))
    with opened(tmp_path) as spool:
        assert spool.oldest_decision() == T0
        assert drained(spool) == []
        assert spool.oldest_decision() is None


def test_the_oldest_batch_stays_until_it_is_removed(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        spool.append(batch(0))
        assert spool.oldest() == spool.oldest() == batch(0)


def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        spool.append(batch(0))
        spool.append(batch(3))
        spool.oldest()
        spool.remove()
        held = spool.bytes
    with opened(tmp_path) as spool:
        assert spool.bytes == held
        spool.append(batch(6))
        spool.append(batch(9))
    with opened(tmp_path) as spool:
        assert drained(spool) == batch(3, 9)


def test_the_bound_is_inclusive(tmp_path: Path) -> None:
    with opened(tmp_path / "measured") as spool:
        spool.append(batch(0))
        size = spool.bytes
    with opened(tmp_path / "bounded", 2 * size) as spool:
        spool.append(batch(0))
        spool.append(batch(3))
        with pytest.raises(SpoolFull):
            spool.append(batch(6, 1))
        assert sum(path.stat().st_size for path in files(tmp_path / "bounded")) == 2 * size
        spool.remove()
        spool.append(batch(6))
        assert drained(spool) == batch(3, 6)


def test_what_a_former_worker_left_counts_towards_the_bound(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        spool.append(batch(0))
        size = spool.bytes
    with opened(tmp_path, 2 * size - 1) as spool, pytest.raises(SpoolFull):
        spool.append(batch(3))


def test_a_spool_belongs_to_one_process(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(OperatorError, match="one for each running gateway"):
        Spool(tmp_path, BOUND).open()
    with opened(tmp_path) as spool:
        assert len(spool) == 0


def test_a_directory_that_cannot_be_made_is_the_operators_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OperatorError, match="writable"):
        Spool(tmp_path / "file" / "spool", BOUND).open()


def test_a_foreign_file_in_the_directory_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / f"notes{SUFFIX}").touch()
    with opened(tmp_path) as spool:
        spool.append(batch(0))
        assert drained(spool) == batch(0)


def test_a_batch_that_was_being_written_at_the_crash_is_not_read(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        spool.append(batch(0))
        whole = files(tmp_path)[0].read_bytes()
    (tmp_path / f"{7:020d}.part").write_bytes(whole[:-1])
    with opened(tmp_path) as spool:
        assert drained(spool) == batch(0)
        assert spool.damaged == 0
    assert files(tmp_path, ".part") == []


@settings(max_examples=shortened(60), deadline=None)
@given(cut=st.floats(0, 1, exclude_max=True), which=st.integers(0, 2))
def test_a_file_cut_anywhere_costs_only_its_own_batch(cut: float, which: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder) as spool:
            for start in (0, 3, 6):
                spool.append(batch(start))
        victim = files(folder)[which]
        os.truncate(victim, int(victim.stat().st_size * cut))
        with opened(folder) as spool:
            rest = [one for start in (0, 3, 6) if start != 3 * which for one in batch(start)]
            assert drained(spool) == rest
            assert (spool.damaged, spool.bytes) == (1, 0)


@settings(max_examples=shortened(60), deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_changed_byte_is_never_read_as_a_row(where: float, flip: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder) as spool:
            spool.append(batch(0))
            spool.append(batch(3))
        victim = files(folder)[0]
        content = bytearray(victim.read_bytes())
        content[int(len(content) * where)] ^= flip
        victim.write_bytes(content)
        with opened(folder) as spool:
            assert drained(spool) == batch(3)
            assert spool.damaged == 1


@pytest.mark.parametrize("damaged", [MOST_BAD, MOST_BAD + 1])
def test_damaged_files_are_kept_up_to_a_bound(tmp_path: Path, damaged: int) -> None:
    with opened(tmp_path) as spool:
        for number in range(damaged):
            spool.append(batch(number, 1))
    for path in files(tmp_path):
        path.write_bytes(b"nonsense")
    with opened(tmp_path) as spool:
        assert drained(spool) == []
        assert spool.damaged == damaged
    assert len(files(tmp_path, BAD)) == MOST_BAD
    assert files(tmp_path) == []


WRITER = """
import resource, signal, sys
from pathlib import Path
from tests.gateway.record.test_spool import batch
from hookshift.gateway.record.spool import Spool
spool = Spool(Path(sys.argv[1]), 1 << 40)
spool.open()
for number in range(1 << 30):
    spool.append(batch(3 * number))
    print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_append_returned_for(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=-1) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(30)]
        process.kill()
        acknowledged += [int(line) for line in process.stdout.read().split(b"\n")[:-1]]
    with opened(tmp_path) as spool:
        rows = drained(spool)
        assert spool.damaged == 0
    assert len(rows) - 3 * len(acknowledged) in (0, 3)
    assert rows == batch(0, len(rows))


def test_a_batch_that_the_disk_refuses_leaves_no_trace(tmp_path: Path) -> None:
    big = batch(100, 100)
    with opened(tmp_path) as spool:
        spool.append(batch(0))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
        try:
            with pytest.raises(OSError, match="File too large"):
                spool.append(big)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert files(tmp_path, ".part") == []
        spool.append(batch(3))
        assert drained(spool) == batch(0, 6)
