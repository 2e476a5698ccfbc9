"""What counts as success: the status, unless a handler's settings say otherwise."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.delivery import is_down, succeeded, word
from hookshift.domain.delivery.judgement import Criteria, Search, judged
from hookshift.domain.http import Judgement, Response


def search(pattern: str) -> Search:
    compiled = re.compile(pattern)
    return lambda text: compiled.search(text) is not None


def answer(status: int, body: str = "", result: str | None = None) -> Response:
    headers = [] if result is None else [(b"x-result", result.encode())]
    return Response(status, headers, body.encode())


def judge(criteria: Criteria, given: Response) -> Judgement | None:
    return judged(given, criteria, given.body.decode).judgement


def never() -> str:
    raise AssertionError("nobody needs the body")


EVERYTHING = Criteria(
    also_ok=frozenset({409}),
    also_failed=frozenset({202}),
    ok_header={b"x-result": search("^duplicate$")},
    failed_header={b"x-result": search("^error")},
    ok_body=(search("already_processed"),),
    failed_body=(search(r'"success":\s*false'), search("retry later")),
)


@pytest.mark.parametrize(
    ("given_answer", "judgement"),
    [
        (answer(200), None),
        (answer(200, '{"success": true}', "done"), None),
        (answer(500, "broken"), None),
        (answer(202), Judgement(False, "also_failed")),
        (answer(200, result="error: no"), Judgement(False, "failed_header")),
        (answer(200, '{"success": false}'), Judgement(False, "failed_body")),
        (answer(200, "retry later"), Judgement(False, "failed_body")),
        (answer(409), Judgement(True, "also_ok")),
        (answer(500, result="duplicate"), Judgement(True, "ok_header")),
        (answer(422, "already_processed"), Judgement(True, "ok_body")),
        # A 2xx is success by itself; the next status is not.
        (answer(200, result="duplicate"), None),
        (answer(299, result="duplicate"), None),
        (answer(300, result="duplicate"), Judgement(True, "ok_header")),
        # When in doubt it failed: it is delivered again rather than lost.
        (answer(409, '{"success": false}'), Judgement(False, "failed_body")),
        (answer(500, "already_processed", "error"), Judgement(False, "failed_header")),
    ],
)
def test_each_setting(given_answer: Response, judgement: Judgement | None) -> None:
    assert judge(EVERYTHING, given_answer) == judgement


def test_the_body_is_read_only_where_a_setting_asks_for_it() -> None:
    criteria = EVERYTHING._replace(ok_body=(), failed_body=())
    for status in (200, 202, 409, 500):
        judged(answer(status), criteria, never)


@given(st.integers(100, 599), st.text(max_size=20), st.text("derox", max_size=8))
def test_without_settings_the_status_alone_counts(status: int, body: str, result: str) -> None:
    given_answer = answer(status, body, result)
    assert judged(given_answer, Criteria(), never) is given_answer
    assert succeeded(given_answer) == (200 <= status < 300)


@given(st.integers(200, 599), st.sampled_from(["", "already_processed", "retry later"]))
def test_what_was_judged_is_what_counts(status: int, body: str) -> None:
    outcome = judged(answer(status, body), EVERYTHING, lambda: body)
    if outcome.judgement is not None:
        assert succeeded(outcome) == outcome.judgement.ok
        assert word(outcome) == outcome.judgement.setting
    assert not (succeeded(outcome) and is_down(outcome))
    assert outcome[:3] == answer(status, body)[:3], "nothing of the answer is changed"
