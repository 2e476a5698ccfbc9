"""Error answers that no text column can hold stop nobody but the handler that gives them."""

from collections.abc import Iterator

import pytest

from tests.e2e.harness import body, eventually, message
from tests.faults.handler import SAID
from tests.faults.world import JOBS, Installation, installed, provided

REFUSES = "PostgreSQL refuse"
"""In the log where PostgreSQL has not taken the outcome of a delivery: then others wait."""
FEW_ATTEMPTS = ("max_attempts = 1_000 ", "max_attempts = 3 ")
PATIENT = (
    ("first_byte_timeout = 0.5", "first_byte_timeout = 60.0"),
    ("total_timeout = 0.5", "total_timeout = 60.0"),
    ('lease = "4s"', 'lease = "10m"'),
)
"""A machine that stalls is no fault, and has no event delivered twice."""
LETTERS = "SELECT reason, last_error FROM hookshift.dead_letters ORDER BY id"


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("shared")
    with installed(folder, module_database_url, FEW_ATTEMPTS, *PATIENT) as made:
        yield made


@pytest.mark.parametrize(
    ("fault", "reason", "said"),
    [
        ("gzip", "attempts", f"HTTP 500: {SAID}"),
        ("binary", "attempts", "HTTP 500: (unreadable: not text)"),
        ("packed refusal", "permanent", f"HTTP 400: {SAID}"),
    ],
)
def test_a_handler_with_binary_error_answers_stops_no_other(
    shared: Installation, fault: str, reason: str, said: str
) -> None:
    """One handler's answers hold NUL; the one beside it gets its 20 events, each once.

    PostgreSQL takes whatever is written of it, so that nobody waits for another try.
    """
    shared.handlers.begin()
    before = shared.gateway.sql(LETTERS)
    number = len(before)
    with provided(shared, conversations=0) as running:
        running.handlers.faults[JOBS] = fault
        sent = body(message("a job", f"25078000{number:04d}"))
        assert running.gateway.webhook(sent).status == 200
        for person in range(20):
            sender = f"2507810{number}{person:04d}"
            assert running.gateway.webhook(body(message("a ride", sender))).status == 200
        eventually(lambda: len(running.handlers.delivered) == 20)
        assert {each.handler for each in running.handlers.delivered} == {"wa-webhook-mobility"}
        report = running.ends()
        assert (report.dead - len(before), report.repeated) == (1, 0)
        (*_, letter) = running.gateway.sql(LETTERS)
        assert dict(letter) == {"reason": reason, "last_error": said}
        assert REFUSES not in running.gateway.log.read_text()
