"""Commands at a terminal."""

import os
import pty
from collections.abc import Mapping

from tests.forked import hookshift


class Terminal:
    """A command at a terminal, with what a person types there."""

    def __init__(self, environ: Mapping[str, str], *options: str) -> None:
        self._environ = {**environ, "TERM": "xterm"}
        self._options = options

    def __call__(self, typed: str, *arguments: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        try:
            os.write(ours, typed.encode())
            words = (*self._options, *arguments)
            done = hookshift(*words, environ=self._environ, stdin=theirs, together=True)
            return done.returncode, done.stdout
        finally:
            os.close(ours)
            os.close(theirs)
