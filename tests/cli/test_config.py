"""`hookshift config check`."""

import json
from pathlib import Path

import pytest

from hookshift.config.load import load
from hookshift.config.running import FILE, remember
from tests.cli.conftest import ROOT, SHIPPED, Hookshift

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def offline() -> Hookshift:
    """The commands without a database: checking settings needs none."""
    return Hookshift("postgresql://nobody@127.0.0.1:1/none")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The shipped settings with two faults far apart."""
    path = tmp_path / "faulty.toml"
    text = SHIPPED.read_text()
    text = text.replace("workers = 2", "workers = -2", 1)
    path.write_text(
        text.replace('"X-Signature-256"\ndefault_handler = "', '"X-S"\ndefault_handler = "no-', 1)
    )
    return path


def test_the_shipped_settings_are_good(offline: Hookshift) -> None:
    assert offline.works("config", "check", "--no-database") == (
        "warning: notifiers: are missing, so nobody is notified of a rollback or an alert; "
        f"add [[notifiers]], and try it with `hookshift notify test`\n{SHIPPED}: no faults\n"
    )


def test_all_faults_are_shown_at_once(offline: Hookshift, faulty: Path) -> None:
    result = offline("config", "check", config=faulty)

    assert result.exit_code == 1
    assert "gateway.workers" in result.stderr
    assert "sources[1].default_handler" in result.stderr
    assert f"{faulty}: 2 faults" in result.stderr
    assert result.stdout == ""


def test_faults_for_programs(offline: Hookshift, faulty: Path) -> None:
    result = offline("config", "check", "--json", config=faulty)
    report = json.loads(result.stdout)

    assert result.exit_code == 1
    assert report["file"] == str(faulty)
    assert {fault["key"] for fault in report["faults"]} == {
        "gateway.workers",
        "sources[1].default_handler",
    }


def test_good_settings_for_programs(offline: Hookshift) -> None:
    assert offline.json("config", "check")["faults"] == []


def test_a_variable_that_is_not_set_is_named(
    offline: Hookshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHATSAPP_APP_SECRET", raising=False)
    del offline.environ["WHATSAPP_APP_SECRET"]

    result = offline("config", "check")

    assert result.exit_code == 1
    assert "WHATSAPP_APP_SECRET is not set" in result.stderr


@pytest.mark.parametrize("command", [["config", "check"], ["status"], ["serve"], ["explain", "-"]])
def test_a_file_that_is_not_there(offline: Hookshift, tmp_path: Path, command: list[str]) -> None:
    result = offline(*command, config=tmp_path / "none.toml", stdin="{}")

    assert result.exit_code == 1
    assert "there is no such file" in result.stderr
    assert "--config" in result.stderr


def test_what_a_providers_url_has_that_is_ignored_is_said(offline: Hookshift) -> None:
    offline.environ["DATABASE_URL"] = (
        "postgresql://owner:secret@ep-x-pooler.neon.tech/db?sslmode=require&channel_binding=require"
        "&pgbouncer=true"
    )
    output = offline.works("config", "check")
    assert "warning: database.url: channel_binding=require is ignored" in output
    assert "warning: database.url: pgbouncer is ignored" in output
    assert "secret" not in output
    assert output.endswith(": no faults\n")


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ("sslmode=verify-full&sslrootcert=/nowhere/root.crt", "names a file as sslrootcert"),
        ("sslmode=verify-full", "no certificate to verify with"),
        ("target_session_attrs=standby", "target_session_attrs"),
        ("statement_timeout=5000", "options=-c"),
    ],
)
def test_a_url_that_would_fail_at_the_start_is_refused(
    offline: Hookshift, parameters: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    offline.environ["DATABASE_URL"] = f"postgresql://owner:secret@h/db?{parameters}"
    result = offline("config", "check")
    assert result.exit_code == 1
    assert says in result.stderr
    assert "secret" not in result.stderr


def changed(folder: Path, *pairs: tuple[str, str], more: str = "") -> Path:
    """The shipped settings with some texts replaced."""
    text = SHIPPED.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "changed.toml"
    path.write_text(text + more)
    path.chmod(0o600)
    return path


LISTEN = 'listen = "127.0.0.1:8080"'
DASHBOARD = 'listen = "127.0.0.1:8090"'
NOTIFIER = '\n[[notifiers]]\nname = "team"\nkind = "apprise"\nurl = "{}"\n'


def jobs_at(url: str) -> tuple[str, str]:
    text = SHIPPED.read_text()
    at = text.index("[handlers.wa-webhook-jobs]")
    old = text[at : text.index("\n", text.index("url = ", at))]
    return old, f'[handlers.wa-webhook-jobs]\nurl = "{url}"'


@pytest.mark.parametrize("both", ["127.0.0.1:8090", "0.0.0.0:8090", "[::]:8090"])
def test_two_servers_on_one_port(offline: Hookshift, tmp_path: Path, both: str) -> None:
    result = offline("config", "check", config=changed(tmp_path, (LISTEN, f'listen = "{both}"')))
    assert result.exit_code == 1
    assert "control.listen: is port 8090, which gateway.listen has too" in result.stderr


@pytest.mark.parametrize(
    "pair",
    [
        (LISTEN, 'listen = "127.0.0.1:0"'),
        (LISTEN, 'listen = "127.0.0.2:8090"'),
        (DASHBOARD, 'dashboard = false\nlisten = "127.0.0.1:8080"'),
    ],
)
def test_ports_that_do_not_clash(offline: Hookshift, tmp_path: Path, pair: tuple[str, str]) -> None:
    pairs = [pair]
    if "dashboard" in pair[1]:
        pairs.append(("dashboard = true", ""))
    assert offline("config", "check", config=changed(tmp_path, *pairs)).exit_code == 0


@pytest.mark.parametrize(
    ("listen", "url", "whose"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080/webhook", "gateway.listen"),
        ("127.0.0.1:8080", "http://localhost:8080/", "gateway.listen"),
        ("0.0.0.0:80", "http://localhost/x", "gateway.listen"),
        ("[::]:443", "https://[::1]/x", "gateway.listen"),
        ("10.1.2.3:8080", "http://10.1.2.3:8080/x", "gateway.listen"),
        ("127.0.0.1:8080", "http://127.0.0.1:8090/x", "control.listen"),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/x", None),
        ("0.0.0.0:8080", "http://functions:8080/x", None),
    ],
)
def test_a_handler_that_is_hookshift_itself(
    offline: Hookshift, tmp_path: Path, listen: str, url: str, whose: str | None
) -> None:
    path = changed(tmp_path, (LISTEN, f'listen = "{listen}"'), jobs_at(url))
    result = offline("config", "check", config=path)
    if whose is None:
        assert result.exit_code == 0
    else:
        assert f"handlers.wa-webhook-jobs.url: is hookshift itself ({whose})" in result.stderr


def test_a_certificate_that_is_not_there_or_is_none(offline: Hookshift, tmp_path: Path) -> None:
    tls = f'{LISTEN}\ntls = {{ certificate = "x.crt", key = "x.key" }}'
    path = changed(tmp_path, (LISTEN, tls))
    result = offline("config", "check", config=path)
    assert result.exit_code == 1
    assert "gateway.tls.certificate: names a file that does not exist" in result.stderr

    for name in ("x.crt", "x.key"):
        (tmp_path / name).write_text("nonsense")
    result = offline("config", "check", config=path)
    assert result.exit_code == 1
    assert "gateway.tls: cannot be used" in result.stderr


def test_a_service_that_apprise_does_not_know(offline: Hookshift, tmp_path: Path) -> None:
    bad = changed(tmp_path, more=NOTIFIER.format("slak://xoxb-hush/channel"))
    result = offline("config", "check", config=bad)
    assert result.exit_code == 1
    found = 'notifiers[0].url: is not a URL that Apprise can use ("slak" is the service)'
    assert found in result.stderr
    assert "hush" not in result.output

    good = changed(tmp_path, more=NOTIFIER.format("json://localhost/hush"))
    assert offline("config", "check", config=good).exit_code == 0


def test_a_secret_in_the_file_is_told_even_where_nobody_else_may_read_it(
    offline: Hookshift, tmp_path: Path
) -> None:
    path = changed(tmp_path, ('["env:WHATSAPP_APP_SECRET"]', '["hush"]'))
    output = offline("config", "check", config=path).stdout
    assert "warning: sources[0].secrets[0]: is a secret in the settings file" in output
    assert "hush" not in output

    path.chmod(0o644)
    output = offline("config", "check", config=path).stdout
    assert output.count("sources[0].secrets[0]: is a secret") == 1


ANSWERS = (
    "", "/hook", "127.0.0.1:9000", "jobs, property",
    "http://old:1/jobs", "job, work", "http://old:1/property", "",
    "http://new:2/", "http://old:1/rest", "y",
)  # fmt: skip


def test_a_first_file_from_a_few_answers(offline: Hookshift, tmp_path: Path) -> None:
    target = tmp_path / "hookshift.toml"
    output = offline.works("config", "init", str(target), stdin="\n".join(ANSWERS))
    assert str(target) in output
    assert 'conversations = "on"' in target.read_text()

    env_file = tmp_path / "hookshift.env"
    assert env_file.stat().st_mode & 0o777 == 0o600
    variables = env_file.read_text().split()
    made, *unfilled_ones = variables
    assert len(made.removeprefix("HOOKSHIFT_HASH_KEY=")) >= 40
    assert unfilled_ones == [
        "WHATSAPP_APP_SECRET=",
        "WHATSAPP_VERIFY_TOKEN=",
        "HOOKSHIFT_NOTIFY_URL=",
    ]
    unfilled = offline("config", "check", "--no-database", config=target)
    assert unfilled.exit_code == 1
    env_file.write_text(f"{made}\nHOOKSHIFT_NOTIFY_URL=json://localhost/\n")
    assert (
        offline("config", "check", "--no-database", config=target).stdout
        == f"{target}: no faults\n"
    )


@pytest.mark.parametrize(
    ("at", "answer", "says"),
    [
        (8, "http://127.0.0.1:9000/", "is hookshift itself"),
    ],
)
def test_answers_that_do_not_do_write_nothing(
    offline: Hookshift, tmp_path: Path, at: int, answer: str, says: str
) -> None:
    answers = [*ANSWERS[:at], answer, *ANSWERS[at + 1 :]]
    target = tmp_path / "hookshift.toml"
    result = offline("config", "init", str(target), stdin="\n".join(answers))
    assert result.exit_code == 1
    assert says in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("at", "answer", "says"),
    [
        (1, "hook", "is not a path of a URL"),
        (2, "127.0.0.1:99999", "has no port"),
        (3, ",", "name at least one"),
        (3, "jobs [x", "is not a usable name"),
        (4, "localhost:9000/jobs", "is not an http or https URL"),
        (5, "two words", "is not one word"),
        (8, "ftp://new", "is not an http or https URL"),
        (9, "rest", "is not an http or https URL"),
    ],
)
def test_an_answer_that_does_not_do_is_asked_for_again(
    offline: Hookshift, tmp_path: Path, at: int, answer: str, says: str
) -> None:
    answers = [*ANSWERS[:at], answer, *ANSWERS[at:]]
    target = tmp_path / "hookshift.toml"
    assert says in offline.works("config", "init", str(target), stdin="\n".join(answers))
    again = tmp_path / "again"
    again.mkdir()
    other = again / "hookshift.toml"
    offline.works("config", "init", str(other), stdin="\n".join(ANSWERS))
    assert target.read_text() == other.read_text()


def test_nothing_is_overwritten_and_nothing_goes_into_the_checkout(
    offline: Hookshift, tmp_path: Path
) -> None:
    inside = offline("config", "init", str(ROOT / "docs" / "mine.toml"))
    assert "inside hookshift's own checkout" in inside.stderr
    target = tmp_path / "hookshift.toml"
    target.write_text("mine")
    result = offline("config", "init", str(target), stdin="\n".join(ANSWERS))
    assert result.exit_code == 1
    assert target.read_text() == "mine"


def test_what_a_file_would_change_about_what_runs(offline: Hookshift, tmp_path: Path) -> None:
    path = changed(tmp_path, ('["env:WHATSAPP_APP_SECRET"]', '["old-hush", "hush"]'))
    nothing = offline("config", "diff", config=path)
    assert nothing.exit_code == 1
    assert "no gateway has been started" in nothing.stderr

    settings = load(path, offline.environ)
    remember(settings, settings.data_dir / "run")
    assert (settings.data_dir / "run" / FILE).stat().st_mode & 0o777 == 0o600
    assert "hush" not in (settings.data_dir / "run" / FILE).read_text()
    assert offline("config", "diff", config=path).stdout == "the gateway runs with these settings\n"

    path.write_text(
        path.read_text()
        .replace('["old-hush", "hush"]', '["old-hush", "new-hush", "third-hush"]')
        .replace("workers = 2", "workers = 4")
        .replace("protected = true", "protected = false", 1)
    )
    result = offline("config", "diff", "--json", config=path)
    assert "hush" not in result.output
    assert [tuple(each.values()) for each in json.loads(result.stdout)] == [
        ("gateway.workers", 2, 4),
        ("handlers.wa-webhook-mobility.protected", True, False),
        ("sources.whatsapp.secrets[1]", "(secret)", "(secret)"),
        ("sources.whatsapp.secrets[2]", None, "(secret)"),
    ]


def test_a_record_of_what_runs_that_is_broken(offline: Hookshift, tmp_path: Path) -> None:
    path = changed(tmp_path)
    folder = load(path, offline.environ).data_dir / "run"
    folder.mkdir(parents=True)
    for text in ("", "[]", '{"settings": {}}', '{"settings": {}, "salt": "x"}'):
        (folder / FILE).write_text(text)
        result = offline("config", "diff", config=path)
        assert result.exit_code == 1
        assert "cannot be read" in result.stderr
