"""`hookshift support`: one archive that an operator can send on."""

import errno
import io
import json
import os
import tarfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from hookshift.cli.formats import plain
from hookshift.cli.options import output_option
from hookshift.cli.output import complain, console, show_data
from hookshift.cli.session import with_database
from hookshift.cli.support import discreet, parts
from hookshift.config.load import load
from hookshift.domain.errors import OperatorError
from hookshift.view.text import text

AT_ONCE = 2
"""Commands that run side by side."""

Part = tuple[str, Callable[[], str]]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--log",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The log file; by default the journal of the unit hookshift.",
)
@output_option
@click.pass_obj
def support(path: Path, file: Path | None, log: Path | None, as_json: bool) -> None:
    """Writes an archive about this installation for support.

    It holds versions, settings without secrets, status, alerts, statistics, rollouts, metrics, the
    last lines of the log, and PostgreSQL's plans of the slow queries. It holds no message texts and
    no phone numbers; check it all the same before you send it. problems.txt lists what could not
    be collected.
    """
    now = datetime.now(UTC)
    target = file or Path(f"hookshift-support-{now:%Y%m%d-%H%M%S}.tar.gz")
    if os.path.lexists(target):
        # Before minutes of work; whoever makes it meanwhile is found when it is written.
        raise OperatorError(f"{target} cannot be written: {os.strerror(errno.EEXIST)}.")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [(name, pool.submit(_made, make)) for name, make in _parts(path, log)]
        contents = {name: waits.result() for name, waits in made}
    written = {name: made for name, (made, _) in contents.items() if made is not None}
    problems = [f"{name}: {why}" for name, (_, why) in contents.items() if why is not None]
    if problems:
        written["problems.txt"] = "\n".join(map(discreet.text, problems)) + "\n"
    _write(target, written, now)
    if as_json:
        show_data({"file": str(target), "parts": sorted(written), "problems": problems})
        return
    console.print(text(f"wrote {target}: {', '.join(sorted(written))}"), soft_wrap=True)
    for problem in problems:
        complain(f"not in it: {problem}")


def _parts(path: Path, log: Path | None) -> Iterator[Part]:
    yield "versions.json", lambda: _json(parts.versions())
    yield "settings.json", lambda: _json(parts.settings_of(load(path, needs=())))
    for words in parts.COMMANDS:
        name = "-".join(words).replace("--", "")
        yield f"{name}.json", partial(parts.of_command, path, words)
    yield "metrics.txt", lambda: parts.metrics(load(path, needs=()))
    yield "log.txt", lambda: parts.log_of(log)
    yield "database.json", lambda: _json(with_database(path, parts.database))


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=plain)


def _made(make: Callable[[], str]) -> tuple[str | None, str | None]:
    """A part, or why there is none."""
    try:
        return make(), None
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def _write(target: Path, contents: dict[str, str], now: datetime) -> None:
    folder = f"hookshift-support-{now:%Y%m%d-%H%M%S}"
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for name, content in sorted(contents.items()):
                encoded = content.encode("utf-8", "replace")
                entry = tarfile.TarInfo(f"{folder}/{name}")
                entry.size, entry.mtime, entry.mode = len(encoded), int(time.time()), 0o600
                archive.addfile(entry, io.BytesIO(encoded))
    except OSError as error:
        raise OperatorError(f"{target} cannot be written: {error.strerror}.") from error
