"""The shipped example decides as the runbook does, and rules are compiled as written."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.config.compile import CALLBACK_DATA, route_table
from hookshift.config.load import load
from hookshift.config.protected import protected
from hookshift.config.schema.settings import Settings
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.classify import classify
from hookshift.domain.routing.routing import RouteTable, Snapshot, decide
from tests.shipped import ENVIRON

ROOT = Path(__file__).parent.parent.parent
SHIPPED = load(ROOT / "hookshift.toml", ENVIRON)
TABLE = route_table(SHIPPED)
DEFAULT = "wa-webhook-default"

KEYWORDS = [
    "job", "hiring", "apply", "career", "property", "rent", "apartment", "house",
    "buy", "shop", "product", "order",
]  # fmt: skip
ODD_LETTERS = ["\u0130", "\u017f", "\u212a", "\u1e9e", "\u03a3", "\u00e9"]
"""Letters whose lower case is longer, ASCII, another letter, or depends on what follows."""
WORDS = ["ride", "taxi", "insurance", "claim", "wallet", "account"]


def message(text: str, **values: Any) -> Event:
    event = Event(
        kind=EventKind.MESSAGE,
        type="text",
        event_id="wamid.1",
        sender="250788000001",
        phone="250788000001",
        text=text,
        choices=(),
        phone_number_id="106",
        referral=(),
        locator=(),
    )
    return event._replace(**values)


def runbook(text: str) -> str:
    """The runbook's `determineDomain`, line by line."""
    body = text.lower()
    if "job" in body or "hiring" in body or "apply" in body or "career" in body:
        return "jobs"
    if "property" in body or "rent" in body or "apartment" in body or "house" in body:
        return "property"
    if "buy" in body or "shop" in body or "product" in body or "order" in body:
        return "marketplace"
    return "unknown"


def upper_and_lower(text: str) -> st.SearchStrategy[str]:
    return st.lists(st.booleans(), min_size=len(text), max_size=len(text)).map(
        lambda ups: "".join(c.upper() if up else c for c, up in zip(text, ups, strict=True))
    )


def pieces() -> st.SearchStrategy[str]:
    known = st.sampled_from(KEYWORDS + WORDS)
    return st.one_of(
        known.flatmap(upper_and_lower),
        known.map(lambda word: word[:-1]),
        st.sampled_from([*ODD_LETTERS, " ", "\n", "-", "\ud800", "sh", "op"]),
        st.text(max_size=8),
    )


TEXTS = st.lists(pieces(), max_size=6).map("".join)


@given(TEXTS)
def test_the_shipped_rules_choose_as_the_runbook_does(text: str) -> None:
    expected = runbook(text)
    rule = classify(message(text), TABLE.rules)
    if expected == "unknown":
        assert rule is None or not rule.name.endswith("-keywords")
    else:
        assert rule is not None
        assert rule.domain == expected


@given(TEXTS, st.booleans(), st.integers(0, 10_000))
def test_no_text_goes_to_a_made_up_handler(text: str, enabled: bool, threshold: int) -> None:
    domains = frozenset(SHIPPED.domains) | {"unknown"}
    snapshot = Snapshot(1, enabled, threshold, domains, b"salt")
    decision = decide(message(text), TABLE, DEFAULT, snapshot)
    assert decision.handler != "wa-webhook-unknown"
    assert decision.handler in SHIPPED.handlers
    if decision.domain == "unknown":
        assert decision.handler == DEFAULT


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_each_keyword_of_the_runbook_counts(keyword: str) -> None:
    rule = classify(message(f"xx{keyword.upper()}xx"), TABLE.rules)
    assert rule is not None
    assert rule.domain == runbook(keyword) != "unknown"


DETERMINE_DOMAIN = """
function determineDomain(payload) {
  const messageBody = payload.message?.text?.body?.toLowerCase() || '';
  if (messageBody.includes('job') || messageBody.includes('hiring') ||
      messageBody.includes('apply') || messageBody.includes('career')) {
    return 'jobs';
  }
  if (messageBody.includes('property') || messageBody.includes('rent') ||
      messageBody.includes('apartment') || messageBody.includes('house')) {
    return 'property';
  }
  if (messageBody.includes('buy') || messageBody.includes('shop') ||
      messageBody.includes('product') || messageBody.includes('order')) {
    return 'marketplace';
  }
  return 'unknown';
}
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(texts.map((body) => determineDomain({message: {text: {body}}}))));
"""


def many_texts() -> list[str]:
    """Each pair of keywords and look-alikes, in three spellings: a few thousand texts."""
    parts = KEYWORDS + WORDS + [word[1:] for word in KEYWORDS] + [*ODD_LETTERS, ""]
    pairs = [f"{left}{gap}{right}" for left in parts for right in parts for gap in ("", " ")]
    return [text for pair in pairs for text in (pair, pair.upper(), pair.title())]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_runbooks_own_javascript_agrees() -> None:
    texts = many_texts()
    result = subprocess.run(
        [shutil.which("node") or "node", "-e", DETERMINE_DOMAIN],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    theirs = json.loads(result.stdout)
    assert len(theirs) == len(texts) > 3_000
    for text, domain in zip(texts, theirs, strict=True):
        assert runbook(text) == domain
        rule = classify(message(text), TABLE.rules)
        ours = rule.domain if rule and rule.name.endswith("-keywords") else "unknown"
        assert ours == domain, text


def test_the_shipped_example_has_nothing_to_warn_of() -> None:
    assert SHIPPED.warnings == ()


def test_protected_domains_are_named_with_their_handler() -> None:
    assert protected(SHIPPED) == {
        "mobility": "wa-webhook-mobility",
        "profile": "wa-webhook-profile",
        "insurance": "wa-webhook-insurance",
    }
    assert {name for name, route in TABLE.routes.items() if route.protected} == set(
        protected(SHIPPED)
    )
    assert all(TABLE.routes[name].unified is None for name in protected(SHIPPED))


def settings(rules: str, folder: Path) -> Settings:
    path = folder / "hookshift.toml"
    path.write_text(
        """
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "fallback"
[handlers.fallback]
url = "http://127.0.0.1:9101/"
[domains.jobs]
legacy = "fallback"
[domains.other]
legacy = "fallback"
[[rules]]
domain = "other"
contains = ["other"]
"""
        + rules,
        encoding="utf-8",
    )
    return load(path, {})


def jobs(rule: str, folder: Path) -> RouteTable:
    return route_table(settings(f'[[rules]]\ndomain = "jobs"\n{rule}\n', folder))


@pytest.mark.parametrize(
    ("rule", "hit", "miss"),
    [
        ('contains = ["For Sale"]', message("a house fOR sALE"), message("forsale")),
        ('words = ["Ride"]', message("a RIDE!"), message("bride")),
        ("regex = ['x', '^Job \\d+$']", message("Job 12"), message("job 12")),
        ("regex = ['^é.$']", message("é\ud800"), message("e\ud800")),
        (
            'choice_prefix = ["jobs:"]',
            message("", choices=("a", "jobs:1")),
            message("jobs:1", choices=("Jobs:1",)),
        ),
        *(
            (
                f'{name} = ["jobs:"]',
                message("", callback_data=((name, "jobs:1"),)),
                message("jobs:", callback_data=((name, "a jobs:"), ("other", "jobs:"))),
            )
            for name in CALLBACK_DATA
        ),
        (
            'phone_number_id = ["106"]',
            message(""),
            message("", phone_number_id=None),
        ),
        ('type = ["image"]', message("", type="image"), message("image")),
        ('type = ["status"]', message("", kind=EventKind.STATUS, type="read"), message("")),
        (
            'referral_source = ["ad", "https://fb.me/a"]',
            message("", referral=("post", "https://fb.me/abc")),
            message("", referral=("adx", "http://fb.me/a")),
        ),
        (
            "header = { X-Tenant = '^Jobs \\d$', host = 'example' }",
            message("", headers=((b"x-tenant", b"Jobs 1"), (b"host", b"example.com"))),
            message("", headers=((b"x-tenant", b"Jobs 1"), (b"host", b"elsewhere.com"))),
        ),
        (
            'contains = ["a"]\nwords = ["b"]\ntype = ["text"]',
            message("a b"),
            message("a b", type="image"),
        ),
    ],
)
def test_each_key_of_a_rule(rule: str, hit: Event, miss: Event, tmp_path: Path) -> None:
    table = jobs(rule, tmp_path)
    found = classify(hit, table.rules)
    assert found is not None
    assert found.domain == "jobs"
    assert found.name == "rule 1 (jobs)"
    assert classify(miss, table.rules) is None


def test_the_table_names_the_headers_that_its_rules_ask_for(tmp_path: Path) -> None:
    assert TABLE.headers == frozenset()
    assert jobs("header = { X-Tenant = 'a' }", tmp_path).headers == {b"x-tenant"}


def test_dear_conditions_are_asked_last(tmp_path: Path) -> None:
    table = jobs('regex = ["x"]\nwords = ["x"]\ncontains = ["x"]\ntype = ["image"]', tmp_path)
    rule = table.rules[1]
    answers = [condition(message("x"), "x") for condition in rule.conditions]
    assert answers == [False, True, True, True]


def test_the_javascript_here_is_the_runbooks() -> None:
    """The keywords in the transcript are those of this test, in the same order."""
    assert re.findall(r"includes\('(\w+)'\)", DETERMINE_DOMAIN) == KEYWORDS
