"""What the connections of one server have in common."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hookshift.domain.http import Headers, Request, Response
from hookshift.gateway.http.admission import Admission
from hookshift.gateway.http.limits import Load, ServerLimits, ServerTimeouts

if TYPE_CHECKING:
    from hookshift.gateway.http.connection import InboundConnection


class Application(Protocol):
    """The application behind a server."""

    def admit(self, method: bytes, path: bytes, headers: Headers) -> int | Response:
        """Called at the end of the headers: the body's limit in bytes, or an answer at once."""

    async def handle(self, request: Request) -> Response:
        """Answers a whole request. May raise any HookshiftError."""


@dataclass(slots=True)
class Shared:
    """What the connections of one server share: application, bounds, load, tasks."""

    app: Application
    limits: ServerLimits
    timeouts: ServerTimeouts
    admission: Admission
    loop: asyncio.AbstractEventLoop
    on_refused: Callable[[str], None] | None = None
    load: Load = field(default_factory=Load)
    connections: set["InboundConnection"] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    date: bytes = b""
    """The current Date header line."""
    draining: bool = False
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a draining server has neither connections nor tasks."""

    def refused(self, code: str) -> None:
        """Counts a refusal."""
        self.load.refused[code] += 1
        if self.on_refused is not None:
            self.on_refused(code)

    def check_empty(self) -> None:
        """Checks whether a draining server is empty; called when a connection or task is gone."""
        if self.draining and not self.connections and not self.tasks:
            self.empty.set()
