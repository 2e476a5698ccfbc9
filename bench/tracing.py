"""`python -m bench.tracing`: what spans cost a worker, without a collector to send them to.

A webhook's span and that of its one delivery, in CPU of this process: the thread that sends spans
is counted with it.
"""

import logging
import time

import click

from bench import report
from bench.saved import save
from hookshift.domain.http import Request
from hookshift.gateway.headers import Trace
from hookshift.gateway.metrics.otel import Otel

NOBODY = "http://127.0.0.1:9/v1/traces"
TRACE = Trace("00000000-0000-4000-a000-000000000000", b"")
REQUEST = Request(b"POST", b"/webhook/whatsapp", b"", [], b"", "127.0.0.1")


@click.command()
@click.option("--webhooks", default=20_000, show_default=True, type=click.IntRange(100))
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1))
def main(webhooks: int, rounds: int) -> None:
    """Measures spans that are kept and spans that are not."""
    logging.disable(logging.CRITICAL)
    taken = {
        sample: [_microseconds(sample, webhooks) for _ in range(rounds)] for sample in (1.0, 0.0)
    }
    rows = [(f"{sample:.0%}", report.spread(each).text(0)) for sample, each in taken.items()]
    table = report.Table("Spans of a webhook with one delivery", ("traced", "CPU us"), rows, [])
    report.show([table], report.Console())
    save("bench.tracing", [table], {"microseconds": {str(key): taken[key] for key in taken}})


def _microseconds(sample: float, webhooks: int) -> float:
    otel = Otel(NOBODY, {}, sample, "bench")
    began = time.process_time()
    for _ in range(webhooks):
        webhook = otel.webhook(TRACE, "whatsapp", REQUEST)
        headers = [
            (b"traceparent", webhook.traceparent),
            (b"x-correlation-id", TRACE.correlation_id.encode()),
            (b"x-webhook-domain", b"jobs"),
        ]
        delivery = otel.delivery(headers, "wa-webhook-jobs")
        headers.append((b"traceparent", delivery.traceparent))
        delivery.end(200)
        webhook.end(200)
    return (time.process_time() - began) / webhooks * 1e6


if __name__ == "__main__":
    main()
