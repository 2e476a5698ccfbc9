"""Compiles settings into the route table that the gateway decides with."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from hookshift.config.patterns import compile_pattern
from hookshift.config.schema.routes import RuleConfig
from hookshift.config.schema.settings import Settings
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.routing import classify
from hookshift.domain.routing.routing import Route, RouteTable
from hookshift.domain.routing.text import folded

CALLBACK_DATA = ("flow_token", "biz_opaque_callback_data", "cta_payload")
"""Keys of a rule that are WhatsApp's names for a text of the business's own."""
_Builder = Callable[[Any], classify.Condition]
"""Takes the value of its key: a tuple of texts, or texts by name."""


def _any_pattern(patterns: tuple[str, ...]) -> classify.Condition:
    searches = tuple(compile_pattern(pattern) for pattern in patterns)
    return classify.matches(lambda text: any(search(text) for search in searches))


def _header_patterns(patterns: Mapping[str, str]) -> classify.Condition:
    return classify.has_headers(
        {name: compile_pattern(pattern) for name, pattern in patterns.items()}
    )


CONDITIONS: Mapping[str, _Builder] = MappingProxyType(
    {
        "type": classify.event_type,
        "phone_number_id": classify.phone_number_id,
        "choice_prefix": classify.choice_prefix,
        **{name: partial(classify.callback_data, name) for name in CALLBACK_DATA},
        "referral_source": classify.referral_source,
        "contains": classify.contains,
        "words": classify.words,
        "header": _header_patterns,
        "regex": _any_pattern,
    }
)
"""Keys of a rule that are conditions on an event, cheapest first."""


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
        headers=frozenset(
            name.lower().encode() for rule in settings.rules for name in rule.header or ()
        ),
    )


def terms(settings: Settings) -> Terms:
    """How conversations go on."""
    own = settings.conversations
    return Terms(
        context=int(own.context),
        affinity=int(own.affinity),
        most_affinity=int(own.max_affinity),
        reset_words=frozenset(folded(word.strip()) for word in own.reset_words),
        protected=frozenset(name for name, domain in settings.domains.items() if domain.continues),
        groups_are_one=own.groups == "one",
    )


def passers(settings: Settings) -> dict[str, frozenset[str]]:
    """By domain, the handlers that may pass a conversation to it."""
    return {name: frozenset(domain.accepts_pass_from) for name, domain in settings.domains.items()}


def _rule(rule: RuleConfig) -> classify.Rule:
    stated = tuple(
        classify.Stated(key, values)
        for key in CONDITIONS
        if (values := getattr(rule, key)) is not None
    )
    conditions = tuple(CONDITIONS[each.name](each.values) for each in stated)
    drops = rule.action == "drop"
    return classify.Rule(rule.name, rule.domain or "", conditions, drops, stated)
