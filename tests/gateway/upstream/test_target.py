"""Addresses and fixed headers: what a request begins with, and what is refused at start."""

import pytest

from hookshift.domain.errors import OperatorError
from hookshift.gateway.upstream.target import HandlerTarget, UpstreamSettings, target


def made(url: str, *headers: tuple[bytes, bytes]) -> HandlerTarget:
    return target("jobs", UpstreamSettings(url, 1, 1, 1, 1, 1, 1, 1, 60, headers))


@pytest.mark.parametrize(
    ("url", "address", "line", "host"),
    [
        ("http://h", "h:80", b"/", b"h"),
        ("http://h:80/a", "h:80", b"/a", b"h"),
        ("https://h/a?b=%20c&d", "h:443", b"/a?b=%20c&d", b"h"),
        ("https://h:8443?x", "h:8443", b"/?x", b"h:8443"),
        ("http://[::1]:9101/", "::1:9101", b"/", b"[::1]:9101"),
        ("http://h/a#fragment", "h:80", b"/a", b"h"),
    ],
)
def test_url(url: str, address: str, line: bytes, host: bytes) -> None:
    got = made(url)
    assert got.address == address
    assert got.prefix == b"POST %b HTTP/1.1\r\nhost: %b\r\n" % (line, host)
    assert (got.tls is not None) == url.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h/a",
        "ftp://h/",
        "http:///a",
        "http://h:99999/",
        "http://h:x/",
        "http://h/a b",
        "http://h/\r\nX: y",
        "http://h/é",
        "http://[::1/",
        "http://user:s3cret@h/",
        f"http://{'a' * 64}/",
        "http://a..b/",
    ],
)
def test_unusable_url(url: str) -> None:
    with pytest.raises(OperatorError, match=r"handlers\.jobs\.url is not usable") as caught:
        made(url)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "name", [b"", b"a b", b"a:", b"a\r\nb", b"Host", b"content-length", b"TE\x00"]
)
def test_unusable_header_name(name: bytes) -> None:
    with pytest.raises(OperatorError, match=r"handlers\.jobs\.headers"):
        made("http://h/", (name, b"x"))


@pytest.mark.parametrize("value", [b"s3cret\r\nX: y", b"s3cret\n", b"s3cret\x00"])
def test_unusable_header_value_is_not_shown(value: bytes) -> None:
    with pytest.raises(OperatorError, match="environment variable") as caught:
        made("http://h/", (b"apikey", value))
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "query", "line"),
    [
        ("http://h/a", b"", b"/a"),
        ("http://h/a", b"x=1", b"/a?x=1"),
        ("http://h", b"x", b"/?x"),
        ("http://h/a?", b"x=1", b"/a?x=1"),
        ("http://h/a?b=%3F", b"x=1&y", b"/a?b=%3F&x=1&y"),
    ],
)
def test_the_webhooks_query_follows_the_urls_own(url: str, query: bytes, line: bytes) -> None:
    head = made(url, (b"apikey", b"k")).head([], 0, query)
    assert head == b"POST %b HTTP/1.1\r\nhost: h\r\napikey: k\r\ncontent-length: 0\r\n\r\n" % line


def test_head() -> None:
    got = made("http://h/", (b"Apikey", b"k"))
    assert got.head([(b"a", b"1"), (b"apikey", b"theirs"), (b"a", b"2")], 3) == (
        b"POST / HTTP/1.1\r\nhost: h\r\nApikey: k\r\na: 1\r\na: 2\r\ncontent-length: 3\r\n\r\n"
    )


@pytest.mark.parametrize("name", [b"x-api-key", b"x_api_key", b"x_api-key", b"content_length"])
def test_a_header_that_is_written_here_is_not_repeated_nor_imitated(name: bytes) -> None:
    head = made("http://h/", (b"X-Api-Key", b"own")).head([(name, b"9"), (b"x_a", b"1")], 3)
    assert b": 9\r\n" not in head
    assert b"x_a: 1\r\n" in head
