"""The log of a control process tells what happens to rollouts and to the share, and who did it.

Whoever did it (this controller, another one, a command, SQL): it is read from PostgreSQL, where
each change is written down, so the log of every host has all of it.
"""

import logging
import time
from collections.abc import Callable, Iterator

from hookshift.domain.errors import OperatorError
from hookshift.domain.log_fields import FIELDS
from hookshift.store import story
from hookshift.store.database import Connection
from hookshift.store.rollouts import HistoryEntry
from hookshift.store.routing_config import AuditRow
from hookshift.store.story import OVERLAP, Change, Place

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

BEFORE_SECONDS = 60.0


class StoryLog:
    """Logs what is new, each thing once, beginning a minute before this was made.

    What a command does while a control process is replaced is logged too.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._made_at = monotonic()
        self._place: Place | None = None
        self._began = Place(0, 0)
        self._logged: set[tuple[str, int]] = set()
        self._fails = False

    async def log_if_possible(self, connection: Connection) -> None:
        """As `tell`; what cannot be logged now is logged later, and a rollout goes on meanwhile."""
        try:
            await self.log_news(connection)
        except OperatorError as error:
            if not self._fails:
                log.warning("Events of rollouts cannot be logged: %s", error)
            self._fails = True
        else:
            self._fails = False

    async def log_news(self, connection: Connection) -> None:
        """Logs what happened since the last call. Raises OperatorError."""
        if self._place is None:
            ago = self._monotonic() - self._made_at + BEFORE_SECONDS
            self._place = self._began = await story.place(connection, ago)
        entries = await story.entries_after(connection, self._place.entry)
        changes = await story.changes_after(connection, self._place.change)
        for entry in entries:
            if entry.id > self._began.entry and self._is_new("entry", entry.id):
                _log_entry(entry)
        for change in changes:
            if change.id > self._began.change and self._is_new("change", change.id):
                _log_change(change)
        self._go_on(entries, changes)

    def _is_new(self, kind: str, number: int) -> bool:
        if (kind, number) in self._logged:
            return False
        self._logged.add((kind, number))
        return True

    def _go_on(self, entries: list[HistoryEntry], changes: list[Change]) -> None:
        assert self._place is not None
        place = Place(
            max([self._place.entry, *(each.id for each in entries)]),
            max([self._place.change, *(each.id for each in changes)]),
        )
        self._place = place
        self._logged = {
            (kind, number)
            for kind, number in self._logged
            if number > (place.entry if kind == "entry" else place.change) - OVERLAP
        }


def _log_entry(entry: HistoryEntry) -> None:
    log.info(
        "rollout %d, stage %d: %s by %s: %s",
        entry.rollout, entry.stage + 1, entry.news.replace("_", " "), entry.actor, entry.text,
        extra={
            FIELDS: {
                "rollout": entry.rollout,
                "stage": entry.stage + 1,
                "news": entry.news.value,
                "actor": entry.actor,
                "at": entry.at,
            }
        },
    )  # fmt: skip


def _log_change(change: Change) -> None:
    row = change.row
    log.info(
        "share: %s by %s (version %d)%s",
        ", ".join(_changed(row)) or "changed", row.actor, row.version,
        f": {row.reason}" if row.reason else "",
        extra={
            FIELDS: {
                "version": row.version,
                "percentage": None if row.new_percentage is None else float(row.new_percentage),
                "former_percentage": None if row.old_percentage is None
                else float(row.old_percentage),
                "enabled": row.new_enabled,
                "domains": row.new_domains,
                "actor": row.actor,
                "at": row.at,
            }
        },
    )  # fmt: skip


def _changed(row: AuditRow) -> Iterator[str]:
    if row.new_percentage is None:
        yield "configuration deleted"
        return
    if row.old_percentage is None:
        yield f"configuration created at {float(row.new_percentage):g} %"
        return
    if row.old_percentage != row.new_percentage:
        yield f"{float(row.old_percentage):g} % -> {float(row.new_percentage):g} %"
    if row.old_enabled != row.new_enabled:
        yield f"routing switched {'on' if row.new_enabled else 'off'}"
    if row.old_domains != row.new_domains:
        yield f"domains {', '.join(row.new_domains or ()) or 'none'}"
    if row.salt_changed:
        yield "salt changed, so people change sides"
