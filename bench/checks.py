"""The harness checks itself: what was measured is what was asked for."""

import http.client
from contextlib import closing
from typing import NamedTuple

from bench import traffic
from bench.processes import BenchError
from bench.subjects import WEBHOOK_PATH, Running, Stage, Subject

_SECONDS = 10


class Counts(NamedTuple):
    """How far the upstream's and the database's counters are."""

    forwarded: int
    recorded: int | None


def counts(stage: Stage, running: Running) -> Counts:
    """Reads the counters once nothing moves any more: some requests outlive the load."""
    forwarded = stage.upstream.settled_count()
    return Counts(forwarded, running.recorded() if running.recorded else None)


def faults(
    before: Counts, after: Counts, *, answered: int, failed: int, in_flight: int
) -> list[str]:
    """What is wrong with a run; nothing, if its numbers can be believed.

    When the load ends, up to `in_flight` requests are under way that it no longer counts.
    """
    found = []
    if not answered:
        found.append("nothing was answered")
    if failed:
        found.append(f"{failed:,} requests failed or were not answered 2xx")
    forwarded = after.forwarded - before.forwarded
    if not answered <= forwarded <= answered + in_flight:
        found.append(f"{answered:,} answered but {forwarded:,} reached the upstream")
    if after.recorded is not None and before.recorded is not None:
        recorded = after.recorded - before.recorded
        if recorded != forwarded:
            found.append(f"{forwarded:,} reached the upstream but {recorded:,} were recorded")
    return found


def probe(subject: Subject, running: Running) -> None:
    """One good and one forged webhook, before anything is measured."""
    webhook = next(iter(traffic.signed_bodies(1)))
    if (status := _post(running.port, webhook)) != 200:
        raise BenchError(f"{subject.name} answered a good webhook with {status}, not 200")
    forged = webhook._replace(signature="sha256=" + "0" * 64)
    want = 401 if subject.checks_signature else 200
    if (status := _post(running.port, forged)) != want:
        raise BenchError(f"{subject.name} answered a forged webhook with {status}, not {want}")


def _post(port: int, webhook: traffic.Signed) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    headers = {
        "Content-Type": "application/json",
        traffic.SIGNATURE_HEADER: webhook.signature,
    }
    connection.request("POST", WEBHOOK_PATH, webhook.body, headers)
    with closing(connection):
        return connection.getresponse().status
