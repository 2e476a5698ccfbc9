"""Learns how many people were answered since the last time, some slots at each pass.

People are judged once every receipt of an answer to them has had its time to arrive, so this lags
behind the rest of the evidence by `within` and `grace`. Where it goes on is in the evidence itself:
a controller that is killed counts nobody twice, and leaves nobody out.
"""

from collections import Counter

from hookshift.domain.evidence.replies import NO_RECEIPTS, ReplySlot, SeenReplies
from hookshift.store.database import Connection
from hookshift.store.replies import ReplyWindow, count_replies, numbers_with_receipts
from hookshift.store.rollouts import StoredRollout

MOST_SLOTS = 12
"""Slots that one pass counts: a controller that was away catches up in some passes."""


async def learn_replies(
    connection: Connection, rollout: StoredRollout, watermark: float | None
) -> SeenReplies | None:
    """What is new up to `watermark`, by which the log is complete; None: nothing yet.

    Raises OperatorError.
    """
    plan, (state, evidence) = rollout.plan, rollout.progress
    since = evidence.replies_through
    if not plan.judges_replies or watermark is None or state.version is None or not since:
        return None
    ready = watermark - plan.replies_within - plan.replies_grace
    number = max(min(int((ready - since) // plan.slot), MOST_SLOTS), 0)
    is_known = bool(evidence.replies_off) or since > evidence.entered
    if not number and is_known:
        return None
    numbers = await numbers_with_receipts(connection, watermark)
    through = since + number * plan.slot
    if not numbers:
        return SeenReplies(since, through, off=NO_RECEIPTS)
    if not number:
        return None
    slots: list[ReplySlot] = []
    unjudged: Counter[str] = Counter()
    for each in range(number):
        begins = since + each * plan.slot
        window = ReplyWindow(
            *(begins, begins + plan.slot, evidence.entered, state.version, plan.domains),
            *(plan.replies_within, plan.replies_grace),
        )
        found = await count_replies(connection, window, numbers)
        slots += found.slots
        unjudged += found.unjudged
    behind = ready - through >= plan.slot
    return SeenReplies(since, through, tuple(slots), dict(unjudged), behind=behind)
