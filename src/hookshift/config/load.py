"""Reads settings from a file and the environment, or says everything that is wrong with them.

Phases: read the text, read TOML, fill in the environment, check the shape, check one setting
against another. A fault of an early phase ends it only if there is nothing left to check.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hookshift.config.checks.settings import cross_faults
from hookshift.config.exposure import exposed
from hookshift.config.file import read
from hookshift.config.reach import warnings
from hookshift.config.schema.settings import Settings
from hookshift.config.sound import shaped, sound
from hookshift.config.table import Table
from hookshift.config.variables import Needs, fill


def load(
    path: Path, environ: Mapping[str, str] | None = None, *, needs: tuple[str, ...] | None = None
) -> Settings:
    """The settings in `path`, secrets filled in from `environ` (the process's own if None).

    `needs` names the sections whose variables must be set, those of the database aside; without
    it all must be. Raises ConfigError with all faults.
    """
    tree = read(path)
    given = os.environ if environ is None else environ
    settings = settings_from(tree, path, given, Needs(needs))
    return settings.with_warnings((*settings.warnings, *exposed(settings, tree, path)))


def settings_from(
    tree: Mapping[str, Any], path: Path, environ: Mapping[str, str], needs: Needs | None = None
) -> Settings:
    """The settings in a tree that came from `path`. Raises ConfigError."""
    filled = fill(tree, path, environ, needs or Needs())
    faults = [*filled.unset.values(), *([filled.env_file] if filled.env_file else [])]
    settings, shape = shaped(Settings, filled.tree, path)
    # Where nothing can stand in for a variable, it is needed after all.
    faults += [filled.forgiven.get(fault.key, fault) for fault in shape]
    table = Table(filled.tree)
    faults += cross_faults(table)
    return sound(settings, path, faults).with_warnings(warnings(table))
