"""The compiled core gathers rows for the rollups as the Python code does."""

import gc
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.tally import tally
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import DomainBy, Reason, Side
from hookshift.gateway.record.rows import masked
from tests.core.differential import core
from tests.core.test_memory import SLACK, counts, grown

T0 = 1_764_752_400.0
SLOW_MS = 2_000
PLAIN = st.builds(
    LogRow,
    id=st.just(b"x" * 16),
    webhook_name=st.just("h"),
    domain=st.sampled_from(["jobs", "property", "x" * 2, "".join(["j", "obs"])]),
    routed_to=st.sampled_from([*Side, "unified"]),
    from_number=st.none(),
    message_id=st.none(),
    response_time_ms=st.integers(0, 3_000),
    status=st.sampled_from(["success", "success", "success", "error", "dropped"]),
    error_message=st.none(),
    created_at=st.sampled_from(
        [T0, T0 + 0.5, T0 + 9.9999999, T0 + 9.999999, T0 + 10, T0 + 3_600, 0.0, -1.0, -0.0]
    ),
    source=st.just("whatsapp"),
    event_kind=st.just("message"),
    event_type=st.just("text"),
    rule=st.none(),
    reason=st.sampled_from([*Reason, Reason.IN_SHARE, Reason.OUT_OF_SHARE, "in_share", None]),
    bucket=st.none() | st.integers(0, 9_999),
    config_version=st.sampled_from([None, 0, 3, 10**12]),
    handler_status=st.just(200),
    attempt=st.sampled_from([1, 1, 1, 2]),
    correlation_id=st.just("c"),
    sender=st.none() | st.integers(0, 5),
    final=st.booleans(),
    person=st.none(),
    domain_by=st.sampled_from([None, DomainBy.RULE]),
)


@given(st.lists(PLAIN, max_size=40), st.sampled_from([1, 10, 60]))
def test_any_rows_add_up_to_the_same(rows: list[LogRow], seconds: int) -> None:
    assert tally(rows, seconds, SLOW_MS, core().gathered) == tally(rows, seconds, SLOW_MS)


def test_usual_rows_are_all_taken_and_others_none() -> None:
    usual = LogRow(
        b"", "h", "jobs", Side.UNIFIED, None, None, 5, "success", None, T0, "wa", "message",
        "text", None, Reason.IN_SHARE, 17, 3, 200, 1, "c", 900, final=True,
    )  # fmt: skip
    others = [
        usual._replace(status="error"),
        usual._replace(attempt=2),
        usual._replace(reason=Reason.DROPPED),
        usual._replace(reason=Reason.UNIFIED_UNREACHABLE),
        usual._replace(reason="in_share"),
        usual._replace(created_at=-1.0),
        usual._replace(created_at=float("nan")),
        tuple(usual),
    ]
    continuing = usual._replace(reason=Reason.AFFINITY)
    found, rest = core().gathered([usual, *others, continuing, usual], 10)
    assert found == [((int(T0), "jobs", Side.UNIFIED, 3), [5, 5, 5], [17, 17], {900}, [5])]
    assert rest == others
    many = [usual._replace(created_at=T0 + 10 * number) for number in range(70)]
    found, rest = core().gathered(many, 10)
    assert (len(found), rest) == (64, many[64:])


@given(
    st.text()
    | st.text("0123456789", min_size=4, max_size=16)
    | st.sampled_from([5, 6, 256, 257]).map("x".__mul__)
)
def test_numbers_are_masked_alike(identity: str) -> None:
    made: Any = core().masked(identity)
    assert made == masked(identity)


def test_nothing_is_leaked() -> None:
    usual = LogRow(
        b"", "h", "jobs", Side.UNIFIED, None, None, 5, "success", None, T0, "wa", "message",
        "text", None, Reason.IN_SHARE, 17, 3, 200, 1, "c", 900, final=True,
    )  # fmt: skip
    rows = [usual, usual._replace(attempt=2), usual._replace(domain="property")] * 20

    def work() -> None:
        core().gathered(rows, 10)
        core().masked("250780000123")

    gc.collect()
    before = counts()
    assert grown(work) < SLACK
    assert counts() == before
