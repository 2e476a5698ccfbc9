"""`hookshift rollback --local`: everybody on this host to legacy, without PostgreSQL."""

import time
from pathlib import Path

from hookshift.app import local_rollback, places
from hookshift.app.admin import AdminFault, ask
from hookshift.cli.output import complain, console, show_data
from hookshift.cli.session import actor
from hookshift.config.part import load_part
from hookshift.config.schema.installation import DatabasePart
from hookshift.gateway.local_rollback import read
from hookshift.gateway.metrics.counters import newest

ORDER_SECONDS = 2.0
"""Time for the parent of the workers to answer; then the file is written from here."""
CONFIRM_SECONDS = 5.0
RECORD_SECONDS = 3.0
PAUSE_SECONDS = 0.1
FRESH_SECONDS = 5.0
"""Workers write their numbers each second; older ones are those of a worker that has ended."""


def roll_back_here(path: Path, reason: str | None, *, as_json: bool) -> None:
    """Rolls this host back, and says who confirms it. Raises OperatorError."""
    settings = load_part(path, DatabasePart)
    file, why = places.rollback_file(settings), reason or "rollback --local"
    try:
        ask(places.admin_socket(settings), "rollback", ORDER_SECONDS, actor=actor(), reason=why)
    except AdminFault as fault:
        local_rollback.begin(file, actor(), why)
        complain(f"{fault} So the rollback was written to {file}, which every worker follows.")
    rollback = read(file)
    workers, confirmed = _confirmed(places.run_dir(settings), rollback.at if rollback else 0.0)
    recorded = _recorded(file)
    if as_json:
        show_data({"workers": workers, "confirmed": confirmed, "recorded": recorded})
        return
    if not workers:
        console.print("No worker is running here; any that starts will send everybody to legacy.")
    elif confirmed == workers:
        console.print(f"Everybody on this host goes to legacy, as all {workers} workers confirm.")
    else:
        complain(
            f"only {confirmed} of {workers} workers have confirmed the rollback. See the log of "
            "`hookshift serve`; a worker that hangs is replaced, and its replacement obeys it."
        )
    console.print(_sentence(recorded), markup=False)


def _confirmed(folder: Path, since: float) -> tuple[int, int]:
    """How many workers run, and how many of them know a rollback of `since` or later."""
    until = time.monotonic() + CONFIRM_SECONDS
    while True:
        found = newest(folder, FRESH_SECONDS)
        follow = sum(each.gauges.get("local_rollback_at", 0.0) >= since for each in found)
        if follow == len(found) or time.monotonic() > until:
            return len(found), follow
        time.sleep(PAUSE_SECONDS)


def _recorded(file: Path) -> int | None:
    """The version that records the rollback, if one does soon."""
    until = time.monotonic() + RECORD_SECONDS
    while time.monotonic() < until:
        rollback = read(file)
        if rollback is not None and rollback.recorded is not None:
            return rollback.recorded
        time.sleep(PAUSE_SECONDS)
    return None


def _sentence(recorded: int | None) -> str:
    if recorded is not None:
        return (
            f"It is recorded as version {recorded} of the configuration, which all other hosts "
            "follow."
        )
    return (
        "PostgreSQL has not recorded it yet: until it does, other hosts are unaffected. hookshift "
        "tries every few seconds, and the rollback stays in force here until it is recorded."
    )
