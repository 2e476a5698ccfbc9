"""Files of NAME=value lines: what they mean, what is refused; no secret is quoted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.config.env_file import LARGEST_FILE, BadEnvFile, read_env_file


def read(folder: Path, content: str | bytes) -> dict[str, str]:
    path = folder / "environment"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_env_file(path)


def test_what_systemd_and_compose_both_read(tmp_path: Path) -> None:
    text = """\
# a comment
; another

PLAIN=a b$c`d!
export EXPORTED=1
SINGLE='a "b" # c \\ $d'
DOUBLE="a 'b' # c \\" \\\\ \\$d"
EMPTY=
SPACED = x\t
PLAIN=last
URL=postgresql://u:p#w@h/db?x=y
CRLF=1\r
"""
    assert read(tmp_path, text) == {
        "PLAIN": "last",
        "EXPORTED": "1",
        "SINGLE": 'a "b" # c \\ $d',
        "DOUBLE": "a 'b' # c \" \\ $d",
        "EMPTY": "",
        "SPACED": "x",
        "URL": "postgresql://u:p#w@h/db?x=y",
        "CRLF": "1",
    }


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("A=secret # or not", "line 2: put the value in quotes"),
        ("A='secret", "line 2: the quote is not closed"),
        ('A="secret\\"', "line 2: the quote is not closed"),
        ("A='secret' more", "line 2: something follows the closing quote"),
        ("secret", "line 2: it is not NAME=value"),
        ("1A=secret", "line 2: it is not NAME=value"),
        ("A=secret\\", "line 2: put the value on one line"),
        (b"A=secret\xff", "line 2: it is not UTF-8"),
        (b"A=sec\0ret", "NUL"),
    ],
)
def test_what_is_doubtful_is_refused_and_never_quoted(
    tmp_path: Path, line: str | bytes, says: str
) -> None:
    content = line if isinstance(line, bytes) else line.encode()
    with pytest.raises(BadEnvFile) as caught:
        read(tmp_path, b"GOOD=1\n" + content)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_bound_of_the_file(tmp_path: Path) -> None:
    line = b"A=1\n"
    assert read(tmp_path, line * (LARGEST_FILE // len(line))) == {"A": "1"}
    with pytest.raises(BadEnvFile, match="larger than"):
        read(tmp_path, line * (LARGEST_FILE // len(line)) + b"#")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadEnvFile, match="No such file"):
        read_env_file(tmp_path / "none")


VALUE = st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r"), max_size=30)


@given(value=VALUE)
def test_any_line_in_quotes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    escaped = "".join(f"\\{sign}" if sign in '"\\$`' else sign for sign in value)
    assert read(folder, f'A="{escaped}"')["A"] == value
    if "'" not in value:
        assert read(folder, f"A='{value}'")["A"] == value
