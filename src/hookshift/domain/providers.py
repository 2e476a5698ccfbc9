"""The providers by name, and which settings a source of each needs and forbids.

The wire formats themselves are in `hookshift.providers`, which knows no settings.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

MOST_EVENTS = 1_000
"""Events in one body, unless the settings say another number: Meta sends up to so many updates."""


class ProviderName(StrEnum):
    """What a source gives as its provider."""

    WHATSAPP = "whatsapp"
    GENERIC = "generic"


class SettingRule(NamedTuple):
    """One setting of a source that a provider needs or forbids."""

    setting: str
    problem: str
    """What is wrong where the rule is broken."""
    advice: str = "remove it"


class ProviderRules(NamedTuple):
    """What a provider asks of the settings of its sources."""

    needs: tuple[SettingRule, ...] = ()
    forbids: tuple[SettingRule, ...] = ()

    def allows(self, setting: str) -> bool:
        """Whether a source of this provider may have the setting."""
        return all(rule.setting != setting for rule in self.forbids)


_UNSIGNED = "is only for the provider whatsapp; a generic source without secrets is unsigned"

PROVIDER_RULES: Mapping[ProviderName, ProviderRules] = {
    ProviderName.WHATSAPP: ProviderRules(
        needs=(
            SettingRule(
                "secrets",
                "is empty, and whatsapp signs every webhook",
                'write secrets = ["env:WHATSAPP_APP_SECRET"]',
            ),
            SettingRule(
                "verify_token",
                "is missing, and Meta checks the endpoint with it",
                'write verify_token = "env:WHATSAPP_VERIFY_TOKEN"',
            ),
        ),
        forbids=(
            SettingRule(
                "signature_header",
                "is only for the provider generic; whatsapp's is X-Hub-Signature-256",
            ),
        ),
    ),
    ProviderName.GENERIC: ProviderRules(
        forbids=(
            SettingRule("verify_token", "is only for the provider whatsapp"),
            SettingRule("unsigned_callers", _UNSIGNED),
            SettingRule("unsigned_token", _UNSIGNED),
        ),
    ),
}


def rules_of(provider: str | None) -> ProviderRules:
    """The rules of the provider with this name; none for a name that is not known."""
    if provider is None or provider not in PROVIDER_RULES:
        return ProviderRules()
    return PROVIDER_RULES[ProviderName(provider)]
