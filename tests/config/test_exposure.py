"""Secrets that anybody on the machine could read are reported before somebody does."""

from pathlib import Path

import pytest

from hookshift.config.load import load

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
ENVIRON = {"WHATSAPP_APP_SECRET": "x", "WHATSAPP_VERIFY_TOKEN": "x", "HOOKSHIFT_HASH_KEY": "k"}
FROM_ENVIRONMENT = '"env:WHATSAPP_APP_SECRET"'


def complaints(path: Path, text: str, mode: int) -> list[str]:
    path.write_text(text)
    path.chmod(mode)
    before = {str(each) for each in load(SHIPPED, ENVIRON).warnings}
    return [str(each) for each in load(path, ENVIRON).warnings if str(each) not in before]


def plain() -> str:
    text = SHIPPED.read_text()
    assert FROM_ENVIRONMENT in text
    return text.replace(FROM_ENVIRONMENT, '"a-secret-of-mine"', 1)


@pytest.mark.parametrize("mode", [0o644, 0o604])
def test_a_file_with_secrets_that_others_may_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "own.toml"
    (output,) = complaints(path, plain(), mode)
    assert "sources[0].secrets[0]" in output
    assert f"chmod o-r {path}" in output
    assert "a-secret-of-mine" not in output


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400])
def test_one_that_only_its_group_may_read(tmp_path: Path, mode: int) -> None:
    assert complaints(tmp_path / "own.toml", plain(), mode) == []


def test_secrets_from_the_environment_are_not_in_the_file(tmp_path: Path) -> None:
    assert complaints(tmp_path / "own.toml", SHIPPED.read_text(), 0o644) == []


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("postgresql://me:hunter2@db/x", True),
        ("postgresql://db/x?user=me&password=hunter2", True),
        ("postgresql://me@db/x", False),
    ],
)
def test_a_password_in_a_url_is_one(tmp_path: Path, url: str, secret: bool) -> None:
    text = SHIPPED.read_text().replace("\n[database]", f'\n[database]\nurl = "{url}"', 1)
    assert url in text
    output = complaints(tmp_path / "own.toml", text, 0o644)
    assert any("database.url" in each and "may read" in each for each in output) is secret
    assert not any("hunter2" in each for each in output)


def test_a_file_that_others_may_write_decides_for_them(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    (output,) = complaints(path, SHIPPED.read_text(), 0o602)
    assert f"chmod o-w {path}" in output


@pytest.mark.parametrize(("mode", "count"), [(0o644, 1), (0o640, 0)])
def test_a_key_that_others_may_read(tmp_path: Path, mode: int, count: int) -> None:
    (tmp_path / "server.key").write_text("x")
    (tmp_path / "server.key").chmod(mode)
    line = '# tls = { certificate = "server.crt", key = "server.key" }'
    text = SHIPPED.read_text()
    assert line in text
    head, _, control = text.partition("[control]")
    output = complaints(
        tmp_path / "own.toml", f"{head}[control]{control.replace(line, line[2:], 1)}", 0o600
    )
    assert len([each for each in output if "control.tls.key" in each]) == count
