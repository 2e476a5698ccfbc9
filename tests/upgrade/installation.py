"""An installation of 0.1.0 or of today, by the same settings: its processes and commands."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from hookshift.demo import processes
from hookshift.demo.processes import first_line
from tests.controller.receiver import SECRET as NOTIFIER_SECRET
from tests.e2e.harness import SECRET, TOKEN
from tests.forked import Process, hookshift, started

GOLDEN = Path(__file__).parents[1] / "golden" / "upgrade"
TEMPLATE = GOLDEN / "hookshift-0.1.0.toml"
PAYLOAD_KEY = "aG9va3NoaWZ0J3MgdXBncmFkZSB0ZXN0LCAzMiBieXQ="
"""Encrypts what the dump's second gateway took in: 32 bytes in base64."""
TOKEN_MADE_UP, COOKIE_MADE_UP = "hs_made-up-for-the-upgrade-test", "made-up-for-the-upgrade-test"
"""ana's in the dump, in place of those that 0.1.0 drew: what looks like a secret is none."""
ENCRYPTED = ("# encryption_keys", "encryption_keys")
COMMAND_SECONDS = 60
RENAMED = {
    "held": "prefetch",
    "first_wait": "initial_backoff",
    "longest_wait": "max_backoff",
    "age": "max_age",
    "attempts": "max_attempts",
    "waiting_at_rollback": "pending_on_rollback",
    "first_rest": "open_for",
    "settle": "warm_up",
}
"""Settings of the template that have another name today."""


def settings(folder: Path, handlers: int, control: int, *changes: tuple[str, str]) -> Path:
    """The template with its places filled in, and `changes` made, which must apply."""
    places = {"DATA": folder / "data", "HANDLERS": handlers, "CONTROL": control}
    text = TEMPLATE.read_text().replace("@SECRET@", NOTIFIER_SECRET)
    for name, value in places.items():
        text = text.replace(f"@{name}@", str(value))
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "hookshift.toml"
    path.write_text(text)
    return path


def of_today(path: Path) -> None:
    """Gives each setting in `path` the name that it has now."""
    text = path.read_text()
    for former, new in RENAMED.items():
        text, count = re.subn(rf"^{former} = ", f"{new} = ", text, flags=re.MULTILINE)
        assert count == 1, former
    path.write_text(text.replace('"stay"', '"keep"'))


class Installation(NamedTuple):
    """A settings file, a database, and whose code: `source` is a folder with the package in it."""

    path: Path
    database_url: str
    source: Path | None = None
    """None: this tree's."""

    @property
    def environ(self) -> Mapping[str, str]:
        """Of every process."""
        code = {} if self.source is None else {"PYTHONPATH": str(self.source)}
        return {
            "DATABASE_URL": self.database_url,
            "WHATSAPP_APP_SECRET": SECRET.decode(),
            "WHATSAPP_VERIFY_TOKEN": TOKEN,
            "PAYLOAD_KEY": PAYLOAD_KEY,
            "LOGNAME": "ada",
            "COLUMNS": "250",
            **code,
        }

    def command(self, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Runs `hookshift ...` to its end, whatever that is."""
        place = () if "HOOKSHIFT_TOKEN" in environ else ("--config", str(self.path))
        if self.source is None:
            mine = {**self.environ, **environ}
            return hookshift(*place, *arguments, environ=mine, seconds=COMMAND_SECONDS)
        return subprocess.run(
            [sys.executable, "-m", "hookshift.cli.main", *place, *arguments],
            env={**os.environ, **self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def works(self, *arguments: str, **environ: str) -> str:
        """Its standard output; it must succeed."""
        done = self.command(*arguments, **environ)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """What `--json` says, whether or not something is degraded."""
        done = self.command(*arguments, "--json")
        assert done.returncode in {0, 3}, done.stdout + done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def serving(self, log: Path) -> Iterator[tuple[Process, int]]:
        """`hookshift serve` and its port."""
        words = ["--config", str(self.path), "serve"]
        if self.source is None:
            running: AbstractContextManager[Process] = started(words, self.environ, log)
        else:
            arguments = ["-m", "hookshift.cli.main", *words]
            running = processes.started(arguments, self.environ, log)
        with running as process:
            yield process, int(first_line(process, log).rpartition(":")[2])


def message_id(sent: bytes) -> str:
    """Of the one message in a body."""
    (found,) = set(re.findall(rb"(?:wamid|flat)\.[0-9.]+", sent))
    return str(found, "ascii")


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
