"""The compiled core decides as the reference does, also about what it does not know."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.config.compile import CONDITIONS
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing import assignment
from hookshift.domain.routing.classify import Rule, Stated
from hookshift.domain.routing.routing import Route, RouteTable, Snapshot
from hookshift.domain.routing.text import Searched, folded
from tests.core.differential import BODIES, core, decide_alike
from tests.core.fuzzing import SNAPSHOTS, Fuzzed
from tests.core.rules import DOMAINS, rule

if TYPE_CHECKING:
    from hookshift.core.choice import Decide

WORDS = (
    "job",
    "rent",
    "a",
    "ab",
    "bab",
    "casa",
    "été",
    "\uff21\uff42",
    "İ",
    "家",
    "it's",
    "x_1",
    "abab",
)

SIGNS = list("\u200d\ufe0f\u0301\xdf\xe9\xc9\xd7\xbf\xaa\u2019\u2460\u2764\u212a\ufb01\U0001f3e0")
texts = st.lists(
    st.sampled_from([*WORDS, *SIGNS, " ", "!", "_", "9", "JOB", "Rent", "j", "ob"]), max_size=9
).map("".join)
values = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple)
kinds = st.sampled_from([*EventKind, "text", "sent"])
senders = st.none() | st.sampled_from(
    ["RW.1a", "250788000001", "RW.é", "\udc80", "x" * 127, "x" * 300]
)

events = st.builds(
    Event,
    st.sampled_from(EventKind), st.sampled_from(["text", "sent", "message"]), st.none(), senders,
    st.none(), texts, st.lists(st.sampled_from(["buy", "sell"]), max_size=2).map(tuple),
    st.sampled_from([None, "1065", "1066"]),
    st.lists(st.sampled_from(["ad", "https://a.example/1"]), max_size=2).map(tuple),
    st.just((0, 0)), st.just(""), st.booleans(),
    st.sampled_from([(), ((b"x-tenant", b"a"),)]),
    callback_data=st.lists(
        st.tuples(st.sampled_from(["flow_token", "cta_payload"]), st.sampled_from(["buy", "b"])),
        max_size=2,
    ).map(tuple),
)  # fmt: skip
stated = st.one_of(
    st.builds(Stated, st.sampled_from(["contains", "words"]), values),
    st.builds(Stated, st.just("regex"), st.sampled_from([("jo.",), ("^r", "ca"), ("é",)])),
    st.builds(Stated, st.just("type"), st.lists(kinds, min_size=1, max_size=3).map(tuple)),
    st.builds(Stated, st.just("phone_number_id"), st.just(("1065",))),
    st.builds(Stated, st.just("choice_prefix"), st.just(("bu",))),
    st.builds(Stated, st.just("referral_source"), st.sampled_from([("ad",), ("https://a.",)])),
    st.builds(Stated, st.sampled_from(["flow_token", "cta_payload"]), st.just(("bu",))),
    st.builds(Stated, st.just("header"), st.just({"X-Tenant": "a"})),
)


rules = st.builds(
    lambda domain, conditions, drops: rule(domain, *conditions, drops=drops),
    st.sampled_from(DOMAINS), st.lists(stated, min_size=0, max_size=3),
    st.integers(0, 9).map(lambda number: number == 0),
)  # fmt: skip
routes = st.builds(
    lambda unified, protected: Route("", "old", unified, protected),
    st.sampled_from([None, "new"]), st.booleans(),
)  # fmt: skip
tables = st.builds(
    lambda own, of_domains: RouteTable(
        tuple(own),
        {name: each._replace(domain=name) for name, each in zip(DOMAINS, of_domains, strict=True)},
    ),
    st.lists(rules, max_size=6), st.lists(routes, min_size=3, max_size=3),
)  # fmt: skip
snapshots = st.none() | st.builds(
    Snapshot,
    st.integers(1, 9), st.booleans(), st.integers(0, 10_000),
    st.frozensets(st.sampled_from(DOMAINS)), st.binary(max_size=64),
)  # fmt: skip


@given(tables, st.lists(events, min_size=1, max_size=4), snapshots)
def test_any_events_are_decided_alike(
    table: RouteTable, found: list[Event], snapshot: Snapshot | None
) -> None:
    decide_alike(core().Decider(table), found, table, snapshot)


@given(st.lists(tables, min_size=1, max_size=3), st.lists(events, max_size=3), st.lists(snapshots))
def test_rules_and_snapshots_may_be_replaced_at_any_time(
    given_tables: list[RouteTable], found: list[Event], given_snapshots: list[Snapshot | None]
) -> None:
    deciders: list[Decide] = [core().Decider(table) for table in given_tables]
    for snapshot in [None, *given_snapshots, None]:
        for decider, table in zip(deciders, given_tables, strict=True):
            decide_alike(decider, found, table, snapshot)


def message(text: str) -> Event:
    """From somebody, with nothing but a text."""
    return Event(EventKind.MESSAGE, "text", "1", "RW.1a", None, text, (), None, (), (0, 0))


ROUTES = {name: Route(name, "old", "new", False) for name in DOMAINS}
SHARE = Snapshot(1, True, 5_000, frozenset(DOMAINS), b"salt")


def test_a_condition_that_the_core_does_not_know_is_asked() -> None:
    def shouts(event: Event, text: str) -> bool:
        assert isinstance(text, Searched)
        return event.text.isupper() and text == event.text.lower()

    known = CONDITIONS["contains"](("job",))
    both = Rule(
        "new", "jobs", (known, shouts), False, (Stated("contains", ("job",)), Stated("shouts", ()))
    )
    unstated = Rule("unstated", "homes", (shouts,))
    table = RouteTable((both, unstated), ROUTES)
    decider = core().Decider(table)
    found = [message("A JOB"), message("A HOME"), message("a job"), message("ÉTÉ JOB"), message("")]
    decide_alike(decider, found, table, SHARE)
    named = [each.rule for each in decider(found, "default", SHARE)]
    assert named == ["new", "unstated", None, "new", None]


def asked(event: Event, _text: str) -> bool:
    """A condition that must not be asked."""
    raise AssertionError(f"Python was asked about {event.text!r}")


@pytest.mark.parametrize(
    "text",
    [
        "Is the house on KG 9 Ave still for rent? \U0001f3e0",
        "Muraho, mfite ikibazo: je cherche un emploi à Kigali \U0001f64f",
        "«oui»", "¿Cuánto cuesta?",
        "it\u2019s \u2013 “fine” ❤\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467", "JOB",
    ],
)  # fmt: skip
def test_texts_of_western_letters_and_symbols_need_no_python(text: str) -> None:
    own = (Stated("contains", ("zebra", "It's")), Stated("words", ("zebra", "it's", "ikib")))
    table = RouteTable(
        tuple(Rule(each.name, "jobs", (asked,), False, (each,)) for each in own), ROUTES
    )
    assert [each.rule for each in core().Decider(table)([message(text)], "d", SHARE)] == [None]


def test_chosen_rows_need_no_python() -> None:
    stated = Stated("choice_prefix", ("prop_", "rent:"))
    table = RouteTable((Rule("rows", "homes", (asked,), False, (stated,)),), ROUTES)
    own = [message("x")._replace(choices=each) for each in ((), ("a", "b"), ("a", "prop_1"))]
    found = core().Decider(table)(own, "d", SHARE)
    assert [each.rule for each in found] == [None, None, "rows"]


NEIGHBOURS = (
    *range(0x80, 0x600), *range(0x2000, 0x2800), *range(0xFE00, 0xFE10), *range(0xFF00, 0xFFF0),
    *range(0x1F000, 0x1FC00),
)  # fmt: skip


def test_every_character_beside_and_within_words_is_compared_alike() -> None:
    # What a character becomes when it is folded may complete a word.
    completed = tuple({like for each in map(chr, NEIGHBOURS) if (like := folded(f"jo{each}b"))})
    values = ("job", "a job", "jo", "b", "a", *filter(str.isascii, completed))
    assert len(values) > 200
    own = [rule("jobs", Stated(name, values)) for name in ("contains", "words")]
    for table in (RouteTable((own[0],), ROUTES), RouteTable((own[1],), ROUTES)):
        decider = core().Decider(table)
        for each in map(chr, NEIGHBOURS):
            found = (f"{each}job", f"jobs{each}", f"jo{each}b", f"a{each} jobs", f"❤{each}job")
            decide_alike(decider, [message(text) for text in found], table, SHARE)


def test_what_a_condition_raises_is_raised() -> None:
    def broken(_event: Event, _text: str) -> bool:
        raise ZeroDivisionError

    table = RouteTable((Rule("broken", "jobs", (broken,)),), ROUTES)
    with pytest.raises(ZeroDivisionError):
        core().Decider(table)([message("x")], "default", SHARE)


@pytest.mark.parametrize("length", [4_095, 4_096, 4_097])
def test_only_the_beginning_of_a_long_text_is_searched(length: int) -> None:
    table = RouteTable((rule("jobs", Stated("words", ("job",))),), ROUTES)
    decider = core().Decider(table)
    for end in ("job", "jobs", "job s"):
        decide_alike(decider, [message(" " * (length - len(end)) + end)], table, SHARE)


def test_many_needles_are_sought_and_too_many_are_asked() -> None:
    draw = random.Random(7)
    for count in (50, 1_500, 3_000):
        words = tuple("".join(draw.choices("abcdef", k=9)) for _ in range(count))
        table = RouteTable(
            (rule("jobs", Stated("contains", words)), rule("shop", Stated("words", words))), ROUTES
        )
        decider = core().Decider(table)
        found = [message(f"x{words[-1].upper()}x"), message(f"x {words[0]} x"), message("abc")]
        decide_alike(decider, found, table, SHARE)


def test_nested_needles_are_all_found() -> None:
    nested = tuple("a" * length for length in range(1, 300))
    table = RouteTable((rule("jobs", Stated("words", nested)),), ROUTES)
    decider = core().Decider(table)
    decide_alike(decider, [message("b" + "a" * 200), message("b " + "a" * 200)], table, SHARE)


@given(st.binary(max_size=64), st.text(st.characters(), min_size=1, max_size=300))
def test_a_sender_has_the_same_place(salt: bytes, sender: str) -> None:
    assert core().place(salt, sender) == assignment.place(salt, sender)


def test_a_salt_that_is_too_long_is_left_to_the_reference() -> None:
    assert core().place(b"x" * 65, "RW.1a") is None
    snapshot = SHARE._replace(salt=b"x" * 65)
    with pytest.raises(ValueError, match="key"):
        core().Decider(RouteTable((), {}))([message("x")], "default", snapshot)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_a_known_body_is_read_and_decided_alike(path: Path) -> None:
    fuzzed = Fuzzed()
    for _ in SNAPSHOTS:
        fuzzed.check(path.read_bytes())
