"""Messages and receipts put together, against another reading of the same rule."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.pairing import Answered, Asking, Receipt, answered, counted
from hookshift.domain.evidence.replies import CODES_KEPT, ReplyCounts

WITHIN = 60
ASKING = Asking(1, "A", "jobs", "unified", 1_000)

people = st.integers(1, 4)
numbers = st.sampled_from("AB")
times = st.integers(0, 200)
askings = st.lists(
    st.builds(
        Asking, people, numbers, st.sampled_from(["jobs", "rent"]), st.sampled_from("ul"), times
    ),
    max_size=12,
)
receipts = st.lists(
    st.builds(Receipt, people, numbers, times, st.booleans(), st.sampled_from([None, 7, 9])),
    max_size=20,
)


def by_hand(asked: list[Asking], sent: list[Receipt]) -> set[Answered]:
    """One person and domain after the other, without any index."""
    found = set()
    for person in range(1, 5):
        for domain in ("jobs", "rent"):
            own = [each for each in asked if (each.person, each.domain) == (person, domain)]
            if not own:
                continue
            earliest = min(each.at for each in own)
            first = min(each for each in own if each.at == earliest)
            fits = sorted(
                (each.at - first.at, not each.failed, each.code or 0, each)
                for each in sent
                if each.person == person
                and each.number == first.number
                and first.at <= each.at <= first.at + WITHIN
            )
            fails = [each for *_, each in fits if each.failed]
            found.add(
                Answered(
                    first,
                    fits[0][0] if fits else None,
                    bool(fails),
                    (fails[0].code or None) if fails else None,
                )
            )
    return found


@given(asked=askings, sent=receipts)
def test_it_is_what_another_reading_finds(asked: list[Asking], sent: list[Receipt]) -> None:
    found = answered(asked, sent, WITHIN)
    assert len(found) == len({(each.asking.person, each.asking.domain) for each in found})
    assert set(found) == by_hand(asked, sent)


@given(asked=askings, sent=receipts, chance=st.randoms())
def test_neither_order_nor_repetition_counts(
    asked: list[Asking], sent: list[Receipt], chance: object
) -> None:
    before = set(answered(asked, sent, WITHIN))
    again, twice = [*asked, *asked[:5]], [*sent, *sent[:7]]
    chance.shuffle(again)  # type: ignore[attr-defined]
    chance.shuffle(twice)  # type: ignore[attr-defined]
    assert set(answered(again, twice, WITHIN)) == before


@given(asked=askings, sent=receipts)
def test_everybody_is_counted_once_on_the_side_of_the_first_message(
    asked: list[Asking], sent: list[Receipt]
) -> None:
    found = answered(asked, sent, WITHIN)
    sums = counted(found)
    assert sum(each.people for each in sums.values()) == len(found)
    for (domain, side), counts in sums.items():
        own = [each for each in found if (each.asking.domain, each.asking.side) == (domain, side)]
        assert counts.people == len(own)
        assert counts.answered == sum(counts.times) == sum(e.seconds is not None for e in own)
        codes = Counter(each.code or 0 for each in own if each.failed)
        assert dict(counts.codes) == codes
        assert counts.failed == codes.total()


def test_an_answer_in_the_same_second_counts_and_one_at_the_end_of_the_time() -> None:
    for at, seconds in ((999, None), (1_000, 0), (1_060, 60), (1_061, None)):
        (found,) = answered([ASKING], [Receipt(1, "A", at)], WITHIN)
        assert found.seconds == seconds


def test_two_domains_of_one_person_are_two_and_one_answer_is_for_both() -> None:
    rent = ASKING._replace(domain="rent", side="legacy", at=1_010)
    sums = counted(answered([ASKING, rent], [Receipt(1, "A", 1_020)], WITHIN))
    assert {place: counts.answered for place, counts in sums.items()} == {
        ("jobs", "unified"): 1,
        ("rent", "legacy"): 1,
    }


def test_only_the_most_frequent_codes_are_told_apart() -> None:
    asked = [ASKING._replace(person=person) for person in range(100)]
    found = [Receipt(person, "A", 1_001, True, person % 20) for person in range(100)]
    (counts,) = counted(answered(asked, found, WITHIN)).values()
    assert counts.failed == 100
    assert len(counts.codes) == CODES_KEPT
    assert len(counts.plus(counts).codes) == CODES_KEPT
    assert counts.plus(ReplyCounts()) == counts
