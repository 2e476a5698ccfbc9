"""From settings to what the gateway decides with."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from hookshift.config.model import Handler, Rule, Settings
from hookshift.config.patterns import compile_pattern
from hookshift.domain import classify
from hookshift.domain.routing import Route, RouteTable

_Builder = Callable[[tuple[str, ...]], classify.Condition]


def _any_pattern(patterns: tuple[str, ...]) -> classify.Condition:
    searches = tuple(compile_pattern(pattern) for pattern in patterns)
    return classify.matches(lambda text: any(search(text) for search in searches))


CONDITIONS: Mapping[str, _Builder] = MappingProxyType(
    {
        "type": classify.event_type,
        "phone_number_id": classify.phone_number_id,
        "choice_prefix": classify.choice_prefix,
        "referral_source": classify.referral_source,
        "contains": classify.contains,
        "words": classify.words,
        "regex": _any_pattern,
    }
)
"""Keys of a rule that ask something of an event, cheapest first."""


class HandlerTimes(NamedTuple):
    """Time limits towards one handler, in seconds."""

    connect: float
    first_byte: float
    total: float
    idle: float


def route_table(settings: Settings) -> RouteTable:
    """The settings' part of a decision. Raises BadPattern, which `load` has ruled out."""
    return RouteTable(
        rules=tuple(_rule(rule) for rule in settings.rules),
        routes={
            name: Route(
                name,
                domain.legacy,
                domain.unified,
                settings.handlers[domain.legacy].protected,
            )
            for name, domain in settings.domains.items()
        },
    )


def protected(settings: Settings) -> dict[str, str]:
    """The protected handler of each domain that has one: no rollout may name these domains."""
    return {
        name: domain.legacy
        for name, domain in settings.domains.items()
        if settings.handlers[domain.legacy].protected
    }


def handler_times(settings: Settings, name: str) -> HandlerTimes:
    """The handler's own time limits, or upstream's where it has none."""
    handler: Handler = settings.handlers[name]
    upstream = settings.upstream
    return HandlerTimes(
        connect=_or(handler.connect_timeout, upstream.connect_timeout),
        first_byte=_or(handler.first_byte_timeout, upstream.first_byte_timeout),
        total=_or(handler.total_timeout, upstream.total_timeout),
        idle=upstream.idle_timeout,
    )


def _or(own: float | None, common: float) -> float:
    return common if own is None else own


def _rule(rule: Rule) -> classify.Rule:
    conditions = tuple(
        build(values)
        for key, build in CONDITIONS.items()
        if (values := getattr(rule, key)) is not None
    )
    return classify.Rule(rule.name, rule.domain, conditions)
