"""An installation of 0.1.0, killed in the middle of its work, goes on with today's code.

What 0.1.0 left is `tests/golden/upgrade`; `make_dump.py` says how it came to be.
"""

import http.client
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from tests.conftest import outside_the_loop
from tests.e2e.harness import Handlers, body, eventually, message, running_handlers, signed
from tests.postgres import Session
from tests.upgrade.dump import Facts, facts, load
from tests.upgrade.installation import (
    COOKIE_MADE_UP,
    ENCRYPTED,
    RENAMED,
    TOKEN_MADE_UP,
    Installation,
    free_port,
    message_id,
    of_today,
    settings,
)

VERSION = "0.1.0"
SPOOLED = Path(__file__).parents[1] / "golden" / "spool" / "layout-2.rows"
"""0.1.0's layout: a checksum, a mark with the time of the oldest row, and rows without names."""
HEAD, CREATED_AT = 13, 9
SENDERS = 40
PATIENCE = 120.0
TOTALS = """SELECT sum(accepted)::int AS accepted, sum(delivered)::int AS delivered,
sum(dead)::int AS dead, sum(dropped)::int AS dropped FROM hookshift.ledger"""


SEEN = """SELECT (progress#>>'{evidence,domains,jobs,settled,counts,requests}')::int AS requests,
clock_timestamp() AS now FROM hookshift.rollouts"""
"""What 0.1.0 had seen of its second stage, of all that may prove it."""
PROOF_OF_THE_SECOND_STAGE = """SELECT (verdict->'numbers'->>'requests')::int AS requests, (
  SELECT count(*)::int FROM webhook_routing_logs
  WHERE domain = 'jobs' AND routed_to = 'unified' AND attempt = 1 AND created_at >= $1
    AND extract(epoch FROM created_at) < (verdict->'numbers'->>'until')::float8) AS of_today
FROM hookshift.rollout_verdicts WHERE stage = 1 AND gate = 'errors' AND domain = 'jobs'
  AND kind = 'pass' ORDER BY id DESC LIMIT 1"""
"""Its requests, and how many of them today's code has seen at most."""


class Upgraded(NamedTuple):
    """The installation with today's code, before a process of it runs."""

    installation: Installation
    handlers: Handlers
    session: Session
    control: int
    refused: str
    """What `config check` said of the settings as 0.1.0 had them."""
    before: dict[str, Any]
    """Rows as 0.1.0 left them."""
    known: Facts

    def sql(self, query: str, *arguments: object) -> list[Any]:
        """Rows."""
        return self.session.fetch(query, *arguments)


@pytest.fixture(scope="module")
def upgraded(
    tmp_path_factory: pytest.TempPathFactory, module_empty_database_url: str
) -> Iterator[Upgraded]:
    folder, url = tmp_path_factory.mktemp("upgrade"), module_empty_database_url
    with running_handlers() as handlers:
        outside_the_loop(load(url, VERSION))
        control = free_port()
        path = settings(folder, handlers.port, control, ENCRYPTED)
        installation = Installation(path, url)
        refused = installation.command("config", "check")
        assert refused.returncode == 1
        of_today(path)
        with closing(Session(url)) as session:
            before = {
                "rollout": dict(session.fetch("SELECT * FROM hookshift.rollouts")[0]),
                "verdicts": len(session.fetch("SELECT FROM hookshift.rollout_verdicts")),
                "deliveries": session.fetch("SELECT * FROM hookshift.deliveries"),
                "totals": session.fetch(TOTALS)[0],
                "seen": session.fetch(SEEN)[0],
                "messages": session.fetch(
                    "SELECT id FROM hookshift.notifications"
                    " WHERE notifier = 'pager' AND state = 'waiting'"
                ),
            }
            installation.works("db", "migrate")
            output = refused.stdout + refused.stderr
            yield Upgraded(installation, handlers, session, control, output, before, facts(VERSION))


def test_settings_of_then_are_refused_with_the_names_of_today(upgraded: Upgraded) -> None:
    for former, new in RENAMED.items():
        assert f"{former}: was renamed in 0.2.0; write {new} instead" in upgraded.refused
    upgraded.installation.works("config", "check")


def test_the_dump_holds_what_an_upgrade_is_about(upgraded: Upgraded) -> None:
    deliveries = upgraded.before["deliveries"]
    assert len(deliveries) == len(upgraded.known.left)
    assert {row["handler"] for row in deliveries} == {"jobs", "unified", "mobility"}
    assert any(row["attempts"] > 0 and row["owner"] is None for row in deliveries)
    assert sum(row["owner"] is not None for row in deliveries) >= 2
    keys = upgraded.sql("SELECT DISTINCT key_id IS NULL AS plain FROM hookshift.payloads")
    assert {row["plain"] for row in keys} == {True, False}
    assert len(upgraded.before["messages"]) > 0
    for table in ("rollups", "rollup_hours", "api_tokens", "api_sessions", "api_calls", "alerts"):
        assert upgraded.sql(f"SELECT FROM hookshift.{table} LIMIT 1"), table
    for table in ("config_audit", "logs", "logs_before_hookshift"):
        assert upgraded.sql(f"SELECT FROM webhook_routing_{table} LIMIT 1"), table


def test_commands_show_what_was_left(upgraded: Upgraded) -> None:
    hookshift = upgraded.installation
    status = hookshift.json("status")
    assert float(status["configuration"]["percentage"]) == 75
    waiting = hookshift.json("inbox")
    assert sum(row["deliveries"] for row in waiting) == len(upgraded.known.left)
    (dead,) = hookshift.json("dead", "list")["by"]
    assert (dead["handler"], dead["cause"], dead["letters"]) == ("jobs", "permanent", 2)
    assert [row["difference"] for row in hookshift.json("ledger")] == [0]
    history = hookshift.json("dead", "history")
    assert {row["action"] for row in history} == {"replay", "drop"}
    tokens = {row["name"]: row for row in hookshift.json("token", "list")}
    assert tokens["ana"]["revoked_at"] is None
    assert tokens["bob"]["revoked_at"] is not None


def test_a_stored_rollout_is_read_with_its_plan_and_its_evidence(upgraded: Upgraded) -> None:
    hookshift = upgraded.installation
    rollout = hookshift.json("rollout", "status")
    assert "stage 2 of 3" in hookshift.command("rollout", "status").stdout
    assert json.dumps(rollout)
    stored = upgraded.before["rollout"]
    (row,) = upgraded.sql("SELECT plan, progress, verdicts FROM hookshift.rollouts")
    assert tuple(row) == (stored["plan"], stored["progress"], stored["verdicts"])
    assert upgraded.before["verdicts"] > 0
    assert "entered" in hookshift.works("rollout", "history")
    assert "errors" in hookshift.works("rollout", "explain")


class Running(NamedTuple):
    """Today's processes, with all that they have come upon."""

    upgraded: Upgraded
    port: int
    spooled: list[bytes]
    """The ids of the rows in the spool."""


@pytest.fixture(scope="module")
def running(upgraded: Upgraded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    spool = upgraded.installation.path.parent / "data" / "spool" / "worker-0"
    spool.mkdir(parents=True)
    now = upgraded.sql("SELECT extract(epoch FROM now())::float8 AS now")[0]["now"]
    spooled = put_spool_of_then(spool / f"{0:020d}.rows", now)
    log = tmp_path_factory.mktemp("serve") / "serve.log"
    upgraded.handlers.begin()
    with upgraded.installation.serving(log) as (_, port):
        yield Running(upgraded, port, spooled)


def test_what_waited_and_what_a_dead_worker_held_is_delivered_once(running: Running) -> None:
    upgraded = running.upgraded
    left = "SELECT count(*) AS waiting FROM hookshift.deliveries"
    eventually(lambda: upgraded.sql(left)[0]["waiting"] == 0, PATIENCE)
    arrived = {
        message_id(arrival.body): arrival.headers["x-event-id"]
        for arrival in upgraded.handlers.arrivals
        if b"wamid" in arrival.body
    }
    assert sorted(arrived) == sorted(upgraded.known.left)
    times = Counter(
        arrival.headers.get("x-event-id")
        for arrival in upgraded.handlers.arrivals
        if b"wamid" in arrival.body
    )
    assert set(times.values()) == {1}
    seen_before = upgraded.known.event_ids.keys() & arrived.keys()
    assert len(seen_before) >= 3
    for each in seen_before:
        assert arrived[each] == upgraded.known.event_ids[each]


def test_the_ledger_is_even(running: Running) -> None:
    upgraded = running.upgraded
    before, now = upgraded.before["totals"], upgraded.sql(TOTALS)[0]
    assert now["delivered"] == before["delivered"] + len(upgraded.known.left)
    assert (now["accepted"], now["dead"], now["dropped"]) == (
        *(before["accepted"], before["dead"], before["dropped"]),
    )
    assert [row["difference"] for row in upgraded.installation.json("ledger")] == [0]


def test_the_spool_of_then_is_written(running: Running) -> None:
    upgraded = running.upgraded
    query = "SELECT count(*) AS found FROM webhook_routing_logs WHERE id = ANY ($1::uuid[])"
    ids = [bytes(each).hex() for each in running.spooled]
    eventually(lambda: upgraded.sql(query, ids)[0]["found"] == len(ids), PATIENCE)
    spool = upgraded.installation.path.parent / "data" / "spool" / "worker-0"
    eventually(lambda: not list(spool.glob("*.rows")))
    assert not list(spool.glob("*.bad*"))


def test_dead_letters_of_then_are_replayed_with_their_numbers(running: Running) -> None:
    upgraded = running.upgraded
    before = len(upgraded.handlers.of("jobs"))
    upgraded.installation.works("dead", "replay", "--all", "--yes", "--reason", "mended")
    eventually(lambda: len(upgraded.handlers.of("jobs")) == before + 2, PATIENCE)
    for arrival in upgraded.handlers.of("jobs")[before:]:
        known = upgraded.known.event_ids[message_id(arrival.body)]
        assert arrival.headers["x-event-id"] == known


def test_messages_that_waited_for_a_receiver_are_sent_under_their_numbers(
    running: Running,
) -> None:
    upgraded = running.upgraded
    waiting = {row["id"] for row in upgraded.before["messages"]}
    query = "SELECT state FROM hookshift.notifications WHERE id = ANY ($1)"
    eventually(
        lambda: {row["state"] for row in upgraded.sql(query, list(waiting))} == {"sent"}, PATIENCE
    )
    received = " ".join(a.headers["webhook-id"] for a in upgraded.handlers.of("pager"))
    assert [
        each for each in waiting if str(each) not in received and each.hex not in received
    ] == []


def test_a_token_of_then_is_somebody_and_a_session_of_then_logs_in_again(
    running: Running,
) -> None:
    upgraded = running.upgraded
    bearer = {"Authorization": f"Bearer {TOKEN_MADE_UP}"}
    who = eventually(lambda: me(upgraded.control, bearer))
    assert (who["name"], who["role"]) == ("ana", "admin")
    # Whoever calls from this machine may look; a session of then is no more than that.
    nobody = me(upgraded.control, {"Cookie": f"hookshift_session={COOKIE_MADE_UP}"})
    assert nobody is not None
    assert nobody["name"] != "ana"
    assert nobody["role"] == "viewer"


def test_the_rollout_goes_on_to_its_end_on_the_evidence_of_then(running: Running) -> None:
    upgraded = running.upgraded
    number = count(1)

    def ended() -> Any:
        each = next(number)
        sender = f"25078010{each % SENDERS:04d}"
        webhook(running.port, body(message("a job", sender, each)))
        found = upgraded.sql("SELECT phase, ended_at FROM hookshift.rollouts")[0]
        return found["ended_at"] and found

    assert eventually(ended, PATIENCE)["phase"] == "completed"
    shown = [
        (row["news"], row["stage"])
        for row in upgraded.sql("SELECT news, stage FROM hookshift.rollout_entries ORDER BY id")
    ]
    assert [each for each in shown if each[0] in {"entered", "completed"}] == [
        *(("entered", 0), ("entered", 1), ("entered", 2), ("completed", 2)),
    ]
    # What proved the second stage counts what 0.1.0 had seen of it: by today's traffic alone it
    # would have fewer requests.
    seen = upgraded.before["seen"]
    (proof,) = upgraded.sql(PROOF_OF_THE_SECOND_STAGE, seen["now"])
    assert proof["requests"] >= seen["requests"] > 0
    assert proof["requests"] > proof["of_today"]
    assert upgraded.sql("SELECT percentage FROM webhook_routing_config")[0]["percentage"] == 100


def put_spool_of_then(path: Path, now: float) -> list[bytes]:
    """0.1.0's file with its rows moved to `now`; their ids."""
    rows = msgspec.msgpack.decode(SPOOLED.read_bytes()[HEAD:])
    for row in rows:
        row[CREATED_AT] = now
    payload = msgspec.msgpack.encode(now) + msgspec.msgpack.encode(rows)
    path.write_bytes(zlib.crc32(payload).to_bytes(4, "big") + payload)
    return [row[0] for row in rows]


def me(port: int, headers: dict[str, str]) -> Any:
    """Who the dashboard says one is; None while nobody listens."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        try:
            client.request("GET", "/api/v1/me", headers=headers)
        except ConnectionRefusedError:
            return None
        return json.loads(client.getresponse().read())


def webhook(port: int, sent: bytes) -> None:
    """One that is acknowledged."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        client.request("POST", "/webhook/whatsapp", sent, signed(sent))
        response = client.getresponse()
        assert response.status == 200, response.read()
