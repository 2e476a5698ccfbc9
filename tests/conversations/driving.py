"""Plays scripts against running gateways, and says what went elsewhere than where it belongs."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple, Protocol

from tests.cli.conftest import Hookshift
from tests.conversations.acting import Acting, Cast, Event, body
from tests.conversations.expected import Belongs, Expected
from tests.conversations.model import Known
from tests.conversations.script import ROLLOUT, Act, Gap, Plan, Script
from tests.e2e.harness import Arrival, Gateway, Handlers, eventually

SOON: Final = 0.005
NUMBERS: Final = count()
"""Of people and what they say: what shares a gateway with others has people of its own."""
DECIDED: Final = """SELECT DISTINCT reason, domain, routed_to, domain_by FROM webhook_routing_logs
WHERE split_part(message_id, ':', 1) = $1 AND correlation_id = $2"""
SETTLED: Final = 1.0
"""Seconds within which hosts agree."""


class Astray(NamedTuple):
    """An event that went elsewhere."""

    script: str
    act: Act
    event: Event
    belongs: Belongs
    went: tuple[str, ...]
    known: str
    """What the log says of that, where something could not be looked up in time."""


class Expects(Protocol):
    """Who says where events belong."""

    def begin(self, act: Act) -> None:
        """What comes from now on is in this act."""

    def of(self, event: Event, share: float) -> Belongs:
        """Where it belongs."""

    def not_looked_up(self, event: Event, known: Known) -> bool:
        """Whether the last event, of which not everything was known in time, went as it must."""


class Player:
    """One script, act by act."""

    def __init__(self, script: Script, cast: Cast, expected: Expects) -> None:
        self.script = script
        self.expected = expected
        self._acting = Acting(cast)

    def webhooks(self, number: int, act: Act) -> Iterator[list[Event]]:
        """The bodies of an act, each as its events."""
        lot: list[Event] = []
        self.expected.begin(act)
        for event in self._acting.events(self.script.acts[number]):
            if lot and not event.step.with_former:
                yield lot
                lot = []
            lot.append(event)
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
        self.sent = 0
        """Events that were sent."""
        self.unknown = 0
        """Those of which not everything was looked up in time."""

    def play(self, scripts: Sequence[Script], prefix: str, plan: Plan = ROLLOUT) -> list[Astray]:
        """What went astray. The gateways take turns, an act each."""
        players = [
            Player(
                script,
                Cast(script, prefix, NUMBERS, self._buckets),
                self._expects(script),
            )
            for script in scripts
        ]
        astray = list[Astray]()
        for number, act in enumerate(plan):
            self._set(act)
            if number and len(self._gateways) > 1:
                time.sleep(SETTLED)
            gateway = self._gateways[number % len(self._gateways)]
            # By turns, so that what is remembered of one is not all that is remembered.
            turns = [(player, player.webhooks(number, act)) for player in players]
            while turns:
                going = [(*turn, lot) for turn in turns if (lot := next(turn[1], None))]
                for player, _, lot in going:
                    if self._turns is not None:
                        gateway = self._gateways[next(self._turns) % len(self._gateways)]
                    astray += self._send(gateway, act, player.expected, lot)
                turns = [(player, turn) for player, turn, _ in going]
        return astray

    def _set(self, act: Act) -> None:
        gateway = self._gateways[0]
        if act.drains:
            Hookshift(gateway.database_url).works("set", f"{act.share:g}", "--drain")
            gateway.followed()
        else:
            gateway.set_percentage(act.share)

    def _send(
        self, gateway: Gateway, act: Act, expects: Expects, lot: Sequence[Event]
    ) -> Iterator[Astray]:
        first = lot[0].step
        if first.after is not None:
            time.sleep(self._gaps[first.after])
        elif first.soon:
            time.sleep(SOON)
        since = len(self._handlers.arrivals)
        assert gateway.webhook(body(list(lot))).status == 200
        self.sent += len(lot)
        for event in lot:
            arrived, belongs = self._arrived(event, since), expects.of(event, act.share)
            if len(arrived) == 1 and _is_at(arrived[0], belongs):
                continue
            known = [_known(gateway, event, each) for each in arrived]
            if len(known) == 1 and known[0] and expects.not_looked_up(event, known[0]):
                self.unknown += 1
                continue
            went = tuple(each.handler for each in arrived)
            yield Astray(event.script, act, event, belongs, went, str(known))

    def _arrived(self, event: Event, since: int) -> Sequence[Arrival]:
        """How handlers got it; with a durable source that is after the answer."""
        return eventually(
            lambda: [each for each in self._handlers.arrivals[since:] if holds(each, event)]
        )


def _is_at(arrival: Arrival, belongs: Belongs) -> bool:
    """Whether it is there for the right domain, among those of its part."""
    domains = arrival.headers["x-webhook-domain"].split(", ")
    return arrival.handler == belongs.handler and (belongs.domain or "unknown") in domains


def _known(gateway: Gateway, event: Event, arrival: Arrival) -> Known | None:
    """How it was decided, if the log says that something could not be looked up in time."""
    (row,) = eventually(
        lambda: gateway.sql(DECIDED, event.said.id, arrival.headers["x-correlation-id"])
    )
    if row["reason"] != "context_unknown":
        return None
    domain = None if row["domain"] == "unknown" else row["domain"]
    return Known(domain, row["routed_to"], row["domain_by"])


def holds(arrival: Arrival, event: Event) -> bool:
    """Whether a handler got this event."""
    if event.said.id.encode() not in arrival.body:
        return False
    entries = json.loads(arrival.body)["entry"]
    return any(event.change == change for entry in entries for change in entry["changes"])
