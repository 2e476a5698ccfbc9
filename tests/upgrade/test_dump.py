"""A dump is loaded as if it had been made within the last hour."""

from datetime import UTC, datetime

import pytest

from tests.upgrade.dump import moved

MADE_AT = datetime(2026, 11, 28, 12, 20, 30, tzinfo=UTC).timestamp()


def at(text: str) -> float:
    return datetime.fromisoformat(f"{text}+00:00").timestamp()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # Whole hours: slots and the ledger's hours begin where they do.
        ("('2026-11-28 12:20:30.25+00')", "('2026-12-01 01:20:30.250000+00:00')"),
        ("('2026-11-28 12:00:00+00')", "('2026-12-01 01:00:00+00:00')"),
        # In JSON, as seconds since 1970; other numbers are none.
        (f'{{"since":{MADE_AT + 0.5}}}', f'{{"since":{at("2026-12-01 01:20:30.5")}}}'),
        ("(250780000001, 1234567890, '\\x1795868430ab')",) * 2,
        # Whole days: partitions begin at midnight.
        (
            "hookshift.payloads_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO"
            " ('2026-11-29 00:00:00+00')",
            "hookshift.payloads_20261201 FOR VALUES FROM ('2026-12-01 00:00:00+00:00') TO"
            " ('2026-12-02 00:00:00+00:00')",
        ),
    ],
)
def test_what_moves(line: str, expected: str) -> None:
    assert moved(line, MADE_AT, at("2026-12-01 02:10:00")) == expected
