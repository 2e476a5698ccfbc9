"""The build of the core: a compiler that fails or hangs is named, and leaves nothing behind."""

import os
import runpy
import time
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

pytest.importorskip("hatchling")
BUILD = runpy.run_path(str(ROOT / "hatch_build.py"))
run, NotBuilt = BUILD["_run"], BUILD["NotBuilt"]


def test_a_compiler_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(reader, "rb") as file:
        with pytest.raises(NotBuilt, match="sh took more than 1 s"):
            run(["sh", "-c", f"sleep 120 > {held} & wait"], 1)
        os.set_blocking(reader, True)
        began = time.monotonic()
        assert file.read() == b"", "it ends when no child has it open"
    assert time.monotonic() - began < 60


def test_what_a_compiler_says_is_passed_on() -> None:
    with pytest.raises(NotBuilt, match="sh failed: no room"):
        run(["sh", "-c", "echo no room >&2; exit 1"])


def test_a_compiler_that_is_missing_is_named() -> None:
    with pytest.raises(NotBuilt, match="no-such-compiler cannot be run"):
        run(["no-such-compiler"])


def test_what_works_is_silent() -> None:
    run(["true"])
