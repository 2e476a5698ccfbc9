"""Real client libraries, pinned, installed into a temporary folder and run as handlers.

Where Node.js, npm or a registry cannot be had, the tests that need them are skipped, and say why.
"""

import os
import shutil
import subprocess
import threading
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.harness import SECRET

PROGRAMS = Path(__file__).parent / "programs"
NPM = (
    "whatsapp-api-js@6.3.0",
    "whatsapp-cloud-api@0.3.1",
    "@builderbot/provider-meta@1.2.2",
    "@builderbot/bot@1.2.2",
)
PYWA = "pywa==4.5.0"
INSTALL_SECONDS = 400
PATIENCE = 60.0


@dataclass
class Program:
    """A handler made with a library; `events` are those that it passed on to its user's code."""

    port: int
    events: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def installed_from_npm(folder: Path) -> Path:
    """The folder in which the libraries for Node.js are; skips where they cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node.js and npm are not there")
    (folder / "package.json").write_text('{"private": true}')
    _install([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", *NPM], folder)
    return folder


def installed_from_pypi(folder: Path) -> Path:
    """A Python with pywa; skips where it cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    _install([str(python), "-m", "pip", "install", "--quiet", PYWA], folder)
    return python


def _install(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    if done.returncode:
        pytest.skip(f"{Path(command[0]).name} cannot install: {done.stderr.strip()[-300:]}")


@contextmanager
def running(interpreter: str | Path, program: str, packages: Path) -> Iterator[Program]:
    """Runs one of the programs beside this file until the end of the block."""
    command = [str(interpreter), str(PROGRAMS / program), str(packages), SECRET.decode()]
    environ = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ
    ) as process:
        assert process.stdout is not None
        made = Program(0)
        ready = threading.Event()

        def read(lines: Iterator[str]) -> None:
            for line in lines:
                word, _, rest = line.rstrip().partition(" ")
                if word == "PORT":
                    made.port = int(rest)
                    ready.set()
                elif word == "EVENT":
                    made.events.append(rest)
                else:
                    made.said.append(line.rstrip())
            ready.set()

        reader = threading.Thread(target=read, args=(iter(process.stdout),))
        reader.start()
        try:
            assert ready.wait(PATIENCE), f"{program} does not start"
            assert made.port, f"{program} ended: {made.said}"
            yield made
        finally:
            process.kill()
            reader.join()
