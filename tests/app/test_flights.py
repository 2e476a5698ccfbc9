"""Whom the compiled core serves in a worker, by its settings."""

import tomllib
from typing import Any, cast

import pytest
from bench.durable.stage import DURABLE
from bench.shipped import SHIPPED, plain
from bench.traffic import SECRET

from hookshift.app import build
from hookshift.app.flights import flights
from hookshift.app.handlers import pools
from hookshift.config.load import settings_from
from hookshift.core.choice import OpenAttempts
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.limits import Load
from hookshift.gateway.metrics.counters import Metrics
from tests.core.differential import core

SECRETS = {"WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_VERIFY_TOKEN": "token"}


class Deliverer:
    """Keeps what makes its usual attempts."""

    def __init__(self) -> None:
        self.used: list[OpenAttempts] = []

    def use(self, attempts: OpenAttempts) -> None:
        """As `deliverer.Deliverer`."""
        self.used.append(attempts)


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("remembers", [True, False])
def test_deliveries_are_attempted_by_the_core_whoever_takes_their_webhooks(
    durable: bool, remembers: bool
) -> None:
    core()
    text = plain(SHIPPED.read_text(encoding="utf-8"))
    settings = settings_from(
        tomllib.loads(text.replace(*DURABLE) if durable else text), SHIPPED, SECRETS
    )
    counts, load, callers = Metrics(dict), Load(), TrustedCallers([])
    upstreams, deliverer, nobody = pools(settings), Deliverer(), cast("Any", None)
    names = [source.name for source in settings.sources]
    pipeline = build.pipeline(
        settings, dict(upstreams), build.attempts(settings, lambda _row: None, counts), counts,
        callers, load=load, acceptor=nobody, keys=nobody,
        conversations=dict.fromkeys(names, nobody) if remembers else {},
    )  # fmt: skip
    found = flights(
        settings, pipeline, upstreams, callers, noted=(lambda _row: None, counts), load=load,
        deliverer=cast("Any", deliverer),
    )  # fmt: skip
    assert len(deliverer.used) == durable
    assert (found is None) == (durable and remembers), "a commit decides by what is remembered"
