"""Real libraries behind a real gateway: what they make of a batch, and of one event at a time."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.harness import Gateway, eventually, running_gateway
from tests.libraries.bodies import A, B, change, message, status, webhook
from tests.libraries.installed import Program

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

HANDLERS = {
    "whatsapp-api-js": ("wa-webhook-jobs", "/", "job"),
    "whatsapp-cloud-api": ("wa-webhook-property", "/", "house"),
    "@builderbot/provider-meta": ("wa-webhook-marketplace", "/webhook", "shop"),
    "pywa": ("wa-webhook-default", "/", "hello"),
}
"""By library: the handler that it is, its path, and the word that is routed to it."""
WAITING = "SELECT count(*) AS waiting FROM hookshift.deliveries"


def addresses(programs: Mapping[str, Program], more: str) -> list[tuple[str, str]]:
    """Changes of the example's settings: each library in the place of a handler."""
    changes = []
    for library, (handler, path, _) in HANDLERS.items():
        here = f"http://127.0.0.1:{programs[library].port}{path}"
        changes.append((f'http://127.0.0.1:1/functions/v1/{handler}"', f'{here}"{more}'))
    return changes


def batch() -> bytes:
    """Of each library's word: three messages of A and one of B, over two changes; two statuses."""
    words = [word for _, _, word in HANDLERS.values()]
    first = [message(sender, f"{word} {n}") for word in words for n, sender in ((1, A), (2, A))]
    second = [message(sender, f"{word} {n}") for word in words for n, sender in ((3, B), (4, A))]
    statuses = [status(1, "delivered"), status(2, "read")]
    changes = [change(*first), change(*second), change(statuses=statuses)]
    return webhook(*changes)


@pytest.mark.parametrize("delivery", ["relay", "durable"])
def test_one_event_a_request_reaches_the_users_code_each_once_and_in_order(
    delivery: str, programs: Mapping[str, Program], tmp_path: Path, database_url: str
) -> None:
    kind = ('delivery = "relay"', f'delivery = "{delivery}"')
    settings = [*addresses(programs, "\nevents_per_request = 1"), kind]
    with running_gateway(tmp_path, database_url, 1, *settings) as gateway:
        assert gateway.webhook(batch()).status == 200
        settled(gateway)
        for library, (_, _, word) in HANDLERS.items():
            wanted = {f"{word} {n}" for n in (1, 2, 3, 4)}
            if library == "pywa":
                wanted |= {"delivered wamid.s1", "read wamid.s2"}
            got = programs[library].events
            until_read(got, sorted(wanted))
            of_a = [text for text in got if text in {f"{word} {n}" for n in (1, 2, 4)}]
            assert of_a == [f"{word} 1", f"{word} 2", f"{word} 4"]
        output = programs["pywa"].said
        assert [f"FROM {B} hello 3" in output, f"FROM {A} hello 4" in output] == [True, True]


def test_a_whole_batch_is_answered_200_though_most_of_it_is_never_read(
    programs: Mapping[str, Program], tmp_path: Path, database_url: str
) -> None:
    """What docs/handlers.md says of these versions, and why the setting is there."""
    with running_gateway(tmp_path, database_url, 1, *addresses(programs, "")) as gateway:
        assert gateway.webhook(batch()).status == 200
        read = {
            "whatsapp-api-js": ["job 1"],
            "whatsapp-cloud-api": ["house 1"],
            "@builderbot/provider-meta": ["shop 1", "shop 2"],
            "pywa": ["hello 1"],
        }
        for library, wanted in read.items():
            until_read(programs[library].events, wanted)


def until_read(events: list[str], wanted: list[str]) -> None:
    """Returns once the library has passed on these, each once: a program tells it by a pipe."""
    eventually(lambda: len(events) >= len(wanted))
    assert sorted(events) == wanted


def settled(gateway: Gateway) -> None:
    """Returns once nothing waits to be delivered."""
    eventually(lambda: gateway.sql(WAITING)[0]["waiting"] == 0)
