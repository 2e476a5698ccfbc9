"""`hookshift --url`: the same commands on an installation elsewhere, over a real dashboard."""

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from hookshift.cli.dead.commands import dead as local_dead
from hookshift.cli.main import COMMANDS, NOT_REMOTE, main
from hookshift.cli.remote.client import TRIES
from hookshift.cli.remote.commands import remote
from hookshift.cli.remote.dead import dead as remote_dead
from hookshift.cli.remote.show import RECORDED
from hookshift.cli.verbs import imported
from hookshift.store import api, dead_letters
from hookshift.store.database import Connection
from hookshift.store.gateways import WorkerHeartbeat, heartbeat
from hookshift.web import letters
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.cli.terminal import Terminal
from tests.web.conftest import Browser, browser, settings  # noqa: F401

DOCS = (Path(__file__).parents[2] / "docs" / "dashboard.md").read_text("utf-8")


class Elsewhere(NamedTuple):
    """Somebody who can reach the dashboard and nothing else."""

    url: str
    token: str | None

    async def run(
        self, *arguments: str, url: str | None = None, stdin: str | None = None
    ) -> Result:
        environ = {"HOOKSHIFT_TOKEN": self.token, "DATABASE_URL": None, "COLUMNS": "200"}
        given = ["--config", "none.toml", "--url", url or self.url, *arguments]
        return await asyncio.to_thread(CliRunner().invoke, main, given, env=environ, input=stdin)

    async def works(self, *arguments: str) -> str:
        result = await self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest_asyncio.fixture
async def ana(browser: Browser, connection: Connection) -> Elsewhere:  # noqa: F811
    """With an operator's token."""
    return Elsewhere(browser.url, await api.make(connection, "ana", "operator", "tests", None))


async def test_looking(ana: Elsewhere) -> None:
    found = await ana.run("status")
    assert found.exit_code == 3, "no gateway is running"
    assert "0 % of jobs" in found.stdout
    assert "degraded: no gateway is running" in found.stdout
    for command in ("stats", "errors", "alerts", "inbox", "ledger", "dead list"):
        assert "(nothing)" in await ana.works(*command.split()), command
        assert "[]" in await ana.works(*command.split(), "--json"), command
    assert "no rollout has been started" in (await ana.run("rollout", "status")).stdout


async def test_what_was_dropped_is_shown_as_it_is_beside_it(
    ana: Elsewhere, connection: Connection
) -> None:
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, status, source, rule)"
        " SELECT '', '', 'legacy', 'dropped', 'whatsapp', 'spam' FROM generate_series(1, 3)"
    )
    worker = WorkerHeartbeat("a", "web-1", 42, 0, "0.1.0", datetime.now(UTC))
    counters = {f"recorder_{key}_rows": n for key, n in zip(RECORDED, (4, 5, 1_500), strict=True)}
    await heartbeat(connection, worker, 1, counters)
    found = " ".join((await ana.run("status")).stdout.split())
    assert "has dropped 1,500 decisions" in found
    assert re.search(r"waiting +spooled +dropped", found)
    assert re.search(r"4 +5 +1,?500", found), found
    assert re.search(r"whatsapp +spam +3 ", found), found


async def test_the_share(ana: Elsewhere, connection: Connection) -> None:
    assert "12.5 % of jobs" in await ana.works("set", "12.5", "--reason", "day 3")
    assert "10 % of" in await ana.works("set", "10", "--reason", "less")
    refused = await ana.run("rollback", "--to", "50", "--reason", "oops")
    assert (refused.exit_code, "it is not a rollback" in refused.stderr) == (1, True)
    assert "5 % of" in await ana.works("rollback", "--to", "5", "--reason", "it burns")
    refused = await ana.run("rollback", "--previous", "--reason", "up")
    assert "it is not a rollback" in refused.stderr
    assert "0 % of" in await ana.works("rollback", "--reason", "all")
    assert "OFF" in await ana.works("disable", "--reason", "stop")
    assert "routing is on" in await ana.works("enable", "--reason", "go")
    actors = await connection.fetch("SELECT DISTINCT actor FROM webhook_routing_config_audit")
    assert "ana (token)" in {row["actor"] for row in actors}
    assert "it burns" in (await ana.run("status")).stdout


async def test_a_rollout(ana: Elsewhere) -> None:
    refused = await ana.run("rollout", "pause", "--reason", "x")
    assert (refused.exit_code, "no rollout is running" in refused.stderr) == (1, True)
    assert "stage 1 of 6" in await ana.works("rollout", "start", "--reason", "now")
    refused = await ana.run("rollout", "start", "--reason", "twice")
    assert refused.exit_code == 1
    assert "paused" in await ana.works("rollout", "pause", "--reason", "lunch")
    assert "running" in await ana.works("rollout", "resume", "--reason", "back")
    assert "Gates" in (await ana.run("rollout", "status")).stdout
    found = await ana.works("rollout", "promote", "--override", "--yes", "--reason", "I know")
    assert "stage 2 of 6" in found
    found = await ana.works("rollout", "rollback", "--yes", "--reason", "bad", "--to", "previous")
    assert "rolled back" in found
    assert "10 % of" in found
    assert "stage 2 of 6" in await ana.works("rollout", "start", "--stage", "2", "--reason", "x")
    assert "aborted" in await ana.works("rollout", "abort", "--yes", "--reason", "enough")


async def test_at_a_terminal_it_asks_in_the_words_used_beside_it(ana: Elsewhere) -> None:
    assert ana.token is not None
    terminal = Terminal({"HOOKSHIFT_TOKEN": ana.token}, "--url", ana.url, "rollout")

    async def says_no_to(*command: str) -> str:
        code, output = await asyncio.to_thread(terminal, "n\n", *command, "--reason", "x")
        assert code == 1
        return output

    output = await says_no_to("start", "--stage", "4")
    assert "This moves 50 % of the people of jobs" in output
    assert "at once (0 % -> 50 %). Start at stage 4 of 6, 50 %?" in output
    await ana.works("rollout", "start", "--reason", "now")
    output = await says_no_to("promote", "--override")
    assert "Leave stage 1 of 6, 10 % without proof?" in output
    refused = await ana.run("rollout", "promote", "--reason", "x")
    assert "approves the end of stage 1 of 6, 10 %" in refused.stdout
    await ana.works("rollout", "abort", "--reason", "x")
    await ana.works("rollout", "start", "--stage", "3", "--reason", "now")
    await ana.works("set", "0", "--reason", "no")
    output = await says_no_to("resume")
    assert "at once (0 % -> 35 %); the plan's next stage is 10 %. Do it?" in output


async def test_where_messages_went_and_what_happened(
    ana: Elsewhere, connection: Connection
) -> None:
    nothing = await ana.run("trace", "wamid.none")
    assert (nothing.exit_code, "nothing found" in nothing.stderr) == (1, True)
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, status, message_id,"
        " reason, attempt) VALUES ('wa-webhook-jobs', 'jobs', 'legacy', 'success', 'wamid.x',"
        " 'out_of_share', 1)"
    )
    output = await ana.works("trace", "wamid.x")
    assert re.search("jobs +legacy +wa-webhook-jobs +out_of_share", output)
    assert json.loads(await ana.works("trace", "wamid.x", "--json"))["attempts"][0]["certain"]

    assert "(nothing)" in await ana.works("rollout", "history", "--all")
    assert "[]" in await ana.works("rollout", "history", "--json")
    await ana.works("rollout", "start", "--reason", "now")
    await ana.works("rollout", "pause", "--reason", "lunch")
    assert "lunch" in await ana.works("rollout", "history")
    assert re.search("paused", await ana.works("rollout", "history", "--all"))
    unknown = await ana.run("rollout", "history", "--rollout", "99")
    assert (unknown.exit_code, "there is no rollout 99" in unknown.stderr) == (1, True)
    assert "0 events not delivered" in await ana.works("undelivered")


async def test_dead_letters(ana: Elsewhere, database_url: str, connection: Connection) -> None:
    here = Hookshift(database_url)
    waiting(here, letter(1), letter(2))
    first, _ = ended(here)
    assert "permanent" in await ana.works("dead", "list")
    replayed = await ana.works("dead", "replay", str(first), "--yes", "--reason", "ok")
    assert "replayed 1 letter with 1 event" in replayed
    assert "wa-webhook-jobs" in await ana.works("inbox")
    assert "whatsapp" in await ana.works("ledger")
    refused = await ana.run("dead", "drop", "--handler", "wa-webhook-jobs", "--reason", "old")
    assert (refused.exit_code, "role admin" in refused.stderr) == (1, True)
    assert (await ana.run("dead", "replay", "--reason", "x")).exit_code == 2


@pytest_asyncio.fixture
async def boss(browser: Browser, connection: Connection) -> Elsewhere:  # noqa: F811
    """With an admin's token."""
    return Elsewhere(browser.url, await api.make(connection, "boss", "admin", "tests", None))


async def lying_dead(connection: Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM hookshift.dead_letters"))


async def test_dead_letters_are_counted_before_it_asks(
    boss: Elsewhere, database_url: str, connection: Connection
) -> None:
    here = Hookshift(database_url)
    waiting(here, letter(1), letter(2))
    ended(here, "attempts")
    waiting(here, letter(3))
    ended(here)
    drop = ("dead", "drop", "--handler", "wa-webhook-jobs", "--reason", "permanent")
    refused = await boss.run(*drop, stdin="n\n")
    assert (refused.exit_code, "Drop 3 dead letters?" in refused.output) == (1, True)
    assert "attempts" in refused.output
    assert (await boss.run(*drop)).exit_code == 1, "nobody has said yes"
    assert "attempts" in await boss.works(*drop, "--dry-run")
    assert await lying_dead(connection) == 3
    found = await boss.run(*drop, "--cause", "permanent", stdin="y\n")
    assert (found.exit_code, "Drop 1 dead letter?" in found.output) == (0, True)
    assert "dropped 1 letter with 1 event" in found.output
    assert await lying_dead(connection) == 2
    (action,) = await asyncio.to_thread(here.json, "dead", "history")
    assert (action["reason"], action["chosen"]["causes"]) == ("permanent", ["permanent"])
    replayed = await boss.works("dead", "replay", "--all", "--yes", "--reason", "x")
    assert "replayed 2 letters with 2 events" in replayed


async def test_what_died_after_the_count_is_another_matter(
    boss: Elsewhere, database_url: str, connection: Connection
) -> None:
    here = Hookshift(database_url)
    waiting(here, letter(1))
    ended(here)
    token = boss.token
    assert token is not None
    client = Browser(boss.url)
    asked: dict[str, Any] = {"all": True, "reason": "x"}
    found = (await client.post("dead-letters/drop", token, dry_run=True, **asked)).json
    assert [group["letters"] for group in found["by"]] == [1]
    waiting(here, letter(2))
    ended(here)
    done = (await client.post("dead-letters/drop", token, until=found["until"], **asked)).json
    assert (done["letters"], await lying_dead(connection)) == (1, 1)


async def test_many_dead_letters_take_several_calls(
    boss: Elsewhere, database_url: str, monkeypatch: pytest.MonkeyPatch, connection: Connection
) -> None:
    monkeypatch.setattr(letters, "MOST_LETTERS", 2)
    monkeypatch.setattr(dead_letters.act, "__defaults__", (1,))
    here = Hookshift(database_url)
    waiting(here, *(letter(lane) for lane in range(1, 6)))
    ended(here)
    assert "dropped 5 letters" in await boss.works(
        "dead", "drop", "--all", "--yes", "--reason", "x"
    )
    assert await lying_dead(connection) == 0


@pytest.mark.parametrize("option", ["--why", "--given-up-for"])
async def test_former_names_are_refused(boss: Elsewhere, option: str) -> None:
    refused = await boss.run("dead", "drop", "--all", "--reason", "x", option, "x")
    assert (refused.exit_code, option in refused.output) == (2, True)


async def test_letters_are_chosen_by_the_same_options_here_and_elsewhere() -> None:
    def names(group: click.Group, command: str) -> set[str]:
        return {name for option in group.commands[command].params for name in option.opts}

    for command in ("replay", "drop"):
        assert names(remote_dead, command) == names(local_dead, command)


async def test_without_a_token_that_may(ana: Elsewhere) -> None:
    for token, says in ((None, "requires a token"), ("hs_wrong", "unknown, revoked")):
        refused = await ana._replace(token=token).run("disable", "--reason", "x")
        assert refused.exit_code == 1
        assert says in refused.stderr
        assert "HOOKSHIFT_TOKEN" in refused.stderr
        assert "hs_wrong" not in refused.output


async def test_every_change_wants_a_reason(ana: Elsewhere) -> None:
    for command in ("set 5", "rollback", "enable", "disable", "rollout pause", "rollout abort"):
        assert (await ana.run(*command.split())).exit_code == 2


async def test_what_works_only_here(ana: Elsewhere) -> None:
    refused = await ana.run("serve")
    assert (refused.exit_code, "is not available with --url" in refused.stderr) == (2, True)
    assert (await ana.run("nonsense")).exit_code == 2


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://10.0.0.1:8090", "unencrypted"),
        ("hookshift.example.com", "is not a URL"),
        ("https://me:secret@hookshift.example.com", "is not a URL"),
    ],
)
async def test_a_url_that_is_none(ana: Elsewhere, url: str, says: str) -> None:
    refused = await ana.run("status", url=url)
    assert (refused.exit_code, says in refused.stderr) == (1, True)


async def test_a_rollback_is_the_first_line(ana: Elsewhere) -> None:
    await ana.works("rollout", "start", "--reason", "now")
    await ana.works("rollout", "rollback", "--reason", "it was wrong")
    for command in ("status", "rollout status"):
        found = await ana.run(*command.split())
        assert found.exit_code == 3
        assert found.stdout.startswith("degraded: rollout 1 was rolled back")
        assert found.stdout.count("was rolled back in stage") == 1


async def test_nobody_is_there(ana: Elsewhere) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        refused = await ana.run("status", url=f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (refused.exit_code, "does not answer: " in refused.stderr) == (1, True)


async def test_a_change_whose_answer_is_lost_is_carried_out_once(
    ana: Elsewhere, connection: Connection
) -> None:
    """The connection is cut after the request has arrived, as often as it is tried again."""
    lost = 0

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal lost
        request = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", request)
        body = await reader.readexactly(int(length[1])) if length else b""
        host, _, port = ana.url.removeprefix("http://").rstrip("/").rpartition(":")
        there, back = await asyncio.open_connection(host, int(port))
        back.write(request.replace(b"keep-alive", b"close") + body)
        answer = await there.read()
        if request.startswith(b"POST") and lost < TRIES - 1:
            lost += 1
        else:
            writer.write(answer)
            await writer.drain()
        for each in (back, writer):
            each.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    result = await ana.run("set", "7", "--reason", "once", url=f"http://127.0.0.1:{port}")
    assert result.exit_code == 0, result.output
    assert lost == TRIES - 1
    count = "SELECT count(*) FROM webhook_routing_config_audit WHERE reason = 'once'"
    assert await connection.fetchval(count) == 1
    server.close()


def test_the_docs_name_them_all() -> None:
    (named,) = re.findall(r"uses this API, and so do (.*); the token", DOCS)
    words = re.findall(
        r"`(?:rollout |dead |alerts |notify |token |person |conversations )?([a-z]+)`", named
    )
    groups = ("rollout", "dead", "alerts", "notify", "token", "person", "conversations")
    # `token create` only says why it is not possible.
    assert {*words, "status", "create"} == {
        name
        for group in (remote, *(remote.commands[each] for each in groups))
        for name, command in group.commands.items()  # type: ignore[attr-defined]
        if getattr(command, "invoke_without_command", not hasattr(command, "commands"))
    }


async def test_what_a_server_says_commands_no_terminal(ana: Elsewhere) -> None:
    """Whatever answers under that address: its texts, and its errors."""
    evil = "\x1b]0;owned\x07\x9b2J\ud800"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        row = {"since": None, "kind": evil, "text": evil, "ended_at": evil, "acknowledged": None}
        rows = [row]
        good = b"v1/alerts" in request
        found = {"alerts": rows} if good else {"error": evil}
        body = json.dumps(found).encode()
        status = b"200 OK" if good else b"500 No"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for command in ("alerts", "alerts --json", "set 1 --reason x"):
        result = await ana.run(*command.split(), url=url)
        assert not {"\x1b", "\x07", "\x9b", "\ud800"} & set(result.output), command
        assert "owned" in result.output
    server.close()


async def test_verdicts_are_explained_and_the_plan_is_linted_from_elsewhere(
    ana: Elsewhere, connection: Connection
) -> None:
    refused = await ana.run("rollout", "explain")
    assert (refused.exit_code, "no rollout has been started" in refused.stderr) == (1, True)
    await ana.works("rollout", "start", "--reason", "now")
    refused = await ana.run("rollout", "explain", "--domain", "jbos")
    assert (refused.exit_code, "has no domain jbos" in refused.stderr) == (1, True)
    refused = await ana.run("rollout", "explain", "--rollout", "77")
    assert (refused.exit_code, "there is no rollout 77" in refused.stderr) == (1, True)
    linted = await ana.run("rollout", "lint")
    assert (linted.exit_code, "How long proofs take" in linted.stdout) == (3, True)
    assert "jobs had no traffic" in linted.stdout
    found = json.loads(await ana.works("rollout", "lint", "--volume", "3000", "--json"))
    assert found["traffic"]["jobs"]["per_hour"] == pytest.approx(3_000)
    refused = await ana.run("rollout", "watch")
    assert (refused.exit_code, "watch needs a terminal" in refused.stderr) == (2, True)


async def test_a_dead_letter_is_shown_without_what_people_wrote(
    ana: Elsewhere, database_url: str
) -> None:
    hookshift = Hookshift(database_url)
    waiting(hookshift, letter(1))
    ended(hookshift)
    shown = await ana.works("dead", "show", "1")
    assert "Dead letter 1" in shown
    assert "Events" in shown
    assert "body" not in json.loads(await ana.works("dead", "show", "1", "--json"))
    refused = await ana.run("dead", "show", "77")
    assert (refused.exit_code, "there is no dead letter 77" in refused.stderr) == (1, True)
    assert (await ana.run("dead", "show", "1", "--body")).exit_code == 2


async def test_notifiers_are_listed_and_tried(ana: Elsewhere) -> None:
    assert "(nothing)" in await ana.works("notify", "list")
    refused = await ana.run("notify", "test")
    assert (refused.exit_code, "the settings have no notifiers" in refused.stderr) == (1, True)


async def test_tokens_are_an_admins_and_none_is_made(
    ana: Elsewhere, connection: Connection
) -> None:
    refused = await ana.run("token", "list")
    assert (refused.exit_code, "requires the role admin" in refused.stderr) == (1, True)
    root = ana._replace(token=await api.make(connection, "root", "admin", "tests", None))
    assert [each["name"] for each in json.loads(await root.works("token", "list", "--json"))] == [
        "root",
        "ana",
    ]
    assert "operator" in await root.works("token", "list")
    refused = await root.run("token", "create", "mallory", "--role", "admin")
    assert (refused.exit_code, "are not created over HTTP" in refused.stderr) == (1, True)
    assert "revoked" in await root.works("token", "revoke", "ana", "--reason", "left")
    assert (await ana.run("rollout", "pause", "--reason", "x")).exit_code == 1
    refused = await root.run("token", "revoke", "nobody", "--reason", "left")
    assert (refused.exit_code, "there is no token nobody" in refused.stderr) == (1, True)


async def test_alerts_are_acknowledged_silenced_and_told_again(ana: Elsewhere) -> None:
    assert (await ana.run("status")).exit_code == 3
    output = await ana.works("alerts", "ack", "gateways", "--reason", "I am on it")
    assert "acknowledged by ana (token): no gateway is running" in output
    found = json.loads((await ana.run("status", "--json")).stdout)
    (problem,) = [each for each in found["problems"] if each["kind"] == "gateways"]
    assert problem["acknowledged"]["reason"] == "I am on it"
    assert (await ana.run("status")).exit_code == 0
    await ana.works("alerts", "unsilence", "gateways")
    assert (await ana.run("status")).exit_code == 3
    await ana.works("alerts", "silence", "gateways", "--for", "2h", "--reason", "moving house")
    assert (await ana.run("status")).exit_code == 0
    await ana.works("alerts", "unsilence", "gateways", "")
    refused = await ana.run("alerts", "unsilence", "gateways", "")
    assert refused.exit_code == 1
    assert "no acknowledgement or silence to end" in refused.stderr
    refused = await ana.run("alerts", "ack", "disk_low", "--reason", "x")
    assert refused.exit_code == 1


def test_what_is_not_possible_from_elsewhere_says_why() -> None:
    there = remote.list_commands(click.Context(remote))
    assert set(NOT_REMOTE) == set(COMMANDS) - set(there)
    elsewhere = ["--config", "none.toml", "--url", "http://127.0.0.1:1"]
    refused = CliRunner().invoke(main, [*elsewhere, "explain", "x.json"])
    assert (refused.exit_code, "since it holds what people wrote" in refused.output) == (2, True)
    refused = CliRunner().invoke(main, [*elsewhere, "config", "check"])
    output = "config is not available with --url, since it belongs to one host"
    assert (refused.exit_code, output in refused.output) == (2, True)


def test_every_command_works_elsewhere_too_or_needs_no_installation() -> None:
    """Whatever reads or changes an installation does so from afar, under the same name."""
    here = {
        name for command in COMMANDS for name in leaves((command,), imported(COMMANDS[command]))
    }
    there = set(leaves((), remote))
    alone = {name for name in here if name[0] in NOT_REMOTE}
    assert here - there - alone == {("token", "make")}, "a hidden former name of `token create`"
    assert there <= here
    assert not {name[0] for name in there} & set(NOT_REMOTE)


def leaves(name: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
    """The commands that do something, by their words."""
    if not isinstance(command, click.Group):
        yield name
        return
    if command.invoke_without_command:
        yield name
    context = click.Context(command)
    for each in command.list_commands(context):
        inner = command.get_command(context, each)
        assert inner is not None
        yield from leaves((*name, each), inner)
