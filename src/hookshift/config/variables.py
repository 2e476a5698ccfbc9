"""The variables that "env:NAME" may name: the environment's, and behind them those of `env_file`.

A command that steers must not fail for a secret that it does not use. `Needs` says which sections'
variables must be set; elsewhere a value that nobody knows stands in for one that is not set.
"""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hookshift.config.env_file import BadEnvFile, read_env_file
from hookshift.config.environment import PREFIX, FromEnvironment, resolve
from hookshift.config.faults import Fault, Location

DATABASE_URL = "DATABASE_URL"
"""The environment variable that is read where the file names no database."""

ENV_FILE = "env_file"
UNSET_URL = "https://unset.invalid"
"""Stands in for a URL whose variable is not set and not needed (RFC 2606: no host is called so)."""
_ALWAYS = ("data_dir", ENV_FILE, "database")


class Needs:
    """Sections whose variables must be set; None: all of them."""

    def __init__(self, sections: tuple[str, ...] | None = None) -> None:
        self._sections = sections

    @property
    def everything(self) -> bool:
        """Whether nothing is forgiven."""
        return self._sections is None

    def holds(self, key: str | int) -> bool:
        """Whether variables of this section must be set."""
        return self._sections is None or key in _ALWAYS or key in self._sections


class Filled(NamedTuple):
    """A file whose variables have been filled in."""

    tree: dict[str, Any]
    unset: dict[str, Fault]
    """By key: variables that must be set."""
    forgiven: dict[str, Fault]
    """By key: variables that are not needed; a value of no meaning stands in for each."""
    env_file: Fault | None
    """Why `env_file` could not be used, where that matters."""


def fill(tree: Mapping[str, Any], path: Path, environ: Mapping[str, str], needs: Needs) -> Filled:
    """`tree`, which came from `path`, with each "env:NAME" replaced, and the default database."""
    known, trouble = _known(tree, path, environ)
    forgiven: dict[str, Fault] = {}

    def instead(location: Location, fault: Fault) -> str:
        if needs.holds(location[0]):
            return ""
        forgiven[fault.key] = fault
        return _placeholder(location)

    filled, faults = resolve(tree, known, instead)
    _default_database(filled, known)
    unset = {key: fault for key, fault in faults.items() if key not in forgiven}
    # The file may be closed to whoever only steers, but not if it may name the database.
    matters = needs.everything or unset or not _names_database(filled)
    return Filled(filled, unset, forgiven, trouble if matters else None)


def _known(
    tree: Mapping[str, Any], path: Path, environ: Mapping[str, str]
) -> tuple[Mapping[str, str], Fault | None]:
    written = tree.get(ENV_FILE)
    if isinstance(written, str) and written.startswith(PREFIX):
        written = environ.get(written.removeprefix(PREFIX))
    if not isinstance(written, str) or not written.strip() or "\0" in written:
        # Its shape is judged like that of every other setting.
        return environ, None
    try:
        found = read_env_file(path.absolute().parent / written)
    except BadEnvFile as error:
        return environ, Fault(
            ENV_FILE, str(error), "correct the file or its permissions, or remove it"
        )
    return {**found, **environ}, None


def _placeholder(location: Location) -> str:
    """What every type of a secret takes, and what no signature was ever made with."""
    if str(location[-1]) in ("url", "endpoint", "public_url"):
        return UNSET_URL
    return b64encode(secrets.token_bytes(32)).decode()


def _default_database(tree: dict[str, Any], environ: Mapping[str, str]) -> None:
    url = environ.get(DATABASE_URL)
    database = tree.setdefault("database", {})
    if url and isinstance(database, dict):
        database.setdefault("url", FromEnvironment(url, DATABASE_URL))


def _names_database(tree: Mapping[str, Any]) -> bool:
    database = tree.get("database")
    return isinstance(database, dict) and "url" in database
