"""The changelog has the form that it claims, and its latest release is the version that runs."""

import re
import tomllib

from hookshift import __version__
from tests.docs.pages import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text("utf-8")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
"""Headings of Keep a Changelog; beside them, what to do at an upgrade."""


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", TEXT, re.MULTILINE)
    assert project["version"] == __version__ == releases[0]
    assert releases == sorted(releases, key=lambda each: each.split("."), reverse=True)


def test_headings_are_those_of_keep_a_changelog() -> None:
    headings = re.findall(r"^### (.*)$", TEXT, re.MULTILINE)
    assert {each for each in headings if not each.startswith("Upgrading from ")} <= KINDS
    others = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    assert others[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in others[1:])
