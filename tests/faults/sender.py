"""An independent provider: sends each person's events in order, and again until it gets 200.

Keeps the list of what was acknowledged. Nothing of hookshift's is used here.
"""

import hashlib
import hmac
import http.client
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.lengths import LONG

SECRET = b"e2e secret"
PATIENCE = 8.0
"""For an answer; then it is sent again."""

RETRY_SECONDS = 0.05
PAUSE = 0.0 if LONG else 0.06
"""The longest pause of a conversation between two webhooks. Without any, as in long runs, a fault
that lasts for seconds takes all of the processors for as long."""


@dataclass
class Provider:
    """What all of its senders share."""

    port: int
    seed: int = 1
    acknowledged: list[str] = field(default_factory=list)
    answers: Counter[int | str] = field(default_factory=Counter)
    """By status, or "cut" where none came."""
    stopping: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, conversations: int, people: int = 2) -> None:
        """So many connections, each with the events of so many people, until `stop`."""
        for number in range(conversations):
            thread = threading.Thread(target=_Conversation(self, number, people).run)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Lets each finish what it is sending: it is sent until it is acknowledged."""
        self.stopping.set()
        for thread in self._threads:
            thread.join()

    def give_up(self) -> None:
        """Ends them wherever they are: nobody will acknowledge what they are sending."""
        self.gone.set()
        self.stop()

    def sent(self, count: int) -> bool:
        """Whether so many have been acknowledged."""
        return len(self.acknowledged) >= count


class _Conversation:
    def __init__(self, provider: Provider, number: int, people: int) -> None:
        self.provider = provider
        self.people = [f"25078{provider.seed:03}{number:03}{person:02}" for person in range(people)]
        self.chance = random.Random(provider.seed * 1_000 + number)
        self.client: http.client.HTTPConnection | None = None
        self.next = Counter[str]()
        self.former: list[bytes] = []

    def run(self) -> None:
        while not self.provider.stopping.is_set():
            body, events = self._webhook()
            if not self._until_acknowledged(body):
                break
            self.provider.acknowledged.extend(events)
            self.former = [*self.former[-5:], body]
            self.provider.stopping.wait(self.chance.uniform(0, PAUSE))
            if self.chance.random() < 0.1:
                # A provider sends some of them twice, and long afterwards.
                self._until_acknowledged(self.chance.choice(self.former))
        if self.client is not None:
            self.client.close()

    def _webhook(self) -> tuple[bytes, list[str]]:
        """One event of one person mostly; sometimes several of several."""
        people = self.chance.sample(self.people, self.chance.choice([1, 1, 1, len(self.people)]))
        messages, events = [], []
        for person in people:
            for _ in range(self.chance.choice([1, 1, 2])):
                number = self.next[person]
                self.next[person] += 1
                events.append(f"wamid.{person}.{number}")
                messages.append(_message(person, events[-1], f"job {number}"))
        value = {"messaging_product": "whatsapp", "messages": messages}
        change = {"field": "messages", "value": value}
        entry = [{"id": "1", "changes": [change]}]
        return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode(), events

    def _until_acknowledged(self, body: bytes) -> bool:
        while not self.provider.gone.is_set():
            answer = self._send(body)
            self.provider.answers[answer] += 1
            if answer == 200:
                return True
            self.provider.gone.wait(RETRY_SECONDS)
        return False

    def _send(self, body: bytes) -> int | str:
        signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": f"sha256={signature}",
        }
        try:
            if self.client is None:
                self.client = http.client.HTTPConnection(
                    "127.0.0.1", self.provider.port, timeout=PATIENCE
                )
            self.client.request("POST", "/webhook/whatsapp", body, headers)
            answer = self.client.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            if self.client is not None:
                self.client.close()
            self.client = None
            return "cut"
        return answer.status


def _message(person: str, event: str, text: str) -> dict[str, Any]:
    return {
        "from": person,
        "id": event,
        "timestamp": "1764750000",
        "type": "text",
        "text": {"body": text},
    }
