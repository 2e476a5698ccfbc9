"""`hookshift control`: what it says when it cannot work, and how it ends."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "hookshift.toml"
PYTHON_MAIN = "from hookshift.__main__ import main; main()"


async def control(database_url: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PYTHON_MAIN, "--config", str(EXAMPLE), "control"),
        stdout=PIPE,
        stderr=PIPE,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "WHATSAPP_APP_SECRET": "a" * 32,
            "WHATSAPP_VERIFY_TOKEN": "b" * 32,
        },
    )


async def test_a_database_that_is_not_migrated_ends_it_with_the_reason(
    empty_database_url: str,
) -> None:
    async with asyncio.timeout(60):
        process = await control(empty_database_url)
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"hookshift db migrate" in errors
    assert b"Traceback" not in errors


async def test_a_database_that_is_away_is_waited_for_until_it_is_told_to_stop() -> None:
    async with asyncio.timeout(60):
        process = await control("postgresql://nobody@127.0.0.1:9/none")
        assert process.stdout is not None
        assert await process.stdout.readline() == b"hookshift runs rollouts\n"
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0
    assert b"cannot connect to PostgreSQL" in errors
    assert b"Traceback" not in errors
