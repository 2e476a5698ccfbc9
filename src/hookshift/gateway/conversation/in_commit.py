"""The conversations of a durable source: looked up before its webhooks commit, decided in there.

What is decided by is read under a lock (`store.inbox`), so the order of commits is the order in
which one event gives the next its context, also where two hosts take them in at the same time.
"""

from collections.abc import Coroutine, Sequence
from typing import Final

from hookshift.domain.events import Event
from hookshift.domain.routing.routing import Decision, Snapshot
from hookshift.gateway.conversation.conversations import Conversations

DURABLE_LOOK_UP_SECONDS: Final = 0.25
"""How long a webhook waits for what is looked up before its commit: it is answered after that, so
it may wait longer than one that is relayed."""


class ConversationsInCommit:
    """`beforehand` asks the memory of the host; `inside` the draft of a commit."""

    in_commit: Final = True

    def __init__(self, beforehand: Conversations, inside: Conversations) -> None:
        self._beforehand = beforehand
        self._inside = inside

    def decide(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision] | Coroutine[None, None, None]:
        """`decisions` as they are, or what must be looked up before the commit."""
        return self._beforehand.look_up(events, decisions, snapshot) or list(decisions)

    def decided_now(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision]:
        """`decisions` as the conversations want them; to be asked in the commit only."""
        return self._inside.decided_now(events, decisions, snapshot)
