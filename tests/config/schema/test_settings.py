"""The settings as Python sees them: frozen, picklable, silent about secrets."""

import json
import pickle
from base64 import b64encode
from pathlib import Path

import pytest
from pydantic import ValidationError

from hookshift.config.load import load
from hookshift.config.schema.rollout import RolloutConfig
from hookshift.config.schema.settings import Settings
from hookshift.config.secrets import encryption_key, signing_key
from hookshift.config.shape import nested, settings
from hookshift.config.values import Address, read_address
from hookshift.domain.alerts import AlertNews
from hookshift.domain.notification_events import NotificationEvent
from hookshift.domain.rollout.state import News
from tests.config.reference import meaning

SECRETS = {
    "DATABASE": "postgresql://u:hunter2-database@h/d",
    "APP": "hunter2-app",
    "TOKEN": "hunter2-token",
    "KEY": "hunter2-key",
    "AUTHORIZATION": "Bearer hunter2-authorization",
    "OPS_URL": "https://ops.example.org/hunter2-url",
    "OPS_SECRET": "whsec_" + "hunter2a" * 4,
}

TEXT = """
[database]
url = "env:DATABASE"
[recorder]
from_number = "hashed"
hash_key = "env:KEY"
[[sources]]
name = "wa"
provider = "whatsapp"
path = "/wa"
secrets = ["env:APP"]
verify_token = "env:TOKEN"
default_handler = "fallback"
[handlers.fallback]
url = "http://127.0.0.1:9101/"
headers = { Authorization = "env:AUTHORIZATION" }
[handlers.unused]
url = "http://127.0.0.1:9101/"
[domains.jobs]
legacy = "fallback"
[[rules]]
domain = "jobs"
words = ["job"]
[[rules]]
name = "named"
domain = "jobs"
type = ["text"]
[[notifiers]]
name = "ops"
url = "env:OPS_URL"
secret = "env:OPS_SECRET"
[rollout]
time_zone = "Africa/Kigali"
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Settings:
    path = tmp_path / "hookshift.toml"
    path.write_text(TEXT)
    return load(path, SECRETS)


def test_secrets_are_read_and_never_shown(loaded: Settings) -> None:
    source, handler = loaded.sources[0], loaded.handlers["fallback"]
    assert source.secrets[0].get_secret_value() == SECRETS["APP"]
    assert source.verify_token is not None
    assert source.verify_token.get_secret_value() == SECRETS["TOKEN"]
    assert handler.headers["Authorization"].get_secret_value() == SECRETS["AUTHORIZATION"]
    notifier = loaded.notifiers[0]
    assert notifier.url.get_secret_value() == SECRETS["OPS_URL"]
    assert notifier.secret is not None
    assert notifier.secret.get_secret_value() == SECRETS["OPS_SECRET"]
    for text in (repr(loaded), str(loaded), loaded.model_dump_json(), repr(loaded.model_dump())):
        assert "127.0.0.1:9101" in text
        assert "hunter2" not in text


def test_settings_travel_to_worker_processes_whole(loaded: Settings) -> None:
    again = pickle.loads(pickle.dumps(loaded))
    assert again == loaded
    assert str(again.rollout.warm_up) == "2m"
    assert again.warnings == loaded.warnings
    assert [warning.key for warning in again.warnings] == ["handlers.unused"]


def test_nothing_can_be_assigned(loaded: Settings) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        loaded.gateway.limits.in_flight = 1


def test_a_rule_without_a_name_is_called_by_its_position(loaded: Settings) -> None:
    assert [rule.name for rule in loaded.rules] == ["rule 0 (jobs)", "named"]


def test_every_setting_is_described() -> None:
    assert [one.path for one in settings() if not meaning(one)] == []
    assert len(list(settings())) > 50


def test_no_list_in_the_model() -> None:
    """A list inside a frozen model could still be changed."""
    assert [one.path for one in settings() if "list[" in str(one.field.annotation)] == []
    assert nested(Settings.model_fields["handlers"].annotation) is not None


def test_settings_are_written_as_one_would_write_them(loaded: Settings) -> None:
    written = json.loads(loaded.model_dump_json(by_alias=True))
    rollout = written["rollout"]
    assert (rollout["idle_after"], rollout["time_zone"]) == ("15m", "Africa/Kigali")
    assert [stage["hold"] for stage in rollout["stages"]] == ["4h", "4h", "6h", "1d", "1d", "2d"]
    assert RolloutConfig.model_validate(loaded.rollout.model_dump(by_alias=True)) == loaded.rollout


def test_a_notifier_hears_everything_unless_told_otherwise(loaded: Settings) -> None:
    assert loaded.notifiers[0].on == tuple(NotificationEvent)
    assert [received.value for received in NotificationEvent] == [
        each.value for each in (*News, *AlertNews)
    ]


@pytest.mark.parametrize("length", [24, 25, 26, 64])
@pytest.mark.parametrize("prefix", ["", "whsec_"])
def test_the_key_of_a_webhook_is_read(length: int, prefix: str) -> None:
    key = bytes(range(length))
    whole = prefix + b64encode(key).decode()
    assert signing_key(whole) == key
    # Both reference libraries of Standard Webhooks (1.1.0) take it without the padding.
    assert signing_key(whole.rstrip("=")) == key


def test_the_key_of_payloads_is_read_with_and_without_padding() -> None:
    key = bytes(range(32))
    assert encryption_key(b64encode(key).decode()) == key
    assert encryption_key(b64encode(key).decode().rstrip("=")) == key


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", b64encode(bytes(23)).decode(), b64encode(bytes(65)).decode(), "A" * 33,
     "hunter2-" * 5, b64encode(bytes(24)).decode() + "\n"],
)  # fmt: skip
def test_what_is_no_key_of_a_webhook_is_refused(secret: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        signing_key(secret)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:0", "127.0.0.1", 0),
        ("0.0.0.0:65535", "0.0.0.0", 65_535),
        ("[::1]:8080", "::1", 8080),
        ("[::]:80", "::", 80),
        ("localhost:8080", "localhost", 8080),
        ("gateway.internal:8080", "gateway.internal", 8080),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, host: str, port: int) -> None:
    address = read_address(text)
    assert address == Address(host, port)
    assert str(address) == text


@pytest.mark.parametrize(
    "text",
    ["", ":80", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80",
     "[::1]", "[127.0.0.1]:80", "[localhost]:80", "300.1.1.1:80", "a b:80", "x:٣", "[::1]:1:2"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"port|address|brackets"):
        read_address(text)
