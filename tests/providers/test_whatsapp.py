import json
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hookshift.domain.errors import BadSignature, OperatorError
from hookshift.domain.http import Headers, Request, Response, header
from hookshift.providers.whatsapp import MAX_CHALLENGE, WhatsApp
from tests.providers.strategies import messages_of

SECRET = b"test_app_secret"
TOKEN = b"a token/with &=+\xc3\xa9"


@pytest.fixture
def whatsapp() -> WhatsApp:
    return WhatsApp([b"older", SECRET], TOKEN)


def get(query: bytes) -> Request:
    return Request(b"GET", b"/webhook", query, [], b"", "127.0.0.1")


def post(body: bytes, headers: Headers) -> Request:
    return Request(b"POST", b"/webhook", b"", headers, body, "127.0.0.1")


def query(mode: bytes = b"subscribe", token: bytes = TOKEN, challenge: bytes = b"1158") -> bytes:
    return b"&".join(
        name + b"=" + quote_from_bytes(value, safe="").encode()
        for name, value in [
            (b"hub.mode", mode),
            (b"hub.challenge", challenge),
            (b"hub.verify_token", token),
        ]
    )


def handshake(whatsapp: WhatsApp, query: bytes) -> Response:
    response = whatsapp.handshake(get(query))
    assert response is not None
    return response


def test_the_challenge_is_given_back_as_opaque_text(whatsapp: WhatsApp) -> None:
    response = handshake(whatsapp, query(challenge=b"<b>11</b> 58"))
    assert (response.status, response.body) == (200, b"<b>11</b> 58")
    assert header(response.headers, b"content-type") == b"text/plain; charset=utf-8"
    assert header(response.headers, b"x-content-type-options") == b"nosniff"


def test_plus_is_a_space(whatsapp: WhatsApp) -> None:
    assert handshake(whatsapp, query().replace(b"%20", b"+")).status == 200


@given(st.binary(min_size=1, max_size=MAX_CHALLENGE))
@example(b"1" * MAX_CHALLENGE)
def test_any_challenge_within_the_bound_comes_back_unchanged(challenge: bytes) -> None:
    response = handshake(WhatsApp([SECRET], TOKEN), query(challenge=challenge))
    assert (response.status, response.body) == (200, challenge)


@pytest.mark.parametrize(
    "refused",
    [
        b"",
        b"&&==&",
        query(mode=b"unsubscribe"),
        query(token=b""),
        query(token=TOKEN + b"x"),
        query(token=TOKEN[:-1]),
        query().replace(b"hub.verify_token", b"token"),
        query().replace(b"hub.mode", b"mode"),
        query(challenge=b""),
        query(challenge=b"1" * (MAX_CHALLENGE + 1)),
    ],
)
def test_any_other_get_is_refused_with_json(whatsapp: WhatsApp, refused: bytes) -> None:
    response = handshake(whatsapp, refused)
    assert response.status == 403
    assert header(response.headers, b"content-type") == b"application/json"
    assert json.loads(response.body)["error"] == "handshake_refused"


@given(st.binary(max_size=100))
def test_no_query_breaks_it_or_gets_in(raw: bytes) -> None:
    assert handshake(WhatsApp([SECRET], TOKEN), raw).status == 403


def test_a_post_is_no_handshake(whatsapp: WhatsApp) -> None:
    assert whatsapp.handshake(post(b"{}", [])) is None
    assert whatsapp.methods == {b"GET", b"POST"}


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        (
            b'{"object":"whatsapp_business_account","entry":[]}',
            b"dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
        ),
        (
            b'{"object": "whatsapp_business_account", "entry": []}',
            b"56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
        ),
    ],
)
def test_check_vectors(whatsapp: WhatsApp, body: bytes, digest: bytes) -> None:
    headers = [(b"x-hub-signature-256", b"sha256=" + digest)]
    assert whatsapp.sign(body, SECRET) == headers
    assert whatsapp.verify(post(body, headers)) == SECRET


def test_parts_are_signed_with_the_secret_that_matched(whatsapp: WhatsApp) -> None:
    body = messages_of({"id": "1"}, {"id": "2"})
    secret = whatsapp.verify(post(body, whatsapp.sign(body, b"older")))
    assert secret == b"older"
    for part in whatsapp.split(body, [[event] for event in whatsapp.events(body)]):
        assert whatsapp.verify(post(part, whatsapp.sign(part, secret))) == b"older"
        with pytest.raises(BadSignature):
            whatsapp.verify(post(part, whatsapp.sign(body, secret)))


@pytest.mark.parametrize(("secrets", "token"), [([], b"t"), ([b"s", b""], b"t"), ([b"s"], b"")])
def test_secrets_that_would_let_anybody_in_are_refused(secrets: list[bytes], token: bytes) -> None:
    with pytest.raises(OperatorError):
        WhatsApp(secrets, token)


@pytest.mark.parametrize(
    ("status", "answered"), [(200, 200), (201, 200), (204, 200), (299, 200), (199, 199), (302, 302)]
)
def test_any_success_becomes_200(whatsapp: WhatsApp, status: int, answered: int) -> None:
    assert whatsapp.accepted(status) == answered
