"""The settings that hookshift ships, and the same without conversations.

Peers know no conversations, so what stands beside them has none.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from hookshift.config.load import settings_from
from hookshift.config.schema.settings import Settings

SHIPPED = Path(__file__).parent.parent / "hookshift.toml"
OFF = ('conversations = "on" ', 'conversations = "off" ')
PLAIN = (('hash_key = "env:HOOKSHIFT_HASH_KEY"', '# hash_key = "env:HOOKSHIFT_HASH_KEY"'), OFF)
"""Replacements that leave out conversations, and who people are."""


def plain(text: str, replaced: Sequence[tuple[str, str]] = PLAIN) -> str:
    """These settings without conversations and without a key of hashes, by default."""
    for old, new in replaced:
        if text.count(old) != 1:
            raise ValueError(f"{old} is not once in the shipped settings")
        text = text.replace(old, new)
    return text


def plain_settings(
    environ: Mapping[str, str], replaced: Sequence[tuple[str, str]] = PLAIN
) -> Settings:
    """The shipped settings, changed as `plain` changes them."""
    text = plain(SHIPPED.read_text(encoding="utf-8"), replaced)
    return settings_from(tomllib.loads(text), SHIPPED, environ)
