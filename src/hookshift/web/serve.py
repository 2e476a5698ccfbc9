"""The dashboard's server, in the event loop of the control process."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

from hookshift.config.model import Settings
from hookshift.config.values import Address
from hookshift.web.api import application
from hookshift.web.database import Database

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

STOP_SECONDS = 2
BACKLOG = 128
MOST_CONNECTIONS = 200


class _Server(uvicorn.Server):
    """Signals are the control process's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield


class Dashboard:
    """Started once, stopped once. A port that is taken is told and stops nothing else."""

    def __init__(self, settings: Settings, database_url: str, address: Address) -> None:
        self._address = address
        self._reader = Database(database_url)
        self._server = _Server(
            uvicorn.Config(
                application(settings, self._reader), log_config=None, access_log=False,
                timeout_graceful_shutdown=STOP_SECONDS, limit_concurrency=MOST_CONNECTIONS,
                server_header=False, lifespan="on", ws="none",
            )
        )  # fmt: skip
        self._task: asyncio.Task[None] | None = None
        self.url: str | None = None
        """Where it is; None if it is not served."""

    async def start(self) -> None:
        """Begins to serve."""
        try:
            listening = _listening(self._address)
        except OSError as error:
            log.error("no dashboard: cannot listen on %s: %s", self._address, error)
            return
        host, port = listening.getsockname()[:2]
        self.url = f"http://{Address(host, port)}/"
        log.info("dashboard on %s", self.url)
        self._task = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def stop(self) -> None:
        """Lets viewers go."""
        self._server.should_exit = True
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS + 1)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._reader.close()


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address.host, address.port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening
