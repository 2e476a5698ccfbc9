"""`hookshift token`."""

import pytest

from tests.cli.conftest import Hookshift


def test_made_shown_once_and_revoked(hookshift: Hookshift) -> None:
    token = hookshift.works("token", "create", "ana", "--role", "admin", "--for", "90d").strip()
    assert token.startswith("hs_")
    assert len(token) > 40
    (row,) = hookshift.json("token", "list")
    assert (row["name"], row["role"], row["revoked_at"]) == ("ana", "admin", None)
    assert row["expires_at"] is not None
    assert "ana" in hookshift.works("token", "list")
    assert token not in hookshift.works("token", "list")
    result = hookshift("token", "create", "ana")
    assert result.exit_code == 1
    assert "there is a token ana already" in result.stderr
    assert 'Token "ana" revoked.' in hookshift.works("token", "revoke", "ana")
    result = hookshift("token", "revoke", "ana")
    assert result.exit_code == 1
    assert "there is no token ana" in result.stderr
    hookshift.works("token", "create", "ana")


@pytest.mark.parametrize("name", ["", "x" * 64, "a\nb"])
def test_no_name(hookshift: Hookshift, name: str) -> None:
    assert hookshift("token", "create", name).exit_code == 1


def test_the_former_word_still_creates_and_is_not_listed(hookshift: Hookshift) -> None:
    assert hookshift.works("token", "make", "ana").startswith("hs_")
    assert "make" not in hookshift.works("token", "--help")


def test_a_handlers_token_is_bound_to_it(hookshift: Hookshift) -> None:
    made = hookshift.works(
        "token", "make", "bot", "--role", "handler", "--handler", "wa-webhook-jobs"
    )
    assert made.startswith("hs_")
    (row,) = hookshift.json("token", "list")
    assert (row["role"], row["handler"]) == ("handler", "wa-webhook-jobs")
    for options in (("--role", "handler"), ("--handler", "wa-webhook-jobs")):
        refused = hookshift("token", "create", "other", *options)
        assert refused.exit_code == 1
        assert "--handler NAME goes with --role handler" in refused.stderr
    unknown = hookshift(
        "token", "create", "other", "--role", "handler", "--handler", "wa-webhook-job"
    )
    assert unknown.exit_code == 1
    assert 'did you mean "wa-webhook-jobs"?' in unknown.stderr
