"""The demo: a whole migration with real processes, from an empty folder to the runbook's table.

Embedded PostgreSQL, eight sample handlers and a gateway of two workers are started in a folder of
their own; signed traffic runs while the share goes from 10 to 50 % through the runbook's own
`SELECT update_routing_percentage(...)`; then everything is measured, ended and removed.
"""

import asyncio
import secrets
import shutil
import signal
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import msgspec
import uvloop
from rich.console import Console
from rich.live import Live

from hookshift.demo import measure, report
from hookshift.demo.processes import first_line, started
from hookshift.demo.sender import Sender, client
from hookshift.demo.settings import demo_settings
from hookshift.demo.traffic import Traffic
from hookshift.demo.view import Stage, screen
from hookshift.store.database import Connection, connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate

STAGES = (10, 25, 35, 50)
STAGE_SECONDS = 18.0
RATE = 250.0
"""Webhooks a second."""
SEED = 20251203
FRAME_SECONDS = 0.5
RECORD_SECONDS = 15.0
"""How long the last decisions may take to be in the table."""

console = Console(highlight=False)


def run(path: Path, stage_seconds: float) -> bool:
    """Runs the demo with the rules and handlers of the settings in `path`; True if all holds."""
    # SIGTERM, as from a CI that gives up, ends the demo in the same order as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="hookshift-demo-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        # PostgreSQL does not run as root: the user that it gets must be able to look in here.
        folder.chmod(0o755)
        database = EmbeddedPostgres()
        stack.callback(database.stop)
        console.print("starting PostgreSQL, the sample handlers and the gateway ...")
        url = database.start(folder / "data")
        asyncio.run(_migrate(url))
        secret = secrets.token_hex(16)
        environ = {
            "DATABASE_URL": url,
            "WHATSAPP_APP_SECRET": secret,
            "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(8),
        }
        handlers = _start_handlers(stack, folder, environ)
        gateway = _start_gateway(stack, path, folder, handlers, environ)
        # From here on the ending is in order: another Ctrl-C must not leave half of it running.
        stack.callback(signal.signal, signal.SIGINT, signal.SIG_IGN)
        console.print(f"database: psql '{url}'", markup=False, soft_wrap=True)
        sender = Sender(f"{gateway}/webhook/whatsapp", secret.encode(), RATE, Traffic(SEED))
        measured = uvloop.run(_migration(url, handlers, sender, stage_seconds))
    return _report(measured)


async def _migrate(url: str) -> None:
    async with connection(url, "demo") as opened:
        await migrate(opened)


def _start_handlers(stack: ExitStack, folder: Path, environ: Mapping[str, str]) -> str:
    log = folder / "handlers.log"
    process = stack.enter_context(started(["-m", "hookshift.demo.handlers"], environ, log))
    return f"127.0.0.1:{first_line(process, log)}"


def _start_gateway(
    stack: ExitStack, path: Path, folder: Path, handlers: str, environ: Mapping[str, str]
) -> str:
    config = folder / "hookshift.toml"
    config.write_text(demo_settings(path, folder, handlers))
    log = folder / "gateway.log"
    arguments = ["-m", "hookshift.cli.main", "--config", str(config), "serve"]
    line = first_line(stack.enter_context(started(arguments, environ, log)), log)
    return line.rpartition(" ")[2]


async def _migration(
    url: str, handlers: str, sender: Sender, stage_seconds: float
) -> measure.Measured:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with connection(url, "demo") as opened, asyncio.TaskGroup() as group:
        sending = group.create_task(sender.run())
        with Live(console=console, auto_refresh=False) as live:
            for number, percentage in enumerate(STAGES, 1):
                await opened.execute("SELECT update_routing_percentage($1)", percentage)
                stage = Stage(percentage, number, len(STAGES), stage_seconds)
                await _hold(opened, live, sender, stage)
        sender.stop()
        await sending
        arrived = await _arrived(handlers)
        await _all_recorded(opened, arrived)
        return await measure.final(opened, sender.sent.events_answered, arrived)


async def _hold(opened: Connection, live: Live, sender: Sender, stage: Stage) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + stage.remaining
    while (remaining := end - loop.time()) > 0:
        stage = stage._replace(remaining=remaining)
        live.update(screen(stage, await measure.now(opened), sender.sent), refresh=True)
        await asyncio.sleep(min(FRAME_SECONDS, remaining))


async def _arrived(handlers: str) -> int:
    upstream = client("sample handlers", f"http://{handlers}/counts")
    try:
        response = await upstream.send([], b"")
    finally:
        await upstream.close()
    return sum(msgspec.json.decode(response.body, type=dict[str, int]).values())


async def _all_recorded(opened: Connection, events: int) -> None:
    """Decisions are written in batches: the last ones follow the last answer."""
    loop = asyncio.get_running_loop()
    end = loop.time() + RECORD_SECONDS
    while loop.time() < end:
        if await opened.fetchval("SELECT count(*) FROM webhook_routing_logs") >= events:
            return
        await asyncio.sleep(FRAME_SECONDS)


def _report(measured: measure.Measured) -> bool:
    results = report.expected_results(measured, STAGES[-1])
    more = report.beyond(measured)
    console.print(report.table("Expected Results", results))
    console.print(report.table("Beyond the runbook", more))
    holds = all(line.holds for line in (*results, *more))
    verdict = "[bold green]Every row holds.[/]" if holds else "[bold red]Not every row holds.[/]"
    console.print(verdict)
    return holds
