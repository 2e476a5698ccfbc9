"""HTTP by both engines side by side: what the compiled core reads, the reference reads the same."""

from hookshift.core.choice import PYTHON
from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Headers, Request, Response, joined
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace, to_handler
from hookshift.gateway.http.head import END, parse_head
from hookshift.gateway.upstream.answer import AnswerProgress, AnswerReader
from hookshift.providers.signatures import key, matching_secret
from hookshift.providers.whatsapp import SIGNATURE_HEADER
from tests.core.differential import core

HEADER_BYTES, HEADER_COUNT, BODY_BYTES = 2_000, 12, 300
"""Small, so that the bounds are met."""
TRACE = Trace("c-1", b"00-1-2-01")
NOBODY = TrustedCallers([])
REPLACED = frozenset({b"host", b"content-length", b"x-a", b"authorization"})
SECRET = b"secret"
FIELDS = [
    "method",
    "path",
    "query",
    "headers",
    "length",
    "http10",
    "keep_alive",
    "expects_continue",
]


def head_alike(data: bytes, start: int = 0) -> bool:
    """Whether the core read the head, in which case the reference reads the same."""
    found = core().usual_head(data, start, HEADER_BYTES, HEADER_COUNT)
    if found is None:
        return False
    assert found.end == data.index(END, start) + len(END)
    assert found.end - start <= HEADER_BYTES
    expected = parse_head(data[start : found.end], HEADER_COUNT)
    for name in FIELDS:
        ours, theirs = getattr(found, name), getattr(expected, name)
        assert ours == theirs, name
        assert type(ours) is type(theirs), name
    return True


def answer_alike(data: bytes) -> bool:
    """Whether the core read the answer, in which case the reference reads the same."""
    found = core().usual_answer(data, BODY_BYTES)
    if found is None:
        return False
    reader = AnswerReader(BODY_BYTES)
    assert reader.feed(data) is AnswerProgress.REUSABLE
    expected = reader.response()
    assert type(found) is Response
    assert found == expected
    assert list(map(type, found)) == list(map(type, expected))
    return True


def joined_alike(headers: Headers, left_out: frozenset[bytes], *, alike: bool) -> None:
    """Asserts that both write the same head."""
    arguments = (b"POST / HTTP/1.1\r\n", headers, left_out, b"content-length: 1\r\n\r\n", alike)
    assert core().joined(*arguments) == joined(*arguments)


def headers_alike(data: bytes) -> None:
    """Asserts that both hand on the headers of this head alike, and say alike who signed it."""
    head = core().usual_head(data, 0, HEADER_BYTES, HEADER_COUNT)
    request = Request(head.method, head.path, head.query, head.headers, data[head.end :], "::1")
    headers = to_handler(request, TRACE, NOBODY, core().kept_headers)
    assert headers == to_handler(request, TRACE, NOBODY, PYTHON.keep)
    for alike in (False, True):
        joined_alike(headers, REPLACED, alike=alike)
    found = core().signed_by(request.headers, SIGNATURE_HEADER, request.body, (key(SECRET),))
    try:
        assert found in (None, matching_secret(request, SIGNATURE_HEADER, [SECRET]))
    except BadSignature:
        assert found is None
