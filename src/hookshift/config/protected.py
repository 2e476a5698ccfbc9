"""Which domains no rollout may name."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hookshift.config.schema.health import HealthSettings


def protected(settings: "HealthSettings") -> dict[str, str]:
    """The protected handler of each domain that has one: no rollout may name these domains."""
    return {
        name: domain.legacy
        for name, domain in settings.domains.items()
        if settings.handlers[domain.legacy].protected
    }
