"""Named queries."""

import re
from importlib import resources

import pytest

from hookshift.store.queries import load, parse

FILES = [
    file.name.removesuffix(".sql")
    for file in resources.files("hookshift.store").joinpath("queries").iterdir()
]


def test_blocks_are_found_by_name() -> None:
    text = "-- name: one\n-- Why.\nSELECT 1;\n\n-- name: two\n-- Why.\nSELECT 2;\n"
    assert parse(text) == {"one": "-- Why.\nSELECT 1;", "two": "-- Why.\nSELECT 2;"}


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="used twice"):
        parse("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")


@pytest.mark.parametrize("file", FILES)
def test_every_query_has_its_comment(file: str) -> None:
    queries = load(file)
    assert queries
    for name, query in queries.items():
        assert re.match(r"-- [A-Z\"]", query), f"{file}.sql: {name} says nothing"


@pytest.mark.parametrize("file", FILES)
def test_no_query_depends_on_the_search_path(file: str) -> None:
    for name, query in load(file).items():
        statement = re.sub("--.*", "", query)
        found = re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(webhook_\w+)", statement, re.IGNORECASE)
        assert found == [], f"{file}.sql: {name} does not say in which schema"
