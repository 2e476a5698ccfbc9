"""Handlers that no event can reach: a fault where one is protected, else a warning."""

from collections.abc import Iterator

from hookshift.config.boundaries import warning
from hookshift.config.checks.delivery import delivery_warnings
from hookshift.config.checks.handler_tls import tls_warnings
from hookshift.config.checks.rollout import rollout_warnings
from hookshift.config.faults import Fault, dotted
from hookshift.config.table import Table
from hookshift.domain.database_parameters import BadUrl
from hookshift.domain.database_url import read as read_url
from hookshift.domain.paths import Canonical, canonical
from hookshift.domain.providers import rules_of

_INSTEAD = {
    "regex": "use words or contains, or \\pL for any letter",
    "header": "use an expression without it, or \\pL for any letter",
}


def unreachable_protected(root: Table) -> Iterator[Fault]:
    """Faults: protected handlers that no event can reach, though someone relies on them."""
    reached = _defaults(root) | _of_domains(root, only=_ruled(root))
    for name, handler in (root.named("handlers") or {}).items():
        if handler.flag("protected") and name not in reached:
            yield Fault(
                dotted(("handlers", name)),
                "is protected, but no event can reach it",
                "let a rule name its domain, or a source name it as default_handler, or remove it",
            )


def warnings(root: Table) -> tuple[Fault, ...]:
    """Warnings: what is allowed but probably not meant."""
    return (
        *_database_url(root),
        *_alike_paths(root),
        *_unused_handlers(root),
        *_domains_without_rule(root),
        *_short_drain(root),
        *_doubtful_patterns(root),
        *_unsigned(root),
        *tls_warnings(root),
        *delivery_warnings(root),
        *rollout_warnings(root),
    )


def _alike_paths(root: Table) -> Iterator[Fault]:
    """Two sources whose paths differ only in ways in which senders change a path."""
    first: dict[Canonical, tuple[int, str]] = {}
    for i, source in root.listed("sources"):
        path = source.text("path")
        if path is None:
            continue
        other, written = first.setdefault(canonical(path.encode()), (i, path))
        if written != path:
            yield Fault(
                dotted(("sources", i, "path")),
                f"differs from sources[{other}].path only in ways that senders change: "
                "a plus sign, what is percent-encoded, a slash at the end",
                "choose another path",
            )


def _database_url(root: Table) -> Iterator[Fault]:
    """Warnings about parameters of `database.url` that are ignored."""
    url = root.table("database").text("url")
    if url is None:
        return
    try:
        remarks = read_url(url).remarks
    except BadUrl:
        return
    for remark in remarks:
        yield Fault("database.url", remark.problem, remark.advice)


def _unused_handlers(root: Table) -> Iterator[Fault]:
    used = _defaults(root) | _of_domains(root, only=None)
    for name in root.named("handlers") or {}:
        if name not in used:
            yield Fault(
                dotted(("handlers", name)),
                "is used by no domain and no source",
                "remove it, or name it where it should get events",
            )


def _domains_without_rule(root: Table) -> Iterator[Fault]:
    ruled = _ruled(root)
    for name in root.named("domains") or {}:
        if name not in ruled:
            yield Fault(
                dotted(("domains", name)), "is named by no rule", "add a rule, or remove the domain"
            )


def _short_drain(root: Table) -> Iterator[Fault]:
    drain = root.table("gateway").table("timeouts").number("drain")
    totals = [root.table("upstream").number("total_timeout")]
    totals += [
        handler.number("total_timeout") for handler in (root.named("handlers") or {}).values()
    ]
    longest = max((total for total in totals if total is not None), default=None)
    if drain is not None and longest is not None and drain < longest:
        yield Fault(
            "gateway.timeouts.drain",
            f"is {drain:g}, less than the longest total_timeout of {longest:g}: "
            "a graceful stop may cut requests short",
            "raise it",
        )


def _doubtful_patterns(root: Table) -> Iterator[Fault]:
    for i, rule in root.listed("rules"):
        patterns: list[tuple[tuple[str, int | str], str]] = [
            *((("regex", j), pattern) for j, pattern in rule.texts("regex")),
            *((("header", name), pattern) for name, pattern in rule.texts_by_name("header")),
        ]
        for where, pattern in patterns:
            why = warning(pattern)
            if why is not None:
                yield Fault(
                    dotted(("rules", i, *where)),
                    f"cannot work as written: {why}",
                    _INSTEAD[where[0]],
                )


def _unsigned(root: Table) -> Iterator[Fault]:
    for i, source in root.listed("sources"):
        rules = rules_of(source.text("provider"))
        for key, who in (
            ("unsigned_callers", "callers of these networks"),
            ("unsigned_token", "whoever knows this token"),
        ):
            if source.has(key) and rules.allows(key):
                yield Fault(
                    dotted(("sources", i, key)),
                    f"lets {who} send webhooks without a signature",
                    "keep it for trusted internal callers alone, or remove it",
                )


def _defaults(root: Table) -> set[str | None]:
    return {source.text("default_handler") for _, source in root.listed("sources")}


def _of_domains(root: Table, only: set[str | None] | None) -> set[str | None]:
    """The handlers of these domains; of all domains if None."""
    return {
        domain.text(side)
        for name, domain in (root.named("domains") or {}).items()
        if only is None or name in only
        for side in ("legacy", "unified")
    }


def _ruled(root: Table) -> set[str | None]:
    return {rule.text("domain") for _, rule in root.listed("rules")}
