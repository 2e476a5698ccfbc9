"""The life of one gateway worker.

Start: the snapshot watch and the recorder first, then the port, so that the first webhook is
decided and recorded. Stop: the port first (requests in flight finish), then the recorder (what it
holds is written or spooled), then the rest.
"""

import asyncio
import logging
import os
import socket
import time
from contextlib import AsyncExitStack

import uvloop

from hookshift import __version__
from hookshift.app import build
from hookshift.app.housekeeping import Housekeeping
from hookshift.config.compile import route_table
from hookshift.config.model import Settings
from hookshift.domain.routing import Snapshot
from hookshift.gateway.forwarding import TrustedCallers
from hookshift.gateway.front import Front
from hookshift.gateway.ids import IdSource
from hookshift.gateway.metrics import Metrics, MetricsFiles
from hookshift.gateway.metrics_page import render
from hookshift.gateway.pipeline import Pipeline
from hookshift.gateway.recorder import Recorder
from hookshift.gateway.rows import RowWriter
from hookshift.gateway.server import HttpServer
from hookshift.gateway.spool import Spool
from hookshift.gateway.supervisor import stop_when_told
from hookshift.store.config_watch import ConfigWatch
from hookshift.store.routing_logs import LogWriter

log = logging.getLogger(__name__)


def run_worker(settings: Settings, database_url: str, slot: int, sock: socket.socket) -> None:
    """The whole process of worker `slot`; returns after SIGTERM."""
    logging.basicConfig(
        format=f"%(asctime)s %(levelname)s worker {slot} %(name)s: %(message)s"
    )
    uvloop.run(_run(settings, database_url, slot, sock))


async def _run(settings: Settings, database_url: str, slot: int, sock: socket.socket) -> None:
    stop = asyncio.Event()
    stop_when_told(stop.set)
    async with AsyncExitStack() as stack:
        await _start(settings, database_url, slot, sock, stack)
        await stop.wait()


async def _start(
    settings: Settings,
    database_url: str,
    slot: int,
    sock: socket.socket,
    stack: AsyncExitStack,
) -> None:
    """Starts the parts in order; the stack stops them in the opposite one."""
    raise NotImplementedError
