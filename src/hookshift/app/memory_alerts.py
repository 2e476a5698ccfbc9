"""Alerts while PostgreSQL can take none: from memory, straight to the notifiers.

The control process of each host tells what it knows without PostgreSQL: that it is away, what the
host's workers left in their files for `/metrics`, and what the host runs out of. Nothing is stored:
a control process that is replaced begins anew.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from hookshift.app.places import run_dir
from hookshift.config.schema.settings import Settings
from hookshift.controller.notify.alert import about_alert
from hookshift.controller.notify.channel import NotifierChannel
from hookshift.domain import traffic_alerts
from hookshift.domain.alerts import Alert, AlertNews
from hookshift.domain.host_alerts import HostReport, of_database, of_hosts
from hookshift.domain.recent import merged, read
from hookshift.gateway.metrics.counters import MetricsFiles, MetricsSnapshot
from hookshift.store.outbox import AlertEntry
from hookshift.view import handlers
from hookshift.view.problems import limits

log = logging.getLogger(__name__)

FRESH_SECONDS = 15.0
"""What workers wrote longer ago is out of date; they write every second."""
MOST_TRIES = 60
"""Attempts to tell one notifier of one thing."""


@dataclass
class _Open:
    """A problem, and which notifiers have accepted it."""

    alert: Alert
    since: float
    accepted_by: set[str] = field(default_factory=set)
    sent_at: float | None = None
    tries: int = 0


class MemoryAlerts:
    """What is wrong on this host, for as long as PostgreSQL cannot be used."""

    def __init__(
        self,
        settings: Settings,
        channels: Sequence[NotifierChannel],
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._channels = channels
        self._monotonic = monotonic
        self._wall = wall
        self._host = os.uname().nodename
        self._files = MetricsFiles(run_dir(settings), -1)
        self._away_since: float | None = None
        self._open: dict[tuple[str, str], _Open] = {}

    async def observe(self, error: str | None) -> None:
        """PostgreSQL cannot be used because of `error`; None: it can, and takes alerts again."""
        if error is None:
            self._away_since = None
            await self._update([])
            return
        if self._away_since is None:
            self._away_since = self._wall()
        await self._update(self._wrong(error, self._away_since))

    def _wrong(self, error: str, since: float) -> list[Alert]:
        fresh = {
            slot: snapshot
            for slot, snapshot in self._files.others().items()
            if self._wall() - snapshot.gauges.get("recorded_at", 0.0) <= FRESH_SECONDS
        }
        return [
            of_database(self._host, error, since),
            *self._of_traffic(fresh.values()),
            *of_hosts(
                HostReport(f"worker {slot} on {self._host}", self._host, snapshot.gauges)
                for slot, snapshot in fresh.items()
            ),
        ]

    def _of_traffic(self, snapshots: Iterable[MetricsSnapshot]) -> list[Alert]:
        """By the limits for everybody: what is usual for a handler only PostgreSQL knows."""
        bounds, unified = limits(self._settings), handlers.unified(self._settings)
        recent = merged((read(each.recent) for each in snapshots), self._wall())
        found = traffic_alerts.of_handlers(recent, {}, unified, bounds)
        names = [alert.subject for alert in found]
        return [*found, *traffic_alerts.of_provider(recent, names, bounds.provider_errors)]

    async def _update(self, found: Sequence[Alert]) -> None:
        now, own = self._monotonic(), self._settings.alerts
        by_key = {(alert.kind.value, alert.subject): alert for alert in found}
        for key, alert in by_key.items():
            open_ = self._open.setdefault(key, _Open(alert, now))
            open_.alert = alert
            if open_.sent_at is not None and own.remind and now - open_.sent_at >= own.remind:
                open_.accepted_by, open_.sent_at, open_.tries = set(), None, 0
        for key in [key for key in self._open if key not in by_key]:
            over = self._open.pop(key)
            await self._send(over, AlertNews.RESOLVED, over.accepted_by)
        for open_ in list(self._open.values()):
            if now - open_.since >= own.after:
                await self._raise(open_, now)

    async def _raise(self, open_: _Open, now: float) -> None:
        missing = {each.name for each in self._channels} - open_.accepted_by
        if open_.sent_at is None:
            log.warning("alert: %s", open_.alert.text)
            open_.sent_at = now
        if missing and open_.tries < MOST_TRIES:
            open_.tries += 1
            open_.accepted_by |= await self._send(open_, AlertNews.ALERT, missing)

    async def _send(self, open_: _Open, news: AlertNews, names: Iterable[str]) -> set[str]:
        """Sends to the notifiers with these names, all at once; returns those that accepted it."""
        wanted = [
            each for each in self._channels if each.name in set(names) and news.value in each.on
        ]
        alert = open_.alert
        entry = AlertEntry(
            0, datetime.fromtimestamp(self._wall(), UTC), news, alert.kind.value, alert.subject,
            alert.text,
        )  # fmt: skip
        message = about_alert(f"msg_{uuid4().hex}", entry)
        answers = await asyncio.gather(*(each.send(message) for each in wanted))
        return {each.name for each, answer in zip(wanted, answers, strict=True) if answer.good} | {
            each.name for each in self._channels if news.value not in each.on
        }
