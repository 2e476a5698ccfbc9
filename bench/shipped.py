"""The settings that hookshift ships, and the same without conversations.

Peers know no conversations, so what stands beside them has none.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from hookshift.config.load import settings_from
from hookshift.config.schema.settings import Settings

SHIPPED = Path(__file__).parent.parent / "hookshift.toml"
PLAIN = (
    ('hash_key = "env:HOOKSHIFT_HASH_KEY"', '# hash_key = "env:HOOKSHIFT_HASH_KEY"'),
    ('conversations = "on" ', 'conversations = "off" '),
)
"""Replacements that leave out conversations, and who people are."""


def plain(text: str) -> str:
    """These settings without conversations and without a key of hashes."""
    for old, new in PLAIN:
        if text.count(old) != 1:
            raise ValueError(f"{old} is not once in the shipped settings")
        text = text.replace(old, new)
    return text


def plain_settings(environ: Mapping[str, str]) -> Settings:
    """The shipped settings without conversations."""
    text = plain(SHIPPED.read_text(encoding="utf-8"))
    return settings_from(tomllib.loads(text), SHIPPED, environ)
