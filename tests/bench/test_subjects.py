"""The peers' settings can be made, and hookshift's follow the shipped example."""

import os
import tomllib
from pathlib import Path

import pytest
from bench.processes import BenchError, free_port, server
from bench.shipped import SHIPPED

from bench import hookshift, wrk


def test_hookshift_runs_with_the_shipped_settings() -> None:
    shipped = SHIPPED.read_text()
    before, after = (
        tomllib.loads(shipped),
        tomllib.loads(hookshift.settings(shipped, port=4_001, upstream=4_002, workers=1)),
    )
    assert after["gateway"]["listen"] == "127.0.0.1:4001"
    assert after["gateway"]["workers"] == 1
    urls = [handler["url"] for handler in after["handlers"].values()]
    assert all(url.startswith("http://127.0.0.1:4002/") for url in urls)
    assert after["rules"] == before["rules"]
    assert after["recorder"] == before["recorder"]


def test_settings_of_another_shape_are_refused() -> None:
    with pytest.raises(BenchError, match="adapt bench"):
        hookshift.settings("[gateway]\n", port=1, upstream=2, workers=1)


def test_what_wrk_saw() -> None:
    line = (
        '{"answered":1000,"microseconds":2000000,"not_2xx":1,"broken":2,"timeouts":3,'
        '"p50":1.5,"p99":2.5,"p99.9":3.5,"max":4.5}'
    )
    load = wrk.parse(f"Running 2s test\nRESULT {line}\nTransfer/sec: 1MB\n")
    assert (load.rate, load.failed, load.p99, load.slowest) == (500, 6, 2.5, 4.5)
    with pytest.raises(BenchError, match="unable to connect"):
        wrk.parse("unable to connect to 127.0.0.1")


def test_a_server_that_ends_at_once_is_quoted(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo no such option: $((40 + 2)); exit 3"]
    with (
        pytest.raises(BenchError, match="no such option: 42"),
        server(command, core=min(os.sched_getaffinity(0)), port=free_port(), log=tmp_path / "log"),
    ):
        pass
