"""The runbook's SQL, word for word."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "runbook"


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text("utf-8")


PHASE_1 = _read("phase1")
STATS = _read("stats")
DASHBOARD = _read("dashboard")
ERRORS = _read("errors")
ROLLBACK = _read("rollback")
