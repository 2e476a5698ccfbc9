"""Name servers that do not answer and addresses that are dead, against a real resolver."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.e2e.harness import (
    EXAMPLE,
    ONE_WORKER,
    Gateway,
    body,
    eventually,
    message,
    running_gateway,
)
from tests.faults.handler import Handlers, running_handlers
from tests.faults.names import NameServer, asking, name_server, possible

DEAD = ("jobs", "property", "marketplace", "unified", "profile", "insurance")
"""More than the four threads that uvloop has for look-ups."""
WORDS = {"a job": 503, "a house": 503, "a shop": 503, "my wallet": 503, "my claim": 503}
SECONDS = 20.0
"""For what works; glibc gives a name server up after 10 s, time after time."""
PATIENT = ("connect_timeout = 3.0", "connect_timeout = 1.0")
AGE = 0.5
SHORT_LIVED = ("max_connection_age = 60.0", f"max_connection_age = {AGE}")


@pytest.fixture(autouse=True)
def _allowed(tmp_path: Path) -> None:
    if not possible(tmp_path):
        pytest.skip("only root may bind port 53 and mount")


@contextmanager
def gateway_asking(
    server: NameServer, folder: Path, url: str, handlers: Handlers, *changes: tuple[str, str]
) -> Iterator[Gateway]:
    """Each handler has a name of its own: `HANDLER.dead` if it is one of DEAD, else `.works`."""
    named = [
        (each, each.replace("127.0.0.1", f"{name}.{'dead' if name in DEAD else 'works'}"))
        for each, name in re.findall(
            r'(http://127\.0\.0\.1:9101/functions/v1/wa-webhook-(\w+)")', EXAMPLE.read_text()
        )
    ]
    named = [(old.replace(":9101", f":{handlers.port}"), new) for old, new in named]
    named = [(old, new.replace(":9101", f":{handlers.port}")) for old, new in named]
    with running_gateway(
        folder, url, handlers.port, *named, *changes, before=asking(server, folder)
    ) as gateway:
        yield gateway


def webhook(gateway: Gateway, text: str, number: int = 0) -> int:
    return gateway.webhook(body(message(text, f"25078{number:07d}", number))).status


def test_names_that_nobody_answers_for_take_nothing_from_other_handlers(
    tmp_path: Path, database_url: str
) -> None:
    addresses = {"mobility.works": ("127.0.0.1",), "default.works": ("127.0.0.1",)}
    with (
        running_handlers() as handlers,
        name_server(addresses) as server,
        ThreadPoolExecutor(50) as callers,
    ):
        server.silent.add(".dead")
        with gateway_asking(
            server, tmp_path, database_url, handlers, ONE_WORKER, PATIENT, SHORT_LIVED
        ) as gateway:
            stuck = [
                callers.submit(webhook, gateway, text, number)
                for number in range(10)
                for text in WORDS
            ]
            eventually(
                lambda: {f"{name}.dead" for name in DEAD} - {"unified.dead"} <= {*server.asked}
            )
            # All connections are opened anew meanwhile, by names that are looked up anew.
            began = time.monotonic()
            sent = 0
            while time.monotonic() < began + 4 * AGE or sent < 100:
                assert webhook(gateway, "a taxi", sent) == 200
                sent += 1
            assert time.monotonic() - began < SECONDS
            # Those that cannot be looked up are unreachable, each within its own time.
            assert {each.result() for each in stuck} == {502}
            assert [each.handler for each in handlers.delivered] == ["wa-webhook-mobility"] * sent


def test_the_last_answer_is_used_when_there_is_no_name_server_any_more(
    tmp_path: Path, database_url: str
) -> None:
    numbers = count()
    with (
        running_handlers() as handlers,
        name_server({"mobility.works": ("127.0.0.1",)}) as server,
        gateway_asking(
            server, tmp_path, database_url, handlers, ONE_WORKER, SHORT_LIVED
        ) as gateway,
    ):
        assert webhook(gateway, "a taxi", next(numbers)) == 200
        server.silent.add("")
        asked = server.asked["mobility.works"]
        # Until the answer is not fresh any more, and for a while after that.
        end = time.monotonic() + SECONDS
        while server.asked["mobility.works"] == asked:
            assert webhook(gateway, "a taxi", next(numbers)) == 200
            assert time.monotonic() < end
        for _ in range(50):
            assert webhook(gateway, "a taxi", next(numbers)) == 200


def test_a_dead_ipv6_address_does_not_hide_a_working_ipv4_one(
    tmp_path: Path, database_url: str
) -> None:
    if not Path("/proc/net/if_inet6").exists():
        pytest.skip("this machine has no IPv6")
    addresses = {"mobility.works": ("::1", "127.0.0.1")}
    with running_handlers() as handlers, name_server(addresses) as server, ExitStack() as stack:
        # Nothing comes back from there: whoever is in the backlog fills it.
        dead = stack.enter_context(socket.socket(socket.AF_INET6))
        dead.bind(("::1", handlers.port))
        dead.listen(0)
        stack.enter_context(socket.create_connection(("::1", handlers.port)))
        with gateway_asking(
            server, tmp_path, database_url, handlers, ONE_WORKER, SHORT_LIVED
        ) as gateway:
            began = time.monotonic()
            sent = 0
            while time.monotonic() < began + 4 * AGE or sent < 100:
                assert webhook(gateway, "a taxi", sent) == 200
                sent += 1
            assert time.monotonic() - began < SECONDS
            assert len(handlers.delivered) == sent
