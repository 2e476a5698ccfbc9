"""Rollouts played hour by hour, and the pictures that views are made of; no database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from hookshift.config.load import load
from hookshift.config.plan import rollout_plan
from hookshift.config.schema.rollout import Freeze
from hookshift.config.schema.rollout import RolloutConfig as Calendar
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.rollout.progress import Advance, World, apply, elapsed, evaluate, start
from hookshift.domain.rollout.state import EnterStage, Happening, Note
from hookshift.store.gateways import SeenWorker, WorkerHeartbeat
from hookshift.store.leases import Lease
from hookshift.store.rollouts import HistoryEntry, StoredRollout
from hookshift.store.routing_config import ActiveConfig
from hookshift.view.view_model import Picture
from tests.cli.conftest import SHIPPED
from tests.shipped import ENVIRON

START = datetime(2025, 12, 3, 8, 0, tzinfo=UTC).timestamp()
"""A Wednesday."""
HOUR = 3_600.0
SLOT = 60.0
VERSION = 41
DOMAINS = ("jobs", "marketplace", "property")
SETTINGS = load(SHIPPED, ENVIRON)
PLAN = rollout_plan(SETTINGS, DOMAINS)
ADA = "ada@ops"


def moment(seconds: float) -> datetime:
    """From seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def counts(requests: int, errors: int = 0, slow: int = 0, new: int = 0) -> Counts:
    """Requests of 12 ms, `slow` of them of 3,000 ms; each failure of a sender of its own."""
    sketch = [0] * 120
    sketch[11], sketch[70] = requests - slow, slow
    return Counts(
        requests=requests,
        errors=errors,
        undelivered=errors,
        slow=slow,
        errors_squared=errors,
        new_senders=new,
        failing_senders=tuple(range(errors))[:4],
        latency=tuple(sketch),
    )


Traffic = Mapping[str, tuple[Counts, Counts]]
"""By domain: unified's and legacy's counts of one slot."""


class Story:
    """A rollout that is played hour by hour."""

    def __init__(
        self,
        plan: Plan = PLAN,
        stage: int = 0,
        totals: Mapping[tuple[str, str], Totals] | None = None,
    ) -> None:
        self.plan = plan
        self.now = START
        self.entries: list[HistoryEntry] = []
        self.looked_at: float | None = None
        self.ended: float | None = None
        first = start(plan, totals or {}, stage, START)
        self.progress, self.verdicts = first.progress, first.verdicts
        self._take(first, ADA)

    def _take(self, advance: Advance, actor: str) -> None:
        before = self.progress.state
        stage = before.stage
        self.progress = advance.progress
        for command in advance.commands:
            if isinstance(command, EnterStage):
                stage, self.verdicts = command.stage, ()
            elif isinstance(command, Note):
                entry = HistoryEntry(
                    len(self.entries) + 1,
                    7,
                    moment(self.now),
                    stage,
                    command.news,
                    actor,
                    command.text,
                )
                self.entries.insert(0, entry)
        state = self.progress.state._replace(version=VERSION)
        self.progress = self.progress._replace(state=state)
        if state.is_final and self.ended is None:
            self.ended = self.now

    def hours(self, hours: float, traffic: Traffic, world: World | None = None) -> "Story":
        """So much time, with this traffic every minute."""
        end = self.now + hours * HOUR
        while self.now + SLOT < end:
            self.slot(traffic, world, in_full=False)
        return self.slot(traffic, world)

    def slot(
        self, traffic: Traffic, world: World | None = None, *, in_full: bool = True
    ) -> "Story":
        """A minute."""
        slots = [
            Slot(self.now, SLOT, domain, side, VERSION, each)
            for domain, sides in traffic.items()
            for side, each in zip(("unified", "legacy"), sides, strict=True)
        ]
        self.now += SLOT
        self._look(slots, world, in_full=in_full)
        return self

    def quiet(self, seconds: float, world: World | None = None) -> "Story":
        """Nobody has traffic."""
        self.now += seconds
        evidence = elapsed(self.progress.evidence, self.now)
        self.progress = self.progress._replace(evidence=evidence)
        self._look((), world)
        return self

    def _look(self, slots: Sequence[Slot], world: World | None, *, in_full: bool = True) -> None:
        world = World(self.now) if world is None else world._replace(now=self.now)
        seen = evaluate(self.progress, self.plan, slots, world, in_full=in_full)
        self.looked_at = self.now
        self.verdicts = seen.verdicts
        self._take(seen, "hookshift controller")

    def apply(self, happening: Happening, actor: str = ADA) -> "Story":
        """A person's command."""
        self._take(apply(self.progress, self.plan, happening), actor)
        return self

    @property
    def rollout(self) -> StoredRollout:
        """As the store would give it."""
        return StoredRollout(
            id=7,
            revision=3,
            plan=self.plan,
            progress=self.progress,
            verdicts=self.verdicts,
            looked_at=None if self.looked_at is None else moment(self.looked_at),
            started_at=moment(START),
            started_by=ADA,
            reason="day 3",
            ended_at=None if self.ended is None else moment(self.ended),
            folded_to=self.now,
        )

    def picture(self, **changes: object) -> Picture:
        """With two gateways that follow and a controller that leads."""
        share = Decimal(self.plan.stages[self.progress.state.stage].threshold) / 100
        config = ActiveConfig(share, True, list(DOMAINS), VERSION, moment(START), ADA, None)
        picture = Picture(
            now=self.now,
            rollout=self.rollout,
            entries=tuple(self.entries),
            config=config,
            workers=(worker(0), worker(1)),
            lease=Lease("ops-1:4242:1764748800000000000", 3, 4.2),
            calendar=Calendar(),
        )
        return picture._replace(**changes)  # type: ignore[arg-type]


def worker(slot: int, version: int = VERSION, age: float = 1.0) -> SeenWorker:
    """A gateway worker."""
    return SeenWorker(
        WorkerHeartbeat(f"w{slot}", "ops-1", 100 + slot, slot, "0.1.0", moment(START)),
        moment(START),
        age,
        version,
        {},
    )


def traffic(requests: int = 100, share: float = 0.1, **errors: int) -> Traffic:
    """The same in each domain; `errors` of unified by domain."""
    ours = round(requests * share)
    return {
        domain: (
            counts(ours, errors.get(domain, 0), new=ours),
            counts(requests - ours, new=requests - ours),
        )
        for domain in DOMAINS
    }


NIGHTS = Calendar(freeze=(Freeze.model_validate({"from": "22:00", "to": "06:00"}),))
WEEKENDS = Calendar(freeze=(Freeze(days=("sat", "sun")),))
