"""A stop waits for a collector so long and no longer, whatever that does."""

import asyncio
import socket
import threading
from contextlib import suppress

from hookshift.gateway.headers import Trace
from hookshift.gateway.metrics.otel import STOP_SECONDS, Otel


async def test_a_collector_that_drips() -> None:
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        taken, _ = listening.accept()
        with taken, suppress(OSError):
            taken.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.1):
                taken.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1/traces"
    otel = Otel(url, {}, 1.0, "tests")
    otel.webhook(Trace("c", b""), "whatsapp").end(200)
    try:
        async with asyncio.timeout(2 * STOP_SECONDS + 1):
            await otel.stop()
    finally:
        over.set()
        thread.join()
        listening.close()
