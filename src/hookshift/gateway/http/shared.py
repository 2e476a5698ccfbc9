"""What the connections of one server have in common."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Protocol

from hookshift.core.choice import PYTHON, Engine
from hookshift.core.connections import FrameClient, FrameClients
from hookshift.domain.http import Headers, Request, Response
from hookshift.gateway.http.admission import Admission
from hookshift.gateway.http.limits import Load, ServerLimits, ServerTimeouts

Answered = Callable[[Response], None]
"""Called once with the answer to a request, but never before `begin` has returned."""


class Application(Protocol):
    """The application behind a server."""

    def admit(self, method: bytes, path: bytes, headers: Headers) -> int | Response:
        """Called at the end of the headers: the body's limit in bytes, or an answer at once."""

    def begin(self, request: Request, answered: Answered) -> Response | Awaitable[Response] | None:
        """Begins to work on a whole request. May raise any HookshiftError.

        Returns its answer; or None, if `answered` will be called with it; or what is still to be
        awaited for it, which then gets a task.
        """


class SharedConnection(Protocol):
    """A connection as its server sees it; `connection.InboundConnection` is one."""

    deadline: float
    """When `expire` is called."""

    def expire(self) -> None:
        """Called after `deadline`."""

    def drain(self, patience: float) -> None:
        """The server stops: the next answer is the last."""

    def abort(self) -> None:
        """Ends the connection at once."""


class UsualWebhooks(Protocol):
    """Relays usual webhooks without making requests of them; `relay.flights.Flights` does."""

    def known(self, peer: str) -> tuple[bytes, bool]:
        """`forwarded` and `is_trusted` of a new client."""

    def begin(self, client: FrameClient, data: bytes, /) -> bool:
        """Whether `data` is a usual webhook, whose answer will come; if not, nothing was done.

        `client` is at rest.
        """


class TaskApplication(ABC):
    """An application that has a task for each request."""

    @abstractmethod
    async def handle(self, request: Request) -> Response:
        """Answers a whole request. May raise any HookshiftError."""

    def begin(self, request: Request, _answered: Answered) -> Awaitable[Response]:
        """As `Application.begin`."""
        return self.handle(request)


@dataclass
class Shared(FrameClients):
    """What the connections of one server share: application, bounds, load, tasks."""

    app: Application
    limits: ServerLimits
    timeouts: ServerTimeouts
    admission: Admission
    loop: asyncio.AbstractEventLoop
    monotonic: Callable[[], float]
    """The clock of deadlines."""
    on_refused: Callable[[str], None] | None = None
    engine: Engine = PYTHON
    load: Load = field(default_factory=Load)
    connections: set[SharedConnection] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a draining server has neither connections nor requests in progress."""

    def refused(self, code: str) -> None:
        """Counts a refusal."""
        self.load.refused[code] += 1
        if self.on_refused is not None:
            self.on_refused(code)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Gives a request in progress a task, which a draining server waits for."""
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._task_ended)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self.check_empty()

    def check_empty(self) -> None:
        """Whether a draining server is empty; called when a connection or request is gone."""
        if self.draining and not self.connections and not self.tasks and not self.in_progress:
            self.empty.set()
