"""What is written down of a delivery, and what must not be."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.errors import HandlerTimeout
from hookshift.domain.events import Event, EventKind
from hookshift.domain.http import Response
from hookshift.domain.routing.routing import Decision, Part, Reason, Side
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.rows import (
    ERROR_TEXT_BOUND,
    Attempt,
    Origin,
    RowWriter,
    error_text,
    full,
    hashed,
    masked,
    nothing,
)

EVENT = Event(
    EventKind.MESSAGE, "text", "wamid.1", "RW.1", "250780000001", "secret text", (), "1", (), (0,)
)
DECISION = Decision(
    "jobs", "wa-webhook-unified", Side.UNIFIED, Reason.IN_SHARE, "jobs-keywords", 17, 900
)


def attempt(outcome: Response | HandlerTimeout, events: int = 1) -> Attempt:
    part = Part("wa-webhook-unified", Side.UNIFIED, (EVENT,) * events, (DECISION,) * events)
    return Attempt(part, outcome, 1, 42, final=False)


def test_an_id_that_holds_a_number_is_blanked() -> None:
    quoted = b'{"error": "no message wamid.HBgMMjUwNzgwMDAwMDAxFQIAEhgg"}'
    assert error_text(Response(500, [], quoted)) == 'HTTP 500: {"error": "no message wamid.#"}'


def test_a_success_is_one_row_per_event_with_everything_that_explains_it() -> None:
    writer = RowWriter(IdSource(), masked)
    rows = writer.rows(
        attempt(Response(201, [], b"ok"), 3), Origin("whatsapp", 7, "corr"), 1_000.5, ok=True
    )
    assert len({row.id for row in rows}) == 3
    assert rows[0]._replace(id=b"") == (
        b"", "wa-webhook-unified", "jobs", "unified", "250*******01", "wamid.1", 42, "success",
        None, 1_000.5, "whatsapp", "message", "text", "jobs-keywords", "in_share", 17, 7, 201, 1,
        "corr", 900, False, None, None, None, "1", None, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("outcome", [Response(500, [], b"boom"), HandlerTimeout("too slow")])
def test_anything_but_2xx_is_an_error(outcome: Response | HandlerTimeout) -> None:
    (row,) = RowWriter(IdSource(), full).rows(
        attempt(outcome), Origin("s", None, "c"), 1.0, ok=False
    )
    assert row.status == "error"
    assert row.error_message
    assert row.handler_status == (500 if isinstance(outcome, Response) else None)
    assert row.config_version is None


def test_no_row_holds_the_text_of_a_message() -> None:
    rows = RowWriter(IdSource(), full).rows(
        attempt(Response(200, [], b"")), Origin("s", 1, "c"), 1.0, ok=True
    )
    assert "secret text" not in repr(rows)


def test_error_texts_hold_no_phone_number_and_group_well() -> None:
    one = error_text(Response(500, [], b"user +250780000001\n  not found"))
    two = error_text(Response(500, [], b"user +250780000002 not found"))
    assert one == two == "HTTP 500: user +# not found"


@given(st.binary(max_size=3_000), st.integers(100, 599))
def test_error_texts_are_bounded_whatever_a_handler_says(body: bytes, status: int) -> None:
    assert len(error_text(Response(status, [], body))) <= ERROR_TEXT_BOUND


def test_an_error_without_a_body_is_its_status() -> None:
    assert error_text(Response(503, [], b"")) == "HTTP 503"


@given(st.text(alphabet="0123456789", min_size=6, max_size=15))
def test_a_masked_number_keeps_its_ends_only(number: str) -> None:
    result = masked(number)
    assert result is not None
    assert len(result) == len(number)
    assert result[:3] + result[-2:] == number[:3] + number[-2:]
    assert set(result[3:-2]) == {"*"}


def test_a_short_identity_is_masked_whole() -> None:
    assert masked("12345") == "*****"


def test_the_other_ways_to_write_a_number() -> None:
    assert full("250780000001") == "250780000001"
    assert nothing("250780000001") is None
    one, two = hashed(b"key"), hashed(b"other key")
    assert one("250780000001") == one("250780000001") != two("250780000001")
    assert one("250780000001") != one("250780000002")


@given(st.floats(min_value=0, max_value=4e9))
def test_row_ids_are_version_7_uuids_in_order_of_time(wall: float) -> None:
    ids = IdSource()
    first = uuid.UUID(bytes=ids.row(wall))
    later = uuid.UUID(bytes=ids.row(wall + 0.002))
    assert first.version == later.version == 7
    assert first.variant == uuid.RFC_4122
    assert first < later


def test_identifiers_do_not_repeat_across_blocks() -> None:
    ids = IdSource()
    assert len({ids.webhook()[0] for _ in range(2_000)}) == 2_000
