"""The data folder is closed to the other users of the machine, and so are its locks."""

import logging
import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.private import make_private, open_private
from tests.postgres import server_folder

NOBODY = 65_534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for a socket."""
    with server_folder() as made:
        yield made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def as_nobody(work: Callable[[], object]) -> type[OSError] | None:
    """What `work` fails with in a process of another user; None if it does not."""
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            work()
        except PermissionError:
            os._exit(1)
        except BaseException:
            os._exit(2)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return (None, PermissionError, OSError)[status]


def test_a_new_data_folder_is_closed(folder: Path) -> None:
    data = folder / "a" / "data"
    make_private(data)
    assert mode(data) == 0o700
    open_private(data / "postgres.lock").close()
    assert mode(data / "postgres.lock") == 0o600


def test_what_a_former_version_left_open_is_closed(folder: Path) -> None:
    data = folder / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    lock = data / "postgres.lock"
    lock.touch()
    lock.chmod(0o644)
    make_private(data)
    open_private(lock).close()
    assert mode(data) & 0o067 == 0
    assert mode(lock) == 0o600


def test_a_folder_that_holds_something_else_is_the_operators(folder: Path) -> None:
    data = folder / "home"
    data.mkdir()
    data.chmod(0o755)
    (data / "public_html").mkdir()
    make_private(data)
    assert mode(data) == 0o755
    open_private(data / "postgres.lock").close()
    assert mode(data / "postgres.lock") == 0o600


def test_a_lock_is_no_way_to_another_file(folder: Path) -> None:
    target = folder / "elsewhere"
    (folder / "postgres.lock").symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        open_private(folder / "postgres.lock")
    assert not target.exists()


@AS_ROOT
@pytest.mark.parametrize("shared", [False, True], ids=["a folder of its own", "a shared folder"])
def test_another_user_cannot_hold_the_locks(folder: Path, shared: bool) -> None:
    folder.chmod(0o711)
    data = folder / "data"
    if shared:
        (data / "else").mkdir(parents=True)
        data.chmod(0o755)
    mine = EmbeddedPostgres()
    mine.start(data)
    try:
        assert mode(data) == (0o755 if shared else 0o710)
        for name in ("postgres.lock", "postgres.users"):
            assert as_nobody(partial((data / name).open, "rb")) is PermissionError
        command = EmbeddedPostgres()
        command.start(data)
        command.stop()
    finally:
        mine.stop()


@AS_ROOT
def test_a_folder_above_is_not_opened_in_silence(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    above = folder / "above"
    above.mkdir(mode=0o700)
    folder.chmod(0o711)
    for found in (True, False):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            mine = EmbeddedPostgres()
            mine.start(above / "data")
            mine.stop()
        output = [text for text in caplog.messages if str(above) in text]
        assert len(output) == found
        if found:
            assert "chmod o+x" in output[0]
            assert "data_dir" in output[0]
    assert mode(above) == 0o701
    assert mode(above / "data") == 0o710
