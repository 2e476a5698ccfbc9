"""Heeds what handlers' answers say of conversations, whichever way a request went to its handler.

`X-Message-Ids` names what the handler sent while it answered: these messages are known from then
on, and not only from their first receipt. `X-Conversation` releases the conversation, or passes it.
What cannot be heeded is counted, logged at most once a minute, and changes nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from hookshift.domain.conversation.circumstances import Circumstances
from hookshift.domain.conversation.handover import (
    UNHEEDED_TEXT,
    OwnerAsked,
    OwnerChange,
    Unheeded,
    asked,
    handed_over,
)
from hookshift.domain.conversation.records import MessageRecord, MissingKeys
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event
from hookshift.domain.http import Response
from hookshift.domain.person import PersonHash
from hookshift.domain.routing.routing import UNKNOWN_DOMAIN, Part, Route, Snapshot
from hookshift.gateway.conversation.answer_headers import (
    CONVERSATION,
    MESSAGE_IDS,
    given,
    handover,
    message_ids,
)
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import EventNames, message_key
from hookshift.gateway.conversation.recall import LOOKS, UNTOUCHED, Recall, Recalled

log = logging.getLogger(__name__)

LOG_SECONDS: Final = 60.0
MOST_LOOKED_UP: Final = 100
"""Hand-overs whose conversation is looked up at the same time."""
CLOCKS_SECONDS: Final = 0.05
"""By how much the two clocks, of the time of day and of durations, may disagree about a request."""
TAKEN: Final = "taken"


class AnswerCounts(Protocol):
    """Where it is counted; `metrics.Metrics` is the real one."""

    def conversation_header(self, handler: str, header: str, outcome: str, times: int = 1) -> None:
        """A handler's answer had this header, and this became of what it said."""


class HandoverRules(NamedTuple):
    """What the settings say."""

    terms: Terms
    routes: Mapping[str, Route]
    passers: Mapping[str, frozenset[str]]
    """By domain, the handlers that may pass a conversation to it."""


class ConversationAnswers:
    """Heeds answers to events of `sources`, those that have conversations."""

    def __init__(
        self,
        sources: Sequence[str],
        memory: Memory,
        rules: HandoverRules,
        hash_of: PersonHash,
        counts: AnswerCounts,
        *,
        former: Sequence[PersonHash] = (),
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.snapshot: Snapshot | None = None
        one = rules.terms.groups_are_one
        self._recalls = {
            # Another host may have taken a newcomer in a moment ago: rare enough to ask.
            name: Recall(
                name, memory, hash_of, groups_are_one=one, former=former, asks_for_newcomers=True
            )
            for name in sources
        }
        self._memory = memory
        self._rules = rules
        self._hash_of = hash_of
        self._counts = counts
        self._wall = wall
        self._monotonic = monotonic
        self._logged_at: dict[tuple[bytes, Unheeded], float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def on_answer(self, part: Part, answer: Response, source: str, seconds: float) -> None:
        """The handler of `part` took so many seconds to say that it has taken it."""
        found = given(answer)
        if not found or source not in self._recalls or not 200 <= answer.status < 300:
            return
        if MESSAGE_IDS in found:
            self._remember(part, found[MESSAGE_IDS], source)
        if CONVERSATION in found:
            self._hand_over(part, found[CONVERSATION], source, seconds)

    def _remember(self, part: Part, values: Sequence[bytes], source: str) -> None:
        named = message_ids(values)
        for reason, times in (
            (Unheeded.MALFORMED, named.malformed),
            (Unheeded.TOO_MANY, named.beyond),
        ):
            if times:
                self._unheeded(part.handler, MESSAGE_IDS, reason, times)
        if not named.ids:
            return
        numbers = {event.phone_number_id for event in part.events}
        if len(part.domains) > 1 or len(numbers) > 1:
            self._unheeded(part.handler, MESSAGE_IDS, Unheeded.SEVERAL, len(named.ids))
            return
        (domain,), (number,) = part.domains, numbers
        self._counts.conversation_header(part.handler, MESSAGE_IDS.decode(), TAKEN, len(named.ids))
        if domain == UNKNOWN_DOMAIN:
            # What the default handler sends is about nothing that an answer could go on with.
            return
        record = MessageRecord(domain, part.side, int(self._wall()))
        for each in named.ids:
            key = self._hash_of(message_key(source, number, each))
            if not isinstance(self._memory.message(key), MessageRecord):
                self._memory.note_message(key, record)

    def _hand_over(self, part: Part, values: Sequence[bytes], source: str, seconds: float) -> None:
        wanted = handover(values)
        if wanted is None:
            self._unheeded(part.handler, CONVERSATION, Unheeded.MALFORMED)
            return
        refused = self._refused(part.handler, wanted.to)
        if refused is not None:
            self._unheeded(part.handler, CONVERSATION, refused)
            return
        recall = self._recalls[source]
        names = recall.named(part.events)
        since = self._wall() - seconds + CLOCKS_SECONDS
        pairs = [
            (event, own, asked(decision, event.at, since))
            for event, own, decision in zip(part.events, names, part.decisions, strict=True)
            if own is not None and decision.reason not in UNTOUCHED
        ]
        if not pairs:
            self._unheeded(part.handler, CONVERSATION, Unheeded.NOT_OWNER)
            return
        if len({(own.aliases[0], event.phone_number_id) for event, own, _ in pairs}) > 1:
            self._unheeded(part.handler, CONVERSATION, Unheeded.SEVERAL)
            return
        # The last of several messages of one person is the newest.
        self._begin(_Request(part.handler, source, wanted, recall, *pairs[-1]))

    def _refused(self, handler: str, to: str | None) -> Unheeded | None:
        """Why the settings do not let it pass a conversation to this domain; None if they do."""
        if to is None:
            return None
        if to not in self._rules.routes:
            return Unheeded.UNKNOWN_DOMAIN
        return None if handler in self._rules.passers.get(to, ()) else Unheeded.NOT_ALLOWED

    def _begin(self, request: "_Request") -> None:
        known = self._recalled(request)
        if _missing(known) is None:
            self._finish(request, known)
        elif len(self._tasks) >= MOST_LOOKED_UP:
            self._unheeded(request.handler, CONVERSATION, Unheeded.UNAVAILABLE)
        else:
            task = asyncio.get_running_loop().create_task(self._after_look_up(request, known))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _after_look_up(self, request: "_Request", known: Recalled) -> None:
        for _ in range(LOOKS):
            missing = _missing(known)
            if missing is None:
                self._finish(request, known)
                return
            if not await self._memory.look_up(missing):
                break
            known = self._recalled(request)
        self._unheeded(request.handler, CONVERSATION, Unheeded.UNAVAILABLE)

    def _recalled(self, request: "_Request") -> Recalled:
        return request.recall.event(request.event, request.names, self._given())

    def _given(self) -> Circumstances:
        rules = self._rules
        return Circumstances(rules.terms, rules.routes, self.snapshot, int(self._wall()))

    def _finish(self, request: "_Request", known: Recalled) -> None:
        if known.person is None:
            self._unheeded(request.handler, CONVERSATION, Unheeded.UNAVAILABLE)
            return
        before = known.conversation
        after = handed_over(request.wanted, request.asked, known.person, before, self._given())
        if isinstance(after, Unheeded):
            self._unheeded(request.handler, CONVERSATION, after)
        elif self._memory.replace_conversation(known.keys[0], before, after, request.source):
            self._counts.conversation_header(request.handler, CONVERSATION.decode(), TAKEN)
        else:
            # Another worker has changed it in the last microseconds.
            self._unheeded(request.handler, CONVERSATION, Unheeded.NOT_OWNER)

    def _unheeded(self, handler: str, header: bytes, reason: Unheeded, times: int = 1) -> None:
        name = header.decode()
        self._counts.conversation_header(handler, name, reason, times)
        now = self._monotonic()
        if now - self._logged_at.get((header, reason), -LOG_SECONDS) < LOG_SECONDS:
            return
        self._logged_at[header, reason] = now
        log.warning("Ignored what handler %s says in %s: %s", handler, name, UNHEEDED_TEXT[reason])


class _Request(NamedTuple):
    """A hand-over that the settings allow."""

    handler: str
    source: str
    wanted: OwnerChange
    recall: Recall
    event: Event
    names: EventNames
    asked: OwnerAsked


def _missing(known: Recalled) -> MissingKeys | None:
    """What memory lacks of the person and their conversation; None if nothing."""
    pairs = zip(known.named.aliases, known.aliases, strict=True)
    aliases = tuple(alias for alias, found in pairs if found is None)
    under = zip(known.keys, known.conversations, strict=True)
    conversations = tuple(key for key, found in under if found is None)
    return MissingKeys(aliases, conversations) if aliases or conversations else None
