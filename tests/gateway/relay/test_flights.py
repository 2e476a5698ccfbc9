"""Usual webhooks relayed by the compiled core: the same bytes, rows, counts and answers."""

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from hookshift.core.choice import choose
from hookshift.core.loading import EngineName
from hookshift.domain.conversation.records import MissingKeys
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.person import derived, hasher
from hookshift.domain.routing.routing import Decision, decide
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import place_of
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.ids import IdSource
from hookshift.gateway.relay.flights import Flights
from hookshift.store.conversations import Known
from hookshift.store.event_keys import EventKeys
from tests.core.differential import BODIES, core
from tests.core.fuzzing import readable
from tests.core.test_http import META, NGINX, SUPABASE
from tests.gateway.relay.flown import ANSWER, Gateway, Pair, head, random_draw, said, webhook
from tests.gateway.relay.test_pipeline import (
    EVERYBODY,
    LIMITS,
    NOBODY,
    PROVIDER,
    SECRET,
    TABLE,
)
from tests.gateway.wire import get
from tests.store.patient_keys import PatientKeys

JOB = said(("250788000001", "a job"))
OTHER = said(("250788000002", "another job"), ("250788000003", "job"))


@pytest_asyncio.fixture
async def keys(database_url: str) -> AsyncIterator[EventKeys]:
    core()
    made = PatientKeys(database_url)
    yield made
    await made.close()


async def relayed(keys: EventKeys, body: bytes, *more: tuple[bytes, bytes]) -> bool:
    """Asserts that both relay it alike; whether the core took it."""
    pair = Pair(keys)
    try:
        await pair.send(webhook(body, *more))
        await pair.answer(ANSWER)
        pair.same()
        return pair.native.taken == 1
    finally:
        await pair.end()


def goes_whole(body: bytes) -> bool:
    """Whether one handler gets all of it: a body that is divided waits for PostgreSQL."""
    found = readable(body)
    decisions = [decide(event, TABLE, "default", EVERYBODY) for event in found]
    return len({(each.handler, each.side) for each in decisions}) == 1


async def test_golden_bodies_leave_the_same_with_the_core_and_without(keys: EventKeys) -> None:
    pair = Pair(keys)
    whole = [body for body in (path.read_bytes() for path in BODIES) if goes_whole(body)]
    for body in whole:
        await pair.send(webhook(body))
        await pair.answer(ANSWER)
        pair.same()
    assert pair.native.taken > len(whole) * 0.4
    await pair.end()


MORE = [
    [],
    [(b"Connection", b"keep-alive"), (b"Accept", b"*/*"), (b"X-Hub-Signature", b"sha1=0")],
    [
        (b"X-Correlation-ID", b"given"),
        (b"traceparent", b"00-" + b"1" * 32 + b"-1234567812345678-01"),
    ],
    [(b"TE", b"gzip"), (b"x-hookshift-token", b"t"), (b"x-routed-from", b"me")],
    [(b"x-long", b"a" * 2_000), (b"X-Fixed", b"mine"), (b"authorization", b"mine")],
    [(b"x-tab", b"a\tb"), (b"x-spaces", b"  a  ")],
]
"""Headers with which a request is usual."""
UNUSUAL = [
    [(b"x_under", b"1")],
    [(b"X-Forwarded-For", b"198.51.100.7")],
    [(b"Forwarded", b"for=198.51.100.7")],
    [(b"X-Real-IP", b"198.51.100.7")],
    [(b"Connection", b"close")],
    [(b"Expect", b"100-continue")],
    [(b"Upgrade", b"h2c")],
    [(b"x-empty", b"")],
    [(b"Host", b"other")],
    [(b"x" * 128, b"1")],
    [(b"x-high", b"\xe9")],
    [*PROVIDER.sign(JOB, SECRET)],
    [(b"a%d" % number, b"1") for number in range(LIMITS.header_count)],
    [(b"x-large", b"a" * LIMITS.header_bytes)],
]
FIXED = [(b"authorization", b"Bearer own"), (b"x-fixed", b"own")]


@pytest.mark.parametrize("more", MORE, ids=range(len(MORE)))
async def test_a_handler_gets_the_same_headers(
    keys: EventKeys, more: list[tuple[bytes, bytes]]
) -> None:
    assert await relayed(keys, JOB, *more)
    pair = Pair(keys, fixed=FIXED)
    await pair.send(webhook(JOB, *more, path=b"/wa?q=1&r"))
    await pair.answer(ANSWER)
    seen = pair.same()
    assert pair.native.taken == 1
    assert b"POST /unified?own=1&q=1&r HTTP/1.1\r\n" in seen.got[0][1]
    assert seen.got[0][1].count(b"authorization: ") == 1
    await pair.end()


@pytest.mark.parametrize("more", UNUSUAL, ids=range(len(UNUSUAL)))
async def test_what_is_not_usual_goes_the_general_way(
    keys: EventKeys, more: list[tuple[bytes, bytes]]
) -> None:
    assert not await relayed(keys, JOB, *more)


async def test_a_trusted_caller_names_its_webhooks(keys: EventKeys) -> None:
    for name, value in ((b"x-correlation-id", b"given"), (b"traceparent", b"nonsense")):
        pair = Pair(keys, trusted=["192.0.2.0/24"])
        await pair.send(webhook(JOB, (name, value)))
        await pair.answer(ANSWER)
        pair.same()
        assert pair.native.taken == 0
        await pair.send(webhook(JOB))
        await pair.answer(ANSWER)
        pair.same()
        assert pair.native.taken == 1
        await pair.end()


SIGNED = PROVIDER.sign(JOB, SECRET)[0][1]


@pytest.mark.parametrize(
    "value",
    [b"sha256=" + b"0" * 64, SIGNED[:-1], SIGNED + b"0", SIGNED[7:], b"SHA256=" + SIGNED[7:],
     SIGNED[:-1] + b"g"],
)  # fmt: skip
async def test_who_did_not_sign_is_refused_by_the_general_way(
    keys: EventKeys, value: bytes
) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB, signed=[(b"X-Hub-Signature-256", value)]))
    seen = pair.same()
    assert seen.answers.startswith(b"HTTP/1.1 401")
    assert (pair.native.taken, seen.got) == (0, [])
    upper = b"sha256=" + SIGNED[7:].upper()
    await pair.send(webhook(JOB, signed=[(b"X-HUB-signature-256", upper)]))
    await pair.answer(ANSWER)
    # Right, but not as providers write it: the general way's, too.
    assert b"HTTP/1.1 200" in pair.same().answers
    assert pair.native.taken == 0
    await pair.end()


@pytest.mark.parametrize(
    "data",
    [
        webhook(JOB, path=b"/other"),
        webhook(JOB, path=b"/wa/"),
        webhook(JOB, path=b"//wa"),
        webhook(b"", signed=[]),
        webhook(b"{}"),
        get(b"/wa"),
        get(b"/healthz"),
        b"POST /wa HTTP/1.0\r\n" + webhook(JOB).split(b"\r\n", 1)[1],
        webhook(JOB).replace(b"\r\n", b"\n", 1),
        META, NGINX, SUPABASE,
        b"\r\n" + webhook(JOB),
    ],
    ids=range(13),
)  # fmt: skip
async def test_other_requests_are_answered_alike(keys: EventKeys, data: bytes) -> None:
    pair = Pair(keys)
    for more in (b"", webhook(JOB), b"\r\n"):
        await pair.send(data + more)
        await pair.answer(ANSWER)
        pair.same()
    await pair.send(webhook(OTHER))
    await pair.answer(ANSWER)
    pair.same()
    await pair.end()


async def test_a_request_cut_at_any_byte_is_relayed_alike(keys: EventKeys) -> None:
    pair, data = Pair(keys), webhook(JOB)
    for at in range(1, len(data)):
        await pair.send(data[:at], data[at:])
        await pair.answer(ANSWER)
        if at % 64 == 0:
            pair.same()
    seen = pair.same()
    assert seen.answers.count(b"HTTP/1.1 200") == len(data) - 1
    assert pair.native.taken == 0
    await pair.end()


async def test_an_answer_cut_at_any_byte_is_relayed_alike(keys: EventKeys) -> None:
    pair = Pair(keys)
    for at in range(1, len(ANSWER)):
        await pair.send(webhook(JOB))
        await pair.answer(ANSWER[:at], ANSWER[at:])
        if at % 32 == 0:
            pair.same()
    seen = pair.same()
    assert seen.answers.count(b"HTTP/1.1 200") == pair.native.taken == len(ANSWER) - 1
    await pair.end()


def answered(status: bytes, *lines: bytes, body: bytes = b"mine") -> bytes:
    length = b"content-length: %d" % len(body)
    return b"\r\n".join([b"HTTP/1.1 " + status, *lines, length, b"", body])


ANSWERS = [
    answered(b"201 Created", b"set-cookie: a", b"Set-Cookie: b", b"keep-alive: timeout=5"),
    answered(b"200 OK", b"Connection: keep-alive", b"x_under: 1", b"proxy-status: a", body=b""),
    answered(b"299 ", b"x-correlation-id: theirs"),
    answered(b"202 Accepted", b"connection: close"),
    answered(b"404 Not Found", b"x-a: 1"),
    answered(b"500 Oops", body=b'{"error":"250788000001 is away"}'),
    answered(b"408 Request Timeout", b"connection: close"),
    answered(b"302 Found", b"location: /"),
    answered(b"200 OK", body=b"a" * 10_001),
    answered(b"200 OK") + b"more",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER,
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nmine\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 4\r\n\r\nmine",
    b"HTTP/1.0 200 OK\r\n\r\nmine",
    b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 300 + b"content-length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"x" * 200 + b": y\r\ncontent-length: 0\r\n\r\n",
    b"nonsense",
    b"\r\n",
]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
async def test_any_answer_is_passed_on_alike(keys: EventKeys, answer: bytes) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB))
    await pair.answer(answer)
    pair.same()
    assert pair.native.taken == 1
    await pair.send(webhook(OTHER))
    await pair.answer(ANSWER)
    pair.same()
    await pair.end()


async def test_requests_that_wait_are_answered_in_their_order(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB) + webhook(OTHER))
    await pair.answer(ANSWER)
    await pair.answer(ANSWER)
    pair.same()
    assert pair.native.taken == 0, "two in one read"
    await pair.send(webhook(JOB), webhook(OTHER)[:-9])
    await pair.answer(ANSWER)
    pair.same()
    await pair.send(webhook(OTHER)[-9:])
    await pair.answer(ANSWER)
    pair.same()
    await pair.send(webhook(JOB), get(b"/healthz") + webhook(JOB))
    await pair.answer(ANSWER)
    await pair.answer(ANSWER)
    seen = pair.same()
    assert seen.answers.count(b"HTTP/1.1 200") == 7
    assert pair.native.taken == 2
    await pair.end()


async def test_too_many_waiting_requests_close_the_connection_alike(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB), get(b"/healthz") * (LIMITS.pipelined + 2))
    await pair.answer(ANSWER)
    assert not pair.same().client_is_open
    await pair.end()


async def test_a_request_after_one_without_a_body_or_of_another_version(keys: EventKeys) -> None:
    # What describes the request before must not describe this one, also if it lands.
    pair = Pair(keys)
    for before in (
        b"HEAD /healthz HTTP/1.1\r\nhost: h\r\n\r\n",
        b"GET /healthz HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
    ):
        for answer in (ANSWER, answered(b"500 Oops")):
            await pair.send(before, webhook(JOB))
            await pair.answer(answer)
            assert pair.same().client_is_open
    assert pair.native.taken == 4
    await pair.end()


async def test_a_connection_that_dies_is_told_alike(keys: EventKeys) -> None:
    for before in (b"", ANSWER[:9]):
        pair = Pair(keys)
        await pair.send(webhook(JOB))
        for each in pair.both:
            (transport,) = each.handlers["unified"]
            if before:
                transport.protocol.data_received(before)
            transport.protocol.eof_received()
            transport.abort()
            await each.until_answered()
        seen = pair.same()
        assert seen.answers.startswith(b"HTTP/1.1 502")
        assert seen.in_progress == 0
        await pair.end()


async def test_a_handler_that_is_silent_is_given_up_alike(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB))
    for each in pair.both:
        (transport,) = each.handlers["unified"]
        transport.protocol.expire()
        await each.settle()
    assert pair.same().answers.startswith(b"HTTP/1.1 504")
    await pair.end()


async def test_a_stop_cuts_off_what_is_under_way_alike(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB))
    for each in pair.both:
        await each.upstreams["unified"].close()
        await each.settle()
    assert pair.same().answers.startswith(b"HTTP/1.1 502")
    await pair.end()


async def test_a_server_that_stops_answers_and_closes(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB))
    for each in pair.both:
        each.shared.draining = True
    await pair.answer(ANSWER)
    seen = pair.same()
    assert b"connection: close\r\n" in seen.answers
    assert not seen.client_is_open
    await pair.end()


async def test_a_client_that_leaves_stops_no_delivery(keys: EventKeys) -> None:
    for gone in ("lost", "eof"):
        pair = Pair(keys)
        await pair.send(webhook(JOB))
        for each in pair.both:
            if gone == "eof":
                each.client.protocol.eof_received()
            else:
                each.client.lose()
        await pair.answer(ANSWER)
        seen = pair.same()
        assert [row[7] for row in seen.rows] == ["success"]
        assert seen.load.in_flight == seen.load.buffered_bytes == seen.in_progress == 0
        await pair.end()


async def test_an_answer_before_all_was_sent_is_left_to_the_general_way(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB))
    for each in pair.both:
        each.handlers["unified"][0].unsent = 9
    await pair.answer(ANSWER)
    assert pair.same().answers.startswith(b"HTTP/1.1 502")
    await pair.end()


async def test_a_client_that_reads_slowly_is_waited_for(keys: EventKeys) -> None:
    pair = Pair(keys)
    for each in pair.both:
        each.client.protocol.pause_writing()
    await pair.send(webhook(JOB))
    assert pair.same().got == []
    for each in pair.both:
        each.client.protocol.resume_writing()
        await each.settle()
    await pair.answer(ANSWER)
    pair.same()
    await pair.end()


async def test_bounds_are_kept_alike(keys: EventKeys) -> None:
    pair = Pair(keys)
    for each in pair.both:
        each.load.in_flight = LIMITS.in_flight
    await pair.send(webhook(JOB))
    assert pair.same().answers.startswith(b"HTTP/1.1 503")
    for each in pair.both:
        each.load.in_flight = 0
        each.load.buffered_bytes = LIMITS.buffered_bytes - len(webhook(JOB)) + 1
    await pair.send(webhook(JOB))
    pair.same()
    assert pair.native.taken == 0
    await pair.end()


@pytest.mark.parametrize("free", range(4))
async def test_a_handler_holds_as_much_alike(keys: EventKeys, free: int) -> None:
    pair = Pair(keys)
    for each in pair.both:
        # What others hold leaves so many requests.
        each.load.in_flight = LIMITS.in_flight - free
        each.others = [each.connect() for _ in range(free)]
        for client in each.others:
            client.deliver(webhook(JOB))
            await each.settle()
    native, python = pair.both
    assert native.taken == free
    assert [bytes(each.written) for each in native.others] == [
        bytes(each.written) for each in python.others
    ]
    assert native.got == python.got
    assert native.holding() == python.holding()
    await pair.answer(ANSWER)
    pair.same()
    for each in pair.both:
        for client in each.others:
            client.lose()
    await pair.end()


async def test_more_events_than_a_handler_takes_are_divided_by_the_general_way(
    keys: EventKeys,
) -> None:
    pair = Pair(keys, most_events=1)
    for each in pair.both:
        each.pipeline.snapshot = NOBODY
    await pair.send(webhook(JOB))
    await pair.answer(ANSWER)
    pair.same()
    await pair.send(webhook(OTHER))
    for own in pair.both:
        # The body is looked up in PostgreSQL first.
        await own.until_asked()
    await pair.answer(ANSWER)
    for own in pair.both:
        await own.until_no_task()
    assert all(OTHER not in got for _, got in pair.same().got)
    await pair.end()


async def test_a_new_snapshot_counts_from_the_next_webhook(keys: EventKeys) -> None:
    pair = Pair(keys)
    await pair.send(webhook(JOB))
    for each in pair.both:
        each.pipeline.snapshot = NOBODY
    await pair.answer(ANSWER)
    await pair.send(webhook(JOB))
    await pair.answer(ANSWER)
    for each in pair.both:
        each.pipeline.snapshot = None
    await pair.send(webhook(JOB))
    await pair.answer(ANSWER)
    seen = pair.same()
    assert [row[16] for row in seen.rows] == [2, 1, None]
    assert [name for name, _ in seen.got] == ["unified", "jobs", "jobs"]
    assert pair.native.taken == 3
    await pair.end()


async def test_no_decision_is_wrong_while_percentages_flip(keys: EventKeys) -> None:
    random, gateway = Random(7), Gateway(keys, native=True)
    wrong = 0
    for number in range(300):
        if random.random() < 0.3:
            threshold, salt = random.randrange(10_001), random.choice([b"salt", b"other", b""])
            gateway.pipeline.snapshot = EVERYBODY._replace(
                version=number, threshold=threshold, salt=salt, enabled=random.random() < 0.9
            )
        body = said((f"25078{random.randrange(10**7)}", random.choice(["a job", "to rent", "hi"])))
        by = gateway.pipeline.snapshot
        await gateway.send(webhook(body))
        # It counts for those that come later only.
        gateway.pipeline.snapshot = NOBODY
        await gateway.answer(ANSWER)
        gateway.pipeline.snapshot = by
        (event,) = PROVIDER.events(body)
        expected = decide(event, TABLE, "default", by)
        row = gateway.rows[-1]
        wrong += (row.webhook_name, row.routed_to, row.reason, row.bucket, row.config_version) != (
            expected.handler, expected.side, expected.reason, expected.bucket,
            by.version if by else None,
        )  # fmt: skip
        wrong += gateway.got[-1][0] != expected.handler
        gateway.got_before = []
    assert (wrong, gateway.taken) == (0, 300)
    await gateway.end()


class Remembering:
    """Conversations of people in memory, a table of its own for each gateway.

    `usual`: the compiled core continues usual events.
    """

    patience: float | None = None

    def __init__(self, folder: Path, *, usual: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._usual = usual
        self._made = 0

    def __call__(self) -> Conversations:
        self._made += 1
        path, slots = self._folder / f"{self._made}.table", core().Slots if self._usual else None
        table = open_table(
            path, 1 << 20, 7, filter_bytes=1 << 10, clock=lambda: 1_000.25, slots=slots
        )
        memory = Memory(table, Packer(TABLE.routes), lambda: 1_000.25)
        self.prepare(memory)
        terms = Terms(86_400, 1_800, 14_400, frozenset({"menu"}))
        usual = None
        if self._usual:
            usual = core().Recalling(
                memory.slots, "wa", derived(b"key"), memory.domains, TABLE.routes, terms,
                place_of("wa"), lambda: True,
            )  # fmt: skip
            usual.attach(memory.tell_person, memory.tell_turn, memory.tell_message)
        return Conversations(
            "wa", memory, TABLE, terms, hasher(b"key"), patience=self.patience,
            wall=lambda: 1_000.25, usual=usual,
        )  # fmt: skip

    def prepare(self, memory: Memory) -> None:
        """Nobody is to be looked up."""
        memory.aliases.completed()
        memory.aliases.followed()


class LookedUp(Remembering):
    """Everybody is looked up, and `answer` says what becomes of that."""

    patience = 5.0

    def __init__(self, folder: Path, answer: Callable[[], Awaitable[bool]]) -> None:
        super().__init__(folder, usual=True)
        self._answer = answer
        self.asked = 0

    def prepare(self, memory: Memory) -> None:
        async def look_up(wanted: MissingKeys, _within: float | None) -> bool:
            self.asked += 1
            found = await self._answer()
            if found:
                memory.learn(wanted, Known({}, {}, {}))
            return found

        memory._look_up = look_up


async def nothing(_gateway: Gateway) -> None:
    """The look-up takes its time."""


async def another(gateway: Gateway) -> None:
    """Another webhook is taken meanwhile, for another handler."""
    body = said(("250788000009", "hello")).replace(b"wamid", b"another")
    gateway.connect().deliver(webhook(body))
    await gateway.settle()


async def forged(gateway: Gateway) -> None:
    """Another webhook comes meanwhile whose head is read, and which nobody takes."""
    body = said(("250788000009", "hello")).replace(b"wamid", b"forged")
    other = webhook(body, (b"x-own", b"forged"))
    gateway.connect().deliver(other.replace(b"sha256=", b"sha256=0"))
    gateway.connect().deliver(other.replace(b"hello", b"HELLO"))
    await gateway.settle()


async def roll_back(gateway: Gateway) -> None:
    """Nobody is to be with unified any more."""
    gateway.pipeline.snapshot = NOBODY._replace(version=7)


async def hang_up(gateway: Gateway) -> None:
    """The provider does not wait."""
    gateway.client.lose()


async def ask_more(gateway: Gateway) -> None:
    """The provider sends the next one behind it."""
    body = said(("250788000008", "to rent")).replace(b"wamid", b"more")
    gateway.client.deliver(webhook(body))
    await gateway.settle()


async def stop(gateway: Gateway) -> None:
    """The server ends, and waits no longer."""
    for task in gateway.shared.tasks:
        task.cancel()
    await gateway.settle()


@pytest.mark.parametrize("finds", [True, False, RuntimeError])
@pytest.mark.parametrize(
    "meanwhile", [nothing, another, forged, roll_back, hang_up, ask_more, stop]
)
async def test_what_was_looked_up_goes_on_alike(
    keys: EventKeys,
    tmp_path: Path,
    meanwhile: Callable[[Gateway], Awaitable[None]],
    finds: bool | type[Exception],
) -> None:
    opened = asyncio.Event()

    async def answer() -> bool:
        await opened.wait()
        if isinstance(finds, bool):
            return finds
        raise finds("no answer")

    looked_up = LookedUp(tmp_path, answer)
    pair = Pair(keys, remembers=looked_up)
    await pair.send(webhook(said(("250788000001", "a job"))))
    assert looked_up.asked == 2
    assert pair.same().got == []
    for each in pair.both:
        await meanwhile(each)
    opened.set()
    for each in pair.both:
        await each.settle()
    for _ in range(2):
        await pair.answer(ANSWER)
        seen = pair.same()
    assert seen.load.in_flight == 0
    assert seen.load.buffered_bytes == 0
    if meanwhile is nothing and finds is not RuntimeError:
        assert [row[3] for row in seen.rows] == ["unified"]
    if meanwhile is roll_back and finds is not RuntimeError:
        assert [row[3] for row in seen.rows] == ["legacy"]
    assert not pair.native.shared.tasks
    await pair.end()


async def test_what_was_looked_up_needs_the_general_way_no_more(
    keys: EventKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = asyncio.Event()
    looked_up = LookedUp(tmp_path, opened.wait)
    gateway = Gateway(keys, native=True, remembers=looked_up)

    def generally(*_: object) -> None:
        raise AssertionError("it is as usual as any")

    monkeypatch.setattr(Flights, "_generally", generally)
    others = [gateway.connect() for _ in range(3)]
    for number, each in enumerate((gateway.client, *others)):
        body = said((f"25078800000{number}", "a job")).replace(b"wamid", b"%d" % number)
        each.deliver(webhook(body, (b"x-own", b"%d" % number)))
        await gateway.settle()
    assert looked_up.asked == 4
    opened.set()
    await gateway.settle()
    # One has an idle connection; the others would go the general way to a new one.
    assert gateway.got
    name, got = gateway.got[0]
    assert name == "unified"
    assert b"x-own: 0\r\n" in got
    await gateway.end()


@pytest.mark.parametrize("usual", [False, True])
async def test_conversations_are_continued_alike(
    keys: EventKeys, tmp_path: Path, *, usual: bool
) -> None:
    pair = Pair(keys, remembers=Remembering(tmp_path, usual=usual))
    random = Random(3)
    for number in range(120):
        texts = random.choice(
            [["a job"], ["to rent"], ["2"], ["menu"], ["hi", "a job"], ["1", "2"]]
        )
        sender = f"25078800000{random.randrange(4)}"
        body = said(*((sender, text) for text in texts)).replace(b"wamid", b"wamid.%d" % number)
        if random.random() < 0.2:
            for each in pair.both:
                each.pipeline.snapshot = EVERYBODY._replace(
                    version=number, threshold=number * 80, lowest_lately=0
                )
        await pair.send(webhook(body))
        answer = random.choice([ANSWER, ANSWER, answered(b"200 OK", b"x-conversation: release")])
        for each in pair.both:
            await each.until_asked()
        await pair.answer(answer)
        seen = pair.same()
    assert {row[23] for row in seen.rows} >= {"rule", "context", "default"}
    assert pair.native.taken == 120
    await pair.end()


async def test_a_usual_event_of_a_conversation_asks_nothing_of_python(
    keys: EventKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(keys, native=True, remembers=Remembering(tmp_path, usual=True))

    def asked(*_: object) -> list[Decision]:
        raise AssertionError("the compiled core knows")

    monkeypatch.setattr(Conversations, "decide", asked)
    for text in ("a job", "2"):
        await gateway.send(webhook(said(("250788000001", text)).replace(b"wamid", text.encode())))
        await gateway.answer(ANSWER)
    assert [(row.domain, row.domain_by) for row in gateway.rows] == [
        ("jobs", "rule"), ("jobs", "context"),
    ]  # fmt: skip
    await gateway.end()


async def test_without_an_idle_connection_what_was_decided_goes_on(
    keys: EventKeys, tmp_path: Path
) -> None:
    remembering = [Remembering(tmp_path / f"{usual}", usual=usual) for usual in (False, True)]
    for options in ({}, *({"remembers": each} for each in remembering)):
        pair = Pair(keys, **options)
        for each in pair.both:
            idle = each.upstreams["unified"]._idle
            kept = idle.copy()
            idle.clear()
            await each.send(webhook(JOB))
            await each.until_asked()
            idle += kept
        # Nothing listens where a connection would have been opened: legacy gets it.
        await pair.answer(ANSWER)
        seen = pair.same()
        assert [row[3] for row in seen.rows] == ["unified", "legacy"]
        assert seen.rows[1][14] == "unified_unreachable"
        await pair.end()


async def test_names_are_drawn_as_ever(keys: EventKeys) -> None:
    gateway = Gateway(keys, native=True, draw=random_draw(3))
    for _ in range(400):
        await gateway.send(webhook(JOB))
        await gateway.answer(ANSWER)
    # Blocks are drawn in the same order, too.
    ids = IdSource(random_draw(3))
    for row in gateway.rows:
        correlation, parent = ids.webhook()
        assert row.correlation_id == correlation
        assert row.id == ids.row(row.created_at)
        assert b"\r\ntraceparent: %b\r\n" % parent in gateway.got_before[0][1]
        gateway.got_before = gateway.got_before[1:]
    assert gateway.taken == len(gateway.rows) == 400
    await gateway.end()


@pytest.mark.parametrize("seconds", [0.0, 0.005, 0.00501, 0.0005, 0.0025, 1.9, 2.0, 2.1, 40.0])
async def test_times_are_noted_alike(keys: EventKeys, seconds: float) -> None:
    pair = Pair(keys)
    for body in (JOB, OTHER):
        await pair.send(webhook(body))
        for each in pair.both:
            each.time += seconds
        await pair.answer(ANSWER)
        pair.same()
    assert pair.native.taken == 2
    await pair.end()


async def test_nothing_is_left_of_a_webhook(keys: EventKeys) -> None:
    gateway = Gateway(keys, native=True)
    gc.collect()
    gc.disable()
    try:
        for answer in (ANSWER, answered(b"500 Oops"), ANSWER):
            await gateway.send(webhook(JOB))
            await gateway.answer(answer)
        left = Counter(type(each).__name__ for each in gc.get_objects())
    finally:
        gc.enable()
    assert gateway.taken == 3
    assert not {"Flight", "Exchange", "CallbackAnswer", "UsualRequest", "DecidedWebhook"} & set(
        left
    )
    await gateway.end()


def test_python_has_no_relay() -> None:
    assert choose(EngineName.PYTHON).relay is None
    assert choose(EngineName.NATIVE).relay is core().Relay


async def test_a_part_of_a_head_is_none(keys: EventKeys) -> None:
    gateway = Gateway(keys, native=True)
    await gateway.send(head(JOB))
    assert gateway.taken == 0
    await gateway.send(JOB)
    await gateway.answer(ANSWER)
    assert bytes(gateway.client.written).startswith(b"HTTP/1.1 200")
    await gateway.end()
