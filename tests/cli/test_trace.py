"""`hookshift trace`: where a message went, and exactly one person's rows."""

import json
from pathlib import Path

import pytest

from hookshift.domain.person import hasher
from hookshift.domain.routing.assignment import bucket
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.store.database import Connection
from hookshift.store.trace import SQL
from tests.cli.conftest import SHIPPED, Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.store.test_decisions import rows_read

KEY = "a key of the log"
PHONE, ALIKE = "250780000123", "250799999923"
"""Masked alike: 250*******23."""
LOG = (
    "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, from_number, message_id,"
    " response_time_ms, status, source, event_kind, event_type, reason, bucket, handler_status,"
    " attempt, correlation_id, person, created_at, error_message)"
    " VALUES ('wa-webhook-jobs', 'jobs', 'legacy', $1, $2, 5, 'success', 'whatsapp', 'message',"
    " 'text', 'out_of_share', $3, 200, 1, $4, $5, now() - $6 * interval '1 day', $7)"
)


@pytest.fixture
def keyed(hookshift: Hookshift, tmp_path: Path) -> Hookshift:
    """The commands where the log has a key."""
    hookshift.environ["HOOKSHIFT_HASH_KEY"] = KEY
    return hookshift


def settings(folder: Path, how: str = "masked", *, key: bool = True) -> Path:
    text = SHIPPED.read_text().replace('from_number = "masked"', f'from_number = "{how}"')
    if key:
        text = text.replace("# hash_key = ", "hash_key = ")
    path = folder / "hookshift.toml"
    path.write_text(text)
    return path


def write(
    hookshift: Hookshift,
    message: str,
    phone: str = PHONE,
    *,
    hashed: bool = True,
    days: int = 0,
    error: str | None = None,
) -> None:
    hookshift.sql("SELECT hookshift.make_log_partition((now() - $1 * interval '1 d')::date)", days)
    salt = hookshift.sql("SELECT salt FROM webhook_routing_config")[0]["salt"]
    hookshift.sql(
        LOG, f"{phone[:3]}*******{phone[-2:]}", message, bucket(salt.encode(), phone),
        f"correlation-of-{message}", hasher(KEY.encode())(phone) if hashed else None, days, error,
    )  # fmt: skip


def traced(hookshift: Hookshift, path: Path, what: str) -> list[tuple[str, bool]]:
    result = hookshift("trace", what, "--json", config=path)
    return [
        (each["correlation_id"], each["certain"]) for each in json.loads(result.stdout)["attempts"]
    ]


@pytest.mark.parametrize("spelled", [PHONE, "+250 780-000-123", "00250/780.000.123"])
def test_exactly_one_persons_rows_over_all_days(
    keyed: Hookshift, tmp_path: Path, spelled: str
) -> None:
    path = settings(tmp_path)
    write(keyed, "old", days=25)
    write(keyed, "new")
    for number in range(20):
        write(keyed, f"stranger-{number}", ALIKE)
    assert traced(keyed, path, spelled) == [
        ("correlation-of-new", True),
        ("correlation-of-old", True),
    ]


def test_rows_from_before_are_told_apart_by_their_bucket_and_said_to_be_perhaps(
    keyed: Hookshift, tmp_path: Path
) -> None:
    path = settings(tmp_path)
    write(keyed, "before", hashed=False, days=2)
    write(keyed, "stranger", ALIKE, hashed=False)
    write(keyed, "after")
    assert traced(keyed, path, PHONE) == [
        ("correlation-of-after", True),
        ("correlation-of-before", False),
    ]
    output = keyed("trace", PHONE, config=path).stdout
    assert "perhaps" in output
    assert "rows from before recorder.hash_key was set" in output


def test_without_a_key_the_bucket_helps_and_it_is_said(
    hookshift: Hookshift, tmp_path: Path
) -> None:
    path = settings(tmp_path, key=False)
    write(hookshift, "mine", hashed=False)
    write(hookshift, "stranger", ALIKE, hashed=False)
    assert traced(hookshift, path, PHONE) == [("correlation-of-mine", False)]
    assert "recorder.hash_key is not set" in hookshift("trace", PHONE, config=path).stdout


def test_a_message_and_a_webhook_by_their_ids(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    write(keyed, "wamid.HBgMMjUwNzgwMDAwMTIz", error="no wamid.HBgMMjUwNzgwMDAwMTIz")
    write(keyed, "other")
    for what in ("wamid.HBgMMjUwNzgwMDAwMTIz", "correlation-of-wamid.HBgMMjUwNzgwMDAwMTIz"):
        result = keyed("trace", what, "--json", config=path)
        (found,) = json.loads(result.stdout)["attempts"]
        assert (found["handler"], found["reason"]) == ("wa-webhook-jobs", "out_of_share")
        # The id holds the number: it is shown as numbers are.
        assert found["message_id"] == "wamid.***"
        assert found["error_message"] == "no wamid.#"


def test_nothing_is_said_with_an_exit_code(keyed: Hookshift, tmp_path: Path) -> None:
    result = keyed("trace", "wamid.none", config=settings(tmp_path))
    assert result.exit_code == 1
    assert "nothing found" in result.stderr


@pytest.mark.parametrize("fmt", ["json", "jsonl", "csv", "table"])
def test_every_format(keyed: Hookshift, tmp_path: Path, fmt: str) -> None:
    write(keyed, "one")
    assert (
        "correlation-of-one" in keyed("trace", "one", "-o", fmt, config=settings(tmp_path)).stdout
    )


@pytest.mark.parametrize("what", ["250780000001", "wamid.7", "corr-1"])
def test_what_waits_and_what_was_given_up(keyed: Hookshift, tmp_path: Path, what: str) -> None:
    path = settings(tmp_path)
    waiting(keyed, letter(7))
    ended(keyed, error="HTTP 400: no wamid.HBgMMjUwNzgwMDAwMTIz")
    waiting(keyed, letter(8), letter(9))
    found = json.loads(keyed("trace", what, "--json", config=path).stdout)["undelivered"]
    dead = [each for each in found if each["state"] == "dead: permanent"]
    assert [each["last_error"] for each in dead] == ["HTTP 400: no wamid.#"]
    assert len(found) == (1 if what == "wamid.7" else 3)
    assert {each["correlation_id"] for each in found} == {"corr-1"}
    assert "a secret" not in str(found)

    strangers = keyed("trace", "250780000002", config=path)
    assert strangers.exit_code == 1


def test_what_cannot_be_decrypted_is_said(keyed: Hookshift, tmp_path: Path) -> None:
    waiting(keyed, letter(7, cipher=PayloadCipher([b"k" * 32])))
    result = keyed("trace", "250780000001", config=settings(tmp_path))
    assert "1 deliveries or dead letters could not be opened" in result.stdout


async def test_rows_from_before_are_found_without_reading_those_masked_alike(
    connection: Connection,
) -> None:
    await connection.execute(
        "SET timezone = 'UTC'; SELECT hookshift.make_log_partition((now() - interval '1 d')::date);"
        " INSERT INTO webhook_routing_logs (webhook_name, routed_to, created_at, from_number,"
        " bucket) SELECT 'h', 'legacy', date_trunc('day', now()) - n * interval '1 s',"
        " '250*******' || n % 10, n % 9000 FROM generate_series(1, 30000) AS n; "
    )
    await connection.execute("VACUUM ANALYZE webhook_routing_logs")
    rows = await connection.fetch(
        f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {SQL['by_number']}",
        "250*******7", 77, 50,
    )  # fmt: skip
    assert rows_read("\n".join(row[0] for row in rows)) == 0


async def test_a_person_is_found_without_reading_the_log(connection: Connection) -> None:
    await connection.execute(
        "SET timezone = 'UTC'; SELECT hookshift.make_log_partition((now() - interval '1 d')::date);"
        " INSERT INTO webhook_routing_logs (webhook_name, routed_to, created_at, person)"
        " SELECT 'h', 'legacy', date_trunc('day', now()) - n * interval '1 s', n % 6000"
        " FROM generate_series(1, 30000) AS n; "
    )
    await connection.execute("VACUUM ANALYZE webhook_routing_logs")
    rows = await connection.fetch(
        f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {SQL['by_person']}", 77, 50
    )
    plan = "\n".join(row[0] for row in rows)
    assert "person_created_at_idx" in plan
    assert rows_read(plan) == 0


@pytest.mark.parametrize(
    ("query", "made"),
    [("by_message", "'wamid.' || md5(n::text)"), ("by_correlation", "md5((-n)::text)")],
)
async def test_an_id_is_found_by_the_filters_of_all_days(
    connection: Connection, query: str, made: str
) -> None:
    """Of 30,000 rows in two days few are read, whether there is such an id or not."""
    await connection.execute(
        "SET timezone = 'UTC'; SELECT hookshift.make_log_partition((now() - n * interval '1 d')"
        "::date) FROM generate_series(1, 2) AS n;"
        " INSERT INTO webhook_routing_logs (webhook_name, routed_to, created_at, message_id,"
        " correlation_id) SELECT 'h', 'legacy', date_trunc('day', now()) - n * interval '5 s',"
        " 'wamid.' || md5(n::text), md5((-n)::text) FROM generate_series(1, 30000) AS n; "
    )
    await connection.execute("VACUUM ANALYZE webhook_routing_logs")
    there = await connection.fetchval(f"SELECT {made} FROM generate_series(777, 777) AS n")
    for name, attempts in ((there, 1), ("nobody", 0)):
        async with connection.transaction(readonly=True):
            await connection.execute(SQL["by_filter"])
            assert len(await connection.fetch(SQL[query], name, 50)) == attempts
            rows = await connection.fetch(
                f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {SQL[query]}", name, 50
            )
        plan = "\n".join(row[0] for row in rows)
        assert "Bitmap Index Scan on" in plan
        assert "Seq Scan" not in plan
        assert rows_read(plan) < 30_000 / 2, plan
