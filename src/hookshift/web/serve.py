"""The dashboard's server, in a thread of the control process.

Its own event loop, so that whatever a viewer asks for never holds up a rollout or its lease.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from hookshift.config.certificate import Certificate, CertificateFault
from hookshift.config.schema.settings import Settings
from hookshift.config.values import Address
from hookshift.web.api import application
from hookshift.web.connections import limited
from hookshift.web.database import databases

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

STOP_SECONDS = 2
AGAIN_SECONDS = 5.0
"""How often a port that is taken is tried again."""
BACKLOG = 128


class _Server(uvicorn.Server):
    """Signals are the control process's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield


class Dashboard:
    """Started once, stopped once. A port that is taken is reported, and stops nothing else."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self._address = settings.control.listen
        self._tls = settings.control.tls
        self._certificate: Certificate | None = None
        self._databases = databases(database_url, settings.database.max_connection_age)
        self._config = uvicorn.Config(
            application(settings, self._databases), log_config=None, access_log=False,
            timeout_graceful_shutdown=STOP_SECONDS, http=limited(),
            server_header=False, lifespan="on", ws="none",
        )  # fmt: skip
        self._server = _Server(self._config)
        self._thread: threading.Thread | None = None
        self._again: asyncio.Task[None] | None = None
        self.url: str | None = None
        """Where it is; None if it is not served."""
        self._error: str | None = None

    @property
    def error(self) -> str | None:
        """Why it is not served; None if it is."""
        if self._error is None and self._thread is not None and not self._server.should_exit:
            return None if self._thread.is_alive() else "its server has ended; see the log"
        return self._error

    async def start(self) -> None:
        """Begins to serve; what is in the way now is tried again until `stop`."""
        if not self._begin():
            self._again = asyncio.create_task(self._try_again())

    async def _try_again(self) -> None:
        is_served = False
        while not is_served:
            await asyncio.sleep(AGAIN_SECONDS)
            is_served = self._begin()

    def _begin(self) -> bool:
        """Whether it is served now."""
        try:
            if self._tls is not None:
                self._use(Certificate("control.tls", self._tls))
            listening = _listening(self._address)
        except CertificateFault as error:
            self._fail(f"the dashboard does not start: {error}")
            return False
        except OSError as error:
            self._fail(f"the dashboard cannot listen on {self._address}: {error}")
            return False
        self._error = None
        host, port = listening.getsockname()[:2]
        self.url = f"{'http' if self._tls is None else 'https'}://{Address(host, port)}/"
        log.info("dashboard on %s", self.url)
        # A daemon, so that one that hangs does not keep the process from ending.
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listening)), name="dashboard", daemon=True
        )
        self._thread.start()
        return True

    async def stop(self) -> None:
        """Lets viewers go."""
        self._server.should_exit = True
        if self._again is not None:
            self._again.cancel()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, STOP_SECONDS + 1)

    async def follow_certificate(self) -> None:
        """Looks whether its files were renewed. Raises CertificateFault."""
        if self._certificate is not None:
            await self._certificate.follow()

    def _fail(self, error: str) -> None:
        if error != self._error:
            log.error("%s Trying again every %g s.", error, AGAIN_SECONDS)
        self._error = error

    def _use(self, certificate: Certificate) -> None:
        self._certificate = certificate
        self._config.ssl_context_factory = lambda _config, _default: certificate.context

    async def _serve(self, listening: socket.socket) -> None:
        try:
            await self._server.serve(sockets=[listening])
        finally:
            for database in self._databases:
                await database.close()


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # Only of a socket that says it is TCP does asyncio send small answers at once.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address.host, address.port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening
