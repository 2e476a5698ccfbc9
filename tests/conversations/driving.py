"""Plays scripts against running gateways, and says what went elsewhere than where it belongs."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple, Protocol

from tests.conversations.acting import Acting, Cast, Event, body
from tests.conversations.expected import Belongs, Expected
from tests.conversations.script import ACTS, Gap, Script
from tests.e2e.harness import Arrival, Gateway, Handlers, eventually

SOON: Final = 0.005
SETTLED: Final = 1.0
"""Seconds within which hosts agree."""


class Astray(NamedTuple):
    """An event that went elsewhere."""

    script: str
    act: int
    event: Event
    belongs: Belongs
    went: tuple[str, ...]


class Expects(Protocol):
    """Who says where events belong."""

    def begin(self, share: float) -> None:
        """An act of this share."""

    def of(self, event: Event, share: float) -> Belongs:
        """Where it belongs."""


class Player:
    """One script, act by act."""

    def __init__(self, script: Script, cast: Cast, expected: Expects) -> None:
        self.script = script
        self._acting, self._expected = Acting(cast), expected

    def webhooks(self, act: int) -> Iterator[list[tuple[Event, Belongs]]]:
        """The bodies of an act: its events, each with where it belongs."""
        lot: list[tuple[Event, Belongs]] = []
        self._expected.begin(ACTS[act])
        for event in self._acting.events(self.script.acts[act]):
            if lot and not event.step.with_former:
                yield lot
                lot = []
            lot.append((event, self._expected.of(event, ACTS[act])))
        if lot:
            yield lot


class Drama:
    """All scripts at once, through the stages of a rollout and its rollback."""

    def __init__(
        self,
        gateways: Sequence[Gateway],
        handlers: Handlers,
        buckets: Callable[[str], float],
        gaps: Mapping[Gap, float] | None = None,
        expects: Callable[[Script], Expects] | None = None,
        *,
        by_turns: bool = False,
    ) -> None:
        """`expects` says where a script's events belong, by default the script itself does.

        `by_turns`: the next event goes to the next gateway, at once.
        """
        self._gateways, self._handlers = gateways, handlers
        self._gaps = gaps or {}
        self._buckets = buckets
        self._expects = expects or (lambda script: Expected(script.bucket))
        self._turns = count() if by_turns else None
        self._names = count()
        self.sent = 0
        """Events that were sent."""

    def play(self, scripts: Sequence[Script], prefix: str) -> list[Astray]:
        """What went astray. The gateways take turns, an act each."""
        players = [
            Player(
                script,
                Cast(script, prefix, self._names, self._buckets),
                self._expects(script),
            )
            for script in scripts
        ]
        astray = list[Astray]()
        for act, share in enumerate(ACTS):
            self._gateways[0].set_percentage(share)
            if act and len(self._gateways) > 1:
                time.sleep(SETTLED)
            gateway = self._gateways[act % len(self._gateways)]
            # By turns, so that what is remembered of one is not all that is remembered.
            turns = [player.webhooks(act) for player in players]
            while turns:
                going = [(turn, lot) for turn in turns if (lot := next(turn, None))]
                for _, lot in going:
                    if self._turns is not None:
                        gateway = self._gateways[next(self._turns) % len(self._gateways)]
                    astray += self._send(gateway, act, lot)
                turns = [turn for turn, _ in going]
        return astray

    def _send(
        self, gateway: Gateway, act: int, lot: Sequence[tuple[Event, Belongs]]
    ) -> Iterator[Astray]:
        first = lot[0][0].step
        if first.after is not None:
            time.sleep(self._gaps[first.after])
        elif first.soon:
            time.sleep(SOON)
        since = len(self._handlers.arrivals)
        events = [event for event, _ in lot]
        assert gateway.webhook(body(events)).status == 200
        self.sent += len(events)
        for event, belongs in lot:
            went = self._went(event, since)
            if went != (belongs.handler,):
                yield Astray(event.script, act, event, belongs, went)

    def _went(self, event: Event, since: int) -> tuple[str, ...]:
        """The handlers that got it; with a durable source that is after the answer."""
        return eventually(
            lambda: tuple(
                each.handler for each in self._handlers.arrivals[since:] if holds(each, event)
            )
        )


def holds(arrival: Arrival, event: Event) -> bool:
    """Whether a handler got this event."""
    if event.said.id.encode() not in arrival.body:
        return False
    entries = json.loads(arrival.body)["entry"]
    return any(event.change == change for entry in entries for change in entry["changes"])
