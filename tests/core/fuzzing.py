"""What is asserted of any bytes: the compiled core and the reference do the same with them."""

from hookshift.domain.errors import CallerError
from hookshift.domain.events import Event
from hookshift.domain.routing.classify import Stated
from hookshift.domain.routing.routing import Route, RouteTable, Snapshot
from hookshift.providers.whatsapp_events import events
from tests.core.differential import MOST, core, decide_alike, read_alike
from tests.core.flight_alike import FlightAlike
from tests.core.http_alike import answer_alike, head_alike, headers_alike
from tests.core.rules import rule

ROUTES = {
    "jobs": Route("jobs", "old-jobs", "new", protected=False),
    "homes": Route("homes", "old-homes", None, protected=False),
    "shop": Route("shop", "old-shop", "new", protected=True),
}
TABLES = (
    RouteTable(
        (
            rule("jobs", Stated("type", ("message",)), Stated("contains", ("job", "emplo"))),
            rule("homes", Stated("words", ("rent", "casa", "a")), Stated("type", ("text",))),
            rule("shop", Stated("choice_prefix", ("buy",))),
            rule("shop", Stated("referral_source", ("ad", "https://"))),
            rule("shop", Stated("flow_token", ("buy",))),
            rule("homes", Stated("biz_opaque_callback_data", ("rent:", "r"))),
            rule("jobs", Stated("type", ("read", "failed")), drops=True),
            rule("homes", Stated("phone_number_id", ("106540352242922",))),
        ),
        ROUTES,
    ),
    RouteTable((rule("jobs", Stated("regex", ("[0-9]{3}",))), rule("shop")), ROUTES),
    RouteTable((), {}),
)
SNAPSHOTS = (
    None,
    Snapshot(1, True, 5_000, frozenset({"jobs", "shop"}), b"salt"),
    Snapshot(2, False, 10_000, frozenset({"jobs"}), b""),
    Snapshot(3, False, 10_000, frozenset({"jobs"}), b"salt", rolled_back_here=True),
)


ONE = (
    b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":'
    b'{"metadata":{"phone_number_id":"1"},"messages":[{"from":"250788000001","id":"wamid.1",'
    b'"timestamp":"1764324000","type":"text","text":{"body":"a job"}}]}}]}]}'
)
"""A body that each of TABLES sends to one handler."""


class Fuzzed:
    """The deciders live as long as the process, and follow one snapshot after the other."""

    def __init__(self) -> None:
        self.left = 0
        """Bodies that the core left to the reference."""
        self.read = 0
        self._deciders = [(table, core().Decider(table)) for table in TABLES]
        self._relays = [FlightAlike(table) for table in TABLES]
        self.relayed = 0

    def check(self, body: bytes) -> None:
        """Raises AssertionError for what the two do not do alike."""
        if read_alike(body):
            self.read += 1
        else:
            self.left += 1
        if head_alike(body):
            headers_alike(body)
        answer_alike(body)
        # By turns, so that what follows a snapshot or a table has to change.
        table, decider = self._deciders[len(body) % len(TABLES)]
        snapshot = SNAPSHOTS[(self.read + self.left) % len(SNAPSHOTS)]
        decide_alike(decider, readable(body), table, snapshot)
        relay = self._relays[len(body) % len(TABLES)]
        self.relayed += relay.of_body(body, snapshot)
        self.relayed += relay.of_head(body, snapshot)
        self.relayed += relay.of_answer(body, ONE)


def readable(body: bytes) -> list[Event]:
    """The events of a body; none of one that is refused."""
    try:
        return events(body, MOST)
    except CallerError:
        return []
