"""`hookshift token`."""

import pytest

from tests.cli.conftest import Hookshift


def test_made_shown_once_and_revoked(hookshift: Hookshift) -> None:
    token = hookshift.works("token", "make", "ana", "--role", "admin", "--for", "90d").strip()
    assert token.startswith("hs_")
    assert len(token) > 40
    (row,) = hookshift.json("token", "list")
    assert (row["name"], row["role"], row["revoked_at"]) == ("ana", "admin", None)
    assert row["expires_at"] is not None
    assert "ana" in hookshift.works("token", "list")
    assert token not in hookshift.works("token", "list")
    result = hookshift("token", "make", "ana")
    assert result.exit_code == 1
    assert "there is a token ana already" in result.stderr
    assert "may do nothing any more" in hookshift.works("token", "revoke", "ana")
    result = hookshift("token", "revoke", "ana")
    assert result.exit_code == 1
    assert "there is no token ana" in result.stderr
    hookshift.works("token", "make", "ana")


@pytest.mark.parametrize("name", ["", "x" * 64, "a\nb"])
def test_no_name(hookshift: Hookshift, name: str) -> None:
    assert hookshift("token", "make", name).exit_code == 1
