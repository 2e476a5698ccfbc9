"""`hookshift config check` beside what runs: a rollout that is open, the key of before."""

from pathlib import Path

import pytest

from hookshift.config.in_rollout import kept_settings
from hookshift.config.load import load
from hookshift.store.conversation_settings import record
from hookshift.store.database import connection as connection_to
from tests.cli.conftest import SHIPPED, Hookshift
from tests.conftest import outside_the_loop

OLD, NEW = "the key of the gateways that run", "another key that is long enough"


def written(folder: Path, mode: str, *keys: str) -> Path:
    """The shipped settings with these conversations and keys."""
    text = SHIPPED.read_text()
    for old, new in (
        ('conversations = "off" ', f'conversations = "{mode}" '),
        ('# hash_key = "env:HOOKSHIFT_HASH_KEY"', f"hash_key = {list(keys)}".replace("'", '"')),
    ):
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "hookshift.toml"
    path.write_text(text)
    return path


def run_with(hookshift: Hookshift, path: Path) -> None:
    """As a gateway does that starts with these settings."""

    async def recorded() -> None:
        async with connection_to(hookshift.url, "tests") as opened:
            await record(opened, kept_settings(load(path, hookshift.environ)))

    outside_the_loop(recorded())


@pytest.mark.parametrize(("ran", "wanted"), [("off", "on"), ("on", "off"), ("on", "observe")])
def test_conversations_are_not_switched_while_a_rollout_is_open(
    hookshift: Hookshift, tmp_path: Path, ran: str, wanted: str
) -> None:
    run_with(hookshift, written(tmp_path, ran, OLD))
    path = written(tmp_path, wanted, OLD)
    assert hookshift("config", "check", config=path).exit_code == 0
    hookshift.works("rollout", "start", "--reason", "tests")
    refused = hookshift("config", "check", config=path)
    assert refused.exit_code == 1
    assert f'conversations of source whatsapp is "{wanted}" and was "{ran}"' in refused.stderr
    assert "end the rollout first" in refused.stderr
    assert hookshift("config", "check", "--no-database", config=path).exit_code == 0
    assert hookshift("config", "check", config=written(tmp_path, ran, OLD)).exit_code == 0


def test_a_key_that_is_gone_is_told_and_one_that_is_kept_is_not(
    hookshift: Hookshift, tmp_path: Path
) -> None:
    run_with(hookshift, written(tmp_path, "on", OLD))
    for keys, warned in (((OLD,), False), ((NEW, OLD), False), ((NEW,), True)):
        found = hookshift("config", "check", config=written(tmp_path, "on", *keys))
        assert found.exit_code == 0
        assert ("would count as new" in found.stdout) is warned
        assert OLD not in found.output


def test_where_nobody_is_remembered_a_key_may_go(hookshift: Hookshift, tmp_path: Path) -> None:
    run_with(hookshift, written(tmp_path, "off", OLD))
    found = hookshift("config", "check", config=written(tmp_path, "off", NEW))
    assert "new person" not in found.stdout


def test_what_cannot_be_asked_is_a_note_and_a_fault_only_if_it_must_be(tmp_path: Path) -> None:
    offline = Hookshift("postgresql://nobody@127.0.0.1:1/none")
    path = written(tmp_path, "on", OLD)
    noted = offline("config", "check", config=path)
    assert noted.exit_code == 0
    assert "note: nothing was compared with what runs: cannot connect to PostgreSQL" in noted.stdout
    refused = offline("config", "check", "--database", config=path)
    assert refused.exit_code == 1
    assert "database: could not be asked: cannot connect to PostgreSQL" in refused.stderr
    assert "note:" not in offline("config", "check", "--no-database", config=path).stdout


def test_a_database_that_is_not_migrated_is_a_note(unmigrated: Hookshift, tmp_path: Path) -> None:
    found = unmigrated("config", "check", config=written(tmp_path, "on", OLD))
    assert found.exit_code == 0
    assert "note: nothing was compared with what runs" in found.stdout
