"""Handlers hand conversations over by a header of their answers, whichever way they were asked."""

from collections.abc import Iterator

import pytest

from tests.conftest import fresh_database
from tests.e2e.harness import (
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.e2e.test_conversations import DURABLE, ON
from tests.postgres import Administrator

PASSERS = (
    "[domains.property]\n",
    '[domains.property]\naccepts_pass_from = ["wa-webhook-jobs"]\n',
)
JOBS, HOMES, DEFAULT = "wa-webhook-jobs", "wa-webhook-property", "wa-webhook-default"
SAYS = [("X-Conversation", "pass; domain=property"), ("X-Message-Ids", "wamid.out")]


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest.fixture(scope="module", params=[(), (DURABLE,)], ids=["relay", "durable"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_url: str,
    administrator: Administrator,
    template_database: str,
    handlers: Handlers,
) -> Iterator[Gateway]:
    """Each test has people of its own."""
    changes = (*ON, PASSERS, *request.param)
    folder = tmp_path_factory.mktemp("handover")
    with (
        fresh_database(postgres_url, administrator, template_database) as url,
        running_gateway(folder, url, handlers.port, *changes) as gateway,
    ):
        yield gateway


@pytest.fixture
def gateway(running: Gateway, handlers: Handlers) -> Gateway:
    handlers.begin()
    return running


def page(gateway: Gateway) -> str:
    return gateway.send(b"", path="/metrics", method="GET").body.decode()


def taken(gateway: Gateway, header: str) -> bool:
    """Whether what handlers said in this header was done."""
    series = f'hookshift_conversation_answers_total{{handler="{JOBS}",header="{header}"'
    return any(line.startswith(series) and "taken" in line for line in page(gateway).splitlines())


def becomes(gateway: Gateway, domain: str, *, ended: bool = False) -> None:
    """Waits until PostgreSQL, which durable sources read, has the conversation so."""
    query = "SELECT FROM hookshift.conversations WHERE domain = $1 AND ended = $2"
    eventually(lambda: gateway.sql(query, domain, ended))


def say(gateway: Gateway, *texts: str, sender: str = "250780000001", number: int) -> None:
    changes = [message(text, sender, number + i) for i, text in enumerate(texts)]
    answer = gateway.webhook(body(*changes))
    assert answer.status == 200
    assert not {"x-conversation", "x-message-ids"} & answer.headers.keys()


def got(handlers: Handlers, handler: str, count: int) -> None:
    """Waits until the handler has got so much."""
    eventually(lambda: len(handlers.of(handler)) == count)


def test_a_handler_passes_a_conversation_and_names_what_it_sent(
    gateway: Gateway, handlers: Handlers
) -> None:
    handlers.headers[JOBS] = SAYS
    say(gateway, "a job", number=1)
    eventually(lambda: taken(gateway, "x-conversation") and taken(gateway, "x-message-ids"))
    got(handlers, JOBS, 1)
    becomes(gateway, "property")
    say(gateway, "2", number=10)
    got(handlers, HOMES, 1)
    reply = message("yes", number=11)
    reply["value"]["messages"][0]["context"] = {"id": "wamid.out"}
    assert gateway.webhook(body(reply)).status == 200
    got(handlers, JOBS, 2)


def test_a_part_of_a_divided_body_hands_over_its_own_conversation(
    gateway: Gateway, handlers: Handlers
) -> None:
    handlers.headers[JOBS] = [("X-Conversation", "release")]
    changes = message("a job", "250780000002", 1), message("a house to rent", "250780000003", 1)
    answer = gateway.webhook(body(*changes))
    assert answer.status == 200
    assert "x-conversation" not in answer.headers
    eventually(lambda: taken(gateway, "x-conversation"))
    becomes(gateway, "jobs", ended=True)
    say(gateway, "2", sender="250780000002", number=3)
    got(handlers, DEFAULT, 1)
    say(gateway, "2", sender="250780000003", number=3)
    got(handlers, HOMES, 2)
