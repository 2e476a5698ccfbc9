"""Tells a program: a signed POST as Standard Webhooks describes it (standardwebhooks.com).

The signature covers id, time and body: `v1,` and the base64 of an HMAC-SHA256; during a rotation
there is one by each secret, separated by spaces. Redirects are not
followed, since they would carry a signed message to somebody else; of an answer no more is read
than people want to see.
"""

import hmac
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime

import requests
import urllib3

from hookshift import __version__
from hookshift.controller.notify.answer import Answer, Patience
from hookshift.controller.notify.message import NotificationText, payload
from hookshift.controller.notify.secrets import blanked

ANSWER_BYTES = 1_000
"""How much is read of an answer that is no success."""


class WebhookReceiver:
    """One receiver."""

    def __init__(self, url: str, keys: Sequence[bytes], patience: Patience) -> None:
        self._url = url
        self._keys = keys
        self._patience = patience

    def send(self, message: NotificationText) -> Answer:
        """Blocks until the receiver has answered, or has not in time."""
        body = payload(message)
        try:
            # A session of its own: no cookies, and no connection that has died meanwhile.
            with (
                requests.Session() as session,
                session.post(
                    self._url,
                    data=body,
                    headers=headers(self._keys, message.id, int(time.time()), body),
                    timeout=(self._patience.connect, self._patience.read),
                    allow_redirects=False,
                    stream=True,
                    auth=as_it_is,
                ) as response,
            ):
                return self._answer(response)
        except requests.RequestException as error:
            return Answer(False, trouble(error, self._patience))

    def _answer(self, response: requests.Response) -> Answer:
        status = response.status_code
        if 200 <= status < 300:
            return Answer(True, f"HTTP {status}")
        if 300 <= status < 400:
            return Answer(False, f"HTTP {status}: redirects are not followed")
        beginning = blanked(_beginning(response), self._url)
        wish = response.headers.get("Retry-After") if status in (429, 503) else None
        return Answer(
            False,
            f"HTTP {status}: {beginning}" if beginning else f"HTTP {status}",
            gone=status == 410,
            retry_after=seconds_of(wish, time.time()) if wish else None,
        )


def headers(keys: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one attempt, made at `timestamp` (seconds since 1970)."""
    return {
        "content-type": "application/json",
        "user-agent": f"hookshift/{__version__}",
        # What is shown of an answer is read as it is.
        "accept-encoding": "identity",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(key, message_id, timestamp, body) for key in keys),
    }


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of one attempt by one secret."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def seconds_of(retry_after: str, now: float) -> float | None:
    """What a Retry-After header means at `now` (seconds since 1970); None if it cannot be read."""
    wish = retry_after.strip()
    if wish.isascii() and wish.isdecimal():
        # So many digits are more than a lifetime, and fit into a float.
        return float(wish[:10]) if len(wish) <= 10 else float(10**10)
    try:
        return max(parsedate_to_datetime(wish).timestamp() - now, 0.0)
    except (ValueError, OverflowError):
        return None


def trouble(error: Exception, patience: Patience) -> str:
    """What went wrong, in words; the library's own would quote the URL."""
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {patience.connect:g} s"
    if isinstance(error, requests.ReadTimeout):
        return f"no answer within {patience.read:g} s"
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            why = getattr(cause, "verify_message", None) or cause.reason or "failed"
            return f"TLS: {why}"
        if isinstance(cause, OSError) and cause.strerror:
            return f"no connection: {cause.strerror}"
    return f"no usable answer: {type(list(_causes(error))[-1]).__name__}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without it `requests` would add a password that ~/.netrc has for this host."""
    return request


def _beginning(response: requests.Response) -> str:
    read = b""
    with suppress(urllib3.exceptions.HTTPError, OSError):
        read = response.raw.read(ANSWER_BYTES, decode_content=False)
    return read.decode("utf-8", "replace")
