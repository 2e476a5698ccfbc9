"""What can be broken in the demo, how, and what should come of it."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.demo.breaking import SIDES, Break, parse, planned
from hookshift.demo.settings import PROOFS
from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import Phase

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
ENVIRON = {"WHATSAPP_APP_SECRET": "s", "WHATSAPP_VERIFY_TOKEN": "t", "HOOKSHIFT_HASH_KEY": "k"}
PERCENTAGES = tuple(PROOFS)
NEW = ("wa-webhook-unified",)
OLD = ("wa-webhook-jobs", "wa-webhook-marketplace", "wa-webhook-property")


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The shipped ones."""
    return load(SHIPPED, ENVIRON)


def broken(text: str, settings: Settings) -> Break:
    """What `--break` of `text` does."""
    return planned(parse(text, PERCENTAGES), settings)


@pytest.mark.parametrize(
    ("text", "handlers", "ends"),
    [
        ("unified@35", NEW, Phase.ROLLED_BACK),
        ("unified@100", NEW, Phase.ROLLED_BACK),
        ("slow@25", NEW, Phase.ROLLED_BACK),
        ("wa-webhook-unified@10", NEW, Phase.ROLLED_BACK),
        ("both@50", (*OLD, *NEW), Phase.HELD),
        ("legacy@75", OLD, Phase.COMPLETED),
        ("wa-webhook-jobs@50", OLD[:1], Phase.COMPLETED),
        ("wa-webhook-mobility@100", ("wa-webhook-mobility",), Phase.HELD),
        ("wa-webhook-default@25", ("wa-webhook-default",), Phase.HELD),
        ("unified@25:silent", NEW, Phase.ROLLED_BACK),
        ("wa-webhook-unified@10:silent", NEW, Phase.ROLLED_BACK),
        ("unified@100:silent", NEW, Phase.HELD),
    ],
)
def test_what_can_be_broken(
    settings: Settings, text: str, handlers: tuple[str, ...], ends: Phase
) -> None:
    found = broken(text, settings)

    assert found.breakage.handlers == handlers
    assert found.ends is ends
    assert found.percentage == int(text.partition("@")[2].removesuffix(":silent"))
    ways = (found.breakage.fails, found.breakage.late, found.breakage.silent)
    assert sum(map(bool, ways)) == 1


def test_it_is_told_in_a_sentence(settings: Settings) -> None:
    assert broken("unified@35", settings).text == "unified answers 5 % of the requests with 500"
    assert broken("both@35", settings).text == "both sides answer 25 % of the requests with 500"
    assert broken("slow@35", settings).text == "unified answers 30 % of the requests 2.6 s late"
    silent = broken("unified@35:silent", settings).text
    assert silent == "unified answers 200 and replies to nobody"
    assert broken("wa-webhook-jobs@35", settings).text.startswith("wa-webhook-jobs answers 25 %")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unified",
        "unified@",
        "unified@12",
        "unified@35 ",
        "@35",
        "a b@35",
        "jobs@-10",
        "unified@35:",
        "unified@35:quiet",
    ],
)
def test_what_is_not_written_like_that(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it as WHAT@PERCENT.* 10, 25, 35, 50, 75, 100$"):
        parse(text, PERCENTAGES)


@pytest.mark.parametrize("text", ["jobs@35", "wa-webhook-none@50"])
def test_what_there_is_not(settings: Settings, text: str) -> None:
    with pytest.raises(OperatorError, match=r"no .* to break: name a side") as refused:
        broken(text, settings)
    assert all(name in str(refused.value) for name in (*SIDES, *OLD, *NEW))


@pytest.mark.parametrize("text", ["both@100", "legacy@100", "wa-webhook-jobs@100"])
def test_legacy_cannot_be_seen_to_break_at_100_percent(settings: Settings, text: str) -> None:
    with pytest.raises(OperatorError, match="legacy gets nothing at 100 %"):
        broken(text, settings)


@pytest.mark.parametrize("text", ["legacy@35:silent", "both@35:silent", "slow@35:silent",
                                  "wa-webhook-mobility@35:silent"])  # fmt: skip
def test_only_a_new_handler_can_be_silent(settings: Settings, text: str) -> None:
    """Legacy's silence is no fault of unified, and of a guard nobody is asked."""
    with pytest.raises(OperatorError, match="can be silent: write unified@25:silent"):
        broken(text, settings)


def test_without_a_new_handler_there_is_none_to_break(settings: Settings) -> None:
    domains = {
        name: domain.model_copy(update={"unified": None})
        for name, domain in settings.domains.items()
    }
    none = settings.model_copy(update={"domains": domains})
    for text in ("unified@35", "slow@35", "both@35", "legacy@35"):
        with pytest.raises(OperatorError, match="to break"):
            broken(text, none)


def test_it_reaches_the_handlers_as_it_was_meant(settings: Settings) -> None:
    sent = broken("slow@25", settings).breakage
    assert msgspec.json.decode(msgspec.json.encode(sent), type=type(sent)) == sent


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("unified@36", 2, "write it as WHAT@PERCENT"),
        ("jobs@35", 1, "there is no jobs to break"),
        ("both@100", 1, "legacy gets nothing at 100 %"),
    ],
)
def test_the_command_refuses_before_it_starts_anything(text: str, status: int, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hookshift", "--config", SHIPPED, "demo", "--break", text],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == status
    assert said in " ".join(ended.stderr.split())
    assert "starting" not in ended.stdout
