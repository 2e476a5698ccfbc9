"""Synthetic WhatsApp Cloud API traffic: bodies as Meta sends them, from a seeded population.

People do not say their keyword again: who has asked for a job answers "yes" and "2" afterwards. The
id of such a message says which domain it belongs to, so that whoever reads the log knows.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

POPULATION = 20_000
WABA = "102290129340398"
PHONE_NUMBER_ID = "106540352242922"

TEXTS = {
    "jobs": (
        "Looking for a job in Kigali",
        "are you hiring drivers?",
        "How do I APPLY for this?",
        "career advice please",
    ),
    "property": (
        "two bedroom apartment in Remera",
        "I want to rent a place",
        "is the house still free?",
        "property near the lake",
    ),
    "marketplace": (
        "I want to buy a phone",
        "do you have a shop in town",
        "where is my order?",
        "is this product new?",
    ),
    "mobility": ("I need a taxi now", "moto to the airport", "call my driver"),
    "profile": ("change my profile picture", "my wallet please"),
    "insurance": ("renew my insurance", "send me the policy", "I have a claim"),
    "unknown": ("yes", "2", "hello there", "thank you"),
}
CONTINUED = frozenset({"jobs", "property", "marketplace"})
"""Domains that are talked about in more than one message."""
FOLLOW_UPS = ("yes", "2", "the second one", "ok", "\N{THUMBS UP SIGN}", "tomorrow at 9")
ANSWERS = (1, 4)
"""How many messages without a keyword follow one with."""
TRIES = 1_000
"""How often somebody is sought who is not in the middle of a conversation."""
SOON = (600, 1_500)
"""After how many webhooks the next message of a conversation comes: about a second."""
WEIGHTS = {
    "jobs": 26,
    "property": 26,
    "marketplace": 26,
    "mobility": 5,
    "profile": 4,
    "insurance": 3,
    "unknown": 10,
}


class Talk(NamedTuple):
    """Somebody who goes on as soon as what they said has been answered."""

    person: int
    domain: str
    more: int
    """How many messages are still to come."""


class SampleWebhook(NamedTuple):
    """One POST: its body and how many events it holds."""

    body: bytes
    events: int
    talks: tuple[Talk, ...] = ()
    """Conversations that go on from here."""


class WebhookTraffic:
    """An endless, reproducible stream of webhooks."""

    def __init__(
        self,
        seed: int,
        population: int = POPULATION,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """`clock` tells the provider's time; without one each event is a second later."""
        self._random = random.Random(seed)  # noqa: S311, it must be reproducible
        self._population = population
        self._serial = itertools.count(1)
        self._ticks = itertools.count(1_764_750_001)
        self._clock = clock
        self._sent = 0
        self._talks: list[tuple[int, Talk]] = []
        """Who goes on, by the number of the webhook."""
        self._begun: list[Talk] = []
        """Those of the webhook that is being made."""
        self._talking: set[int] = set()

    def __iter__(self) -> Iterator[SampleWebhook]:
        while True:
            webhook = self.next()
            self.answered(webhook)
            yield webhook

    def answered(self, webhook: SampleWebhook) -> None:
        """Who speaks in it goes on: nobody says "2" before their question was delivered."""
        for talk in webhook.talks:
            due = self._sent + self._random.randint(*SOON)
            heapq.heappush(self._talks, (due, talk))

    def given_up(self, webhook: SampleWebhook) -> None:
        """Notes that a webhook failed for good: its people begin a new conversation later."""
        self._talking -= {talk.person for talk in webhook.talks}

    def next(self) -> SampleWebhook:
        """Mostly one message a body; some statuses, and some batches for several domains."""
        kind = self._random.choices(
            ("message", "batch", "status", "account"), weights=(88, 4, 6, 2)
        )[0]
        self._sent += 1
        if kind == "message" and self._talks and self._talks[0][0] <= self._sent:
            return self._body([self._follow_up()], 1)
        if kind == "account":
            return self._body([self._change("account_update", {"event": "VERIFIED_ACCOUNT"})], 1)
        if kind == "status":
            return self._body([self._statuses()], 1)
        count = self._random.randint(2, 5) if kind == "batch" else 1
        return self._body([self._message() for _ in range(count)], count)

    def _body(self, changes: list[dict[str, Any]], events: int) -> SampleWebhook:
        envelope = {
            "object": "whatsapp_business_account",
            "entry": [{"id": WABA, "time": self._tick(), "changes": changes}],
        }
        talks, self._begun = tuple(self._begun), []
        return SampleWebhook(msgspec.json.encode(envelope), events, talks)

    def _message(self) -> dict[str, Any]:
        domain = self._random.choices(tuple(WEIGHTS), weights=tuple(WEIGHTS.values()))[0]
        person = self._somebody()
        if domain in CONTINUED:
            self._goes_on(person, domain, self._random.randint(*ANSWERS))
        return self._addressed(person, self._content(domain))

    def _follow_up(self) -> dict[str, Any]:
        _, (person, domain, more) = heapq.heappop(self._talks)
        self._talking.discard(person)
        if more > 1:
            self._goes_on(person, domain, more - 1)
        content = {"type": "text", "text": {"body": self._random.choice(FOLLOW_UPS)}}
        return self._addressed(person, content, f".{domain}")

    def _goes_on(self, person: int, domain: str, more: int) -> None:
        self._begun.append(Talk(person, domain, more))
        self._talking.add(person)

    def _somebody(self) -> int:
        """Who is not in the middle of a conversation."""
        for _ in range(TRIES):
            person = self._random.randrange(self._population)
            if person not in self._talking:
                break
        return person

    def _addressed(self, person: int, content: dict[str, Any], belongs: str = "") -> dict[str, Any]:
        message: dict[str, Any] = {
            "id": f"wamid.demo{next(self._serial):08d}{belongs}",
            "timestamp": str(self._tick()),
            "from_user_id": bsuid(person),
            **content,
        }
        contact: dict[str, Any] = {
            "profile": {"name": f"Person {person}"},
            "user_id": bsuid(person),
        }
        if person % 10:  # one in ten has a username and no phone number in the payload
            message["from"] = contact["wa_id"] = phone(person)
        return self._change("messages", {"contacts": [contact], "messages": [message]})

    def _content(self, domain: str) -> dict[str, Any]:
        text = self._random.choice(TEXTS[domain])
        if domain in ("jobs", "property", "marketplace") and self._random.random() < 0.1:
            reply = {"id": f"{domain}:{self._random.randrange(9)}", "title": text[:20]}
            interactive = {"type": "button_reply", "button_reply": reply}
            return {"type": "interactive", "interactive": interactive}
        return {"type": "text", "text": {"body": text}}

    def _statuses(self) -> dict[str, Any]:
        person = self._random.randrange(self._population)
        status = {
            "id": f"wamid.sent{next(self._serial):08d}",
            "status": self._random.choice(("sent", "delivered", "read")),
            "timestamp": str(self._tick()),
            "recipient_id": phone(person),
            "recipient_user_id": bsuid(person),
        }
        return self._change("messages", {"statuses": [status]})

    def receipts(self, recipients: Sequence[tuple[str, str | None]]) -> SampleWebhook:
        """Receipts saying that something was sent to these people, by user id and phone number."""
        statuses = []
        for person, number in recipients:
            status = {
                "id": f"wamid.reply{next(self._serial):08d}",
                "status": "sent",
                "timestamp": str(self._tick()),
                "recipient_user_id": person,
                "pricing": {"billable": False, "pricing_model": "PMP", "category": "service"},
            }
            statuses.append(status | ({} if number is None else {"recipient_id": number}))
        return self._body([self._change("messages", {"statuses": statuses})], len(statuses))

    def _change(self, field: str, value: dict[str, Any]) -> dict[str, Any]:
        if field == "messages":
            metadata = {
                "display_phone_number": "15550783881",
                "phone_number_id": PHONE_NUMBER_ID,
            }
            value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        return {"field": field, "value": value}

    def _tick(self) -> int:
        return next(self._ticks) if self._clock is None else int(self._clock())


def bsuid(person: int) -> str:
    """The person's business-scoped user id."""
    return f"RW.{person:012d}"


def phone(person: int) -> str:
    """The person's phone number."""
    return f"25078{person:07d}"
