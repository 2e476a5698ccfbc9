"""The demo: a whole rollout with real processes, from an empty folder to the runbook's table.

Embedded PostgreSQL, eight sample handlers and a gateway with its control process are started in a
folder of their own. Signed traffic runs while the controller takes the rollout from 10 to 100 % on
a compressed clock, or back, if something is broken on the way; then everything is measured, ended
and removed.
"""

import asyncio
import secrets
import shutil
import signal
import tempfile
import time
import tomllib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import uvloop

from hookshift.config.load import load, settings_from
from hookshift.demo import report
from hookshift.demo.beyond import DemoOutcome
from hookshift.demo.breaking import Break, Wish, planned
from hookshift.demo.migration import DemoRun, Installation
from hookshift.demo.processes import first_line, logged, started
from hookshift.demo.sender import WebhookSender
from hookshift.demo.settings import HOLDS, PROOFS, demo_settings
from hookshift.demo.traffic import WebhookTraffic
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate
from hookshift.view.console import SafeConsole

RATE = 600.0
"""Webhooks a second."""
POPULATION = 200_000
"""People; so many that each stage meets new ones."""
SEED = 20251203
CONFIG, LOG = "hookshift.toml", "gateway.log"
INTRODUCTION = (
    "The real gateway, controller and PostgreSQL on a compressed clock: a stage is held for "
    f"{min(HOLDS.values())} to {max(HOLDS.values())} s, not for hours. Evidence cannot be "
    f"compressed: from {RATE:g} webhooks a second the stages prove that at most "
    f"{', '.join(f'{proof:g}' for proof in PROOFS.values())} % of the requests fail; the plan in "
    "hookshift.toml proves more, and for longer. The limit that ends a rollout is unchanged: "
    "0.1 %.\n"
)

console = SafeConsole(highlight=False)


def run(path: Path, wish: Wish | None) -> bool:
    """Runs the demo with the rules and handlers of the settings in `path`; True if all holds.

    Raises OperatorError.
    """
    # SIGTERM, as from a CI that gives up, ends the demo in the same order as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    secret = secrets.token_hex(16)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="hookshift-demo-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        breaks = None if wish is None else _planned(wish, path, folder)
        console.print(INTRODUCTION, markup=False)
        console.print("starting PostgreSQL, the sample handlers, gateway and controller ...")
        own = install(stack, path, folder, secret)
        # From here on the ending is in order: another Ctrl-C must not leave half of it running.
        stack.callback(console.print, "stopping gateway, handlers and PostgreSQL ...")
        stack.callback(signal.signal, signal.SIGINT, signal.SIG_IGN)
        console.print(f"database: psql '{own.database}'", markup=False, soft_wrap=True)
        has_page = own.settings.control.enabled and own.settings.control.dashboard
        if has_page and (page := logged(folder / LOG, r"dashboard on (\S+)")):
            console.print(f"dashboard: {page}", markup=False, soft_wrap=True)
        console.print(f"also: hookshift --config {folder}/{CONFIG} rollout watch", markup=False)
        traffic = WebhookTraffic(SEED, POPULATION, time.time)
        sender = WebhookSender(
            f"{own.gateway}/webhook/whatsapp",
            secret.encode(),
            RATE,
            traffic,
            f"http://{own.handlers}/sent",
        )
        outcome = uvloop.run(_cancellable(DemoRun(own, sender, breaks)))
    return report.show(console, outcome, breaks)


def _planned(wish: Wish, path: Path, folder: Path) -> Break:
    """Before anything is started: what cannot be broken is said at once."""
    environ = _environ("postgresql://unused@127.0.0.1/unused", "unused")
    text = demo_settings(path, folder, "127.0.0.1:9", environ)
    return planned(wish, settings_from(tomllib.loads(text), path, environ))


def install(stack: ExitStack, path: Path, folder: Path, secret: str) -> Installation:
    """Starts all that the demo needs, in `folder`; `stack` ends it. Raises OperatorError."""
    # PostgreSQL does not run as root: the user that it gets must be able to look in here.
    folder.chmod(0o755)
    database = EmbeddedPostgres()
    stack.callback(database.stop)
    url = database.start(folder / "data")
    asyncio.run(_migrate(url))
    environ = _environ(url, secret)
    handlers = _start_handlers(stack, folder, environ)
    config = folder / CONFIG
    config.touch(0o600)
    config.write_text(demo_settings(path, folder, handlers, environ))
    gateway = _start_gateway(stack, config, environ)
    return Installation(load(config, environ), url, gateway, handlers)


def _environ(url: str, secret: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "WHATSAPP_APP_SECRET": secret,
        "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(8),
    }


async def _migrate(url: str) -> None:
    async with connection(url, "demo") as opened:
        await migrate(opened)


def _start_handlers(stack: ExitStack, folder: Path, environ: Mapping[str, str]) -> str:
    log = folder / "handlers.log"
    process = stack.enter_context(started(["-m", "hookshift.demo.handlers"], environ, log))
    return f"127.0.0.1:{first_line(process, log)}"


def _start_gateway(stack: ExitStack, config: Path, environ: Mapping[str, str]) -> str:
    log = config.with_name(LOG)
    arguments = ["-m", "hookshift", "--config", str(config), "serve"]
    line = first_line(stack.enter_context(started(arguments, environ, log)), log)
    return line.rpartition(" ")[2]


async def _cancellable(migration: DemoRun) -> DemoOutcome:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await migration.run(console)
