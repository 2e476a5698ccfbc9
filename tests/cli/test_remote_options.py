"""`hookshift --url`: the options of a command work elsewhere as they do here, or it is said why."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest
import pytest_asyncio

from hookshift.cli.main import COMMANDS
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.commands import remote
from hookshift.cli.remote.waiting import look
from hookshift.cli.verbs import imported
from hookshift.domain.rollout.state import Phase
from hookshift.store import api
from hookshift.store.database import Connection
from tests.cli.conftest import Hookshift
from tests.cli.letters import JOBS, PROPERTY, ended, letter, waiting
from tests.cli.test_remote import Elsewhere
from tests.web.conftest import Browser, browser, settings  # noqa: F401

ELSEWHERE_ONLY: dict[tuple[str, ...], set[str]] = {
    ("alerts", "unsilence"): {"--reason"},
    ("token", "revoke"): {"--reason"},
}
"""A change over HTTP says why."""


@pytest_asyncio.fixture
async def ana(browser: Browser, connection: Connection) -> Elsewhere:  # noqa: F811
    """With an operator's token."""
    return Elsewhere(browser.url, await api.make(connection, "ana", "operator", "tests", None))


@pytest.fixture
def here(database_url: str) -> Hookshift:
    """The same installation, from beside it."""
    return Hookshift(database_url)


def commands(name: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
    """Names of all that a command is or has."""
    yield name
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from commands((*name, each), inner)


def found(root: click.Command, name: tuple[str, ...]) -> click.Command:
    for each in name:
        assert isinstance(root, click.Group)
        inner = root.get_command(click.Context(root), each)
        assert inner is not None, each
        root = inner
    return root


def options(command: click.Command) -> dict[str, click.Parameter]:
    return {
        name: each
        for each in command.params
        for name in each.opts
        if isinstance(each, click.Option)
    }


THERE = [
    name
    for first, command in remote.commands.items()
    for name in commands((first,), command)
    if name != ("token", "create")
]


@pytest.mark.parametrize("name", THERE, ids=" ".join)
def test_every_option_works_elsewhere_or_is_refused_by_name(name: tuple[str, ...]) -> None:
    beside = options(found(imported(COMMANDS[name[0]]), name[1:]))
    away = options(found(remote, name))
    assert set(away) - set(beside) == ELSEWHERE_ONLY.get(name, set())
    assert set(beside) - set(away) == set()
    for option, there in away.items():
        if option in beside:
            assert isinstance(there, click.Option)
            is_flag = getattr(beside[option], "is_flag", False)
            assert (there.is_flag, there.multiple) == (is_flag, there.multiple), option


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("dead show 1 --body", "--body"),
        ("rollback --local --reason x", "--local"),
        ("rollout status --rollout 1", "--rollout"),
        ("rollout status --id 1", "--rollout"),
        ("rollout watch --rollout 1", "--rollout"),
        ("explain --sender 250780000001 --source whatsapp", "--source"),
        ("explain --sender 250780000001 --header x:y", "--header"),
    ],
)
async def test_what_is_refused_says_why(line: str, option: str) -> None:
    refused = await Elsewhere("http://127.0.0.1:1", None).run(*line.split())
    assert refused.exit_code == 2
    assert f"{option} is not available with --url: " in refused.stderr


def test_nothing_else_is_refused() -> None:
    """An option that is hidden elsewhere is one of those above, or is never asked for."""
    hidden = {
        (*name, option)
        for name in THERE
        for option, each in options(found(remote, name)).items()
        if isinstance(each, click.Option) and each.hidden and option != "--yes"
    }
    assert hidden == {
        ("dead", "show", "--body"), ("rollback", "--local"),
        ("rollout", "status", "--rollout"), ("rollout", "status", "--id"),
        ("rollout", "watch", "--rollout"), ("rollout", "watch", "--id"),
        ("explain", "--source"), ("explain", "--header"),
    }  # fmt: skip


def gone_by(hours: int) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def in_utc(time: str) -> str:
    """Times as the API writes them."""
    return time.replace("+00:00", "Z")


async def alike(here: Hookshift, ana: Elsewhere, line: str) -> str:
    """What a command prints, which is the same here and elsewhere, as its JSON is."""
    words = line.split()
    beside = await asyncio.to_thread(here, *words)
    away = await ana.run(*words)
    assert (away.exit_code, away.stdout) == (beside.exit_code, beside.stdout), line
    one = (await asyncio.to_thread(here, *words, "--json")).stdout
    assert json.loads((await ana.run(*words, "--json")).stdout) == json.loads(in_utc(one)), line
    return away.stdout


async def test_undelivered_events_are_chosen_elsewhere_as_here(
    here: Hookshift, ana: Elsewhere
) -> None:
    waiting(here, letter(1), letter(2, PROPERTY))
    ended(here)
    waiting(here, letter(3), letter(4, PROPERTY))
    for line, number in {
        "undelivered": 4,
        f"undelivered --handler {JOBS}": 2,
        f"undelivered --handler {JOBS} --handler {PROPERTY} --limit 3": 4,
        "undelivered --domain jobs --source whatsapp": 4,
        "undelivered --source other": 0,
        "undelivered --error 400": 2,
        f"undelivered --since {gone_by(1)}": 4,
        f"undelivered --until {gone_by(1)}": 0,
    }.items():
        assert (await alike(here, ana, line)).startswith(f"{number} event"), line
    refused = await ana.run("undelivered", "--since", gone_by(1), "--until", gone_by(2))
    assert (refused.exit_code, "--since must be before" in refused.stderr) == (2, True)
    assert (await ana.run("undelivered", "--limit", "1001")).exit_code == 2


async def test_dead_letters_are_listed_elsewhere_as_here(here: Hookshift, ana: Elsewhere) -> None:
    waiting(here, letter(1))
    (first,) = ended(here)
    waiting(here, letter(2, PROPERTY))
    ended(here, "attempts", "HTTP 503")
    for line, number in {
        "dead list": 2,
        f"dead list {first}": 1,
        "dead list --cause attempts": 1,
        "dead list --cause permanent --cause attempts --limit 1": 1,
        f"dead list --handler {PROPERTY}": 1,
        "dead list --error 503": 1,
        f"dead list --until {gone_by(1)}": 0,
        "dead list --domain jobs --source whatsapp": 2,
    }.items():
        await alike(here, ana, line)
        shown = json.loads(await ana.works(*line.split(), "--json"))
        assert len(shown["letters"]) == number, line
    assert "HTTP 503" in await ana.works("dead", "list")


async def test_the_ledger_is_told_elsewhere_as_here(
    here: Hookshift, ana: Elsewhere, connection: Connection
) -> None:
    waiting(here, letter(1), letter(2))
    ended(here, None)
    for line in (
        "ledger", "ledger --by hour", "ledger --by day", "ledger --by month",
        f"ledger --by hour --since {gone_by(2)}", f"ledger --until {gone_by(2)}",
    ):  # fmt: skip
        await alike(here, ana, line)
    assert f"{datetime.now(UTC):%Y-%m}" in await ana.works("ledger", "--by", "month")
    await connection.execute("UPDATE hookshift.ledger SET accepted = accepted + 1")
    uneven = await ana.run("ledger")
    assert (uneven.exit_code, " missing: rows of " in uneven.stderr) == (1, True)


async def test_alerts_are_told_elsewhere_as_here(
    here: Hookshift, ana: Elsewhere, connection: Connection
) -> None:
    await connection.execute(
        "INSERT INTO hookshift.alerts (kind, subject, text, since, seen_at, raised_at, ended_at)"
        " VALUES ('disk_low', '', 'it was full', now(), now(), now(), now()),"
        " ('gateways', '', 'no gateway is running', now(), now(), now(), NULL)"
    )
    assert "it was full" in await alike(here, ana, "alerts")
    output = await alike(here, ana, "alerts --open")
    assert ("no gateway" in output, "it was full" in output) == (True, False)
    assert "it was full" not in await alike(here, ana, "alerts --limit 1")
    assert (await ana.run("alerts", "--open")).exit_code == 3
    await ana.works("alerts", "ack", "gateways", "--reason", "I am on it")
    assert "I am on it" in await alike(here, ana, "alerts --open")
    assert (await ana.run("alerts")).exit_code == 0


async def test_a_pipeline_waits_elsewhere_as_here(ana: Elsewhere) -> None:
    wait = ("rollout", "status", "--wait")
    nothing = await ana.run(*wait, "passed")
    assert (nothing.exit_code, "no rollout has been started" in nothing.stderr) == (1, True)
    await ana.works("rollout", "start", "--reason", "now")
    assert (await ana.run(*wait, "stage=0")).exit_code == 2
    never = await ana.run(*wait, "stage=99")
    assert (never.exit_code, "never reaches stage 99" in never.stderr) == (1, True)
    late = await ana.run(*wait, "passed", "--timeout", "0.2s")
    assert (late.exit_code, "timed out after 0.2s" in late.stderr) == (1, True)
    assert (await ana.run(*wait, "stage=1")).exit_code == 0

    waits = asyncio.create_task(ana.run(*wait, "stage=2", "--timeout", "30s"))
    promote = ("rollout", "promote", "--stage", "1", "--override", "--yes", "--reason", "I know")
    await ana.works(*promote)
    reached = await waits
    assert reached.exit_code == 0, reached.output
    await ana.works("rollout", "abort", "--yes", "--reason", "enough")
    assert (await ana.run(*wait, "completed")).exit_code == 3


async def test_what_is_waited_for_has_ended_when_another_rollout_runs(
    ana: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ana.works("rollout", "start", "--reason", "now")
    await ana.works("rollout", "abort", "--yes", "--reason", "enough")
    await ana.works("rollout", "start", "--reason", "again")
    monkeypatch.setenv("HOOKSHIFT_TOKEN", str(ana.token))
    client = Client(ana.url)
    newest = (await asyncio.to_thread(look, client, None)).standing
    first = (await asyncio.to_thread(look, client, 1)).standing
    assert newest
    assert first
    assert (newest.id, newest.phase, newest.stages) == (2, Phase.RUNNING, 6)
    assert (first.id, first.phase, first.stages) == (1, Phase.ABORTED, 6)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("undelivered", {"limit": 0}), ("undelivered", {"limit": 1_001}),
        ("undelivered", {"handlers": [""]}), ("undelivered", {"handlers": ["x"] * 101}),
        ("undelivered", {"error": "x" * 301}), ("undelivered", {"ids": [1]}),
        ("dead-letters/list", {"ids": [0]}), ("dead-letters/list", {"ids": [1] * 10_001}),
        ("ledger", {"by": "year"}), ("ledger", {"since": 5}),
        ("ledger", {"since": "2025-12-02T00:00:00Z", "until": "2025-12-02T00:00:00Z"}),
        ("alerts", {"limit": 1_001}), ("alerts", {"open": "often"}),
    ],
)  # fmt: skip
async def test_filters_have_bounds(ana: Elsewhere, path: str, body: dict[str, Any]) -> None:
    refused = await Browser(ana.url).post(path, ana.token, **body)
    assert refused.status == 422, refused.body
