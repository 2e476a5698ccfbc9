"""`hookshift config diff` beside a gateway that runs."""

from pathlib import Path

from tests.cli.conftest import Hookshift
from tests.e2e.harness import ONE_WORKER, SECRET, TOKEN, running_gateway, running_handlers


def test_what_a_change_would_change(tmp_path: Path, database_url: str) -> None:
    hookshift = Hookshift(database_url)
    hookshift.environ |= {
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "WHATSAPP_VERIFY_TOKEN": TOKEN,
    }
    path = tmp_path / "hookshift.toml"
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER),
    ):
        same = hookshift("config", "diff", config=path)
        assert same.stdout == "the gateway runs with these settings\n"

        path.write_text(path.read_text().replace("workers = 1", "workers = 3"))
        hookshift.environ["WHATSAPP_APP_SECRET"] = "another"
        output = hookshift("config", "diff", "-o", "csv", config=path).stdout
        assert output.splitlines()[1:] == [
            "gateway.workers,1,3",
            "sources.whatsapp.secrets[0],(secret),(secret)",
        ]
