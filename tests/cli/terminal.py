"""Commands at a terminal."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping


class Terminal:
    """A command at a terminal, with what a person types there."""

    def __init__(self, environ: Mapping[str, str], *options: str) -> None:
        self._environ = {**os.environ, **environ, "TERM": "xterm"}
        self._options = options

    def __call__(self, typed: str, *arguments: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "hookshift", *self._options, *arguments],
                stdin=theirs,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self._environ,
                text=True,
            )
            os.write(ours, typed.encode())
            output, _ = process.communicate(timeout=60)
            return process.returncode, output
        finally:
            os.close(ours)
            os.close(theirs)
