"""How processes log: lines for people, or JSON for programs. No texts, no phone numbers.

What hookshift itself says holds neither; long numbers and WhatsApp ids are blanked all the same, as
an exception that no code foresaw may quote whatever it met.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from hookshift.config.schema.observability import LogsConfig
from hookshift.domain.privacy import without_ids
from hookshift.domain.terminal import harmless
from hookshift.gateway.record.attempt_log import FIELDS

_LONG_NUMBER: Final = re.compile(r"\d{9,}")
"""Phone numbers have nine to fifteen digits; ports, pids and counts have fewer."""
_TEXT = "%(asctime)s %(levelname)s {process} %(name)s: %(message)s"


def begin(settings: LogsConfig, process: str) -> None:
    """Once, at the beginning of a process called `process`."""
    is_json = settings.format == "json"
    formatter: logging.Formatter = AsJson(process) if is_json else AsText(process)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler])


class AsText(logging.Formatter):
    """A line for people; a traceback follows on lines of its own."""

    def __init__(self, process: str) -> None:
        super().__init__(_TEXT.format(process=process))

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        text = super().format(record)
        # Whoever writes a line into a text must not write one into the log: only ours begin a line.
        text = harmless(text).replace("\n", "\n  ")
        # The time at its beginning has no long number.
        return _blanked(text)


class AsJson(logging.Formatter):
    """One object on one line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": _blanked(record.getMessage()),
        }
        told.update(getattr(record, FIELDS, {}))
        if record.exc_info:
            told["exception"] = _blanked(self.formatException(record.exc_info))
        return msgspec.json.encode(told).decode()


def _blanked(text: str) -> str:
    return _LONG_NUMBER.sub("#", without_ids(text))
