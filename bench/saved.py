"""What a run measured, kept in bench/out/ as JSON and as Markdown to paste."""

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import machine, report, tools


def save(module: str, tables: Sequence[report.Table], data: Mapping[str, Any]) -> Path:
    """Of `python -m <module>` with this process's arguments; the files' name without its end."""
    facts = machine.describe()
    command = shlex.join(["python", "-m", module, *sys.argv[1:]])
    tools.OUT.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    whole = {"at": now.isoformat(), "machine": facts, "command": command, **data}
    stem = tools.OUT / f"{module}-{now:%Y%m%d-%H%M%S}"
    Path(f"{stem}.json").write_text(json.dumps(whole, indent=1))
    Path(f"{stem}.md").write_text(report.markdown(tables, facts, command))
    return stem
