"""The commands as a person gives them, on a database of the test's own."""

import atexit
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result

from hookshift.cli.main import main
from hookshift.store.database import connection as connection_to
from tests.conftest import outside_the_loop
from tests.e2e.harness import SECRET, TOKEN, Gateway
from tests.shipped import plain_file

ROOT = Path(__file__).parents[2]
SHIPPED = plain_file(Path(tempfile.mkdtemp(prefix="hookshift-tests-")))
atexit.register(shutil.rmtree, SHIPPED.parent, ignore_errors=True)


class Hookshift:
    """`hookshift ...`, with the shipped settings unless `config` says otherwise."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.environ = {
            "DATABASE_URL": url,
            "WHATSAPP_APP_SECRET": "secret",
            "WHATSAPP_VERIFY_TOKEN": "token",
            "COLUMNS": "250",  # wide enough that no cell is folded
        }

    def __call__(
        self, *arguments: str, stdin: str | bytes | None = None, config: Path = SHIPPED
    ) -> Result:
        """Whatever its exit code; a traceback is never good."""
        result = CliRunner().invoke(
            main, ["--config", str(config), *arguments], input=stdin, env=self.environ
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(
            result.exception
        )
        return result

    def works(self, *arguments: str, stdin: str | bytes | None = None) -> str:
        """Its standard output; it must succeed."""
        result = self(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str, stdin: str | bytes | None = None) -> Any:
        """What `--json` says; it must succeed."""
        return json.loads(self.works(*arguments, "--json", stdin=stdin))

    def sql(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Rows, straight from the database."""

        async def fetch() -> list[asyncpg.Record]:
            async with connection_to(self.url, "tests") as opened:
                return list(await opened.fetch(statement, *values))

        return outside_the_loop(fetch())


def beside(gateway: Gateway, *arguments: str) -> Result:
    """The command for a gateway that runs, with its settings and its secrets."""
    here = Hookshift(gateway.database_url)
    here.environ |= {"WHATSAPP_APP_SECRET": SECRET.decode(), "WHATSAPP_VERIFY_TOKEN": TOKEN}
    return here(*arguments, config=gateway.folder / "hookshift.toml")


@pytest.fixture
def hookshift(database_url: str) -> Hookshift:
    """The commands on a migrated database."""
    return Hookshift(database_url)


@pytest.fixture
def unmigrated(empty_database_url: str) -> Hookshift:
    """The commands on an empty database."""
    return Hookshift(empty_database_url)
