"""The demo's settings: nothing of them may reach what the user's own settings name."""

import tomllib
from pathlib import Path

import pytest

from hookshift.config.load import settings_from
from hookshift.config.schema.settings import Settings
from hookshift.demo.handlers import HANDLERS
from hookshift.demo.run import RATE
from hookshift.demo.settings import HOLDS, PROOFS, demo_settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.statistics import needed

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
OWN = "127.0.0.1:4321"
ENVIRON = {
    "DATABASE_URL": "postgresql://demo@127.0.0.1/demo",
    "WHATSAPP_APP_SECRET": "s",
    "WHATSAPP_VERIFY_TOKEN": "t",
    "HOOKSHIFT_HASH_KEY": "k",
}


def demo(path: Path, folder: Path) -> Settings:
    """What the demo's gateway reads."""
    text = demo_settings(path, folder, OWN, ENVIRON)
    return settings_from(tomllib.loads(text), folder / "hookshift.toml", ENVIRON)


@pytest.fixture
def shipped(tmp_path: Path) -> Settings:
    """The demo of the shipped settings."""
    return demo(SHIPPED, tmp_path)


def test_what_must_be_the_demos_own(shipped: Settings, tmp_path: Path) -> None:
    assert shipped.data_dir == tmp_path / "data"
    assert shipped.gateway.listen == ("127.0.0.1", 0)
    assert {str(handler.url) for handler in shipped.handlers.values()} == {
        f"http://{OWN}/functions/v1/{name.decode()}" for name in HANDLERS
    }


def test_the_rest_is_as_the_file_says(tmp_path: Path, shipped: Settings) -> None:
    original = settings_from(_tree(SHIPPED), SHIPPED, ENVIRON)

    assert shipped.rules == original.rules
    assert shipped.domains == original.domains
    assert shipped.sources == original.sources
    changed = {"rollup_seconds": 1, "hash_key": shipped.recorder.hash_key}
    assert shipped.recorder == original.recorder.model_copy(update=changed)
    assert shipped.recorder.hash_key is not None
    assert shipped.gateway.workers == original.gateway.workers


HOSTILE = (
    # Each replaces a line of the shipped file; all are good TOML that a pattern would miss.
    ('data_dir = ".hookshift"', "data_dir='/srv/hookshift'"),
    ('listen = "127.0.0.1:8080"', "listen='0.0.0.0:443'"),
    (
        'url = "http://127.0.0.1:9101/functions/v1/wa-webhook-jobs"',
        "url = 'https://project.example/functions/v1/wa-webhook-jobs'",
    ),
    (
        'url = "http://127.0.0.1:9101/functions/v1/wa-webhook-property"',
        'url = "https://project.example"',
    ),
    (
        'url = "http://127.0.0.1:9101/functions/v1/wa-webhook-unified"',
        'url = "env:UNIFIED_URL"',
    ),
    (
        '# url = "env:DATABASE_URL"',
        'url = "postgresql://owner@production.example/live"',
    ),
    ("# tls = { certificate", "tls = { certificate"),
    ("# headers = { Authorization", "headers = { Authorization"),
)


def test_nothing_of_the_users_own_is_touched(tmp_path: Path) -> None:
    text = SHIPPED.read_text()
    for line, own in HOSTILE:
        assert line in text
        text = text.replace(line, own, 1)
    path = tmp_path / "production.toml"
    path.write_text(text)

    output = demo_settings(path, tmp_path, OWN, ENVIRON)
    settings = demo(path, tmp_path)

    assert ".example" not in output
    assert settings.database.url is not None
    assert settings.database.url.get_secret_value() == ENVIRON["DATABASE_URL"]
    assert settings.data_dir == tmp_path / "data"
    assert settings.gateway.listen == ("127.0.0.1", 0)
    assert settings.gateway.tls is None
    assert {str(handler.url) for handler in settings.handlers.values()} == {
        f"http://{OWN}/functions/v1/{name.decode()}" for name in HANDLERS
    }


def test_nobody_real_is_told_and_nothing_is_frozen(tmp_path: Path) -> None:
    path = tmp_path / "production.toml"
    path.write_text(
        SHIPPED.read_text()
        + '[[rollout.freeze]]\ndays = ["mon"]\n'
        + '[[notifiers]]\nname = "ops"\nkind = "apprise"\nurl = "mailto://a:b@mail.example"\n'
    )
    settings = demo(path, tmp_path)
    assert settings.notifiers == ()
    assert settings.rollout.freeze == ()


def test_the_demo_has_the_runbooks_stages_and_limits(shipped: Settings) -> None:
    assert [stage.percentage for stage in shipped.rollout.stages] == [10, 25, 35, 50, 75, 100]
    assert shipped.rollout.gates.errors.limit == 0.1
    assert shipped.control.enabled


def test_other_commands_need_no_environment_of_the_demos(tmp_path: Path) -> None:
    output = demo_settings(SHIPPED, tmp_path, OWN, ENVIRON)
    without = settings_from(tomllib.loads(output), tmp_path / "hookshift.toml", {})

    assert without == demo(SHIPPED, tmp_path)
    assert "env:" not in output


def test_what_is_not_known_is_left_to_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED.read_text().replace("env:WHATSAPP_APP_SECRET", "env:OTHER_SECRET"))

    assert "env:OTHER_SECRET" in demo_settings(path, tmp_path, OWN, ENVIRON)


def test_a_stage_is_held_about_as_long_as_its_proof_takes() -> None:
    assert HOLDS.keys() == PROOFS.keys()
    # Events a second and domain in the share's draw, at the demo's rate of webhooks.
    rate = RATE * 0.26
    for percentage, proof in PROOFS.items():
        seconds = needed(0, proof / 100)
        assert seconds is not None
        assert abs(HOLDS[percentage] - seconds / (rate * percentage / 100)) <= 4


def test_texts_keep_what_toml_must_quote(tmp_path: Path) -> None:
    awkward = 'a "b" \\ \t \N{SNOWMAN} \x7f'
    path = tmp_path / "quotes.toml"
    literal = awkward.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007f")
    path.write_text(
        SHIPPED.read_text().replace('contains = ["job", ', f'contains = ["{literal}", ', 1)
    )

    assert awkward in (demo(path, tmp_path).rules[0].contains or ())


def test_without_a_settings_file(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"none\.toml.*[\s\S]*--config"):
        demo_settings(tmp_path / "none.toml", tmp_path, OWN, ENVIRON)


def _tree(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text())
