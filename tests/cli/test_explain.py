"""`hookshift explain`: where each event of a body would go, and why."""

import json
from pathlib import Path
from typing import Any

import pytest

from hookshift.cli import explain
from tests.cli.conftest import ROOT, Hookshift

GOLDEN = ROOT / "tests" / "golden" / "whatsapp"
BSUID = "RW.1349120865530274191"


def generic(text: str, sender: str = "+250788123456") -> str:
    return json.dumps({"from": sender, "message": {"id": "m1", "text": {"body": text}}})


def whatsapp(*texts: str) -> str:
    """One message of each text, from people without a phone number."""
    messages = [
        {
            "id": f"wamid.{number}",
            "timestamp": "1764748799",
            "from_user_id": f"{BSUID}{number}",
            "type": "text",
            "text": {"body": text},
        }
        for number, text in enumerate(texts)
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": "2"},
        "messages": messages,
    }
    entry = {"id": "1", "time": 1, "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]})


def only(report: Any) -> Any:
    (event,) = report["events"]
    return event


def test_a_file(hookshift: Hookshift, tmp_path: Path) -> None:
    path = tmp_path / "payload.json"
    path.write_text(generic("I need a job"))

    output = hookshift.works("explain", str(path))

    assert "source router" in output
    assert "\n1 event\n" in output
    assert "jobs-keywords" in output
    assert "the sender's bucket is at or above the configured percentage" in output


def test_standard_input_for_programs(hookshift: Hookshift) -> None:
    report = hookshift.json("explain", "-", stdin=generic("I need a job"))

    assert report["source"] == "router"
    assert report["configuration"]["percentage"] == 0
    event = only(report)
    assert (event["domain"], event["rule"], event["side"], event["handler"], event["reason"]) == (
        *("jobs", "jobs-keywords", "legacy", "wa-webhook-jobs", "out_of_share"),
    )
    assert 0 <= event["bucket"] < 10_000


def test_the_share_decides_by_the_bucket_it_shows(hookshift: Hookshift) -> None:
    def at(percentage: float) -> Any:
        return only(
            hookshift.json(
                "explain", "-", "--percentage", f"{percentage:.2f}", stdin=generic("a job")
            )
        )

    bucket = at(0)["bucket"]

    assert at(bucket / 100)["side"] == "legacy"
    assert at((bucket + 1) / 100)["side"] == "unified"
    assert at(100)["handler"] == "wa-webhook-unified"


def test_a_share_of_its_own_is_asked_as_if_routing_were_on(hookshift: Hookshift) -> None:
    hookshift.works("disable")

    event = only(hookshift.json("explain", "-", "--percentage", "100", stdin=generic("a job")))

    assert event["side"] == "unified"
    (row,) = hookshift.sql("SELECT enabled, percentage FROM webhook_routing_config")
    assert tuple(row) == (False, 0)


@pytest.mark.parametrize("share", ["101", "-1", "nan", "ten", "10.005"])
def test_no_share(hookshift: Hookshift, share: str) -> None:
    result = hookshift("explain", "-", f"--percentage={share}", stdin=generic("a job"))

    assert result.exit_code == 2
    assert "is not a percentage: write 0 to 100, with at most two decimals" in result.stderr


def test_protected_handlers_stay_at_any_share(hookshift: Hookshift) -> None:
    event = only(hookshift.json("explain", "-", "--percentage", "100", stdin=generic("a taxi")))

    assert (event["handler"], event["reason"]) == ("wa-webhook-mobility", "protected")


def test_several_events_each_with_its_own_way(hookshift: Hookshift) -> None:
    body = whatsapp("I need a job", "a house to rent", "hello")

    report = hookshift.json("explain", "-", stdin=body)

    assert report["source"] == "whatsapp"
    assert [(event["domain"], event["handler"]) for event in report["events"]] == [
        ("jobs", "wa-webhook-jobs"),
        ("property", "wa-webhook-property"),
        ("unknown", "wa-webhook-default"),
    ]
    assert "3 events" in hookshift.works("explain", "-", stdin=body)


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_people_are_masked(hookshift: Hookshift, extra: list[str]) -> None:
    by_id = hookshift.works("explain", "-", *extra, stdin=whatsapp("I need a job"))
    by_phone = hookshift.works("explain", "-", *extra, stdin=generic("I need a job"))

    assert BSUID not in by_id
    assert "RW.*" in by_id
    assert "788123456" not in by_phone
    assert "250*******56" in by_phone
    assert "I need a job" not in by_id + by_phone


def test_sample_bodies_are_understood(hookshift: Hookshift) -> None:
    paths = sorted(GOLDEN.glob("*.json"))

    assert len(paths) > 50
    for path in paths:
        assert hookshift.json("explain", str(path))["source"] == "whatsapp", path.name


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"from": 1}', b"\xff\xfe", b"\x00"])
def test_a_body_that_no_source_understands(hookshift: Hookshift, body: bytes) -> None:
    result = hookshift("explain", "-", stdin=body)

    assert result.exit_code == 1
    assert "no source can parse this body" in result.stderr
    assert "whatsapp: " in result.stderr
    assert "router: " in result.stderr
    assert result.stdout == ""


def test_a_source_by_name(hookshift: Hookshift) -> None:
    result = hookshift("explain", "-", "--source", "whatsapp", stdin=generic("a job"))

    assert result.exit_code == 1
    assert "router: " not in result.stderr
    assert only(hookshift.json("explain", "-", "--source", "router", stdin=generic("a job")))


def test_an_unknown_source(hookshift: Hookshift) -> None:
    result = hookshift("explain", "-", "--source", "telegram", stdin=generic("a job"))

    assert result.exit_code == 1
    assert 'there is no source "telegram". Use one of whatsapp, router' in result.stderr


def test_a_file_that_is_not_there(hookshift: Hookshift, tmp_path: Path) -> None:
    assert hookshift("explain", str(tmp_path / "none.json")).exit_code == 2


def test_the_largest_file(hookshift: Hookshift, monkeypatch: pytest.MonkeyPatch) -> None:
    body = generic("I need a job")
    monkeypatch.setattr(explain, "LARGEST_FILE", len(body))
    assert only(hookshift.json("explain", "-", stdin=body))["domain"] == "jobs"

    result = hookshift("explain", "-", stdin=body + " ")

    assert result.exit_code == 1
    assert f"larger than {len(body):,} bytes" in result.stderr


def test_without_a_configuration_it_stays_on_legacy(hookshift: Hookshift) -> None:
    hookshift.sql("DELETE FROM webhook_routing_config")

    report = hookshift.json("explain", "-", stdin=generic("a job"))

    assert report["configuration"] is None
    assert only(report)["reason"] == "no_configuration"
    assert "configuration: none" in hookshift.works("explain", "-", stdin=generic("a job"))


def test_a_rule_that_asks_for_a_header(hookshift: Hookshift, tmp_path: Path) -> None:
    config = tmp_path / "hookshift.toml"
    rule = "[[rules]]\nname = 'tenant'\ndomain = 'jobs'\nheader = { X-Tenant = '^acm\u00e9 1$' }\n"
    config.write_text((ROOT / "hookshift.toml").read_text() + rule)

    def ruled(*headers: str) -> Any:
        options = [option for header in headers for option in ("--header", header)]
        result = hookshift("explain", "-", "--json", *options, stdin=generic("hi"), config=config)
        assert result.exit_code == 0, result.output
        return only(json.loads(result.stdout))["rule"]

    assert ruled() is None
    assert ruled("X-Tenant: acme") is None
    assert ruled("x-tenant:  acm\u00e9 1 ") == "tenant"
    assert ruled("X-TENANT:x", "X-Tenant: acm\u00e9 1") == "tenant"


@pytest.mark.parametrize("header", ["X-Tenant", "X Tenant: a", ": a", "X: \u20ac", "X: a\nb", ""])
def test_what_is_no_header(hookshift: Hookshift, header: str) -> None:
    result = hookshift("explain", "-", "--header", header, stdin=generic("a job"))

    assert result.exit_code == 2
    assert "is not a header: write it as 'X-Name: value'" in result.stderr
