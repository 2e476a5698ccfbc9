"""The parts of the memory, started and stopped together as a worker does."""

import time
from contextlib import AsyncExitStack
from pathlib import Path

from hookshift.app.conversations import ConversationMemory
from hookshift.app.loops import LoopWatch
from hookshift.domain.conversation.records import ABSENT, ConversationRecord, MissingKeys
from hookshift.domain.routing.routing import Side
from hookshift.gateway.metrics.page import GAUGES
from tests.looking import seen

NOW = int(time.time())
TURN = ConversationRecord(5, "rent", Side.UNIFIED, NOW, NOW, NOW)


async def test_what_is_noted_outlives_the_worker_and_the_table(
    database_url: str, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        made = ConversationMemory(
            database_url, tmp_path / f"{name}.table", size=1 << 20, key_tag=7, domains=["rent"]
        )
        async with AsyncExitStack() as stack:
            loops = LoopWatch("w", "worker 0")
            await made.start(loops, stack)
            await seen(lambda: made.memory.look_up(MissingKeys((), (1, 2), ())))  # noqa: B023
            assert made.memory.conversation(2, 5) is ABSENT
            if name == "one":
                made.memory.note_conversation(1, TURN, "whatsapp")
            assert made.memory.conversation(1, 5) == TURN
            gauges = made.gauges()
            assert set(gauges) <= set(GAUGES)
            assert gauges["conversation_lookups"] >= 1
            assert gauges["conversation_table_shared"] == 1.0
            assert [each for each in loops.gauges() if "conversation" in each] == [
                "loop_failing conversations",
                "loop_failing conversation_lookup",
                "loop_failing conversation_follower",
            ]
