"""Makes the dump of an installation of a former version, which the tests beside this file upgrade.

    .venv/bin/python -m tests.upgrade.make_dump [COMMIT]

COMMIT is 0.1.0 unless something else is given. Its own code runs, as real processes on a real
PostgreSQL: the runbook's SQL came first; a rollout has passed a stage and is in the next; the last
gateway was killed while it delivered. All people are made up. Run it again only if an installation
of that version holds something that the dump lacks.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from hookshift.domain.routing.assignment import bucket
from tests.conftest import with_database
from tests.e2e.harness import (
    Handlers,
    body,
    eventually,
    message,
    running_handlers,
    signed,
)
from tests.forked import Process
from tests.postgres import Administrator, Session, running_postgres
from tests.store.programs import psql, whole_dump
from tests.store.runbook_sql import PHASE_1
from tests.upgrade.installation import (
    COOKIE_MADE_UP,
    ENCRYPTED,
    GOLDEN,
    TOKEN_MADE_UP,
    Installation,
    free_port,
    message_id,
    settings,
)

COMMIT = "eeae724d832cc141a06e9c9829c7fb6607952ded"
ROOT = Path(__file__).parents[2]
SENDERS = 40
WHATSAPP, ROUTER = "/webhook/whatsapp", "/webhook"
REFUSED, DOWN, HUNG = 25078_1000000, 25078_2000000, 25078_3000000
"""Numbers from which on people are made up for deliveries that end so."""
MADE_UP = re.compile(r"wamid\.25078[123]0")
THRESHOLD = 7_500
"""Of the second stage."""
PATIENCE = 240.0
OUT_OF_RETENTION = """DELETE FROM hookshift.payloads
WHERE id > 3 AND id NOT IN (SELECT id FROM hookshift.deliveries)"""
"""Bodies that were delivered go after some days anyway, and are most of the dump."""
EPOCH = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now"


class World(NamedTuple):
    """What the steps work with."""

    installation: Installation
    handlers: Handlers
    session: Session

    def sql(self, query: str, *arguments: object) -> list[Any]:
        """Rows."""
        return self.session.fetch(query, *arguments)

    def one(self, query: str) -> Any:
        """A single value."""
        return self.sql(query)[0][0]


def main() -> None:
    """Writes the dump, and what the tests must know of it."""
    commit = sys.argv[1] if len(sys.argv) > 1 else COMMIT
    with (
        tempfile.TemporaryDirectory(prefix="hookshift-") as folder,
        running_handlers() as handlers,
        running_postgres() as server,
        closing(Administrator(server)) as administrator,
    ):
        administrator.create_database("former", "template0")
        url = with_database(server, "former")
        extract(commit, Path(folder))
        path = settings(Path(folder), handlers.port, free_port())
        installation = Installation(path, url, Path(folder) / "src")
        with closing(Session(url)) as session:
            facts = lived_in(World(installation, handlers, session), Path(folder))
        dump = without_this_machine(whole_dump(url))
    (GOLDEN / "0.1.0.sql").write_text(dump)
    (GOLDEN / "0.1.0.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")


def extract(commit: str, folder: Path) -> None:
    """The package as it was."""
    packed = subprocess.run(
        ["git", "archive", commit, "src"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(folder, filter="data")


def lived_in(world: World, folder: Path) -> dict[str, Any]:
    """Everything that happens to the installation; what of it the tests compare with."""
    before_hookshift(world)
    token = world.installation.works("token", "make", "ana", "--role", "admin").strip()
    world.installation.works("token", "make", "bob")
    world.installation.works("token", "revoke", "bob")
    world.handlers.answers["pager"] = (503, b"nobody is there")
    with world.installation.serving(folder / "first.log") as (_, port):
        log_in(world, token)
        rollout_in_its_second_stage(world, port)
        dead_letters(world, port, token)
    encrypted = settings(folder, world.handlers.port, control_port(world), ENCRYPTED)
    world = world._replace(installation=world.installation._replace(path=encrypted))
    with world.installation.serving(folder / "second.log") as (process, port):
        left = deliveries_left(world, port, process)
    with_secrets_made_up(world)
    return {
        "made_at": world.one(EPOCH),
        "event_ids": event_ids(world),
        "left": left,
    }


def before_hookshift(world: World) -> None:
    """The runbook's tables with rows of its own router."""
    psql(world.installation.database_url, PHASE_1)
    world.sql("SELECT update_routing_percentage(5)")
    world.sql(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, from_number,"
        " message_id, response_time_ms, status) VALUES ('wa-webhook-jobs', 'jobs', 'legacy',"
        " '250780000001', 'wamid.before', 120, 'success')"
    )
    world.installation.works("db", "migrate")
    world.sql("UPDATE webhook_routing_config SET domains = '{jobs}'")
    world.installation.works("set", "0", "--reason", "a rollout is to do it")
    # As an installation has them that was not made today.
    day = "(now() AT TIME ZONE 'UTC')::date - 1"
    world.sql(f"SELECT hookshift.make_payload_partition({day})")
    world.sql(f"SELECT hookshift.make_log_partition({day})")


def with_secrets_made_up(world: World) -> None:
    """Puts the digests of made-up tokens and of a made-up cookie in place of the real ones."""
    digest = "sha256(convert_to($1, 'UTF8'))"
    for name, text in (("ana", TOKEN_MADE_UP), ("bob", f"{TOKEN_MADE_UP}-of-bob")):
        world.sql(f"UPDATE hookshift.api_tokens SET digest = {digest} WHERE name = $2", text, name)
    world.sql(f"UPDATE hookshift.api_sessions SET digest = {digest}", COOKIE_MADE_UP)


def log_in(world: World, token: str) -> None:
    """With a browser."""
    eventually(lambda: listens(control_port(world)))
    client = http.client.HTTPConnection("127.0.0.1", control_port(world), timeout=30)
    with closing(client):
        asked = json.dumps({"token": token})
        client.request("POST", "/api/v1/session", asked, {"Content-Type": "application/json"})
        response = client.getresponse()
        assert response.status == 200, response.read()


def rollout_in_its_second_stage(world: World, port: int) -> None:
    """Real traffic on real statistics, some of it in the second stage."""
    world.installation.works("rollout", "start", "--reason", "the new handler is ready")
    sent = 0

    def send_until(query: str) -> None:
        def probe() -> Any:
            nonlocal sent
            sent += 1
            sender = f"25078000{sent % SENDERS:04d}"
            text = "a taxi" if sent % 10 == 0 else "a job"
            webhook(port, body(message(text, sender, sent)))
            return world.one(query)

        eventually(probe, PATIENCE)

    send_until("SELECT stage = 1 FROM hookshift.rollouts")
    target = sent + 60
    plain = {"from": "250780000099", "message": {"id": "flat.1", "text": {"body": "a job"}}}
    webhook(port, json.dumps(plain).encode(), ROUTER)
    send_until(f"SELECT count(*) >= {target} FROM webhook_routing_logs")
    eventually(lambda: world.one("SELECT folded_to > started_at FROM hookshift.rollouts"))


def dead_letters(world: World, port: int, token: str) -> None:
    """Four that the old handler of jobs refuses; two are gone again, each in another way."""
    world.handlers.answers["jobs"] = (400, b"a bug")
    (sender,) = legacy_senders(world, REFUSED, 1)
    for number in range(4):
        webhook(port, body(message("a job", sender, number)))
    dead = "SELECT count(*) FROM hookshift.dead_letters"
    eventually(lambda: world.one(dead) == 4)
    world.handlers.answers["jobs"] = (200, b"{}")
    first, second = (
        str(row["id"]) for row in world.sql("SELECT id FROM hookshift.dead_letters ORDER BY id")[:2]
    )
    url = f"http://127.0.0.1:{control_port(world)}"
    world.installation.works(
        *("--url", url, "dead", "replay", first, "--reason", "mended", "--yes"),
        HOOKSHIFT_TOKEN=token,
    )
    world.installation.works("dead", "drop", second, "--why", "a test", "--yes")
    left = "SELECT count(*) FROM hookshift.deliveries"
    eventually(lambda: world.one(dead) == 2 and world.one(left) == 0)


def deliveries_left(world: World, port: int, process: Process) -> list[str]:
    """Some wait for another attempt, some are under way, and then there is no gateway any more.

    The messages that are left.
    """
    left = list[str]()
    world.handlers.answers["jobs"] = (503, b"down")
    for sender in legacy_senders(world, DOWN, 2):
        sent = (body(message("a job", sender, number)) for number in range(2))
        left.extend([webhook(port, each) for each in sent])
    tried = "SELECT count(*) >= 2 FROM hookshift.deliveries WHERE attempts > 0 AND owner IS NULL"
    eventually(lambda: world.one(tried))
    world.handlers.hold.clear()
    hung = len(world.handlers.of("mobility")), len(world.handlers.of("unified"))
    for number, text in enumerate(("a taxi", "a job", "a taxi", "a job")):
        left.append(webhook(port, body(message(text, unified_sender(world), number))))
    eventually(
        lambda: (
            len(world.handlers.of("mobility")) > hung[0]
            and len(world.handlers.of("unified")) > hung[1]
        )
    )
    held = "SELECT count(*) >= 2 FROM hookshift.deliveries WHERE owner IS NOT NULL"
    eventually(lambda: world.one(held))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert world.one("SELECT phase FROM hookshift.rollouts") == "running"
    assert world.one("SELECT count(*) FROM hookshift.deliveries") == len(left)
    world.sql(OUT_OF_RETENTION)
    return left


def legacy_senders(world: World, first: int, count: int) -> list[str]:
    """The next people, from `first`, whom the share leaves with the old handler."""
    salt = world.one("SELECT salt FROM webhook_routing_config").encode()
    people = (str(number) for number in range(first, first + 1_000))
    return list(islice((who for who in people if bucket(salt, who) >= THRESHOLD), count))


def unified_sender(world: World) -> str:
    """The first from HUNG on whom the new handler gets."""
    salt = world.one("SELECT salt FROM webhook_routing_config").encode()
    people = (str(number) for number in range(HUNG, HUNG + 1_000))
    return next(who for who in people if bucket(salt, who) < THRESHOLD)


def event_ids(world: World) -> dict[str, str]:
    """The X-Event-Id of what a handler saw of those who are made up for it, by message."""
    return {
        message_id(arrival.body): arrival.headers["x-event-id"]
        for arrival in world.handlers.arrivals
        if "x-event-id" in arrival.headers and MADE_UP.match(message_id(arrival.body))
    }


def webhook(port: int, sent: bytes, path: str = WHATSAPP) -> str:
    """One that is acknowledged; the id of its message."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        client.request("POST", path, sent, signed(sent))
        response = client.getresponse()
        assert response.status == 200, response.read()
    return message_id(sent)


def control_port(world: World) -> int:
    """The dashboard's."""
    found = re.search(
        r"\[control\]\nlisten = \"127\.0\.0\.1:(\d+)", world.installation.path.read_text()
    )
    assert found is not None
    return int(found[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def without_this_machine(dump: str) -> str:
    """Hosts have a made-up name; nothing that only psql or a newer PostgreSQL understands."""
    lines = [
        line
        for line in dump.replace(os.uname().nodename, "gateway-1").splitlines()
        if not line.startswith(("--", "\\", "SET transaction_timeout"))
    ]
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)) + "\n"


if __name__ == "__main__":
    main()
