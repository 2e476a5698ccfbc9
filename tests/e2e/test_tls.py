"""The gateway's own certificate."""

import http.client
import ssl
from pathlib import Path

import trustme

from hookshift.demo.processes import first_line, started
from tests.e2e.harness import PATIENCE, SECRET, TOKEN, settings


def test_tls_in_by_option(tmp_path: Path, database_url: str) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    issued.private_key_pem.write_to_path(tmp_path / "server.key")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "server.crt")
    path = settings(tmp_path, 9, ("# tls = {", "tls = {"))
    environ = {
        "DATABASE_URL": database_url,
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "WHATSAPP_VERIFY_TOKEN": TOKEN,
    }
    context = ssl.create_default_context()
    authority.configure_trust(context)
    log = tmp_path / "gateway.log"
    arguments = ["-m", "hookshift.cli.main", "--config", str(path), "serve"]
    with started(arguments, environ, log) as process:
        address = first_line(process, log).rpartition(" ")[2]
        assert address.startswith("https://")
        port = int(address.rpartition(":")[2])
        client = http.client.HTTPSConnection("localhost", port, timeout=PATIENCE, context=context)
        client.request(
            "GET",
            "/webhook/whatsapp?hub.mode=subscribe&hub.challenge=77"
            f"&hub.verify_token={TOKEN.replace(' ', '%20')}",
        )
        response = client.getresponse()
        assert (response.status, response.read()) == (200, b"77")
        client.close()
