"""`hookshift serve` that does not get as far as serving says why, and leaves nothing behind."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "hookshift.toml"
LISTEN = 'listen = "127.0.0.1:8080"'
TLS = 'tls = { certificate = "missing.crt", key = "missing.key" }'
PYTHON_MAIN = "from hookshift.__main__ import main; main()"


async def serve(folder: Path, database_url: str, extra: str = "", **environment: str) -> Process:
    settings = folder / "hookshift.toml"
    text = EXAMPLE.read_text().replace(LISTEN, f'listen = "127.0.0.1:0"\n{extra}')
    settings.write_text(text)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PYTHON_MAIN, "--config", str(settings), "serve"),
        stdout=DEVNULL,
        stderr=PIPE,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "WHATSAPP_APP_SECRET": "a" * 32,
            "WHATSAPP_VERIFY_TOKEN": "b" * 32,
            **environment,
        },
    )


async def test_told_to_stop_while_it_waits_for_postgresql_it_stops_in_order(
    tmp_path: Path,
) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    async with asyncio.timeout(30), await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        process = await serve(tmp_path, f"postgresql://u:p@127.0.0.1:{port}/d?sslmode=disable")
        await asked.wait()
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0
    assert b"Stopped before serving" in errors


async def test_a_certificate_that_cannot_be_read_ends_it_with_the_reason(tmp_path: Path) -> None:
    async with asyncio.timeout(30):
        process = await serve(tmp_path, "postgresql://u:p@127.0.0.1:1/d", TLS)
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"gateway.tls" in errors
    assert b"Traceback" not in errors


async def test_a_core_that_does_not_exist_ends_it_with_the_reason(tmp_path: Path) -> None:
    async with asyncio.timeout(30):
        process = await serve(tmp_path, "postgresql://u:p@127.0.0.1:1/d", "", HOOKSHIFT_CORE="rust")
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert b'HOOKSHIFT_CORE is "rust"' in errors
    assert b"Traceback" not in errors
