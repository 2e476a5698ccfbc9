"""Asks an installation elsewhere. The token comes from the environment, never from an argument."""

import json
import os
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import requests

from hookshift import __version__
from hookshift.config.values import is_loopback
from hookshift.controller.notify.answer import Patience
from hookshift.controller.notify.webhook import as_it_is, trouble
from hookshift.domain.errors import OperatorError

VARIABLE: Final = "HOOKSHIFT_TOKEN"
PATIENCE: Final = Patience(connect=5.0, read=30.0)
TRIES: Final = 3
"""Tries of a change that may not have arrived; its key makes sure that it is carried out once."""
MOST_BYTES: Final = 16 * 1024 * 1024


class Client:
    """A client of one installation. Everything here raises OperatorError."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise OperatorError(
                f"--url {url} is not a URL: write it as https://hookshift.example.com"
            )
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise OperatorError(
                f"--url {url} would send the token unencrypted: use https, or a tunnel: ssh -L "
                "8090:127.0.0.1:8090 HOST"
            )
        self._base = url.rstrip("/")
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"hookshift/{__version__}"
        # Nothing that ~/.netrc has for this host.
        self._session.auth = as_it_is
        token = os.environ.get(VARIABLE)
        if token:
            self._session.headers["Authorization"] = f"Bearer {token.strip()}"

    def get(self, path: str) -> Any:
        """What it says."""
        return self._answer(lambda: self._send("GET", path))

    def ask(self, path: str, **asked: Any) -> Any:
        """What it answers to a question that changes nothing."""
        return self._answer(lambda: self._send("POST", path, asked))

    def change(self, path: str, **asked: Any) -> Any:
        """Carries a change out once, however often it must be asked for; what came of it."""
        key = str(uuid4())
        for left in reversed(range(TRIES)):
            try:
                return self._answer(lambda: self._send("POST", path, asked, key))
            except _NoAnswer:
                if not left:
                    raise
        raise AssertionError

    def _send(
        self, method: str, path: str, asked: Any = None, key: str | None = None
    ) -> requests.Response:
        return self._session.request(
            method,
            f"{self._base}/api/v1/{path}",
            json=asked,
            headers={} if key is None else {"Idempotency-Key": key},
            timeout=(PATIENCE.connect, PATIENCE.read),
            allow_redirects=False,
            stream=True,
        )

    def _answer(self, send: Callable[[], requests.Response]) -> Any:
        try:
            with send() as response:
                body = response.raw.read(MOST_BYTES + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise _NoAnswer(f"{self._base} does not answer: {trouble(error, PATIENCE)}") from error
        if len(body) > MOST_BYTES:
            raise OperatorError(f"{self._base} answers with more than {MOST_BYTES:,} bytes")
        try:
            data = json.loads(body)
        except ValueError:
            data = None
        if response.status_code == 200 and data is not None:
            return data
        raise OperatorError(self._complaint(response.status_code, data))

    def _complaint(self, status: int, data: Any) -> str:
        reason = data.get("error") if isinstance(data, dict) else None
        if reason is None and isinstance(data, dict):
            reason = data.get("detail")
        advice = ""
        if status == 401:
            advice = f" Put a valid token into the environment variable {VARIABLE}."
        return (
            f"{self._base} says: "
            f"{reason or f'HTTP {status}, without an error text: check the URL'}.{advice}"
        )


class _NoAnswer(OperatorError):
    """Whether it was done is not known."""
