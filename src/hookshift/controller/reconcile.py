"""One pass of the controller's loop: read the rollout, observe, evaluate, apply."""

import time
from collections.abc import Sequence
from math import inf

from hookshift.controller.apply import RolloutChange, carry_out
from hookshift.controller.interference import interference
from hookshift.controller.observation import Frozen, Observation, observe
from hookshift.controller.replies import learn_replies
from hookshift.controller.watch import Window, watch
from hookshift.domain.evidence.rollups import LONGEST_SLOT, Slot
from hookshift.domain.rollout.progress import apply
from hookshift.domain.rollout.state import Interfered
from hookshift.store.database import Connection
from hookshift.store.leases import Fence
from hookshift.store.rollouts import StoredRollout, clock, open_rollout
from hookshift.store.rollups import read_slots
from hookshift.store.routing_config import read_config

FOLDING_SECONDS = 0.25
"""How long one pass folds slots, so that share and lease are checked between passes."""
MOST_SECONDS = 10_800.0
"""The longest stretch of slots that is read at once."""
LATE_SECONDS = 3_600.0
"""How late a slot may appear and still count."""


async def reconcile(connection: Connection, fence: Fence, frozen: Frozen) -> bool:
    """Advances the open rollout if its evidence allows it; True if there is more to do at once.

    Raises OperatorError; Overtaken, with nothing done, if somebody else was faster.
    """
    rollout = await open_rollout(connection)
    if rollout is None:
        return False
    config = await read_config(connection)
    what = await interference(connection, rollout, config)
    if what is not None:
        now = await clock(connection)
        noticed = apply(rollout.progress, rollout.plan, Interfered(now, what))
        await carry_out(connection, rollout, RolloutChange(now, *noticed[:2]), fence)
        return True
    # Gateways are observed before slots are read, so that no slot before the watermark is missed.
    observation = await observe(connection, rollout, config, frozen)
    replies = await learn_replies(connection, rollout, observation.watermark)
    observation = observation._replace(world=observation.world._replace(replies=replies))
    window = await _read(connection, rollout, observation)
    end = time.monotonic() + FOLDING_SECONDS
    change, more = watch(rollout, window, observation, in_time=lambda: time.monotonic() < end)
    if change is not None:
        await carry_out(connection, rollout, change, fence)
    return more or (replies is not None and replies.behind)


async def _read(connection: Connection, rollout: StoredRollout, observation: Observation) -> Window:
    since, watermark = rollout.folded_to, observation.watermark
    if watermark is None or watermark <= since:
        return Window((), since, is_last=True)
    until = min(watermark, since + MOST_SECONDS)
    slots = complete(await read_slots(connection, since, until + LONGEST_SLOT), until)
    begun = rollout.started_at.timestamp()
    since_start = [slot for slot in slots if slot.start + slot.seconds > begun]
    is_last = until == watermark
    # A slot that straddles the end of the window is left for the next pass.
    reaches = watermark - LATE_SECONDS if is_last else until - LONGEST_SLOT
    return Window(since_start, reaches, is_last)


def complete(slots: Sequence[Slot], until: float) -> list[Slot]:
    """The slots before the first one that ends after `until`; all later ones must wait.

    Slots of one time are folded together, once: where gateways write slots of different lengths,
    the shorter ones wait for the longer.
    """
    waits = min((slot.start for slot in slots if slot.start + slot.seconds > until), default=inf)
    return [slot for slot in slots if slot.start < waits]
