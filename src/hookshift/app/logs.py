"""How processes log: lines for people, or JSON for programs. No texts, no phone numbers.

hookshift's own messages hold neither; long numbers and WhatsApp ids are blanked all the same, as an
unexpected exception may quote anything.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from hookshift.config.schema.observability import LogsConfig
from hookshift.domain.log_fields import FIELDS
from hookshift.domain.privacy import without_ids
from hookshift.domain.terminal import harmless

_LONG_NUMBER: Final = re.compile(r"\d{9,}")
"""Phone numbers have nine to fifteen digits; ports, pids and counts have fewer."""
_TEXT = "%(asctime)s %(levelname)s {process} %(name)s: %(message)s"


def begin(settings: LogsConfig, process: str) -> None:
    """Sets logging up, once at the beginning of a process called `process`."""
    is_json = settings.format == "json"
    formatter: logging.Formatter = AsJson(process) if is_json else AsText(process)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler])


class AsText(logging.Formatter):
    """Formats records as lines for people; tracebacks follow on lines of their own."""

    def __init__(self, process: str) -> None:
        super().__init__(_TEXT.format(process=process))

    def format(self, record: logging.LogRecord) -> str:
        """The formatted record."""
        text = super().format(record)
        # A text with line breaks must not forge log lines: only hookshift's own begin a line.
        text = harmless(text).replace("\n", "\n  ")
        # The time at its beginning has no long number.
        return _blanked(text)


class AsJson(logging.Formatter):
    """Formats each record as a JSON object on one line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The formatted record."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": _blanked(record.getMessage()),
        }
        fields.update(getattr(record, FIELDS, {}))
        if record.exc_info:
            fields["exception"] = _blanked(self.formatException(record.exc_info))
        return msgspec.json.encode(fields).decode()


def _blanked(text: str) -> str:
    return _LONG_NUMBER.sub("#", without_ids(text))
