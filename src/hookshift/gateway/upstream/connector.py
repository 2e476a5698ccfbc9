"""Opens a pool's connections: at most two attempts for an exchange, and the words where both fail.

The first attempt that fails says that its address failed, so that the second begins at another.
A certificate that is not accepted is not tried again.
"""

import asyncio
import ssl
from collections.abc import Callable
from random import Random

from hookshift.domain.errors import (
    HandlerCutOff,
    HandlerError,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.dialer import Dialer
from hookshift.gateway.upstream.exchange import Exchange
from hookshift.gateway.upstream.target import UpstreamSettings
from hookshift.gateway.upstream.tls_refusal import refusal

CONNECT_ATTEMPTS = 2


class Connector:
    """Opens connections to one handler, each made by `new`."""

    def __init__(
        self,
        where: str,
        settings: UpstreamSettings,
        dialer: Dialer,
        new: Callable[[], UpstreamConnection],
    ) -> None:
        """`where` names the handler and its address in errors."""
        self.connects_total = 0
        self.errors_total = 0
        self.retries_total = 0
        self.stopping = False
        """Once it is set, no connection is opened any more."""
        self._where = where
        self._connect_timeout = settings.connect_timeout
        self._total_timeout = settings.total_timeout
        self._max_age = settings.max_connection_age
        self._dialer = dialer
        self._new = new
        self._random = Random()  # noqa: S311, so that connections of an age end apart

    async def connect(self, exchange: Exchange) -> UpstreamConnection:
        """A new connection for `exchange`.

        Raises HandlerUnreachable; HandlerTimeout or HandlerCutOff if `exchange` was sent before.
        """
        for attempt in range(1, CONNECT_ATTEMPTS + 1):
            try:
                return await self._attempt(exchange)
            except OSError as error:
                self.errors_total += 1
                if attempt == CONNECT_ATTEMPTS or not self._worth_repeating(error, exchange):
                    raise self._no_connection(error, exchange) from error
                self.retries_total += 1
        raise AssertionError("the last attempt returns or raises")

    def _worth_repeating(self, error: OSError, exchange: Exchange) -> bool:
        if self.stopping or isinstance(error, ssl.SSLCertVerificationError):
            return False
        return asyncio.get_running_loop().time() < exchange.due

    async def _attempt(self, exchange: Exchange) -> UpstreamConnection:
        loop = asyncio.get_running_loop()
        connection = self._new()
        self.connects_total += 1
        try:
            limit = min(self._connect_timeout, exchange.due - loop.time())
            async with asyncio.timeout(limit):
                await self._open(connection, exchange)
            if self.stopping:
                raise ConnectionAbortedError("hookshift is stopping")
            if connection.closed:
                raise ConnectionAbortedError("it was closed as soon as it was open")
        except BaseException as error:
            connection.abort()
            if connection.address is not None and isinstance(error, OSError):
                self._dialer.failed(connection.address)
            raise
        connection.retires_at = loop.time() + self._max_age * self._random.uniform(0.9, 1.0)
        return connection

    async def _open(self, connection: UpstreamConnection, exchange: Exchange) -> None:
        exchange.looking_up = True
        addresses = await self._dialer.addresses()
        exchange.looking_up = False
        await self._dialer.connect(connection, addresses, exchange.avoid)

    def _no_connection(self, error: OSError, exchange: Exchange) -> HandlerError:
        why = self._why(error, exchange)
        if not exchange.sent:
            return HandlerUnreachable(f"{self._where}: {why}; check that it runs and its url")
        lead = f"{self._where} closed the connection before it answered; then {why}"
        if isinstance(error, TimeoutError):
            return HandlerTimeout(f"{lead}; it may have done the work")
        return HandlerCutOff(f"{lead}; it may have done the work")

    def _why(self, error: OSError, exchange: Exchange) -> str:
        if isinstance(error, TimeoutError):
            return self._too_long_to_connect(exchange)
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate is not accepted: {error.verify_message}"
        return refusal(error) or f"no connection: {error.strerror or error or type(error).__name__}"

    def _too_long_to_connect(self, exchange: Exchange) -> str:
        what = "its name was not looked up" if exchange.looking_up else "no connection"
        if asyncio.get_running_loop().time() < exchange.due:
            return f"{what} within {self._connect_timeout:g} s (connect_timeout)"
        # Waiting for a slot, or a first attempt to connect, took most of the time.
        return f"{what} within {self._total_timeout:g} s in all (total_timeout)"
