"""Records come back as they were, within what 18 bytes hold."""

import zlib
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.conversation.records import (
    ABSENT,
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation import records
from hookshift.gateway.conversation.records import (
    ABSENT_SECONDS,
    MESSAGE_ABSENT_SECONDS,
    Packer,
    absence,
)
from hookshift.gateway.conversation.table_layout import PAYLOAD

DOMAINS = ("jobs", "rent", "unknown")
PACKER = Packer(DOMAINS)
NOW = 1_790_000_000
HASHES = st.integers(-(2**63), 2**63 - 1)
TIMES = st.integers(0, 2**32 - 2)
SIDES = st.sampled_from(Side)
NAMES = st.sampled_from(DOMAINS)


@given(st.builds(PersonRecord, HASHES, st.integers(0, 9_999), st.integers(0, 2**32 - 1), TIMES))
def test_a_person_comes_back(record: PersonRecord) -> None:
    payload = PACKER.person(record)
    assert len(payload) == PAYLOAD
    assert PACKER.person_from(payload, NOW) == record


@given(st.builds(ConversationRecord, HASHES, NAMES, SIDES, TIMES, TIMES, TIMES, st.booleans()))
def test_a_conversation_comes_back(record: ConversationRecord) -> None:
    payload = PACKER.conversation(record)
    assert len(payload) == PAYLOAD
    assert PACKER.conversation_from(payload, NOW, record.person) == record


@given(st.builds(MessageRecord, NAMES, SIDES, TIMES))
def test_a_message_comes_back(record: MessageRecord) -> None:
    payload = PACKER.message(record)
    assert len(payload) == PAYLOAD
    assert PACKER.message_from(payload, NOW) == record


def test_times_beyond_the_bounds_are_the_nearest_that_fit() -> None:
    record = ConversationRecord(1, "jobs", Side.LEGACY, -1, 2**40, 2**32 - 1)
    found = PACKER.conversation_from(PACKER.conversation(record), NOW, 1)
    assert found == record._replace(began=0, last=2**32 - 2, turned=2**32 - 2)


def test_absence_is_taken_for_a_while() -> None:
    payload = absence(NOW)
    assert len(payload) == PAYLOAD
    for read, seconds in (
        (PACKER.person_from, ABSENT_SECONDS),
        (partial(PACKER.conversation_from, person=1), ABSENT_SECONDS),
        (PACKER.message_from, MESSAGE_ABSENT_SECONDS),
    ):
        assert read(payload, NOW + seconds - 1) is ABSENT
        assert read(payload, NOW + seconds) is None
        # A clock that was set back does not make it last for ever.
        assert read(payload, NOW - seconds) is None


def test_a_domain_that_is_not_configured_is_no_context() -> None:
    other = Packer(["taxi"])
    conversation = ConversationRecord(1, "jobs", Side.UNIFIED, NOW, NOW, NOW)
    message = MessageRecord("jobs", Side.UNIFIED, NOW)
    assert other.conversation_from(PACKER.conversation(conversation), NOW, 1) is ABSENT
    assert other.message_from(PACKER.message(message), NOW) is ABSENT
    written = other.conversation(conversation)
    assert PACKER.conversation_from(written, NOW, 1) == conversation


def test_two_domains_of_one_tag_are_no_context() -> None:
    one, other = "domain-3985819", "domain-4420602"
    tags = {zlib.crc32(name.encode()) & (2**30 - 1) for name in (one, other)}
    assert len(tags) == 1
    packer = Packer([one, other, "jobs"])
    record = MessageRecord(one, Side.LEGACY, NOW)
    assert packer.message_from(packer.message(record), NOW) is ABSENT
    jobs = record._replace(domain="jobs")
    assert packer.message_from(packer.message(jobs), NOW) == jobs


def test_kinds_do_not_meet() -> None:
    kinds = {records.PERSON, records.CONVERSATION, records.MESSAGE}
    assert len({5 ^ kind for kind in kinds}) == 3
    assert all(
        -(2**63) <= key ^ kind < 2**63 for kind in kinds for key in (-1, -(2**63), 2**63 - 1)
    )
