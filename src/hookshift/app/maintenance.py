"""What a gateway worker does for the tables now and then: partitions made, old rows dropped."""

from functools import partial

from hookshift.app.every import run_all
from hookshift.config.schema.settings import Settings
from hookshift.store.conversations import maintain_conversations
from hookshift.store.database import connection
from hookshift.store.dead_letters import maintain_dead_letters
from hookshift.store.deliveries import maintain_deliveries
from hookshift.store.inbox import maintain_inbox
from hookshift.store.ledger import maintain_ledger
from hookshift.store.loops import forget_loops
from hookshift.store.rollups import maintain_rollups
from hookshift.store.routing_logs import maintain_partitions


async def maintain(url: str, settings: Settings) -> None:
    """Does it once; a table that refuses keeps no other from its turn. Raises OperatorError."""
    recorder, delivery = settings.recorder, settings.delivery
    ahead, days = recorder.partitions_ahead, recorder.retention_days
    async with connection(url, "partitions") as opened:
        await run_all(
            partial(maintain_partitions, opened, ahead, days),
            partial(maintain_rollups, opened, days),
            partial(
                maintain_inbox,
                opened,
                ahead=ahead,
                retention_days=delivery.retention_days,
                dedup_days=delivery.dedup_days,
            ),
            partial(maintain_deliveries, opened),
            partial(maintain_dead_letters, opened, delivery.dead_letter_days),
            partial(maintain_ledger, opened),
            partial(maintain_conversations, opened, ahead, days),
            partial(forget_loops, opened),
        )
