"""`hookshift rollout watch` at a terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.conftest import SHIPPED, Hookshift
from tests.cli.rollout_world import World
from tests.conftest import execute, outside_the_loop

PATIENCE = 60.0
LINES, COLUMNS = 24, 80
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
WATCH = ("rollout", "watch")
SHOWN, HIDDEN = "\x1b[?1049h", "\x1b[?1049l"
"""The other screen of a terminal."""
HOME = "\x1b[H"
"""Where each frame begins."""


class Watching:
    """A terminal in which somebody watches."""

    def __init__(self, ours: int, process: "subprocess.Popen[bytes]") -> None:
        self._ours = ours
        self.process = process
        self.raw = ""

    def sees(self, text: str) -> str:
        """Waits until `text` is painted; what has been painted since the last call."""
        end = time.monotonic() + PATIENCE
        begin = len(self.raw)
        while text not in _CODES.sub("", self.raw[begin:]):
            assert time.monotonic() < end, f"{text} is not in {_CODES.sub('', self.raw[begin:])}"
            if not self._read(0.1):
                assert self.process.poll() is None, self.raw
        return _CODES.sub("", self.raw[begin:])

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            self.raw += os.read(self._ours, 65_536).decode()
        except OSError:  # the other end is closed
            return False
        return True

    def frames(self) -> list[list[str]]:
        """What has been painted so far, line by line; the last one may not be whole."""
        painted = self.raw.split(HOME)[1:]
        plain = [_CODES.sub("", each).replace("\r", "") for each in painted]
        return [each.split("\n") for each in plain if each.strip()]

    def ends(self) -> int:
        """Its exit code, once all that it said has been read."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end
            self._read(0.1)
        while self._read(0.1):
            pass
        return self.process.returncode


@contextmanager
def watching(hookshift: Hookshift, *arguments: str) -> Iterator[Watching]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    environ = {**os.environ, **hookshift.environ, "TERM": "xterm"}
    del environ["COLUMNS"]
    process = subprocess.Popen(
        [sys.executable, "-m", "hookshift", "--config", str(SHIPPED), *WATCH, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environ,
    )
    os.close(theirs)
    try:
        yield Watching(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.fixture
def world(hookshift: Hookshift) -> World:
    return World(hookshift)


def test_it_follows_the_rollout_and_ends_in_order(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    with watching(hookshift) as screen:
        screen.sees("rollout 1  ▶ running  stage 1 of 6, 10 %")
        hookshift.works("rollout", "pause", "--reason", "lunch")
        screen.sees("rollout 1  = paused")
        screen.process.send_signal(signal.SIGINT)

        assert screen.ends() == 0
        assert screen.raw.count(SHOWN) == screen.raw.count(HIDDEN) == 1
        assert "Traceback" not in screen.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_left_as_it_was_whoever_ends_it(
    hookshift: Hookshift, number: signal.Signals
) -> None:
    with watching(hookshift) as screen:
        screen.sees("no rollout has been started")
        screen.process.send_signal(number)

        assert screen.ends() == 0
        assert screen.raw.count(HIDDEN) == 1


def test_no_frame_is_larger_than_the_terminal(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    with watching(hookshift) as screen:
        screen.sees("rollout 1  ▶ running")
        screen.sees("rollout 1  ▶ running")  # the frame after it: the first is whole
        frame = screen.frames()[0]

        assert len(frame) <= LINES
        assert max(len(line) for line in frame) <= COLUMNS
        assert frame[-1].startswith(("history", "   "))


def test_old_numbers_are_called_old_and_it_recovers_by_itself(
    hookshift: Hookshift, world: World, postgres_url: str
) -> None:
    hookshift.works("rollout", "start")
    world.look()
    ((name,),) = hookshift.sql("SELECT current_database()")
    with watching(hookshift) as screen:
        screen.sees("healthy")
        outside_the_loop(
            execute(
                postgres_url,
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            )
        )
        screen.sees("STALE (")
        outside_the_loop(execute(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        # On a busy machine the last look may be older than what counts as blind by now.
        world.look()
        screen.sees("✔ healthy")


def test_nobody_looks(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    hookshift.sql("UPDATE hookshift.rollouts SET looked_at = now() - interval '31 s'")
    with watching(hookshift) as screen:
        screen.sees("STALE: no evaluation since ")


def test_without_postgresql_it_waits_for_it(hookshift: Hookshift) -> None:
    hookshift.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    with watching(hookshift) as screen:
        screen.sees("Check that PostgreSQL runs")
        screen.process.send_signal(signal.SIGINT)

        assert screen.ends() == 0


def test_what_waiting_does_not_mend_ends_it(unmigrated: Hookshift) -> None:
    with watching(unmigrated) as screen:
        assert screen.ends() == 1
        assert "hookshift db migrate" in screen.raw
        assert SHOWN not in screen.raw


def test_a_rollout_that_is_not_there(hookshift: Hookshift) -> None:
    with watching(hookshift, "--rollout", "7") as screen:
        assert screen.ends() == 1
        assert "there is no rollout 7" in screen.raw


def test_it_needs_a_terminal(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "watch")

    assert result.exit_code == 2
    assert "in a script use `hookshift rollout status --json`" in result.stderr
