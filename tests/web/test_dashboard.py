"""The dashboard over HTTP: what it tells, whom it refuses, what it does without PostgreSQL."""

import asyncio
import json
import logging
import re
import socket
import threading
import time
from importlib import resources

import pytest

from hookshift.config.schema.settings import Settings
from hookshift.config.values import Address
from hookshift.domain.evidence.latency import place
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.store.database import Connection
from hookshift.web import live, overview, series, serve
from hookshift.web.by_body import QUESTIONS
from hookshift.web.changes import CHANGES
from hookshift.web.conversations import CALLS
from hookshift.web.serve import Dashboard
from tests.e2e.harness import eventually
from tests.store.door import door
from tests.store.test_rollups import insert
from tests.web.conftest import Browser, control

STATIC = resources.files("hookshift.web").joinpath("static")


def latency(milliseconds: float, count: int) -> tuple[int, ...]:
    return (0,) * place(milliseconds) + (count,)


async def some_traffic(connection: Connection) -> float:
    """Two sides of jobs, a minute ago; when."""
    at = (time.time() - 60) // 10 * 10
    unified = Counts(requests=100, errors=1, latency=latency(100, 100))
    legacy = Counts(requests=300, latency=latency(50, 300))
    await insert(
        connection,
        [
            Slot(at, 10.0, "jobs", "unified", 1, unified),
            Slot(at, 10.0, "jobs", "legacy", 1, legacy),
        ],
    )
    return at


async def test_an_empty_installation(browser: Browser, connection: Connection) -> None:
    body = (await browser.get("/api/v1/overview")).json
    assert body["rollout"] is None
    assert body["traffic"] == []
    assert body["inbox"] is None
    assert body["degraded"] == ["no gateway is running"]
    assert [row["touched"] for row in body["protected"]] == [0, 0, 0]


async def test_the_last_hour(browser: Browser, connection: Connection) -> None:
    await some_traffic(connection)
    body = (await browser.get("/api/v1/overview")).json
    legacy, unified = body["traffic"]
    assert (unified["requests"], unified["error_rate"], unified["share"]) == (100, 0.01, 0.25)
    assert legacy["error_rate"] == 0
    assert legacy["p95_ms"] < unified["p95_ms"]
    assert unified["p95_ms"] == pytest.approx(100, rel=0.1)


async def test_no_latency_is_not_known_rather_than_nothing(browser: Browser) -> None:
    assert overview.times(()) == {"avg_ms": None, "p50_ms": None, "p95_ms": None, "p99_ms": None}


async def test_protected_handlers_are_counted(browser: Browser, connection: Connection) -> None:
    at = (time.time() - 60) // 10 * 10
    slots = [
        Slot(at, 10.0, "mobility", side, 1, Counts(requests=number))
        for side, number in (("legacy", 4), ("unified", 1))
    ]
    await insert(connection, slots)
    body = (await browser.get("/api/v1/overview")).json
    (row,) = [row for row in body["protected"] if row["handler"] == "wa-webhook-mobility"]
    assert (row["events"], row["touched"]) == (5, 1)


async def test_curves(browser: Browser, connection: Connection) -> None:
    at = await some_traffic(connection)
    body = (await browser.get("/api/v1/series?minutes=15")).json
    assert body["step"] == 10
    assert body["since"] <= at < body["now"]
    assert [(each["at"], each["side"], each["requests"]) for each in body["points"]] == [
        (at, "legacy", 300),
        (at, "unified", 100),
    ]
    quarter = (await browser.get("/api/v1/series?minutes=360")).json
    assert quarter["step"] == 180
    assert sum(point["requests"] for point in quarter["points"]) == 400
    # Longer ones are made of hours.
    day = (await browser.get("/api/v1/series?minutes=1440")).json
    assert (day["step"], day["points"]) == (3_600, [])
    hour = at // 3_600 * 3_600
    whole = [Slot(hour, 3_600.0, "jobs", "unified", 1, Counts(requests=7))]
    await insert(connection, whole, table="rollup_hours")
    await insert(connection, whole, gateway="host:1", table="rollup_hours")
    (point,) = (await browser.get("/api/v1/series?minutes=10080")).json["points"]
    assert (point["at"], point["requests"]) == (hour, 14)
    for wrong in ("0", "x", "10081"):
        answer = await browser.get(f"/api/v1/series?minutes={wrong}")
        assert answer.status == 422


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connected(url: str) -> Streams:
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    return await asyncio.open_connection(host, int(port))


async def read_frames(streams: Streams, count: int) -> list[bytes]:
    """The data of so many server-sent events."""
    reader, writer = streams
    writer.write(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    found: list[bytes] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            line = await reader.readline()
            assert line, found
            if line.startswith(b"data: "):
                found.append(line.removeprefix(b"data: "))
    writer.close()
    return found


async def test_frames_come_by_themselves(browser: Browser) -> None:
    first, second = await read_frames(await connected(browser.url), 2)
    assert json.loads(first)["now"] < json.loads(second)["now"]


async def test_too_many_viewers_are_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_VIEWERS", 0)
    answer = await browser.get("/api/v1/stream")
    assert answer.status == 503
    assert "close some" in answer.json["error"]


async def test_viewers_do_not_hold_up_a_stop(settings: Settings, database_url: str) -> None:
    dashboard = Dashboard(settings, database_url)
    await dashboard.start()
    assert dashboard.url is not None
    host, port = dashboard.url.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"retry: ")
    async with asyncio.timeout(8):
        await dashboard.stop()
    writer.close()


@pytest.mark.parametrize("host", ["[::1]:8090", "localhost:8090", "127.0.0.1"])
async def test_this_machine_is_served_by_each_of_its_names(browser: Browser, host: str) -> None:
    assert (await browser.get("/api/v1/openapi.json", Host=host)).status == 200


async def test_a_viewer_who_asks_for_much_holds_nothing_up(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for is worked out in another thread than the control process's."""
    threads: list[int] = []

    def noted(*arguments: object) -> list[object]:
        threads.append(threading.get_ident())
        return []

    monkeypatch.setattr(series, "points", noted)
    assert (await browser.get("/api/v1/series")).status == 200
    assert threads
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
async def test_another_sites_name_is_refused(browser: Browser, host: str) -> None:
    assert (await browser.get("/api/v1/overview", Host=host)).status == 400
    assert (await browser.get("/", Host=host)).status == 400


@pytest.mark.parametrize("path", ["/", "/api/v1/overview", "/page.js", "/nothing"])
async def test_every_answer_is_closed_to_others(browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_the_page_needs_nothing_from_elsewhere(browser: Browser) -> None:
    names = [file.name for file in STATIC.iterdir()]
    assert {"index.html", "page.js", "steer.js"} <= set(names)
    for name in names:
        answer = await browser.get(f"/{name}")
        assert answer.status == 200
        text = answer.body.decode().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML =" not in text


def test_the_script_and_the_page_agree() -> None:
    script = "".join(file.read_text() for file in STATIC.iterdir() if file.name.endswith(".js"))
    page = STATIC.joinpath("index.html").read_text()
    wanted = set(re.findall(r'(?:show\(|getElementById\()"([a-z-]+)"', script))
    assert wanted
    assert wanted <= set(re.findall(r'id="([a-z-]+)"', page))


async def test_without_postgresql(settings: Settings, database_url: str) -> None:
    async with door(database_url) as way_in:
        dashboard = Dashboard(settings, way_in.url)
        await dashboard.start()
        assert dashboard.url is not None
        assert dashboard.error is None
        browser = Browser(dashboard.url)
        assert (await browser.get("/api/v1/overview")).status == 200
        await way_in.shut()
        answer = await browser.get("/api/v1/overview")
        assert answer.status == 503
        assert "PostgreSQL" in answer.json["error"]
        assert (await browser.get("/")).status == 200
        await way_in.open()
        assert (await browser.get("/api/v1/overview")).status == 200
        await dashboard.stop()


async def test_a_port_that_is_taken_stops_nothing_and_is_tried_again(
    settings: Settings,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serve, "AGAIN_SECONDS", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        dashboard = Dashboard(control(settings, listen=Address("127.0.0.1", port)), database_url)
        await dashboard.start()
        assert dashboard.url is None
        assert f"cannot listen on 127.0.0.1:{port}" in caplog.text
        assert dashboard.error is not None, "status and alerts tell of it too"
        assert f"cannot listen on 127.0.0.1:{port}" in dashboard.error
    assert await asyncio.to_thread(lambda: eventually(lambda: dashboard.url))
    assert dashboard.error is None
    assert dashboard.url == f"http://127.0.0.1:{port}/"
    await dashboard.stop()


async def test_it_says_where_it_is(
    settings: Settings, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        dashboard = Dashboard(settings, database_url)
        await dashboard.start()
        assert f"dashboard on {dashboard.url}" in caplog.text
        await dashboard.stop()


async def test_the_openapi_document_names_every_path(browser: Browser) -> None:
    body = (await browser.get("/api/v1/openapi.json")).json
    names = {path.removeprefix("/api/v1/") for path in body["paths"]}
    looks = {
        "overview", "series", "decisions", "stream", "me", "session",
        "rollouts", "rollout/history", "undelivered",
        "rollout/verdicts", "rollout/lint", "notifications", "dead-letters/{number}", "tokens",
        "rollout/replay", "retire", "conversations/report", "dead-letters/history",
    }  # fmt: skip
    assert names == looks | {each.path for each in (*CHANGES, *QUESTIONS, *CALLS)}


async def test_decisions_are_found(browser: Browser, connection: Connection) -> None:
    # The oldest row may be of yesterday.
    await connection.execute(
        "SELECT hookshift.make_log_partition((now() AT TIME ZONE 'UTC' - interval '2 hours')::date)"
    )
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, message_id, reason,"
        " from_number, correlation_id, created_at) SELECT 'wa-webhook-jobs', 'jobs', 'legacy',"
        " 'wamid.' || n, 'out_of_share', '250***' || n, 'c' || n, now() - n * interval '1 minute'"
        " FROM generate_series(0, 99) AS n"
    )
    body = (await browser.get("/api/v1/decisions?limit=3")).json
    assert [row["correlation_id"] for row in body] == ["c0", "c1", "c2"]
    assert body[0]["reason"] == "out_of_share"
    # Somebody's number is masked as it is recorded; what is masked already is taken as it is.
    await connection.execute(
        "UPDATE webhook_routing_logs SET from_number = '250*******01' WHERE message_id = 'wamid.3'"
    )
    for sender in ("+250 780 000 001", "250780000001", "250*******01"):
        (row,) = (await browser.post("decisions", sender=sender)).json["decisions"]
        assert row["correlation_id"] == "c3"
    for by in ("sender=250780000001", "from_number=%2B250780000001", "sender=250*******01",
               "message_id=wamid.250780000001"):  # fmt: skip
        refused = await browser.get(f"/api/v1/decisions?{by}")
        assert (refused.status, "ask POST /api/v1/decisions" in refused.json["error"]) == (
            409,
            True,
        )
        assert b"250" not in refused.body
    for by in ("correlation_id=c7", "from_number=250***7"):
        (row,) = (await browser.get(f"/api/v1/decisions?{by}")).json
        assert row["correlation_id"] == "c7"
    assert (await browser.post("decisions", message_id="wamid.70")).json == {"decisions": []}
    found = (await browser.post("decisions", message_id="wamid.70", minutes=90)).json
    assert len(found["decisions"]) == 1
    assert len((await browser.get("/api/v1/decisions?domain=jobs")).json) == 50
    assert (await browser.get("/api/v1/decisions?minutes=1441")).status == 422
    assert (await browser.get(f"/api/v1/decisions?domain={'x' * 301}")).status == 422
