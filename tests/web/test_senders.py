"""Somebody is found by their number, however it is recorded; or it is said that they cannot be."""

import pytest
from pydantic import SecretStr

from hookshift.config.model import Settings
from hookshift.gateway.rows import hashed
from hookshift.web.access import Refused
from hookshift.web.senders import recorded

NUMBER = "250780000001"


def recording(settings: Settings, how: str) -> Settings:
    changes = {"from_number": how, "hash_key": SecretStr("key")}
    return settings.model_copy(update={"recorder": settings.recorder.model_copy(update=changes)})


@pytest.mark.parametrize(
    ("how", "expected"),
    [("full", NUMBER), ("masked", "250*******01"), ("hashed", hashed(b"key")(NUMBER))],
)
@pytest.mark.parametrize("given", [NUMBER, f"+{NUMBER}", f" {NUMBER} "])
def test_as_it_is_recorded(settings: Settings, how: str, expected: str, given: str) -> None:
    assert recorded(given, recording(settings, how)) == expected


def test_what_is_masked_stays_so(settings: Settings) -> None:
    assert recorded("250*******01", recording(settings, "masked")) == "250*******01"


def test_who_is_not_recorded_is_not_found(settings: Settings) -> None:
    with pytest.raises(Refused, match="not recorded") as refused:
        recorded(NUMBER, recording(settings, "none"))
    assert refused.value.status == 409
