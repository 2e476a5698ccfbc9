"""A dump is loaded as if it had been made within the last hour, and holds no secret."""

import hashlib
import re
from datetime import UTC, datetime

import pytest

from tests.upgrade.dump import moved
from tests.upgrade.installation import COOKIE_MADE_UP, GOLDEN, TOKEN_MADE_UP

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


SECRETS = re.compile(r"\bhs_[\w-]{20,}|whsec_|session=|Bearer |[\w-]{43}(?![\w-])", re.ASCII)
"""Tokens, signing secrets, cookies, and whatever is as long as 32 bytes in base64."""


def test_what_tests_know_of_a_dump_holds_no_secret() -> None:
    (path,) = GOLDEN.glob("*.json")
    assert SECRETS.findall(path.read_text()) == []
    assert SECRETS.search('"hs_Oyg_hvZZNUjayLauSkmb6btxKhV25GlAfSKppU1ArZs"')


def test_the_dumps_digests_are_of_made_up_secrets() -> None:
    (path,) = GOLDEN.glob("*.sql")
    dump = path.read_text()
    assert re.search(r"\bhs_[\w-]{20,}|whsec_|Bearer ", dump, re.ASCII) is None
    made_up = (TOKEN_MADE_UP, f"{TOKEN_MADE_UP}-of-bob", COOKIE_MADE_UP)
    digests = {hashlib.sha256(text.encode()).hexdigest() for text in made_up}
    rows = re.findall(r"INSERT INTO hookshift\.api_(?:tokens|sessions).*?;\n", dump, re.DOTALL)
    assert {each for row in rows for each in re.findall(r"\\x([0-9a-f]{64})", row)} == digests
