"""Webhooks of people who come back: shares, who comes again, and what is said about what."""

from collections import Counter
from pathlib import Path

import pytest
from bench.processes import BenchError

from bench import returning, traffic, wrk
from hookshift.domain.events import Event, EventKind
from hookshift.domain.http import Request
from hookshift.providers.whatsapp import WhatsApp

PROVIDER = WhatsApp([traffic.SECRET.encode()], b"token")
PEOPLE = 100_000
FIRST = 10 * returning.LAG * 5
VISITS = 400


def events(count: int, first: int = FIRST) -> list[Event]:
    """What hookshift makes of them; each is signed."""
    found = []
    for webhook in returning.webhooks(count, first, PEOPLE, at=1_800_000_000):
        headers = [(traffic.SIGNATURE_HEADER.lower().encode(), webhook.signature.encode())]
        PROVIDER.verify(Request(b"POST", b"/", b"", headers, webhook.body, "127.0.0.1"))
        (event,) = PROVIDER.events(webhook.body)
        found.append(event)
    return found


def test_they_have_the_shares_of_the_mix_and_its_times() -> None:
    some = events(500)
    kinds = Counter(event.kind for event in some)
    assert (kinds[EventKind.STATUS], kinds[EventKind.MESSAGE]) == (300, 200)
    assert {event.at for event in some} == {1_800_000_000}


def test_nine_of_ten_people_are_known() -> None:
    known = {returning.names_of(number)[0] for number in range(PEOPLE)}
    people = {event.sender for event in events(VISITS * 5)}
    assert 0.88 <= len(people & known) / len(people) <= 0.92


def test_somebody_new_writes_before_their_receipts_come() -> None:
    known = {returning.names_of(number)[0] for number in range(PEOPLE)}
    first: dict[str | None, EventKind] = {}
    for event in events(returning.LAG * 15):
        first.setdefault(event.sender, event.kind)
    lag = returning.LAG * 10
    new = Counter(
        event.kind
        for event in events(VISITS * 5, FIRST + lag)
        if event.sender not in known and first.get(event.sender) is not EventKind.MESSAGE
    )
    assert new[EventKind.STATUS] == 0


def test_each_message_is_another_and_three_receipts_are_about_one() -> None:
    some = events(VISITS * 5)
    own = [event.event_id for event in some if event.kind is EventKind.MESSAGE]
    about = Counter(event.answers for event in some if event.kind is EventKind.STATUS)
    assert len(set(own)) == len(own)
    assert sorted(about.values())[2:-2] == [3] * (len(about) - 4)


def test_buttons_answer_a_message_of_the_business_to_that_person() -> None:
    some = events(returning.LAG * 15)
    sent = {(event.sender, event.answers) for event in some if event.kind is EventKind.STATUS}
    late = [event for event in some[-500:] if event.type == "interactive"]
    assert len(late) == 25
    assert all((event.sender, event.answers) in sent for event in late)


def test_requests_are_read_as_they_were_written(tmp_path: Path) -> None:
    webhooks = list(returning.webhooks(20, 0, PEOPLE))
    returning.write(tmp_path / "requests", webhooks)
    with (tmp_path / "requests").open("rb") as file:
        assert list(returning.read(file)) == [returning.request(each) for each in webhooks]


def test_a_load_that_ran_out_of_webhooks_is_no_result() -> None:
    with pytest.raises(BenchError, match="fewer webhooks"):
        wrk.parse(f"{wrk.RAN_OUT}\nRESULT {{}}")
