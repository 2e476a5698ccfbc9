"""docs/configuration.md and hookshift.toml name every setting, as the model has it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.shipped import plain

from hookshift.config.load import load
from hookshift.config.patterns import LARGEST_PROGRAM
from hookshift.config.shape import Setting, settings
from tests.config.reference import dotted, meaning, row, rows

ROOT = Path(__file__).parent.parent.parent
REFERENCE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
SHIPPED = (ROOT / "hookshift.toml").read_text(encoding="utf-8")
EVERY = list(settings())
NAMES = [dotted(setting) for setting in EVERY]

SECRETS = {
    "DATABASE_URL": "postgresql://localhost/hookshift",
    "HOOKSHIFT_CHAT_URL": "slack://token/channel",
    "HOOKSHIFT_HASH_KEY": "key",
    "OTEL_AUTHORIZATION": "Bearer x",
    "HOOKSHIFT_FORMER_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
    "HOOKSHIFT_OPS_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
    "HOOKSHIFT_PAYLOAD_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "HOOKSHIFT_OPS_URL": "https://ops.example.org/hookshift",
    "SUPABASE_AUTHORIZATION": "Bearer x",
    "SUPABASE_KEY": "x",
    "WHATSAPP_APP_SECRET": "secret",
    "WHATSAPP_VERIFY_TOKEN": "token",
    "WHATSAPP_INTERNAL_TOKEN": "internal",
}


def uncommented(text: str) -> str:
    """`text` with its commented settings and headings in force; prose stays a comment."""
    return re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.MULTILINE)


LEANING = {
    *("it", "its", "they", "their", "these", "those", "somebody", "whoever", "whose"),
    *("of", "at", "from", "to", "towards", "for", "in", "on", "with", "without", "after", "before"),
}
"""Words with which a text begins that leans on the name above it."""


def leaves(tree: dict[str, Any], pattern: tuple[str, ...]) -> Iterator[Any]:
    """Values at a setting's path; `*` stands for every name or position."""
    values: list[Any] = [tree]
    for step in pattern:
        found: list[Any] = []
        for value in values:
            if step == "*":
                found += value.values() if isinstance(value, dict) else value
            elif isinstance(value, dict) and step in value:
                found.append(value[step])
        values = found
    yield from values


@pytest.mark.parametrize("setting", EVERY, ids=NAMES)
def test_the_reference_has_every_setting_as_it_is(setting: Setting) -> None:
    assert row(setting) in REFERENCE.splitlines()


@pytest.mark.parametrize("setting", EVERY, ids=NAMES)
def test_what_the_reference_says_of_a_setting_makes_sense_alone(setting: Setting) -> None:
    output = meaning(setting)
    first = re.split(r"[^\w]", output, maxsplit=1)[0]
    assert first[:1].isupper(), output
    assert first.lower() not in LEANING, output


def test_the_reference_has_no_setting_that_is_not() -> None:
    documented = [line for line in REFERENCE.splitlines() if line.startswith("| `")]
    assert documented == rows()


@pytest.mark.parametrize("setting", EVERY, ids=NAMES)
def test_the_shipped_file_shows_every_setting(setting: Setting) -> None:
    assert list(leaves(tomllib.loads(uncommented(SHIPPED)), setting.path))


@pytest.mark.parametrize(
    "section",
    [
        "data_dir",
        "database",
        "gateway",
        "upstream",
        "recorder",
        "delivery",
        "control",
        "rollout",
        "notifiers",
    ],
)
def test_the_shipped_file_shows_the_defaults(section: str, tmp_path: Path) -> None:
    path = tmp_path / "hookshift.toml"
    text = plain(SHIPPED)  # a secret has no default
    path.write_text(text, encoding="utf-8")
    shipped = load(path, SECRETS)
    own = text[text.index("[[sources]]") : text.index("[control]")]
    path.write_text(own, encoding="utf-8")
    assert getattr(shipped, section) == getattr(load(path, SECRETS), section)


def test_what_is_commented_out_works_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "hookshift.toml"
    path.write_text(uncommented(SHIPPED), encoding="utf-8")
    (tmp_path / "environment").touch()
    everything = load(path, SECRETS)
    assert everything.gateway.tls is not None
    assert everything.recorder.hash_key is not None
    assert everything.rollout.stages[3].approval
    assert [notifier.kind for notifier in everything.notifiers] == ["webhook", "webhook", "apprise"]
    assert len(everything.rollout.freeze) == 2
    assert len(everything.delivery.encryption_keys) == 1
    assert [rule.name for rule in everything.rules[-3:-1]] == [
        f"rule {len(everything.rules) - 3} (property)",
        f"rule {len(everything.rules) - 2} (jobs)",
    ]
    assert (everything.rules[-1].name, everything.rules[-1].action) == ("account-level", "drop")


def test_the_bounds_in_the_prose_are_the_real_ones() -> None:
    assert f"{LARGEST_PROGRAM:,} instructions" in REFERENCE
