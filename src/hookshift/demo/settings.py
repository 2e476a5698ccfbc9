"""The settings that the demo runs with: the user's rules and domains, and nothing else of theirs.

Read and written as TOML rather than by search and replace: a handler's URL that a pattern missed
would be sent the demo's traffic, and a database that it missed would hold it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hookshift.config.file import read
from hookshift.demo.handlers import PREFIX

PROOFS = {10: 2.0, 25: 1.0, 35: 0.7, 50: 0.5, 75: 0.3, 100: 0.1}
"""What each stage proves to undercut, by its percentage; all in percent."""
REPLIES_MARGIN = 70
"""Percent by which unified may answer fewer people: with so little to prove, some sixty people a
domain are enough at 10 %."""
HASH_KEY = "the demo's own, of people who do not exist"
VARIABLE = "env:"
HOLDS = {10: 15, 25: 12, 35: 12, 50: 12, 75: 12, 100: 26}
"""Seconds, by the percentage; about what the proof takes at the demo's traffic."""


def demo_settings(path: Path, folder: Path, handlers: str, environ: Mapping[str, str]) -> str:
    """The settings in `path` with the demo's own folder, port, database and handlers.

    `handlers` is the sample handlers' host and port. What `environ` knows is filled in, so that
    other commands can be pointed at the demo. Raises OperatorError if `path` cannot be read; what
    is wrong inside is left for the gateway to say.
    """
    tree: dict[str, Any] = _filled(read(path), environ)
    tree["data_dir"] = str(folder / "data")
    _table(tree, "database")["url"] = environ["DATABASE_URL"]
    gateway = _table(tree, "gateway")
    gateway["listen"] = "127.0.0.1:0"
    gateway.pop("tls", None)
    tree.pop("notifiers", None)
    tree["control"] = {"enabled": True, "listen": "127.0.0.1:0"}
    tree["rollout"] = compressed()
    recorder = _table(tree, "recorder")
    recorder.update(rollup_seconds=1, slow_ms=2_000, hash_key=HASH_KEY)
    tree["conversations"] = {"affinity": 6, "max_affinity": 12, "context": 60}
    for source in tree.get("sources", []):
        if isinstance(source, dict) and source.get("provider") == "whatsapp":
            source["conversations"] = "on"
    named = _table(tree, "handlers")
    for name in named:
        # Their headers may need secrets of the real handlers, which the sample ones do not; and
        # the sample ones speak plain HTTP.
        handler = _table(named, name)
        handler["url"] = f"http://{handlers}{PREFIX.decode()}{name}"
        for key in ("headers", "ca", "certificate", "key"):
            handler.pop(key, None)
    return "".join(f"{_text(key)} = {_value(value)}\n" for key, value in tree.items())


def _filled(value: Any, environ: Mapping[str, str]) -> Any:
    """With `env:NAME` replaced where NAME is known."""
    if isinstance(value, dict):
        return {key: _filled(item, environ) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, environ) for item in value]
    if isinstance(value, str) and value.startswith(VARIABLE):
        return environ.get(value.removeprefix(VARIABLE), value)
    return value


def compressed() -> dict[str, Any]:
    """The runbook's stages on a clock of seconds.

    Evidence cannot be compressed as a clock can, so each stage proves less than the real plan's;
    what fails, fails at the same limits.
    """
    return {
        "warm_up": 2,
        "lag": 1,
        "idle_after": 30,
        "stale_after": 30,
        "extension": 6,
        "gates": {"replies": {"within": "3s", "grace": "2s", "margin": REPLIES_MARGIN}},
        "stages": [
            {"percentage": percentage, "hold": HOLDS[percentage], "prove": prove}
            for percentage, prove in PROOFS.items()
        ],
    }


def _table(tree: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(tree.get(key), dict):
        tree[key] = {}
    table: dict[str, Any] = tree[key]
    return table


def _value(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_text(key)} = {_value(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    # TOML's quoting is JSON's, but for one control character that JSON lets pass.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
