"""Somebody is found by their number, however it is recorded; or it is said that they cannot be."""

import pytest
from pydantic import SecretStr

from hookshift.config.schema.settings import Settings
from hookshift.gateway.record.rows import hashed
from hookshift.store.database import Connection
from hookshift.web.access import Refused
from hookshift.web.senders import discreet, recorded
from tests.web.conftest import Browser
from tests.web.test_dashboard import connected, read_frames

NUMBER = "250780000001"


def recording(settings: Settings, how: str) -> Settings:
    changes = {"from_number": how, "hash_key": (SecretStr("key"),)}
    return settings.model_copy(update={"recorder": settings.recorder.model_copy(update=changes)})


@pytest.mark.parametrize(
    ("how", "expected"),
    [("full", NUMBER), ("masked", "250*******01"), ("hashed", hashed(b"key")(NUMBER))],
)
@pytest.mark.parametrize("given", [NUMBER, f"+{NUMBER}", f" {NUMBER} ", "+250 780-000 001"])
def test_as_it_is_recorded(settings: Settings, how: str, expected: str, given: str) -> None:
    assert recorded(given, recording(settings, how)) == [expected]


def test_what_is_masked_stays_so(settings: Settings) -> None:
    assert recorded("250*******01", recording(settings, "masked")) == ["250*******01"]


def test_a_former_key_still_finds_somebody(settings: Settings) -> None:
    keys = (SecretStr("new"), SecretStr("old"))
    changes = {"from_number": "hashed", "hash_key": keys}
    changed = settings.recorder.model_copy(update=changes)
    rotated = settings.model_copy(update={"recorder": changed})
    assert recorded(NUMBER, rotated) == [hashed(b"new")(NUMBER), hashed(b"old")(NUMBER)]


def test_who_is_not_recorded_is_not_found(settings: Settings) -> None:
    with pytest.raises(Refused, match="not recorded") as refused:
        recorded(NUMBER, recording(settings, "none"))
    assert refused.value.status == 409


WHOLE = "wamid.HBgMMjUwNzgwMDAwMDAxFQIAEhggQTk1Q0Y4RDQ3RkYwMDAwMTIzNDU2Nzg5QUIA"


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("full", WHOLE),
        ("masked", "wamid.***g5QUIA"),
        ("hashed", hashed(b"key")(WHOLE)),
        ("none", None),
    ],
)
def test_a_message_is_as_discreet_as_its_sender(
    settings: Settings, how: str, expected: str | None
) -> None:
    row = {"message_id": WHOLE, "error_message": f"no {WHOLE}", "domain": "jobs"}
    assert discreet(recording(settings, how))(row) == {
        "message_id": expected,
        "error_message": "no wamid.#",
        "domain": "jobs",
    }


async def test_no_answer_holds_an_id(browser: Browser, connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, message_id, status,"
        " from_number, error_message) VALUES"
        " ('wa-webhook-jobs', 'jobs', 'legacy', $1, 'error', '250*******01', 'HTTP 500: ' || $1)",
        WHOLE,
    )
    (row,) = (await browser.post("decisions", message_id=WHOLE)).json["decisions"]
    assert (row["message_id"], row["error_message"]) == ("wamid.***g5QUIA", "HTTP 500: wamid.#")
    for path in ("decisions", "overview"):
        answer = await browser.get(f"/api/v1/{path}")
        assert b"HTTP 500" in answer.body
        assert WHOLE[6:20].encode() not in answer.body, path
    assert WHOLE[6:20].encode() not in (await browser.get("/metrics")).body
    streams = await connected(browser.url)
    assert WHOLE[6:20].encode() not in (await read_frames(streams, 1))[0]
