"""The settings that hookshift ships, as they are and without conversations.

Most tests are about one message and not about what went before, and their people write over and
over: they take the settings without conversations (`bench.shipped.plain`).
"""

from pathlib import Path

from bench.shipped import SHIPPED, plain

ENVIRON = {
    "WHATSAPP_APP_SECRET": "secret",
    "WHATSAPP_VERIFY_TOKEN": "token",
    "HOOKSHIFT_HASH_KEY": "the key of the hashes of tests",
}
"""What the shipped settings read from the environment."""


def plain_file(folder: Path) -> Path:
    """A file with the shipped settings, without conversations."""
    path = folder / "hookshift.toml"
    path.write_text(plain(SHIPPED.read_text(encoding="utf-8")), encoding="utf-8")
    return path
