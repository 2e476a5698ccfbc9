"""Checks how settings fit together: names that must exist, protection, bounds that must agree.

Works on whatever of the file is readable; the shape is checked by the model.
"""

from collections.abc import Iterable, Iterator, Mapping

from hookshift.config.checks.addresses import address_faults
from hookshift.config.checks.control import control_faults
from hookshift.config.checks.delivery import delivery_faults
from hookshift.config.checks.handler_tls import tls_faults
from hookshift.config.checks.notifiers import notifier_faults
from hookshift.config.checks.rollout import rollout_faults
from hookshift.config.compare import at_most, twice
from hookshift.config.compile import CONDITIONS
from hookshift.config.environment import FromEnvironment, quoted
from hookshift.config.faults import Fault, Location, did_you_mean, dotted
from hookshift.config.patterns import BadPattern, compile_pattern
from hookshift.config.reach import unreachable_protected
from hookshift.config.table import Table
from hookshift.domain.http import HOP_BY_HOP, OURS
from hookshift.domain.providers import rules_of
from hookshift.domain.routing.routing import DROPPED, UNKNOWN_DOMAIN

OF_THE_MESSAGE = frozenset({b"host", b"content-length", b"expect"})

LABELS = {
    UNKNOWN_DOMAIN: "events that no rule claims",
    DROPPED: "events that a rule drops",
}


def cross_faults(root: Table) -> list[Fault]:
    """Faults: settings that contradict each other, in the order of the file's sections."""
    return [
        *_bounds(root),
        *delivery_faults(root),
        *_sources(root),
        *_handlers(root),
        *_domains(root),
        *_rules(root),
        *unreachable_protected(root),
        *control_faults(root),
        *address_faults(root),
        *rollout_faults(root),
        *notifier_faults(root),
    ]


def _bounds(root: Table) -> Iterator[Fault]:
    gateway, recorder, upstream = (root.table(key) for key in ("gateway", "recorder", "upstream"))
    limits = gateway.table("limits")
    yield from at_most(limits, "body_bytes", "buffered_bytes", ("gateway", "limits"))
    yield from at_most(recorder, "batch_rows", "buffer_rows", ("recorder",))
    yield from at_most(upstream, "connect_timeout", "total_timeout", ("upstream",))
    yield from at_most(upstream, "first_byte_timeout", "total_timeout", ("upstream",))
    yield from _conversations(root)
    if recorder.text("from_number") == "hashed" and not recorder.has("hash_key"):
        yield Fault(
            "recorder.hash_key",
            'is missing, and from_number is "hashed"',
            'add hash_key = "env:HOOKSHIFT_HASH_KEY"',
        )


def _conversations(root: Table) -> Iterator[Fault]:
    own = root.table("conversations")
    for small, large in (("affinity", "max_affinity"), ("max_affinity", "context")):
        below, above = own.seconds(small), own.seconds(large)
        if below is not None and above is not None and below > above:
            yield Fault(
                f"conversations.{small}",
                f"is {below}, longer than the {above} of {large}",
                f"lower it or raise {large}",
            )
    remember = (source.text("conversations") for _, source in root.listed("sources"))
    if not root.table("recorder").has("hash_key") and {*remember} & {"on", "observe"}:
        yield Fault(
            "recorder.hash_key",
            "is missing, and people's conversations are remembered under hashes made with it",
            'add hash_key = "env:HOOKSHIFT_HASH_KEY"',
        )


def _sources(root: Table) -> Iterator[Fault]:
    handlers = root.named("handlers")
    sources = list(root.listed("sources"))
    yield from twice("sources", "name", sources)
    yield from twice("sources", "path", sources)
    for i, source in sources:
        where: Location = ("sources", i)
        yield from _exists(source, "default_handler", "handler", handlers, where)
        yield from _of_provider(source, where)


def _of_provider(source: Table, where: Location) -> Iterator[Fault]:
    rules = rules_of(source.text("provider"))
    broken = (
        *(rule for rule in rules.needs if source.lacks(rule.setting)),
        *(rule for rule in rules.forbids if source.has(rule.setting)),
    )
    for rule in broken:
        yield Fault(dotted((*where, rule.setting)), rule.problem, rule.advice)


def _handlers(root: Table) -> Iterator[Fault]:
    upstream = root.table("upstream")
    for name, handler in (root.named("handlers") or {}).items():
        where: Location = ("handlers", name)
        yield from _times(handler, upstream, where)
        yield from _headers(handler.names("headers"), (*where, "headers"))
        yield from tls_faults(handler, where)
        for key in ("ok_header", "failed_header"):
            yield from _patterns(handler.texts_by_name(key), (*where, key))
        for key in ("ok_body", "failed_body"):
            yield from _patterns(handler.texts(key), (*where, key))


def _times(handler: Table, upstream: Table, where: Location) -> Iterator[Fault]:
    total = _own_or(handler, upstream, "total_timeout")
    for key in ("connect_timeout", "first_byte_timeout"):
        part = _own_or(handler, upstream, key)
        # Where the handler overrides nothing, the fault is upstream's and stands there.
        ours = handler.has(key) or handler.has("total_timeout")
        if ours and part is not None and total is not None and part > total:
            at = key if handler.has(key) else "total_timeout"
            yield Fault(
                dotted((*where, at)),
                f"makes {key} ({part:,}) exceed total_timeout ({total:,}) for this handler",
                f"make {key} at most total_timeout",
            )


def _own_or(handler: Table, upstream: Table, key: str) -> float | None:
    return handler.number(key) if handler.has(key) else upstream.number(key)


def _headers(names: Iterable[str], where: Location) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name in names:
        lower = name.lower()
        key = dotted((*where, name))
        if lower.encode() in HOP_BY_HOP:
            yield Fault(key, "belongs to the connection, not the request", "remove it")
        elif lower.encode() in OF_THE_MESSAGE | OURS:
            yield Fault(key, "is written by hookshift itself", "remove it")
        elif lower in seen:
            yield Fault(key, f"is the same header as {seen[lower]}", "remove one of them")
        seen.setdefault(lower, name)


def _domains(root: Table) -> Iterator[Fault]:
    handlers = root.named("handlers")
    for name, domain in (root.named("domains") or {}).items():
        where: Location = ("domains", name)
        if name in LABELS:
            yield Fault(dotted(where), f"is the label of {LABELS[name]}", "choose another name")
        yield from _exists(domain, "legacy", "handler", handlers, where)
        yield from _exists(domain, "unified", "handler", handlers, where)
        yield from _unified(domain, handlers or {}, (*where, "unified"))
        yield from _passers(domain, handlers or {}, (*where, "accepts_pass_from"))


def _passers(domain: Table, handlers: Mapping[str, Table], where: Location) -> Iterator[Fault]:
    passers = domain.texts("accepts_pass_from")
    for at, name in passers:
        if handlers and name not in handlers:
            yield Fault(
                dotted((*where, at)),
                f"names a handler that does not exist: {quoted(name)}",
                did_you_mean(name, handlers) or "add it to [handlers], or name one that exists",
            )
    if passers and _protected(handlers, domain.text("legacy")) and not domain.flag("continues"):
        yield Fault(
            dotted(where),
            "has no effect: the domain is protected and does not continue conversations",
            "add continues = true, or remove it",
        )


def _unified(domain: Table, handlers: Mapping[str, Table], where: Location) -> Iterator[Fault]:
    legacy, unified = domain.text("legacy"), domain.text("unified")
    if unified is None:
        return
    if unified == legacy:
        yield Fault(dotted(where), "is the legacy handler itself", "name the new handler, or none")
    elif _protected(handlers, unified):
        yield Fault(
            dotted(where),
            f"names the protected handler {quoted(unified)}: no rollout may touch it",
            "name another handler",
        )
    elif _protected(handlers, legacy):
        yield Fault(
            dotted(where),
            f"would move the domain away from {quoted(legacy or '')}: "
            "no rollout may touch a protected handler",
            "remove unified, or protected from the handler",
        )


def _protected(handlers: Mapping[str, Table], name: str | None) -> bool:
    return name is not None and name in handlers and handlers[name].flag("protected")


def _rules(root: Table) -> Iterator[Fault]:
    domains = root.named("domains")
    rules = list(root.listed("rules"))
    yield from twice("rules", "name", rules)
    for i, rule in rules:
        where: Location = ("rules", i)
        yield from _domain_of_rule(rule, domains, where)
        if not any(rule.has(key) for key in CONDITIONS):
            yield Fault(
                dotted(where),
                "has no condition, so it would claim every event",
                f"give it one of {', '.join(CONDITIONS)}",
            )
        yield from _rule_headers(rule.names("header"), (*where, "header"))
        yield from _patterns(rule.texts_by_name("header"), (*where, "header"))
        yield from _patterns(rule.texts("regex"), (*where, "regex"))


def _rule_headers(names: Iterable[str], where: Location) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name in names:
        key, lower = dotted((*where, name)), name.lower()
        if lower.encode() in HOP_BY_HOP:
            yield Fault(
                key, "belongs to the connection, and each proxy changes it", "use another header"
            )
        elif lower in seen:
            yield Fault(key, f"is the same header as {seen[lower]}", "write one expression for it")
        seen.setdefault(lower, name)


def _domain_of_rule(
    rule: Table, domains: Mapping[str, Table] | None, where: Location
) -> Iterator[Fault]:
    key = dotted((*where, "domain"))
    if rule.text("action") == "drop":
        if rule.has("domain"):
            yield Fault(key, "means nothing where the rule drops events", "remove it, or action")
    elif not rule.has("domain"):
        if rule.text("action") in (None, "route"):
            yield Fault(key, "is missing", "add it")
    else:
        yield from _exists(rule, "domain", "domain", domains, where)


def _patterns(found: Iterable[tuple[int | str, str]], where: Location) -> Iterator[Fault]:
    for i, pattern in found:
        try:
            compile_pattern(pattern)
        except BadPattern as error:
            # RE2 quotes the pattern, which must not happen to what may be a secret.
            reason = quoted(pattern) if isinstance(pattern, FromEnvironment) else error
            yield Fault(
                dotted((*where, i)),
                f"is not a usable regular expression: {reason}",
                "see https://github.com/google/re2/wiki/Syntax",
            )


def _exists(
    table: Table, key: str, kind: str, known: Mapping[str, Table] | None, where: Location
) -> Iterator[Fault]:
    """A fault for a name that does not exist, unless its section is unreadable, a fault itself."""
    name = table.text(key)
    if name is None or known is None or name in known:
        return
    advice = did_you_mean(name, known) or f"add it to [{kind}s], or name one that exists"
    yield Fault(
        dotted((*where, key)), f"names a {kind} that does not exist: {quoted(name)}", advice
    )
