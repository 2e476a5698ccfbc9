"""Checks how settings of notifiers fit together: names given once, secrets where they sign."""

from collections.abc import Iterator

from hookshift.config.compare import twice
from hookshift.config.environment import FromEnvironment
from hookshift.config.faults import Fault, Location, dotted
from hookshift.config.table import Table
from hookshift.config.values import is_plain_http


def notifier_faults(root: Table) -> Iterator[Fault]:
    """Faults: settings of notifiers that contradict each other."""
    notifiers = list(root.listed("notifiers"))
    yield from twice("notifiers", "name", notifiers)
    for i, notifier in notifiers:
        where: Location = ("notifiers", i)
        kind, url = notifier.text("kind"), notifier.text("url")
        if kind == "webhook":
            yield from _webhook(notifier, url, where)
        elif kind == "apprise":
            for key in ("secret", "secrets"):
                if notifier.has(key):
                    yield Fault(
                        dotted((*where, key)),
                        "is only for the kind webhook: the URLs of Apprise hold their own",
                        "remove it",
                    )


def _webhook(notifier: Table, url: str | None, where: Location) -> Iterator[Fault]:
    if notifier.has("secret") and notifier.has("secrets"):
        yield Fault(
            dotted((*where, "secrets")),
            "and secret are both given",
            "keep secrets, with every secret that receivers know",
        )
    elif not notifier.has("secret") and not notifier.has("secrets"):
        yield Fault(
            dotted((*where, "secret")),
            "is missing, and webhooks are signed with it",
            'add secret = "env:HOOKSHIFT_OPS_SECRET"',
        )
    if url and not is_plain_http(url):
        source = f" (it was read from {url.variable})" if isinstance(url, FromEnvironment) else ""
        yield Fault(
            dotted((*where, "url")),
            "is not an http or https URL with a host and without user, password or fragment"
            + source,
            'write it as "https://host/path", or kind = "apprise" for a service of Apprise',
        )
