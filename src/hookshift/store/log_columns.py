"""The columns of the log, as COPY in PostgreSQL's binary format has them."""

from typing import Final

from hookshift.domain.routing.records import COLUMNS, LogRow

ERROR_CHARACTERS: Final = 2_000
TEXT_CHARACTERS: Final = 256
"""Characters of every text but the error message."""

NO_COLUMN, TEXT, INTEGER, BIGINT, BOOLEAN, UUID, TIMESTAMPTZ = range(7)
"""As `core/copying.pxi` numbers them."""
_OTHER_THAN_TEXT: Final = {
    "id": UUID,
    "response_time_ms": INTEGER,
    "created_at": TIMESTAMPTZ,
    "bucket": INTEGER,
    "config_version": BIGINT,
    "handler_status": INTEGER,
    "attempt": INTEGER,
    "person": BIGINT,
    "provider_time": BIGINT,
    "in_group": BOOLEAN,
    "error_code": INTEGER,
}
KINDS: Final = tuple(
    _OTHER_THAN_TEXT.get(name, TEXT) if name in COLUMNS else NO_COLUMN for name in LogRow._fields
)
"""By field of a row; a test compares them with the table."""
BOUNDS: Final = tuple(
    ERROR_CHARACTERS if name == "error_message" else TEXT_CHARACTERS for name in LogRow._fields
)
