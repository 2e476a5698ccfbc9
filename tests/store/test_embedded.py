"""The embedded server: shared by processes, stopped by the last, found again after a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookshift.domain.errors import OperatorError
from hookshift.store import embedded_server
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.embedded_server import buffers_mb, memory_bytes
from tests.conftest import outside_the_loop
from tests.postgres import server_folder

SECONDS = 60
ATTACH = """
import sys
from pathlib import Path
from hookshift.store.embedded import EmbeddedPostgres
embedded = EmbeddedPostgres()
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.readline()
embedded.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, unlike pytest's own: a socket's path has room for some hundred bytes."""
    with server_folder() as made:
        yield made


class Other:
    """Another process that uses the server in a folder."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", ATTACH, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=SECONDS)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=SECONDS)


def answers(url: str) -> bool:
    async def ask() -> bool:
        async with connection(url, "tests") as opened:
            return bool(await opened.fetchval("SELECT 1") == 1)

    try:
        return outside_the_loop(ask())
    except OperatorError:
        return False


def test_the_last_to_leave_stops_the_server(folder: Path) -> None:
    mine = EmbeddedPostgres()
    url = mine.start(folder)
    other = Other(folder)
    assert other.url == url
    other.leave()
    assert answers(url), "a command's end must not stop a serving gateway's database"
    other = Other(folder)
    mine.stop()
    assert answers(url)
    other.leave()
    assert not answers(url)


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(folder: Path) -> None:
    other = Other(folder)
    other.kill()
    assert answers(other.url)
    mine = EmbeddedPostgres()
    url = mine.start(folder)
    assert answers(url)
    mine.stop()
    assert not answers(url)


def test_a_killed_server_is_started_again_with_its_data(folder: Path) -> None:
    mine = EmbeddedPostgres()
    url = mine.start(folder)

    async def remember() -> None:
        async with connection(url, "tests") as opened:
            await opened.execute("CREATE TABLE kept AS SELECT 7 AS n")

    async def recall(address: str) -> object:
        async with connection(address, "tests") as opened:
            return await opened.fetchval("SELECT n FROM kept")

    outside_the_loop(remember())
    pid = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    mine.stop()
    again = EmbeddedPostgres()
    url = again.start(folder)
    assert outside_the_loop(recall(url)) == 7
    again.stop()
    assert not answers(url)


def test_a_long_path_has_room_for_a_socket_elsewhere(folder: Path) -> None:
    long = folder / ("deep-" * 20) / ("down-" * 20)
    mine = EmbeddedPostgres()
    url = mine.start(long)
    assert answers(url)
    assert str(long) not in url
    mine.stop()
    assert not answers(url)


def test_a_path_with_spaces_and_quotes(folder: Path) -> None:
    mine = EmbeddedPostgres()
    url = mine.start(folder / "it's a % data folder")
    assert answers(url)
    mine.stop()
    assert not answers(url)


def test_stopping_without_starting_is_nothing() -> None:
    EmbeddedPostgres().stop()


def test_a_folder_that_is_a_file_is_named(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(OperatorError, match=r"file cannot be used.*data_dir"):
        EmbeddedPostgres().start(folder / "file")


def test_a_dead_servers_number_may_belong_to_someone_else(folder: Path) -> None:
    mine = EmbeddedPostgres()
    mine.start(folder)
    pid_file = folder / "postgres" / "postmaster.pid"
    left_behind = pid_file.read_text().splitlines()
    mine.stop()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *left_behind[1:]]) + "\n")
        url = mine.start(folder)
        assert answers(url)
        mine.stop()
        stranger.communicate(b"\n", timeout=SECONDS)


@pytest.mark.parametrize(
    ("gigabytes", "megabytes"), [(0, 128), (2, 128), (2.5, 160), (8, 512), (16, 1_024), (99, 1_024)]
)
def test_a_new_server_gets_a_sixteenth_of_the_memory(
    gigabytes: float, megabytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_server, "MOST_BUFFERS_MB", 1_024)
    assert buffers_mb(int(gigabytes * 2**30)) == megabytes


def test_a_container_has_no_more_memory_than_it_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = memory_bytes()
    limit, unlimited = tmp_path / "limit", tmp_path / "unlimited"
    monkeypatch.setattr(embedded_server, "CONTAINER_LIMITS", (tmp_path / "none", unlimited, limit))
    unlimited.write_text("max\n")
    limit.write_text("3221225472\n")
    assert memory_bytes() == min(whole, 3 << 30)
    limit.write_text("9223372036854771712\n")
    assert memory_bytes() == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_the_buffers_are_the_operators_to_change(folder: Path) -> None:
    embedded = EmbeddedPostgres()
    url = embedded.start(folder)
    try:
        assert shared_buffers(url) == buffers_mb()
        change(url, "ALTER SYSTEM SET shared_buffers = '16MB'")
        embedded.stop()
        assert shared_buffers(embedded.start(folder)) == 16
    finally:
        embedded.stop()


def shared_buffers(url: str) -> int:
    """In MB."""

    async def ask() -> int:
        async with connection(url, "test") as opened:
            pages = await opened.fetchval(
                "SELECT setting::bigint FROM pg_settings WHERE name = 'shared_buffers'"
            )
        return int(pages) * 8 // 1_024

    return outside_the_loop(ask())


def change(url: str, statement: str) -> None:
    async def run() -> None:
        async with connection(url, "test") as opened:
            await opened.execute(statement)

    outside_the_loop(run())
