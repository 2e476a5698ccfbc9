"""What a provider declares is what `config check` asks of its sources."""

import re
from pathlib import Path

import pytest

import hookshift
from hookshift.config.checks.settings import cross_faults
from hookshift.config.schema.routes import SourceConfig
from hookshift.config.table import Table
from hookshift.domain.providers import PROVIDER_RULES, ProviderName, rules_of

CONFIG = Path(hookshift.__file__).parent / "config"


@pytest.mark.parametrize("name", list(ProviderName))
def test_only_settings_of_sources_are_needed_or_forbidden(name: ProviderName) -> None:
    rules = PROVIDER_RULES[name]
    assert {rule.setting for rule in (*rules.needs, *rules.forbids)} <= set(
        SourceConfig.model_fields
    )


@pytest.mark.parametrize("name", list(ProviderName))
def test_every_rule_is_asked(name: ProviderName) -> None:
    """Of a source that lacks all that is needed and has all that is forbidden."""
    rules = PROVIDER_RULES[name]
    source = {"provider": name.value, **{rule.setting: "x" for rule in rules.forbids}}
    faults = {fault.key: fault for fault in cross_faults(Table({"sources": (source,)}))}
    for rule in (*rules.needs, *rules.forbids):
        fault = faults[f"sources[0].{rule.setting}"]
        assert (fault.problem, fault.advice) == (rule.problem, rule.advice)


def test_a_provider_that_is_not_known_has_no_rules() -> None:
    assert rules_of("telegram") == rules_of(None) == ((), ())


def test_config_names_no_provider_but_in_texts() -> None:
    quoted = re.compile(rf"[\"\'](?:{'|'.join(ProviderName)})[\"\']")
    named = [p.name for p in CONFIG.rglob("*.py") if quoted.search(p.read_text(encoding="utf-8"))]
    assert named == []
