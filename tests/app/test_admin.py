"""The admin socket: what is asked, what is refused, and who may ask."""

import asyncio
import contextlib
import socket
import stat
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hookshift.app import admin
from hookshift.app.admin import AdminFault, admin_server, ask
from hookshift.domain.errors import OperatorError


async def echo(request: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"got": request["what"]}


async def refuse(_request: Mapping[str, Any]) -> Mapping[str, Any]:
    raise OperatorError("not today")


@contextlib.asynccontextmanager
async def serving(path: Path) -> AsyncIterator[Path]:
    async with admin_server(path, {"echo": echo, "refuse": refuse}):
        yield path


async def test_what_is_asked_is_answered(tmp_path: Path) -> None:
    async with serving(tmp_path / "run" / "admin.sock") as path:
        assert await asyncio.to_thread(ask, path, "echo", what="é") == {"got": "é"}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("do", "says"), [("refuse", "not today"), ("dance", "unknown: 'dance'")])
async def test_a_refusal_says_why(tmp_path: Path, do: str, says: str) -> None:
    async with serving(tmp_path / "admin.sock") as path:
        with pytest.raises(AdminFault, match=says):
            await asyncio.to_thread(ask, path, do)


@pytest.mark.parametrize(
    "line",
    [b"\n", b"[]\n", b"{\n", b"\xff\n", b'{"do": 1}\n', b"x" * admin.MOST_BYTES * 2, b""],
)
async def test_nonsense_harms_nobody(tmp_path: Path, line: bytes) -> None:
    async with serving(tmp_path / "admin.sock") as path:
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(line)
        writer.write_eof()
        with contextlib.suppress(ConnectionError):
            answer = await reader.read()
            assert answer == b"" or b"error" in answer
        writer.close()
        assert await asyncio.to_thread(ask, path, "echo", what=1) == {"got": 1}


async def test_who_is_silent_is_cut_off_and_others_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin, "ASK_SECONDS", 0.2)
    async with serving(tmp_path / "admin.sock") as path, contextlib.AsyncExitStack() as stack:
        for _ in range(admin.MOST_CONNECTIONS):
            silent = stack.enter_context(socket.socket(socket.AF_UNIX))
            silent.connect(str(path))
            silent.setblocking(False)
        async with asyncio.timeout(20):
            assert await asyncio.get_running_loop().sock_recv(silent, 1) == b""
        assert await asyncio.to_thread(ask, path, "echo", what=1) == {"got": 1}


async def test_a_path_that_is_too_long_for_a_socket_works(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100) / ("y" * 100)
    async with serving(folder / "admin.sock") as path:
        assert await asyncio.to_thread(ask, path, "echo", what=1) == {"got": 1}


async def test_a_socket_that_a_killed_process_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "admin.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    async with serving(path):
        assert await asyncio.to_thread(ask, path, "echo", what=1) == {"got": 1}


def test_nobody_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AdminFault, match="no `hookshift serve` is running here"):
        ask(tmp_path / "admin.sock", "status")


async def test_where_no_socket_can_be_the_rest_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    async with serving(tmp_path / "file" / "admin.sock"):
        pass
    assert "The admin socket" in caplog.text
