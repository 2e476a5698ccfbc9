"""From settings to parts: what a handler's own settings make of it."""

from pathlib import Path

from hookshift.app import handlers
from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.gateway.upstream.judged_handler import JudgedHandler
from hookshift.gateway.upstream.pool import Upstream

BEGINNING = """
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "plain"

[handlers.plain]
url = "http://127.0.0.1:9101/"

[handlers.other]
url = "http://127.0.0.1:9102/"
"""


def settings(folder: Path, of_other: str) -> Settings:
    path = folder / "hookshift.toml"
    path.write_text(BEGINNING + of_other)
    return load(path, {})


def test_only_a_handler_with_criteria_of_its_own_is_judged(tmp_path: Path) -> None:
    for line in (
        "also_ok = [409]",
        "also_failed = [202]",
        'ok_header = { X-Result = "dup" }',
        'failed_header = { X-Result = "err" }',
        'ok_body = ["dup"]',
        'failed_body = ["err"]',
    ):
        own = settings(tmp_path, line)
        found = handlers.by_name(own, handlers.pools(own), None)
        assert type(found["plain"]) is Upstream, line
        assert type(found["other"]) is JudgedHandler, line


def test_whose_answers_are_read_is_asked_for_them_uncompressed(tmp_path: Path) -> None:
    asked = (b"accept-encoding", b"identity")
    found = handlers.fixed_headers(settings(tmp_path, 'failed_body = ["err"]').handlers["other"])
    assert asked in found
    own = 'failed_body = ["err"]\nheaders = { Accept-Encoding = "gzip" }'
    found = handlers.fixed_headers(settings(tmp_path, own).handlers["other"])
    assert found == ((b"accept-encoding", b"gzip"),)
    assert handlers.fixed_headers(settings(tmp_path, "also_ok = [409]").handlers["other"]) == ()


def test_limits_of_events_are_those_of_the_file(tmp_path: Path) -> None:
    assert handlers.events_per_request(settings(tmp_path, "events_per_request = 2")) == {"other": 2}
    assert handlers.events_per_request(settings(tmp_path, "")) == {}
