"""Plays Meta: signs webhooks and sends them at a steady rate, whatever the answers do."""

import asyncio
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice

import msgspec

from hookshift.demo.handlers import Reply
from hookshift.demo.traffic import SampleWebhook, WebhookTraffic
from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings

RECEIPTS_SECONDS = 0.25
"""How often the handlers are asked what they have sent."""
RECEIPTS_AT_ONCE = 50
"""In one webhook, as a provider batches them."""
MOST_IN_FLIGHT = 500
"""Beyond this the sender skips a beat and counts it, rather than hide that the gateway is slow."""


def client(name: str, url: str) -> Upstream:
    """A client for `url`, patient enough to see a slow gateway rather than to give up on it."""
    return Upstream(
        name,
        UpstreamSettings(
            url=url,
            connect_timeout=5.0,
            first_byte_timeout=30.0,
            total_timeout=30.0,
            idle_timeout=60.0,
            connections=MOST_IN_FLIGHT,
            max_pending=MOST_IN_FLIGHT,
            response_bytes=1_048_576,
            max_connection_age=60.0,
        ),
    )


@dataclass
class Sent:
    """What the sender knows of its own traffic."""

    webhooks: int = 0
    answered: int = 0
    events_answered: int = 0
    failed: int = 0
    skipped: int = 0


class WebhookSender:
    """Sends `rate` webhooks a second to `url` until `stop`, and receipts beside them."""

    def __init__(
        self,
        url: str,
        secret: bytes,
        rate: float,
        traffic: WebhookTraffic,
        handlers: str | None = None,
    ) -> None:
        """`handlers` is where the sample handlers tell what they have sent; None: nowhere."""
        self.sent = Sent()
        self._secret = secret
        self._interval = 1 / rate
        self._traffic = traffic
        self._stopping = asyncio.Event()
        self._gateway = client("gateway", url)
        self._handlers = None if handlers is None else client("sample handlers", handlers)

    def stop(self) -> None:
        """Ends `run` once all that was sent has been answered."""
        self._stopping.set()

    async def run(self) -> None:
        """One webhook each interval: an open loop, as a provider's is."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        tasks: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            if self._handlers is not None:
                group.create_task(self._tell_of_replies(self._handlers))
            while not await self._stopped_by(due):
                due += self._interval
                if len(tasks) >= MOST_IN_FLIGHT:
                    self.sent.skipped += 1
                    continue
                task = group.create_task(self._send(self._traffic.next()))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
        await self._gateway.close()

    async def _tell_of_replies(self, handlers: Upstream) -> None:
        """Receipts of what the handlers send, as their provider would tell of it."""
        loop = asyncio.get_running_loop()
        while not await self._stopped_by(loop.time() + RECEIPTS_SECONDS):
            with suppress(HandlerError, GatewayError):
                pending = msgspec.json.decode((await handlers.send([], b"")).body, type=list[Reply])
                await self._send_receipts(pending)
        await handlers.close()

    async def _send_receipts(self, pending: list[Reply]) -> None:
        # Those of one handler together: they are about its conversations. All at once: one after
        # the other, the last handler's would always be the late ones.
        async with asyncio.TaskGroup() as group:
            for _, replies in groupby(sorted(pending, key=_handler), key=_handler):
                for each in batched(replies, RECEIPTS_AT_ONCE):
                    recipients = [(reply.person, reply.phone) for reply in each]
                    group.create_task(self._send(self._traffic.receipts(recipients)))

    async def _stopped_by(self, due: float) -> bool:
        wait = due - asyncio.get_running_loop().time()
        if wait <= 0:
            await asyncio.sleep(0)
            return self._stopping.is_set()
        try:
            async with asyncio.timeout(wait):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True

    async def _send(self, webhook: SampleWebhook) -> None:
        digest = hmac.new(self._secret, webhook.body, hashlib.sha256).hexdigest()
        headers = [
            (b"content-type", b"application/json"),
            (b"x-hub-signature-256", b"sha256=" + digest.encode()),
        ]
        self.sent.webhooks += 1
        try:
            response = await self._gateway.send(headers, webhook.body)
        except (HandlerError, GatewayError):
            self.sent.failed += 1
            self._traffic.given_up(webhook)
            return
        if response.status == 200:
            self._traffic.answered(webhook)
            self.sent.answered += 1
            self.sent.events_answered += webhook.events
        else:
            self._traffic.given_up(webhook)
            self.sent.failed += 1


def _handler(reply: Reply) -> str:
    return reply.handler


def batched(replies: Iterable[Reply], size: int) -> Iterator[list[Reply]]:
    """So many at a time, as `itertools.batched` of Python 3.12 does."""
    rest = iter(replies)
    while some := list(islice(rest, size)):
        yield some
