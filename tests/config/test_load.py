"""Every kind of fault, by golden cases; what no file can show, by hand."""

import pickle
from pathlib import Path

import pytest

from hookshift.config.faults import ConfigError
from hookshift.config.file import LARGEST_FILE, read
from hookshift.config.load import load
from hookshift.domain.errors import OperatorError
from tests.config.cases import FOLDER, complaints, environ_of

CASES = sorted(FOLDER.glob("*.toml"))

SMALL = """
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "fallback"
[handlers.fallback]
url = "http://127.0.0.1:9101/"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "hookshift.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_file_gives_exactly_its_complaints(path: Path) -> None:
    assert complaints(path) == path.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_no_complaint_quotes_a_secret(path: Path) -> None:
    text = complaints(path)
    assert "hunter2" not in text
    for value in environ_of(path).values():
        assert not value or value not in text


def test_some_golden_cases_hold_secrets() -> None:
    holding = [path for path in CASES if b"hunter2" in path.read_bytes()]
    assert len(holding) >= 4


def test_all_faults_are_one_error_that_names_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL + "[upstream]\nmax_pending = -1\nconnections = 0\n")
    with pytest.raises(OperatorError) as caught:
        load(path, {})
    assert str(caught.value).splitlines() == [
        f"{path}: 2 faults",
        "  upstream.connections: is 0, below the minimum of 1; raise it",
        "  upstream.max_pending: is -1, below the minimum of 0; raise it",
    ]


def test_the_error_survives_a_process_boundary(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, "x = 1"), {})
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.faults) == (str(caught.value), caught.value.faults)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.toml") == [
        "there is no such file; name the file with --config or HOOKSHIFT_CONFIG; without them "
        "./hookshift.toml and then /etc/hookshift/hookshift.toml are looked for"
    ]
    assert faults(tmp_path) == [
        "it cannot be read: Is a directory; check the path and its permissions"
    ]


def test_the_size_of_the_file_is_bounded(tmp_path: Path) -> None:
    fits = SMALL + "#" * (LARGEST_FILE - len(SMALL))
    load(written(tmp_path, fits), {})
    assert faults(written(tmp_path, fits + "#")) == [
        "it is larger than 4,194,304 bytes; shorten it"
    ]


@pytest.mark.parametrize("value", ["[" * 5_000 + "]" * 5_000, "1" * 5_000])
def test_absurd_toml_is_a_fault_and_no_crash(tmp_path: Path, value: str) -> None:
    assert faults(written(tmp_path, f"x = {value}")) == [
        "it is not TOML: nested too deeply or a number is too long; simplify it"
    ]


def test_what_is_read_belongs_to_whoever_asked_for_it(tmp_path: Path) -> None:
    path = tmp_path / "hookshift.toml"
    path.write_text('[[rules]]\nwords = ["a"]\n')
    first = read(path)
    first["rules"][0]["words"].append("b")
    first["rules"].append({})
    assert read(path) == {"rules": [{"words": ["a"]}]}
    path.write_text('[[rules]]\nwords = ["c"]\n')
    assert read(path) == {"rules": [{"words": ["c"]}]}


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "hookshift.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load(path, {}).sources[0].name == "router"


def test_paths_start_at_the_file(tmp_path: Path) -> None:
    tls = '[gateway]\ntls = { certificate = "a.crt", key = "/etc/b.key" }\n'
    settings = load(written(tmp_path, f'data_dir = "run"\n{tls}{SMALL}'), {})
    assert settings.gateway.tls is not None
    assert settings.data_dir == tmp_path / "run"
    assert settings.gateway.tls.certificate == tmp_path / "a.crt"
    assert settings.gateway.tls.key == Path("/etc/b.key")
    assert load(written(tmp_path, SMALL), {}).data_dir == tmp_path / ".hookshift"


@pytest.mark.parametrize(
    ("text", "environ", "url"),
    [
        ("", {}, None),
        ("", {"DATABASE_URL": ""}, None),
        ("", {"DATABASE_URL": "postgres://a@b/c"}, "postgres://a@b/c"),
        (
            '[database]\nurl = "env:OTHER"\n',
            {"DATABASE_URL": "postgres://a@b/c", "OTHER": "postgresql://d@e/f"},
            "postgresql://d@e/f",
        ),
    ],
)
def test_where_the_database_url_comes_from(
    tmp_path: Path, text: str, environ: dict[str, str], url: str | None
) -> None:
    found = load(written(tmp_path, text + SMALL), environ).database.url
    assert (found.get_secret_value() if found else None) == url


def test_a_variable_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL + 'headers = { apikey = "env:KEY" }\n')
    assert faults(path, KEY="\udcff") == [
        "handlers.fallback.headers.apikey: the environment variable KEY is not UTF-8; mend KEY"
    ]


def test_the_process_environment_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://from@environ/db")
    url = load(written(tmp_path, SMALL)).database.url
    assert url is not None
    assert url.get_secret_value() == "postgres://from@environ/db"


@pytest.mark.parametrize(
    "section",
    [
        "[recorder]\nbatch_rows = 10\nbuffer_rows = 10\n",
        "[upstream]\nconnect_timeout = 20\nfirst_byte_timeout = 20\ntotal_timeout = 20\n",
        "[gateway.limits]\nbody_bytes = 2_048\nbuffered_bytes = 2_048\n",
    ],
)
def test_bounds_may_be_equal(tmp_path: Path, section: str) -> None:
    assert load(written(tmp_path, section + SMALL), {}).handlers
